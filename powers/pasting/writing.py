"""A chart written out as numbered lines, in the form that pasting reads back to the same chart."""

import re
from collections.abc import Mapping

from powers.charts import Drawing
from powers.drawing.flow import kind_word
from powers.rows import NEXT, Row, Way

from .facts import KIND_OF_WORD, match_position
from .marks import mark_of
from .reading import read
from .ways import Clause, name_way, read_clause

CALM = re.compile(r"[\w、]{1,200}")


def written(drawing: Drawing, positions: Mapping[str, str]) -> str:
    """Write a drawing out: a line for a step, beneath it one for each way that is not just the next one."""
    numbers = {step["key"]: number for number, step in enumerate(drawing["steps"], 1)}
    lines: list[str] = []
    for number, step in enumerate(drawing["steps"], 1):
        facts = "，".join(filter(None, facts_of(step, positions)))
        lines.append(f"{number}. {name_of(step['name'], positions)}（{facts}）")
        ways = [link for link in drawing["links"] if link["from"] == step["key"]]
        is_plain = [(numbers[link["to"]], link["when"]) for link in ways] == [(number + 1, "")]
        if not is_plain or step["kind"] == "end":
            lines += [f"   {way_of(link, numbers)}" for link in ways] or ["   → —"]
        lines += [f"   {basis_words(basis)}" for basis in step["basis"]]
    return "\n".join(lines)


def facts_of(step: Mapping[str, object], positions: Mapping[str, str]) -> list[str]:
    """Write the facts of a step down, its kind always, so that nothing is guessed."""
    kind = str(step["kind"])
    word = kind_word(kind)
    name = str(step["position_name"])
    is_found = CALM.fullmatch(name) and match_position(name, positions) == step["position"]
    return [
        word if KIND_OF_WORD.get(word.casefold()) == kind else kind,
        name if is_found and "、" not in name else "",
        "" if step["days"] is None else f"{step['days']}个工作日",
        "制约环节" if step["check"] else "",
    ]


def name_of(name: str, positions: Mapping[str, str]) -> str:
    """Write a name down; in 「」 where it would be read as more than a name."""
    if not CALM.fullmatch(name) or name_way(f"，{name}"):
        return f"「{name}」"
    rows = read(f"1. 甲\n2. {name}（环节）\n3. 乙", positions).rows
    wanted = Row("s2", name, ways=(Way(NEXT),))
    return name if len(rows) == 3 and rows[1] == wanted else f"「{name}」"


def way_of(link: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    """Write a way down: its condition, and the number of the step it leads to."""
    when = link["when"]
    same = Clause(when, "#1", is_way=True, is_exact=True)
    is_read = read_clause(f"{when} → 第1步") == same and not mark_of(f"{when} →")[0]
    is_plain = CALM.fullmatch(when) and is_read
    arrow = f"→ 第{numbers[link['to']]}步"
    return f"{when if is_plain else f'「{when}」'} {arrow}" if when else arrow


def basis_words(basis: Mapping[str, str]) -> str:
    """Write a legal basis down."""
    return f"依据：《{basis['law']}》{basis['article']}"
