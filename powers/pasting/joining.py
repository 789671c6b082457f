"""What was read, joined into one flow: names and numbers found, gaps closed, kinds told."""

import re

from django.utils.translation import gettext as _

from powers.states import StepKind

from .facts import Facts, likeness, only, plain
from .sheet import Draft, Sheet, Wish
from .ways import END_WORDS, ENDS, NEXT_ROW, NOWHERE, ROW_BEFORE

CLOSING = re.compile(r"不予|不立案|不受理|终止|终结|驳回|销案|结案|办结|归档|了结|结束")
GOES_BACK = re.compile(r"补正|补齐|补充|更正|整改|重新|退回")
LAST = re.compile(r"^(?:流程|程序)?(?:结束|办结|终结|终止|完结)$|^end$", re.IGNORECASE)
DECIDES = re.compile(r"是否|能否|可否|有无|[？?]\s*$")
PUBLISHES = re.compile(r"^(?:公示|公告|公布|公开)|(?:公示|公告|公布|公开)$")
DENIES = re.compile(r"不|未|无|非|否|免")
SUFFIX = re.compile(r"(?:环节|步骤|阶段|程序)$")

type Joined = dict[Draft, dict[Draft, Wish]]


def joined(sheet: Sheet) -> Joined:
    """Find where every way leads, add what goes without saying, and tell the kinds."""
    found: dict[Draft, dict[Draft, Wish]] = {}
    for draft in tuple(sheet.drafts):
        found[draft] = ways_of(sheet, draft)
    ways = {draft: found.get(draft, {}) for draft in sheet.drafts}
    has_start = any(draft.facts.kind == StepKind.START for draft in sheet.drafts)
    for place, draft in enumerate(sheet.drafts):
        if not ends_here(draft):
            go_on(sheet, draft, ways[draft])
        is_first = place == 0 and not has_start
        draft.facts.kind = draft.facts.kind or kind_of(draft, ways[draft], is_first=is_first)
    return ways


def ends_here(draft: Draft) -> bool:
    """Whether the text says that the flow ends at a step."""
    kind = draft.facts.kind
    return kind == StepKind.END if kind else bool(LAST.match(draft.name))


def ways_of(sheet: Sheet, draft: Draft) -> dict[Draft, Wish]:
    """Find the targets of a step's ways; two ways to one step become one."""
    ways: dict[Draft, Wish] = {}
    for wish in draft.wishes:
        target = target_of(sheet, draft, wish)
        if target is None:
            continue
        if target in ways:
            both = filter(None, dict.fromkeys((ways[target].when, wish.when)))
            ways[target].when = "；".join(both)
        else:
            ways[target] = wish
    return ways


def target_of(sheet: Sheet, draft: Draft, wish: Wish) -> Draft | None:
    """Find the step a way leads to, or make it."""
    if wish.step or not wish.to:
        return wish.step
    if wish.to.startswith("#"):
        return numbered(sheet, wish)
    if wish.to == ENDS:
        return ending(sheet, draft, wish) if wish.when else stop(draft)
    if wish.to == NOWHERE:
        return stop(draft)
    if wish.to in (NEXT_ROW, ROW_BEFORE):
        return next_of(sheet, draft) if wish.to == NEXT_ROW else before(sheet, draft)
    return named(sheet, draft, wish)


def stop(draft: Draft) -> Draft | None:
    """Let nothing be added where the text says that it goes no further."""
    draft.stops = True
    return None


def ending(sheet: Sheet, draft: Draft, wish: Wish) -> Draft:
    """Give the one step that ends the flow, made where there is none."""
    name = _("End of the procedure")
    ends = [each for each in sheet.drafts if LAST.match(each.name) or each.name == name]
    if ends:
        return ends[0]
    made = Draft(wish.line, name, is_main=False, group=sheet.new_group())
    made.facts = Facts(kind=StepKind.END.value)
    return sheet.add(made)


def numbered(sheet: Sheet, wish: Wish) -> Draft | None:
    """Find a step by the number it bears, or by its place where none bears any."""
    number = wish.to.removeprefix("#")
    main = [draft for draft in sheet.drafts if draft.is_main]
    if any(draft.label for draft in main):
        found = only(draft for draft in main if draft.label == number)
    else:
        counted = [draft for draft in main if not draft.group] or main
        found = counted[int(number) - 1] if 0 < int(number) <= len(counted) else None
    if found is None:
        words = _("No step has the number %(number)s, or more than one has it.")
        sheet.leave(wish.line, words % {"number": number})
    return found


