"""Pictures made for the tests."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), mode: str = "RGB", **options: Any) -> bytes:
    """A picture with a red left half and a few lines."""
    image = Image.new(mode, size)
    if mode == "RGB":
        image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1]))
        ImageDraw.Draw(image).line((0, 0, *size), fill=(255, 255, 255), width=5)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def camera_exif(**changes: Any) -> Image.Exif:
    """What a phone writes into its pictures, at 103.5 E 35.25 N on the morning of 5 March 2026."""
    told = {
        "taken": "2026:03:05 10:11:12",
        "offset": "+08:00",
        "lat": (35.0, 15.0, 0.0),
        "lon": (103.0, 30.0, 0.0),
        "lat_ref": "N",
        "lon_ref": "E",
        "orientation": 1,
    } | changes
    exif = Image.Exif()
    exif[0x0112] = told["orientation"]
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8769).update({0x9003: told["taken"], 0x9011: told["offset"], 0x927C: b"maker's secret"})
    exif.get_ifd(0x8825).update({1: told["lat_ref"], 2: told["lat"], 3: told["lon_ref"], 4: told["lon"]})
    return exif


def png_bomb(width: int, height: int) -> bytes:
    """A few kilobytes that claim to be a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """A small picture with a compressed comment of a hundred megabytes."""
    plain = picture("PNG", (64, 64))
    comment = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9))
    return plain[:33] + comment + plain[33:]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
