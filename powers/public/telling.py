"""Figures and periods in sentences, for page and paper alike."""

from collections.abc import Iterable
from functools import reduce

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from powers.models import Extension, Posting
from powers.states import PostingState
from riskcontrol.lib.workdays import followed_by

from .figures import Figures, Part


def in_a_row(sentences: Iterable[str]) -> str:
    """Set sentences one after the other; what says nothing is left out."""
    said = [sentence for sentence in sentences if sentence]
    return reduce(followed_by, said) if said else ""


def parts_in_words(parts: Iterable[Part]) -> str:
    """Tell the parts of a figure: “public page 3, letter 1”."""
    return pgettext("between items of a list", ", ").join(
        _("%(word)s %(count)s") % {"word": part.word, "count": part.count} for part in parts
    )


def received(figures: Figures) -> str:
    """How many came in, by channel; zero as zero."""
    words = ngettext(
        "%(count)s comment was received: %(parts)s.",
        "%(count)s comments were received: %(parts)s.",
        figures.received,
    )
    return words % {"count": figures.received, "parts": parts_in_words(figures.channels)}


def nothing_came(figures: Figures, state: PostingState) -> str:
    """That nothing came in, or "" where something did."""
    if figures.received:
        return ""
    if state == PostingState.OPEN:
        return _("No comment has come in so far.")
    return _("No comment came in during the posting.")


def shown(figures: Figures) -> str:
    """How many are published, and how many are not, for which reasons."""
    said = _(
        "Published: %(published)s; not shown: %(hidden)s; answered together with a like one: "
        "%(merged)s; not published yet: %(waiting)s."
    ) % {
        "published": figures.published,
        "hidden": figures.hidden,
        "merged": figures.merged,
        "waiting": figures.waiting,
    }
    why = _("Not shown, because: %(parts)s.") % {"parts": parts_in_words(figures.reasons)}
    return followed_by(said, why) if figures.reasons else said


def answered(figures: Figures) -> str:
    """How many are answered, by outcome; zero as zero."""
    words = ngettext(
        "%(count)s comment is answered: %(parts)s.",
        "%(count)s comments are answered: %(parts)s.",
        figures.answered,
    )
    return words % {"count": figures.answered, "parts": parts_in_words(figures.outcomes)}


def in_short(figures: Figures) -> str:
    """The figures of one posting in a line."""
    words = _("Received %(received)s, published %(published)s, answered %(answered)s")
    if figures.answered:
        words = _(
            "Received %(received)s, published %(published)s, answered %(answered)s (%(parts)s)"
        )
    said = [
        words
        % {
            "received": figures.received,
            "published": figures.published,
            "answered": figures.answered,
            "parts": parts_in_words(figures.outcomes),
        }
    ]
    if figures.hidden:
        said.append(_("not shown %(count)s") % {"count": figures.hidden})
    if figures.merged:
        said.append(_("merged %(count)s") % {"count": figures.merged})
    if figures.waiting:
        said.append(_("not published yet %(count)s") % {"count": figures.waiting})
    return pgettext("between parts of a line", "; ").join(said)


def period(posting: Posting, days: int, extensions: Iterable[Extension]) -> str:
    """From when to when a chart was posted, and what changed that."""
    told = {
        "opens": date_format(posting.opens),
        "closes": date_format(posting.closes),
        "days": days,
    }
    words = ngettext(
        "From %(opens)s to %(closes)s, %(days)s working day.",
        "From %(opens)s to %(closes)s, %(days)s working days.",
        days,
    )
    said = words % told
    return in_a_row([said, *map(extended, extensions), stopped(posting)])


def extended(extension: Extension) -> str:
    """That the period became longer, and why."""
    return _("On %(day)s it was extended from %(before)s to %(closes)s. Reason: %(reason)s") % {
        "day": date_format(extension.made_on),
        "before": date_format(extension.closed_before),
        "closes": date_format(extension.closes),
        "reason": extension.reason,
    }


def stopped(posting: Posting) -> str:
    """That the period ended early, and why, or "" where it did not."""
    if posting.stopped_on is None:
        return ""
    told = {"day": date_format(posting.stopped_on), "reason": posting.stop_reason}
    return _("On %(day)s it was ended early. Reason: %(reason)s") % told
