"""What deserves a second look in what somebody writes on a worksheet's row. Nothing of it is kept, nothing holds up.

Copies inside the unit and elsewhere, slogans that nobody could check, words that would fit any step,
and laws of another kind of power (docs/adr/0013).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from powers.cited_laws import misfits
from powers.states import Category
from riskcontrol.accounts.models import User

from .likeness import digest_of
from .models import PhraseUse, Worksheet
from .near_copies import Copy, Own, copies_of
from .slogans import is_general, is_slogan
from .states import Place

# More lines than anybody types; the others are looked at once these are shorter.
MOST_TEXTS = 60


@dataclass(frozen=True)
class Setting:
    """Where something is written and who reads: what its texts are held against.

    `known` are the digests of texts taken over from the catalogue: copies that are known as such.
    """

    worksheet: Worksheet
    reader: User
    steps: Sequence[str] = ()
    categories: Collection[str] = ()
    own: Own = field(default_factory=Own)
    known: Collection[str] = ()


@dataclass(frozen=True)
class Hint:
    """One thing to look at again: the line it is about and what is said of it.

    `use` is where the text stands already, if the reader may go there; `is_here` on this worksheet.
    """

    line: str
    said: str
    use: PhraseUse | None = None
    is_here: bool = False


type Texts = Mapping[str, Sequence[tuple[Place, str]]]


def hints_on(texts: Texts, setting: Setting) -> dict[str, list[Hint]]:
    """Give for each field what is to be said of the texts typed into it; as many queries for one as for all."""
    flat = [text for lines in texts.values() for _place, text in lines][:MOST_TEXTS]
    new = [text for text in flat if digest_of(text) not in setting.known]
    copies = copies_of(new, reader=setting.reader, own=setting.own)
    return {
        name: [hint for place, text in lines for hint in _hints(place, text, copies, setting)]
        for name, lines in texts.items()
    }


def _hints(place: Place, text: str, copies: Mapping[str, Copy], setting: Setting) -> Iterator[Hint]:
    if copy := copies.get(text):
        yield from _about_copy(text, copy, setting)
    if place == Place.MEASURE and is_slogan(text):
        yield Hint(text, nobody_could_check())
    if place == Place.SHOWN and is_general(text, " ".join(setting.steps)):
        words = _(
            "This would fit any step. Say what somebody would do here, and how it would show."
        )
        yield Hint(text, words)
    yield from _about_laws(text, setting.categories)


def nobody_could_check() -> str:
    """Say what a measure lacks that calls for something and names nothing."""
    return _(
        "Nobody could check this afterwards. Say who does it, what record stays, how often, "
        "or by which rule."
    )


def _about_laws(text: str, categories: Collection[str]) -> Iterator[Hint]:
    kinds = _("、").join(
        str(Category(kind).label) for kind in Category.values if kind in categories
    )
    for law in misfits([text], categories):
        words = _(
            "《%(law)s》 belongs to another kind of power; this one is %(kinds)s. Check the law."
        )
        yield Hint(text, words % {"law": law, "kinds": kinds})


def _about_copy(text: str, copy: Copy, setting: Setting) -> Iterator[Hint]:
    if copy.use is None:
        yield Hint(text, _("The same text, or nearly the same, stands in another unit."))
        return
    is_here = copy.use.worksheet_id == setting.worksheet.pk
    yield Hint(text, " ".join(_told(copy, is_here=is_here)), copy.use, is_here)


def _told(copy: Copy, *, is_here: bool) -> Iterator[str]:
    """Tell where it stands, how often, and what to do instead."""
    use = copy.use
    if use is None:
        return
    said = {"text": use.phrase.text, "section": use.section, "chart": use.worksheet or use.section}
    if is_here and copy.is_same:
        yield _("The same text stands on this worksheet already.")
    elif is_here:
        yield _("Nearly the same stands on this worksheet already: “%(text)s”.") % said
    elif copy.is_same:
        yield _("The same text stands already: %(section)s, %(chart)s.") % said
    else:
        yield _("Nearly the same stands already: “%(text)s” (%(section)s, %(chart)s).") % said
    if copy.count > 1:
        words = ngettext(
            "It stands at %(count)s more place.",
            "It stands at %(count)s more places.",
            copy.count - 1,
        )
        yield words % {"count": copy.count - 1}
    if copy.is_elsewhere:
        yield _("It stands in another unit too.")
    if is_here and use.place != Place.MEASURE:
        yield _("If it is one risk on several steps, tick them there instead of writing it again.")


def lines_of(place: Place, typed: Iterable[str]) -> list[tuple[Place, str]]:
    """Give the lines that hold something, each with the place it stands in."""
    return [(place, line.strip()) for text in typed for line in text.splitlines() if line.strip()]
