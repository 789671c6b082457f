"""Files written beside rows: both stay, or neither does."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from .handed_files import CleanFile

# A file is written before its row is committed; after a day it belongs to no transaction any more.
ORPHAN = datetime.timedelta(days=1)


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


def write(row: Any, file: CleanFile, stem: str, written: list[str]) -> None:
    """Write a file for a row that has the fields `file`, `name`, `kind`, `size` and `digest`; unsaved.

    It is kept under a stem of its own; what its sender called it stands in the row alone. Its name
    joins `written` first, so that a failure takes it away again. Raises OSError.
    """
    row.name, row.kind, row.digest = file.name, file.kind, file.digest
    row.size = len(file.content)
    name = f"{stem}{file.suffix}"
    written.append(row.file.field.generate_filename(row, name))
    row.file.save(name, ContentFile(file.content), save=False)


def clear_away(folder: str, *, known: Iterable[str]) -> int:
    """Remove the files of a folder that no row knows, left by a process killed in between; give how many."""
    kept = set(known)
    lost = [name for name in _files(folder) if name not in kept and _is_old(name)]
    for name in lost:
        default_storage.delete(name)
    return len(lost)


def _files(folder: str) -> list[str]:
    """Name every file of a folder, year by year."""
    if not default_storage.exists(folder):
        return []
    years, _none = default_storage.listdir(folder)
    return [
        str(PurePosixPath(folder, year, name))
        for year in years
        for name in default_storage.listdir(f"{folder}/{year}")[1]
    ]


def _is_old(name: str) -> bool:
    return default_storage.get_modified_time(name) < timezone.now() - ORPHAN
