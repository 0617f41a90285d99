"""Pictures from strangers made harmless: decoded within limits, and encoded anew without anything else in them."""

import io
import struct
import threading
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from wangge.ground.foundation.errors import Refusal

from .exif import Origin, exif_of, origin_of

MIME = "image/jpeg"
LONG_SIDE = 1600
THUMB_SIDE = 320
QUALITY = 80
SHORTEST_SIDE = 16
MAX_PIXELS = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}  # a JPEG is reduced while it is decoded
DECODED_AT_ONCE = 2
WHITE = (255, 255, 255)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# what the decoders raise on wrong or truncated files
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)

Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())
_decoders = threading.BoundedSemaphore(DECODED_AT_ONCE)


@dataclass(frozen=True)
class EncodedImage:
    """A picture and its thumbnail as JPEG, and where and when it was taken."""

    content: bytes
    thumb: bytes
    width: int
    height: int
    origin: Origin


def encode(content: bytes) -> EncodedImage:
    """Decode a JPEG, PNG or WebP and encode it anew, at most LONG_SIDE long, upright, without metadata.

    Raises Refusal for any other type, for broken or truncated files and for pictures too large to decode.
    """
    kind = _sniff(content)
    with _decoders:
        try:
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                _check_size(image, kind)
                return _encode(image)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Refusal(_("照片尺寸过大，请缩小后再上传")) from error
        except BROKEN as error:
            raise Refusal(_("照片已损坏或不完整，请重新拍摄或另选一张")) from error


def _sniff(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise Refusal(_("暂不支持 HEIC 格式，请在手机相机设置里选“兼容性最佳”，或转为 JPEG 后上传"))
    raise Refusal(_("只能上传 JPEG、PNG 或 WebP 格式的照片"))


def _check_size(image: Image.Image, kind: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS[kind]:
        raise Refusal(_("照片尺寸过大（{width}×{height}），请缩小后再上传").format(width=width, height=height))
    if min(width, height) < SHORTEST_SIDE:
        raise Refusal(_("照片太小，看不清内容"))


def _encode(image: Image.Image) -> EncodedImage:
    exif = exif_of(image)
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    image.load()
    upright = _upright(_in_eight_bits(image), exif)
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = _on_white(upright)
    thumb = plain.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    return EncodedImage(_jpeg(plain), _jpeg(thumb), plain.width, plain.height, origin_of(exif))


def _upright(image: Image.Image, exif: Image.Exif) -> Image.Image:
    turn = _TURNS.get(exif.get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def _in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    with_alpha = image.convert("RGBA")
    plain = Image.new("RGB", image.size, WHITE)
    plain.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return plain


def _jpeg(image: Image.Image) -> bytes:
    image.info.clear()  # the encoder would copy comments and XMP from here
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()
