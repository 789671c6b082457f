"""Where a text says that the flow goes: conditions, arrows, "on to step 3", "back to …"."""

import re
from dataclasses import dataclass, replace

from .marks import NUMBER, number_of

# A way of its own words: the flow ends; nothing is said; the step below; the step above.
ENDS, NOWHERE, NEXT_ROW, ROW_BEFORE = "!end", "!none", "!next", "!before"
LONGEST = 600

ARROW = re.compile(r"\s*(?:[-—–=─━]*\s*[→⇒➔➜➝➞⟶➡►▶]\ufe0f?|[-—–=─━]+\s*[>＞]|=>|↓)\s*")
LABELLED_ARROW = re.compile(
    r"\s*(?:--?|——?|–|─+)\s*[|(（\[]?\s*([^-—–─→>|()（）\[\]]{1,60}?)\s*[|)）\]]?\s*(?:-+>|[—–─]*→|[—–─]+>)\s*"
)
AFTER_ARROW = re.compile(r"^[(（\[|]\s*([^()（）\[\]|]{1,200})\s*[)）\]|]\s*(.+)$")
SPLIT = re.compile(r"\s*[；;。]\s*|[，,]\s*(?=否则|如果|若(?!干)|倘若|如(?![实期下上同何图有无]))")
VERBS = (
    r"(?:流转|跳转|转|进|返|退|回|跳|送)?(?:入|至|到|回到|回至|回|往)|转(?!办|送|移|报|呈|换|让|账|正|为|化)|"
    r"进入|返回|退回|回到|继续|执行|go\s?to|proceed\s+to|return\s+to|back\s+to|continue\s+with"
)
STEP_NUMBER = (
    rf"(?:第\s*(?P<a>{NUMBER})\s*(?:个?环节|步骤|步|项|条)|(?:步骤|环节|steps?)\s*(?P<b>{NUMBER}))"
)
NUMBER_WAY = re.compile(
    rf"(?:[，,]?\s*(?:则|就|即|应当|应|直接)?\s*(?:{VERBS})\s*)(?:{STEP_NUMBER}|[(（](?P<d>{NUMBER})[)）]|(?P<c>\d{{1,3}})(?=$|[。；;，,）)]))",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(rf"^(?:{STEP_NUMBER}|#?(?P<c>\d{{1,3}})[.、]?)$", re.IGNORECASE)
NAME_WAY = re.compile(
    r"(?:^|[，,：:]\s*|(?<=的))(?:则|就|即|应当|应|直接)?"
    r"(?:转入|转至|转到|转回|进入|返回到?|退回至?到?|回到|跳转到|跳转至|跳至|流转至|转|"
    r"go\s?to\s|proceed\s+to\s|return\s+to\s|back\s+to\s)\s*[“\"「]?(?P<name>[^，,；;。”\"」]{2,60})[”\"」]?$",
    re.IGNORECASE,
)
NEXT_WORDS = re.compile(
    r"^(?:(?:转|进)?(?:入|至|到)?)?(?:下一?(?:步骤?|环节|个环节)|next(?: step)?|继续|往下)$",
    re.IGNORECASE,
)
BEFORE_WORDS = re.compile(
    r"^(?:返回到?|退回至?到?|回到|转)?(?:上一?(?:步骤?|环节|个环节)|前一(?:步|环节)|previous(?: step)?)$",
    re.IGNORECASE,
)
END_WORDS = re.compile(
    r"^(?:则|就)?(?:流程|程序|本流程)?(?:结束|终止|终结|end)(?:流程|程序)?$", re.IGNORECASE
)
NONE_WORDS = frozenset({"—", "-", "–", "——", "无", "/", "（无）", "(无)", "none"})
LEAD = re.compile(r"^(?:则|就|那么|即)\s*(?=.)")
CONDITIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:如果|如若|若是|倘若|假如|若(?!干)|如(?![实期下上同何图有无]))(?P<when>[^，,]{1,120}?)"
        r"(?:[，,]\s*(?:则|就|那么|即)|(?<!原)(?:则(?!上)|就(?=[转进返退]|是)|那么))(?P<then>.+)$",
        r"^(?:如果|如若|若是|倘若|假如|若(?!干)|如(?![实期下上同何图无]))(?P<when>.{1,120}?)[，,](?P<then>.+)$",
        r"^(?P<when>.{1,120}?的)(?:[，,：:]\s*(?:则|就)?|(?=则|转|进入|返回|退回|回到))(?P<then>.+)$",
        r"^(?P<when>否则|其他情形|其他情况|otherwise|else)[，,：:\s]*(?:则|就)?(?P<then>.+)$",
        r"^当(?!场|日|天|事|地|前|面|年)(?P<when>.{1,120}?)时[，,](?P<then>.+)$",
        r"^if\s+(?P<when>[^,，:：]{1,120}?)(?:[,，:：]\s*(?:then\s+)?|\s+then\s+)(?P<then>.+)$",
    )
)


