"""Two people changed the same row: the later one sees both texts and chooses, and loses nothing.

A form carries `row_version` hidden. The action calls save_if_current (or check_current, where it
writes several rows); the view catches Stale and returns conflict_page:

    try:
        address = once(request, lambda: edit_power(..., expected=posted_version(request)))
    except Stale as stale:
        return conflict_page(request, stale)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Field, Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

VERSION = "row_version"


@dataclass(frozen=True)
class Difference:
    """One field with the text of this person and the text saved meanwhile.

    `mine` and `theirs` are values as the form posts them under `name`; the texts show them.
    """

    name: str
    label: str
    mine: str
    theirs: str
    mine_text: str = ""
    theirs_text: str = ""


class Stale(Exception):  # noqa: N818 - named for the fact, and read as one: `except Stale as stale`
    """The row was saved by somebody else since the form was opened; `version` is the one now."""

    def __init__(self, differences: list[Difference], *, version: int) -> None:
        self.differences, self.version = differences, version
        super().__init__(_("Somebody else has saved this meanwhile."))

    @property
    def mine(self) -> dict[str, str]:
        """This person's values that differ, by field."""
        return {one.name: one.mine for one in self.differences}

    @property
    def theirs(self) -> dict[str, str]:
        """The values saved meanwhile that differ, by field."""
        return {one.name: one.theirs for one in self.differences}


def posted_version(request: HttpRequest) -> int:
    """Read the version the form was opened with; 0, which no row has, where it is missing or odd."""
    text = request.POST.get(VERSION, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def save_if_current(row: Model, *, expected: int, **fields: Any) -> None:
    """Write the fields and count the row's version up, if it still is the expected one.

    One conditional UPDATE, so that of two who save at once one alone succeeds; raises Stale for
    the other. `auto_now` fields are not set.
    """
    current = type(row)._default_manager.filter(pk=row.pk, row_version=expected)
    if not current.update(row_version=F(VERSION) + 1, **fields):
        raise stale(row, **fields)
    for name, value in (fields | {VERSION: expected + 1}).items():
        setattr(row, name, value)


def check_current(row: Model, *, expected: int, **fields: Any) -> None:
    """Raise Stale unless a row just read under a lock has the expected version; writes nothing."""
    if getattr(row, VERSION) != expected:
        raise stale(row, **fields)


def stale(row: Model, **fields: Any) -> Stale:
    """Compare what a person wants to write with what stands in the database now."""
    saved = type(row)._default_manager.get(pk=row.pk)
    pairs = ((saved._meta.get_field(name), value) for name, value in fields.items())
    compared = [compare(field, value, getattr(saved, field.name)) for field, value in pairs]
    differences = [one for one in compared if one.mine != one.theirs]
    return Stale(differences, version=getattr(saved, VERSION))


def compare(field: Any, mine: Any, theirs: Any) -> Difference:
    """Set one model field's two values side by side."""
    return Difference(
        name=field.name,
        label=capfirst(str(field.verbose_name)),
        mine=as_posted(mine),
        theirs=as_posted(theirs),
        mine_text=in_words(field, mine),
        theirs_text=in_words(field, theirs),
    )


def as_posted(value: Any) -> str:
    """Write a value as a form posts it."""
    match value:
        case None:
            return ""
        case Model():
            return str(value.pk)
        case date() | datetime():
            return value.isoformat()
    return str(value)


def in_words(field: Field, value: Any) -> str:
    """Write a value as a person reads it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(localize(dict(field.flatchoices).get(value, "" if value is None else value)))


def conflict_page(
    request: HttpRequest, stale: Stale, *, by_name: str = "", saved_at: datetime | None = None
) -> HttpResponse:
    """Answer 409 with both texts, a choice for each field, and all else that was posted kept.

    Who saved meanwhile, and when, is said where the caller knows it.
    """
    context = {
        "fields": stale.differences,
        "hidden": posted_again(request.POST, stale, without=stale.mine.keys()),
        "by_name": by_name,
        "saved_at": saved_at,
        "files": [file.name for name in request.FILES for file in request.FILES.getlist(name)],
    }
    return render(request, "409.html", context, status=409)


def posted_again(
    data: QueryDict, stale: Stale, *, without: Iterable[str] = ()
) -> list[tuple[str, object]]:
    """List what was posted as hidden fields of the next try, which goes by the version there is now."""
    left_out = {VERSION, "csrfmiddlewaretoken", *without}
    kept = [(name, value) for name in data if name not in left_out for value in data.getlist(name)]
    return [*kept, (VERSION, stale.version)]
