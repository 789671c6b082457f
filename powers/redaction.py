"""Leaving out part of what somebody wrote, and nothing else: nobody's words are put into his mouth."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Stands where something was left out; the same in every language.
LEFT_OUT = "[…]"


def check_shown(before: str, shown: str) -> str:
    """Give the text to show, or raise ValidationError where more was done than leaving out.

    Between the marks everything must stand in the text before, in that order.
    """
    before, shown = in_one_form(before), in_one_form(shown)
    pieces = [piece.strip() for piece in shown.split(LEFT_OUT)]
    if len(pieces) == 1 or shown == before:
        raise ValidationError(
            {"shown": _("Put %(mark)s where something is left out.") % {"mark": LEFT_OUT}}
        )
    at = 0
    for piece in pieces:
        found = before.find(piece, at)
        if found < 0:
            words = _("Only leave out: “%(words)s” does not stand there in the comment.")
            raise ValidationError({"shown": words % {"words": shortened(piece)}})
        at = found + len(piece)
    return shown


def in_one_form(text: str) -> str:
    """Give a text with one kind of line break and nothing around it."""
    return "\n".join(text.splitlines()).strip()


def shortened(words: str) -> str:
    """Give the beginning of a long piece."""
    return words if len(words) <= 30 else f"{words[:30]}…"
