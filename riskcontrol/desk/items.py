"""One thing that waits for a person."""

from dataclasses import dataclass

from django.utils.translation import pgettext


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: what, on what, where, by when."""

    tag: str
    title: str
    note: str
    url: str
    button: str
    due: str = ""
    late: bool = False


def of_postings() -> str:
    """Name the kind of work that postings and their comments make."""
    return pgettext("kind of work", "Posting")
