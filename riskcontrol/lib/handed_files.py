"""Files that strangers hand in: known by their content, and kept only as written anew.

What a file is called says nothing about what it is. Each is read in a process of its own
(file_child.py), which is given no environment, little memory and little time; only what comes out
of it is kept.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .apart import REFUSED, read_apart
from .file_child import LARGEST

__all__ = ["ACCEPT", "LARGEST", "CleanFile", "clean_file"]

# File to choose by in the browser; only the content decides.
ACCEPT = ".pdf,.jpg,.jpeg,.png"
SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
CHILD = Path(__file__).with_name("file_child.py")


@dataclass(frozen=True)
class CleanFile:
    """A file as it is kept; `name` is what its sender called it."""

    name: str
    kind: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of what is kept."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def suffix(self) -> str:
        """The ending of its name by what it is."""
        return SUFFIXES[self.kind]


def clean_file(name: str, content: bytes) -> CleanFile:
    """Give a file as it is to be kept; raises ValidationError with what is wrong and what to do."""
    name = plain_name(name)
    if not content:
        raise ValidationError(words("empty", name))
    if len(content) > LARGEST:
        raise ValidationError(words("large", name))
    status, told = read_apart(CHILD, content)
    if status == REFUSED:
        raise ValidationError(words(told.decode(), name))
    if status != 0:
        raise ValidationError(words("unread", name))
    kind, _line, anew = told.partition(b"\n")
    found = CleanFile(name, kind.decode(), anew)
    stem = PurePosixPath(name).stem if PurePosixPath(name).suffix else name
    return CleanFile(stem[:100] + found.suffix, found.kind, found.content)


def plain_name(name: str) -> str:
    """Give a file's name without folders, and without signs that cannot be seen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    return seen or str(_("file"))


def words(problem: str, name: str) -> str:
    """Say what is wrong with a file, and what to do."""
    said = {
        "empty": _("“%(name)s” is empty. Choose another file, or none."),
        "large": _("“%(name)s” is larger than 5 MB. Make it smaller, or leave it out."),
        "unknown": _(
            "“%(name)s” is not a PDF, a JPEG or a PNG, whatever it is called. Save it as one of them."
        ),
        "broken": _("“%(name)s” cannot be opened. Save it anew, or choose another file."),
        "pixels": _("“%(name)s” has more than 40 million pixels. Make the picture smaller."),
        "grown": _(
            "“%(name)s” is larger than 5 MB once it is written anew. Make it smaller, or leave it out."
        ),
        "locked": _("“%(name)s” is locked with a password. Save it without one."),
        "script": _("“%(name)s” holds a script or an active form. Print it as a new PDF."),
        "launch": _("“%(name)s” would start a program or send data. Print it as a new PDF."),
        "embedded": _("“%(name)s” has other files inside. Print it as a new PDF."),
    }
    unread = _("“%(name)s” could not be read in good time. Save it anew, or leave it out.")
    return said.get(problem, unread) % {"name": name}
