"""Forms that might carry a file and carry none: read in one piece."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

SHORT = 64 << 10  # bytes; below every limit of Django's own
MOST_PARTS = 100
# An input for files in which none was chosen is a field without words.
FIELD = re.compile(rb'\r\nContent-Disposition: form-data; name="([\w-]+)"(?:; filename=""\r\nContent-Type: [\w/-]+)?')
Parts = tuple[QueryDict, MultiValueDict[str, UploadedFile]]


class ShortForms(FileUploadHandler):
    """Takes a short form of plain fields as a whole; everything else is left to Django, which reads line by line.

    Most reports bring no photo, and reading them Django's way is the dearest part of the request.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],  # Django's name
        content_length: int,
        boundary: Any,  # bytes, whatever its stub says
        encoding: str | None = None,
    ) -> Parts | None:
        if content_length > SHORT or self.request is None:
            return None
        fields = fields_of(self.request.body, boundary)
        if fields is None:
            return None
        form = QueryDict(mutable=True, encoding=encoding)
        for name, value in fields:
            form.appendlist(name.decode("ascii"), value.decode(form.encoding, "replace"))
        form._mutable = False
        return form, MultiValueDict()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Files go on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """None: the file is not ours."""


def fields_of(body: bytes, boundary: bytes) -> list[tuple[bytes, bytes]] | None:
    """The fields of a form (RFC 7578) in their order; None where a part has a file or anything else uncommon."""
    first, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if first or not parts or len(parts) > MOST_PARTS or parts.pop().rstrip(b"\r\n") != b"--":
        return None
    fields = []
    for part in parts:
        head, blank, value = part.partition(b"\r\n\r\n")
        field = FIELD.fullmatch(head)
        if not field or not blank:
            return None
        fields.append((field[1], value))
    return fields
