"""A list read line by line: which lines are steps, and what the others say of them."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from powers.rows import MOST_STEPS

from .facts import BRACKETS, LABEL_OF_WORD, LABELLED, Facts, extracted, item_facts, not_taken, plain
from .marks import Line, mark_of
from .sheet import Draft, Sheet, Wish
from .ways import (
    ARROW,
    ENDS,
    LONGEST,
    Clause,
    arrow_parts,
    chain_parts,
    clauses_of,
    name_way,
    read_clause,
    target_words,
)

LITERAL = re.compile(r"^「([^「」]*[^「」\s][^「」]*)」\s*(.*)$")
OTHERWISE = re.compile(r"不|未|无(?!误)|非|否|其他|其余|otherwise|else|\bnot?\b", re.IGNORECASE)
TRAILING = " 。.；;，,、：:—–-"


@dataclass(frozen=True)
class Layout:
    """How the steps of a list stand: the style of their mark, their indent, whether numbered."""

    style: str
    depth: int
    is_numbered: bool
    first: int
    names: frozenset[str]


def read_list(lines: list[Line], positions: Mapping[str, str]) -> Sheet:
    """Read the lines of a list."""
    sheet = Sheet(positions)
    lines = dashed(joined_marks(lines))
    layout = layout_of(lines)
    for line in lines:
        if not sheet.is_full:
            read_line(sheet, line, layout)
    if lines and all(is_chain(line, layout) for line in lines):
        for draft in sheet.drafts:
            draft.stops = not draft.wishes
    return sheet


def joined_marks(lines: list[Line]) -> list[Line]:
    """Join a number that stands alone (第一步) with the line beneath it."""
    joined: list[Line] = []
    for line in lines:
        if joined and joined[-1].style and not joined[-1].text and not line.style:
            typed = f"{joined[-1].typed} {line.typed}"
            joined[-1] = replace(joined[-1], text=line.text, typed=typed)
        else:
            joined.append(line)
    return [
        line if line.text else replace(line, style="", label="", text=line.typed) for line in joined
    ]


def dashed(lines: list[Line]) -> list[Line]:
    """Read “申请—受理—决定”, where it is the whole text, like a chain with arrows."""
    if len(lines) != 1 or ARROW.search(lines[0].text):
        return lines
    parts = re.split(r"\s*(?:—{1,2}|－|–)\s*", lines[0].text)
    is_a_chain = len(parts) > 2 and all(parts)
    return [replace(lines[0], text="→".join(parts))] if is_a_chain else lines


def layout_of(lines: list[Line]) -> Layout:
    """Tell which lines are the steps: the first numbering that has more than one, else all alike."""
    styles = Counter(line.style for line in lines)
    numbered = [line for line in lines if line.is_numbered]
    names = frozenset(plain(line.text) for line in lines if not ARROW.search(line.text))
    is_numbered = len(numbered) > 1 or (bool(numbered) and numbered[0] is lines[0])
    many = [line for line in numbered if styles[line.style] > 1] or numbered
    if is_numbered:
        first = many[0]
    else:
        has_title = styles["bullet"] > 1 and styles["bullet"] >= len(lines) - 1
        bullets = [line for line in lines if line.style == "bullet"]
        first = bullets[0] if has_title else (lines or [Line(0, "", 0, "", "", "")])[0]
    return Layout(first.style, first.depth, is_numbered, first.place, names)


def is_main(line: Line, layout: Layout) -> bool:
    """Whether a line stands where the steps stand."""
    if line.joins or line.style != layout.style or line.place < layout.first:
        return False
    return line.depth <= layout.depth + 1 or layout.style in ("step", "chinese", "paren")


def is_chain(line: Line, layout: Layout) -> bool:
    """Whether a line is a chain of steps: several arrows, or one between what are no conditions."""
    parts = chain_parts(line.text)
    if len(parts) != 2 or layout.is_numbered:
        return len(parts) > 2
    head, tail = arrow_parts(line.text)
    is_way = bool(tail) and plain(head) not in layout.names
    is_known = target_words(tail or "").startswith(("#", "!")) or plain(tail or "") in layout.names
    return not (is_way and is_known)


def read_line(sheet: Sheet, line: Line, layout: Layout) -> None:
    """Read one line into the sheet."""
    if line.place < layout.first and not is_chain(line, layout):
        sheet.leave(line.place, _("A heading: no step is made of it."))
    elif len(line.text) > LONGEST:
        add_step(sheet, line, line.text, is_main=is_main(line, layout))
    elif literal := LITERAL.match(line.text):
        read_literal(sheet, line, literal[1], literal[2])
    elif is_chain(line, layout):
        read_chain(sheet, line)
    elif is_main(line, layout) and not is_way_alone(line, layout):
        read_step(sheet, line, is_main=True)
    elif not read_below(sheet, line):
        read_further(sheet, line, layout)


def is_way_alone(line: Line, layout: Layout) -> bool:
    """Whether a line of an unnumbered list only says where the step above it leads."""
    if layout.is_numbered:
        return False
    clause = read_clause(line.text)
    if not clause or not clause.is_way or (clause.to == ENDS and not clause.when):
        return False
    return clause.is_if or clause.is_exact or not clause.when


def read_further(sheet: Sheet, line: Line, layout: Layout) -> None:
    """Read a line beneath a step that is neither a fact of it nor a way: a step more, if marked."""
    if line.joins and sheet.current:
        sheet.current.name = f"{sheet.current.name}{gap(sheet.current.name, line.text)}{line.text}"
    elif line.style or line.depth > layout.depth or not layout.is_numbered:
        read_step(sheet, line, is_main=False)
    else:
        sheet.leave(line.place, _("Stands outside the list: no step is made of it."))


def gap(before: str, after: str) -> str:
    """Give a blank where two texts would run together, none between Chinese ones."""
    return " " if before and before[-1].isascii() and after[:1].isascii() else ""


def read_literal(sheet: Sheet, line: Line, text: str, rest: str) -> None:
    """Read a line whose name or condition stands in 「」 and is taken as it is."""
    if ARROW.match(rest) and sheet.current:
        to = target_words(ARROW.sub("", rest, count=1))
        sheet.current.wishes.append(Wish(line.place, to, text, is_exact=True))
        return
    left, facts = extracted(rest, sheet.positions)
    draft = add_step(sheet, line, text, is_main=True)
    draft.facts.add(facts)
    if left:
        sheet.leave(line.place, not_taken(left))


def read_chain(sheet: Sheet, line: Line) -> None:
    """Read “受理→审查→决定”: steps, each leading to the one after it."""
    before: Draft | None = None
    label = line.label
    for part, when in chain_parts(line.text)[: MOST_STEPS + 1]:
        style, number, rest = mark_of(part)
        is_marked = style in ("dot", "circle", "paren", "step") and rest
        words, label = (rest, number) if is_marked else (part, label)
        name, facts = extracted(words, sheet.positions)
        name = name.strip(TRAILING) or words
        draft = sheet.named(name) or sheet.add(Draft(line.place, name, label=label))
        label = ""
        draft.facts.add(facts)
        if before:
            before.wishes.append(Wish(line.place, when=when, step=draft, is_exact=True))
        before = draft
    sheet.current, sheet.entered = before, ""


def add_step(sheet: Sheet, line: Line, text: str, *, is_main: bool) -> Draft:
    """Make a step of a text, which becomes the one that further lines belong to."""
    draft = Draft(line.place, text, label=line.label, is_main=is_main)
    sheet.current, sheet.entered = sheet.add(draft), ""
    return draft


def read_below(sheet: Sheet, line: Line) -> bool:
    """Read a line beneath a step: a fact of it, or where it leads; False where it is neither."""
    if not sheet.current:
        return False
    if labelled := LABELLED.match(line.text):
        label = LABEL_OF_WORD[labelled[1].casefold()]
        read_labelled(sheet, line, sheet.current, label, labelled[2])
        return True
    items = [
        item for item in re.split(r"[，,；;、]", line.text.strip("（）() 。；;")) if item.strip()
    ]
    said = [item_facts(item.strip(), sheet.positions) for item in items]
    if said and all(said) and not all(facts == Facts(kind=facts.kind) for facts in said if facts):
        for facts in filter(None, said):
            sheet.current.facts.add(facts)
        return True
    parts = parts_of(line.text)
    read = [read_clause(part) or name_way(part) for part in parts]
    if not any(read):
        return False
    read_clauses(sheet, line, sheet.current, parts)
    return True


def read_labelled(sheet: Sheet, line: Line, current: Draft, label: str, words: str) -> None:
    """Read a line like “时限：5个工作日” or “下一步：第3步” beneath its step."""
    waiting = [wish for wish in current.wishes if not wish.when]
    if label == "next":
        for part in parts_of(words):
            clause = read_clause(part) or Clause("", target_words(part), is_way=True)
            add_clause(sheet, line, current, clause, after=current, group=0).is_exact = True
    elif label == "when" and waiting:
        waiting[-1].when = words.strip(TRAILING)
    elif facts := item_facts(line.text, sheet.positions):
        current.facts.add(facts)
    else:
        sheet.leave(line.place, not_taken(line.text))


def read_clauses(sheet: Sheet, line: Line, owner: Draft, parts: list[str]) -> None:
    """Read the parts of a line that tell where a step leads."""
    group = sheet.new_group()
    for part in parts:
        clause = read_clause(part) or name_way(part)
        if clause:
            add_clause(sheet, line, owner, clause, after=owner, group=group)
        else:
            leave_or_add(sheet, line, owner, part)


def leave_or_add(sheet: Sheet, line: Line, owner: Draft, part: str) -> None:
    """Take a part that is no way as a fact of the step, else tell that it is left."""
    if facts := item_facts(part, sheet.positions):
        owner.facts.add(facts)
    else:
        sheet.leave(line.place, not_taken(part))


def add_clause(
    sheet: Sheet, line: Line, owner: Draft, clause: Clause, *, after: Draft, group: int
) -> Wish:
    """Give a step the way that a clause tells of."""
    name, facts = (clause.to, Facts()) if clause.is_way else extracted(clause.to, sheet.positions)
    from_other = sheet.named(clause.when) if clause.is_exact and line.is_plain else None
    wish = Wish(line.place, name.strip(TRAILING) or clause.to, clause.when, facts=facts)
    wish.is_exact, wish.is_deed = clause.is_exact, not clause.is_way
    wish.said = clause.said or wish.to
    wish.after, wish.group = after, group or sheet.new_group()
    if from_other and from_other is not owner:
        owner, wish.when = from_other, ""
    owner.wishes.append(wish)
    if clause.rest:
        sheet.leave(line.place, not_taken(clause.rest))
    return wish


def parts_of(text: str) -> list[str]:
    """Divide a line into clauses; brackets stay whole unless a way stands in them."""

    def opened(found: re.Match[str]) -> str:
        inner = found[1]
        clauses = [read_clause(part) for part in clauses_of(inner)]
        if clauses and all(clause and clause.is_way and clause.when for clause in clauses):
            return f"；{inner}；"
        return "（" + re.sub(r"[；;。]", "，", inner) + "）"

    return clauses_of(BRACKETS.sub(opened, text)) or [text]


def read_step(sheet: Sheet, line: Line, *, is_main: bool) -> None:
    """Read a line that is a step: its name, its facts, and where it leads."""
    first, *further = parts_of(line.text)
    name, clause = head_of(first)
    if not name and clause and not clause.is_way:
        read_entered(sheet, line, clause, further, is_main=is_main)
        return
    if not name and clause and sheet.current:
        read_clauses(sheet, line, sheet.current, [first, *further])
        return
    while further and not read_clause(further[0]) and not item_facts(further[0], sheet.positions):
        name = f"{name}；{further.pop(0)}"
    draft = add_step(sheet, line, "", is_main=is_main)
    name_it(sheet, draft, name or line.text)
    if clause and name:
        wish = add_clause(sheet, line, draft, clause, after=draft, group=0)
        if not clause.is_if and not clause.is_exact and clause.to[:1] not in "#!":
            wish.after, wish.instead = None, name_it_back(first, name)
    read_clauses(sheet, line, draft, further)


def name_it_back(first: str, name: str) -> str:
    """Give what the text says after the name: it is put back where it names no step."""
    return first.removeprefix(name)


def name_it(sheet: Sheet, draft: Draft, words: str) -> None:
    """Give a step its name and the facts that stand in the same words."""
    name, facts = extracted(words, sheet.positions)
    draft.name = name.strip(TRAILING) or words.strip(TRAILING) or words
    draft.facts.add(facts)


def head_of(first: str) -> tuple[str, Clause | None]:
    """Divide the first part of a step's line into its name and where it leads, if it says so."""
    named = re.match(r"^(.{1,200}?)(?:[：:]|\s*——+|\s[-–—](?=\s))\s*(.+)$", first)
    if named and not LABELLED.match(first) and (clause := read_clause(named[2])):
        return named[1], clause
    clause = read_clause(first)
    if clause is None:
        clause = name_way(first)
        return (clause.when, replace(clause, when="")) if clause and clause.when else (first, None)
    return way_of_head(first, clause) if clause.is_way else ("", clause)


