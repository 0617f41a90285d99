"""When and where a picture was taken, as its camera wrote it: a hint, never a proof."""

import math
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image

CAMERA_ZONE = ZoneInfo("Asia/Shanghai")
MALFORMED = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, OSError, SyntaxError, struct.error)
_OFFSET = re.compile(r"[+-]\d\d:\d\d")


@dataclass(frozen=True)
class Origin:
    """What was readable; None where the camera said nothing or nonsense."""

    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def exif_of(image: Image.Image) -> Image.Exif:
    """The picture's EXIF, empty when it is damaged: the picture itself may be whole."""
    try:
        return image.getexif()
    except MALFORMED:
        return Image.Exif()


def origin_of(exif: Image.Exif) -> Origin:
    """The moment and the position (WGS84) in an EXIF."""
    lon, lat = _position(_part(exif, ExifTags.IFD.GPSInfo))
    return Origin(_moment(_part(exif, ExifTags.IFD.Exif)), lon, lat)


def _part(exif: Image.Exif, part: ExifTags.IFD) -> Mapping[int, Any]:
    try:
        return exif.get_ifd(part)
    except MALFORMED:
        return {}


def _moment(part: Mapping[int, Any]) -> datetime | None:
    words = str(part.get(ExifTags.Base.DateTimeOriginal, ""))
    offset = str(part.get(ExifTags.Base.OffsetTimeOriginal, ""))
    try:
        if _OFFSET.fullmatch(offset):
            return datetime.strptime(words[:19] + offset, "%Y:%m:%d %H:%M:%S%z")
        return datetime.strptime(words[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=CAMERA_ZONE)
    except ValueError:
        return None


def _position(part: Mapping[int, Any]) -> tuple[float | None, float | None]:
    try:
        lat = _degrees(part[ExifTags.GPS.GPSLatitude], part[ExifTags.GPS.GPSLatitudeRef], "S")
        lon = _degrees(part[ExifTags.GPS.GPSLongitude], part[ExifTags.GPS.GPSLongitudeRef], "W")
    except MALFORMED:
        return None, None
    is_on_earth = -90 <= lat <= 90 and -180 <= lon <= 180 and (lon, lat) != (0, 0)
    return (lon, lat) if is_on_earth else (None, None)


def _degrees(parts: Sequence[Any], side: object, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    total = round(degrees + minutes / 60 + seconds / 3600, 7)
    if not math.isfinite(total):
        raise ValueError(total)
    return -total if str(side).strip("\0 ").upper() == negative else total
