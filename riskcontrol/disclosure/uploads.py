"""Files in a comment are held in memory and cut off beyond their limit: none is ever half on disk."""

import io
from typing import IO, Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class CappedMemory(FileUploadHandler):
    """Keeps files as far as together they stay within `most` bytes; of the rest the size alone."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.left = most
        self.held: IO[bytes] = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file."""
        super().new_file(*args, **kwargs)
        self.held = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what still fits."""
        if len(raw_data) <= self.left:
            self.held.write(raw_data)
        self.left -= len(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Give the file with its true size, whatever was kept of it."""
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
