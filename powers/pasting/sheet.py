"""What is read so far: the steps and the ways between them, in the words of the text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from powers.rows import MOST_STEPS

from .facts import Facts, plain


@dataclass(eq=False)
class Draft:
    """A step as it was read. `group` joins alternatives of each other; 0 is the main line.

    `back_to` is where an alternative goes on, when not to the next step of the main line.
    """

    line: int
    name: str
    label: str = ""
    is_main: bool = True
    group: int = 0
    facts: Facts = field(default_factory=Facts)
    wishes: list["Wish"] = field(default_factory=list)
    back_to: "Draft | None" = None
    stops: bool = False


@dataclass(eq=False)
class Wish:
    """A way as it was written: `to` in words, or `step` where it is known already.

    `is_exact` where nothing is to be added beside it. Where no step is called `to`, one is made
    behind `after` as an alternative in a `group`, called as `said`; without `after`, `instead` goes back to the name.
    """

    line: int
    to: str = ""
    when: str = ""
    step: Draft | None = None
    is_exact: bool = False
    is_entry: bool = False
    is_deed: bool = False
    after: Draft | None = None
    group: int = 0
    facts: Facts = field(default_factory=Facts)
    instead: str = ""
    said: str = ""


@dataclass
class Sheet:
    """The text as it is being read; `left` tells by line what could not be taken.

    `current` is the step that lines below belong to; `origin` and `entered` are where from and
    under what condition it was entered, if the line said so.
    """

    positions: Mapping[str, str]
    drafts: list[Draft] = field(default_factory=list)
    left: dict[int, list[str]] = field(default_factory=dict)
    groups: int = 0
    current: Draft | None = None
    origin: Draft | None = None
    entered: str = ""

    @property
    def is_full(self) -> bool:
        """Whether there are more steps than a chart holds; nothing further is read then."""
        return len(self.drafts) > MOST_STEPS

    def leave(self, line: int, *words: str) -> None:
        """Note what could not be taken of a line."""
        self.left.setdefault(line, []).extend(words)

    def new_group(self) -> int:
        """Give a number for steps that are alternatives of each other."""
        self.groups += 1
        return self.groups

    def add(self, draft: Draft, *, after: Draft | None = None) -> Draft:
        """Put a step at the end, or behind another one and its alternatives."""
        place = len(self.drafts)
        if after is not None:
            place = self.drafts.index(after) + 1
            while place < len(self.drafts) and self.drafts[place].group:
                place += 1
        self.drafts.insert(place, draft)
        return draft

    def named(self, name: str) -> Draft | None:
        """Give the one step called just so."""
        wanted = plain(name)
        found = [draft for draft in self.drafts if wanted and plain(draft.name) == wanted]
        return found[0] if len(found) == 1 else None
