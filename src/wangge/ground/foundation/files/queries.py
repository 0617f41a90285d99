"""Reading what was kept."""

import io
from typing import BinaryIO, Literal

from wangge.ground.foundation.models import StoredFile

from .stores import current_store


def open_file(stored: StoredFile, *, size: Literal["full", "thumb"] = "full") -> BinaryIO:
    """The picture or its thumbnail. Raises NotFound when the store has lost it."""
    return io.BytesIO(current_store().get(stored.sha256 if size == "full" else stored.thumb_sha256))
