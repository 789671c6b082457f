"""Files written beside rows: both stay, or neither does."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.files.storage import default_storage


@contextmanager
def removed_unless_kept() -> Iterator[list[str]]:
    """Give a list for the names of files about to be written; what fails takes all of them away again."""
    written: list[str] = []
    try:
        yield written
    except BaseException:
        for name in written:
            with suppress(OSError):  # what cannot be written can often not be removed either
                default_storage.delete(name)
        raise
