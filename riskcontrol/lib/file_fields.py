"""A form's field in which several files are handed in, each kept as it is written anew."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from .handed_files import LARGEST, CleanFile, clean_file

MOST_FILES = 3


class SeveralFilesInput(forms.ClearableFileInput):
    """A field in which several files may be chosen."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Few and small files, checked by what they are."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> tuple[CleanFile, ...]:
        """Give the files as they are kept; raises ValidationError with what is wrong with each."""
        found: list[UploadedFile] = data or []
        if len(found) > MOST_FILES:
            raise ValidationError(
                _("Choose at most %(most)s files; these are %(count)s.")
                % {"most": MOST_FILES, "count": len(found)}
            )
        if sum(file.size or 0 for file in found) > LARGEST:
            raise ValidationError(
                _("Together the files are larger than 5 MB. Make them smaller, or leave one out.")
            )
        return tuple(clean_file(file.name or "", file.read()) for file in found)