def way_of_head(first: str, clause: Clause) -> tuple[str, Clause | None]:
    """Tell whether the words before a way are the step's name, a condition, or both."""
    if clause.to == ENDS and not clause.when and not clause.is_exact:
        return first, None
    head, comma, when = clause.when.partition("，")
    if clause.is_if and comma and first.startswith(head):
        return head, replace(clause, when=when)
    return ("", clause) if clause.is_if else (clause.when, replace(clause, when=""))


def read_entered(
    sheet: Sheet, line: Line, clause: Clause, further: list[str], *, is_main: bool
) -> None:
    """Read “…的，予以立案”: a step that the one above leads to under a condition."""
    is_other = bool(sheet.entered and OTHERWISE.search(sheet.entered + clause.when))
    origin = sheet.origin if is_other else sheet.current
    before = sheet.current
    draft = add_step(sheet, line, "", is_main=is_main)
    name_it(sheet, draft, clause.to if origin else line.text)
    if origin is None:
        read_clauses(sheet, line, draft, further)
        return
    # Before the ways said beneath it: the way to the next line is the main one.
    entries = sum(wish.is_entry for wish in origin.wishes)
    entry = Wish(line.place, when=clause.when, step=draft, is_entry=True)
    origin.wishes.insert(entries, entry)
    deeds = [read for part in further if (read := read_clause(part)) and not read.is_way]
    if before and is_other:
        before.group = draft.group = before.group or sheet.new_group()
    elif deeds:
        draft.group = sheet.new_group()
    for part in further:
        if read := read_clause(part):
            add_clause(sheet, line, origin, read, after=draft, group=draft.group)
        else:
            leave_or_add(sheet, line, draft, part)
    sheet.origin, sheet.entered = origin, clause.when