@dataclass(frozen=True)
class Clause:
    """One part of a line: under `when` the flow goes to `to`, or `to` is done.

    `is_way` where `to` names a step and is nothing to be done; `is_exact` where an arrow says so;
    `is_if` where words like 如果 or …的 begin it; `rest` could not be read.
    `said` is the whole of what is to be done where no step is called `to`.
    """

    when: str
    to: str
    is_way: bool = False
    is_exact: bool = False
    is_if: bool = False
    rest: str = ""
    said: str = ""


def clauses_of(text: str) -> list[str]:
    """Divide a line at semicolons and full stops, and before "otherwise"."""
    if len(text) > LONGEST:
        return [text]
    return [part.strip() for part in SPLIT.split(text) if part.strip(" 。；;，,")]


def read_clause(text: str) -> Clause | None:
    """Read a condition with what follows from it, or a way; None for anything else."""
    if len(text) > LONGEST:
        return None
    for condition in CONDITIONS:
        found = condition.match(text)
        if found and is_balanced(found["when"]) and re.search(r"\w", found["then"]):
            return follow(tidy_when(found["when"]), found["then"].strip())
    return read_way(text)


def is_balanced(text: str) -> bool:
    """Whether no bracket is open at the end of a text."""
    return text.count("（") == text.count("）") and text.count("(") == text.count(")")


def follow(when: str, then: str) -> Clause:
    """Read what follows from a condition: a way, or something to do."""
    then = LEAD.sub("", then)
    way = read_way(then)
    if way and not way.when:
        return Clause(when, way.to, is_way=True, is_exact=way.is_exact, is_if=True, rest=way.rest)
    then = then.strip("，,。；; ")
    if (named := name_way(then)) and not named.when:
        return replace(named, when=when, is_if=True, said=then)
    return Clause(when, then, is_if=True)


def read_way(text: str) -> Clause | None:
    """Read “齐全，转第3步”, “是 → 4”, “返回第2步”: a way, perhaps with a condition before it."""
    head, tail = arrow_parts(text)
    if to := target_words(tail or ""):
        return Clause(tidy_when(head), to, is_way=True, is_exact=True)
    if special := special_target(text):
        return Clause("", special, is_way=True)
    if found := NUMBER_WAY.search(text):
        rest = text[found.end() :].strip("，,。；; ")
        return Clause(tidy_when(text[: found.start()]), step_number(found), is_way=True, rest=rest)
    if (named := re.match(r"^(.{1,120}?)[：:]\s*(.+)$", text)) and BARE_NUMBER.match(named[2]):
        return Clause(tidy_when(named[1]), target_words(named[2]), is_way=True)
    return None


def name_way(text: str) -> Clause | None:
    """Read “…，转法制审核环节”: a way to a step by its name, where there is one of that name."""
    found = NAME_WAY.search(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    said = found[0].strip("，,：: ")
    return Clause(tidy_when(text[: found.start()]), found["name"], is_way=True, said=said)


def arrow_parts(text: str) -> tuple[str, str | None]:
    """Divide a text at its one arrow; (text, None) where there is none, or more than one."""
    parts = ARROW.split(text)
    if len(parts) != 2 or not parts[1]:
        return text, None
    return parts[0], parts[1]


def target_words(text: str) -> str:
    """Give what names a step: its number in digits, a word of ours, or its name."""
    text = text.strip("。；;，, ")
    if found := BARE_NUMBER.match(text):
        return step_number(found)
    return special_target(text) or text


def step_number(found: re.Match[str]) -> str:
    """Write the number of the step that was found in digits."""
    sign = next(filter(None, found.groupdict().values()))
    return f"#{number_of(sign)}"


def special_target(text: str) -> str:
    """Give our word for the end, for nowhere, for the next step or the one before."""
    text = text.strip("。；;，, ")
    if text in NONE_WORDS:
        return NOWHERE
    if END_WORDS.match(text):
        return ENDS
    if NEXT_WORDS.match(text):
        return NEXT_ROW
    return ROW_BEFORE if BEFORE_WORDS.match(text) else ""


def tidy_when(text: str) -> str:
    """Give a condition without what introduces it and without punctuation around it."""
    text = text.strip(" ，,：:；;。-—–|（(")
    text = re.sub(r"^(?:如果|如若|倘若|若是|若(?!干))", "", text)
    return re.sub(r"[，,]?(?:(?<!否)则|就)$", "", text).strip(" ，,：:")


def is_one_part(text: str) -> bool:
    """Whether a text is not divided by semicolons or full stops before its end."""
    return not re.search(r"[；;。].*\S", text)


def chain_parts(text: str) -> list[tuple[str, str]]:
    """Divide “受理→审查→（合格）决定” into steps, each with the condition of the way to it."""
    if len(text) > 20_000 or not is_one_part(text):
        return []
    marked = LABELLED_ARROW.sub(r" →（\1）", text)
    parts = [part.strip(" ，,；;。") for part in ARROW.split(marked)]
    if len(parts) < 2 or not all(parts):
        return []
    chain = [(parts[0], "")]
    for part in parts[1:]:
        found = AFTER_ARROW.match(part)
        chain.append((found[2], found[1]) if found else (part, ""))
    return chain