def named(sheet: Sheet, draft: Draft, wish: Wish) -> Draft | None:
    """Find a step by its name; what is to be done and no step yet becomes one."""
    others = [each for each in sheet.drafts if each is not draft]
    wanted = plain(wish.to)
    same = [each for each in sheet.drafts if plain(each.name) == wanted]
    if len(same) == 1:
        return same[0]
    near = [] if wish.is_deed or same else alike(SUFFIX.sub("", wish.to), others)
    if len(near) == 1:
        return near[0]
    if wish.after is not None and not near and not same and not sheet.is_full:
        return make(sheet, draft, wish)
    if wish.instead:
        draft.name += wish.instead
        return None
    words = _("No step, or more than one, is called “%(words)s”.")
    sheet.leave(wish.line, words % {"words": wish.to[:80]})
    return None


def alike(words: str, drafts: list[Draft]) -> list[Draft]:
    """Find the steps that words may mean: all that fit, so that several mean doubt."""
    wanted = plain(words)
    if len(wanted) < 2:
        return []
    held = [each for each in drafts if holds(plain(each.name), wanted)]
    if held:
        return held
    scored = sorted(((likeness(wanted, plain(each.name)), at) for at, each in enumerate(drafts)))
    if not scored or scored[-1][0] < 0.7 or DENIES.search(wanted):
        return []
    best = scored[-1][0]
    return [drafts[at] for score, at in scored if score > best - 0.12]


def holds(name: str, wanted: str) -> bool:
    """Whether one of two names holds the other and denies nothing of it."""
    if not (name and (name in wanted or wanted in name)):
        return False
    longer, shorter = (name, wanted) if len(name) >= len(wanted) else (wanted, name)
    return not DENIES.search(longer.replace(shorter, "", 1))


def make(sheet: Sheet, draft: Draft, wish: Wish) -> Draft:
    """Make the step that a condition leads to: it ends, goes back, or joins the main line."""
    made = Draft(wish.line, wish.said, is_main=False, group=wish.group, facts=wish.facts)
    made.stops = bool(CLOSING.search(made.name)) and bool(wish.when)
    if not made.stops and wish.when and GOES_BACK.search(made.name):
        made.back_to = draft
    return sheet.add(made, after=wish.after)


def next_of(sheet: Sheet, draft: Draft) -> Draft | None:
    """Give the next step of the main line."""
    below = sheet.drafts[sheet.drafts.index(draft) + 1 :]
    return next((each for each in below if not each.group), None)


def before(sheet: Sheet, draft: Draft) -> Draft | None:
    """Give the step of the main line above one."""
    above = sheet.drafts[: sheet.drafts.index(draft)]
    return next((each for each in reversed(above) if not each.group), None)


def go_on(sheet: Sheet, draft: Draft, ways: dict[Draft, Wish]) -> None:
    """Let a step lead on to the next where the text leaves that to the order of the lines."""
    if draft.stops or (draft.group and not ways and is_closing(draft)):
        return
    following = draft.back_to or next_of(sheet, draft)
    if following is None or following in ways:
        return
    lone = [wish for wish in ways.values() if wish.when and not wish.is_exact]
    if not ways or (len(ways) == 1 and lone):
        ways[following] = Wish(draft.line)


def is_closing(draft: Draft) -> bool:
    """Whether an alternative is the last that is done."""
    return bool(CLOSING.search(draft.name))


def kind_of(draft: Draft, ways: dict[Draft, Wish], *, is_first: bool) -> str:
    """Tell the kind of a step that says none."""
    own = [wish for wish in ways.values() if wish.when and not wish.is_entry]
    if is_first:
        return StepKind.START.value
    if not ways or LAST.match(draft.name) or END_WORDS.match(draft.name):
        return StepKind.END.value
    if DECIDES.search(draft.name) or len(own) > 1:
        return StepKind.DECISION.value
    is_published = PUBLISHES.search(draft.name)
    return StepKind.PUBLICATION.value if is_published else StepKind.STEP.value
