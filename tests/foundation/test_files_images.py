"""Only a real picture comes in, and nothing but the picture."""

import contextlib
import io
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.files.exif import Origin
from wangge.ground.foundation.files.images import encode

from .pictures import camera_exif, picture, png_bomb, png_with_text_bomb


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=["JPEG"])
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_encoded_anew_with_a_thumbnail(kind: str):
    encoded = encode(picture(kind, (3200, 2000)))

    full, thumb = opened(encoded.content), opened(encoded.thumb)
    assert (full.size, thumb.size) == ((1600, 1000), (320, 200))
    assert (encoded.width, encoded.height) == (1600, 1000)
    assert full.getpixel((10, 900))[0] > 150
    assert encoded.origin == Origin()


def test_a_small_picture_keeps_its_size():
    assert opened(encode(picture(size=(200, 100))).content).size == (200, 100)


def test_position_and_time_are_read_and_then_gone():
    encoded = encode(picture(exif=camera_exif(), comment="电话 13812341234"))

    assert encoded.origin == Origin(datetime(2026, 3, 5, 2, 11, 12, tzinfo=UTC), 103.5, 35.25)
    for content in (encoded.content, encoded.thumb):
        assert dict(opened(content).getexif()) == {}
        assert all(secret not in content for secret in (b"Exif", b"Secret", b"13812341234", b"2026:03:05", b"http"))


def test_a_picture_is_turned_upright():
    encoded = encode(picture(size=(800, 600), exif=camera_exif(orientation=6)))

    image = opened(encoded.content)
    assert image.size == (600, 800)
    assert image.getpixel((300, 100))[0] > 150  # the red left half is now above


@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        ({"lat": (0.0, 0.0, 0.0), "lon": (0.0, 0.0, 0.0)}, (None, None)),
        ({"lat": (95.0, 0.0, 0.0)}, (None, None)),
        ({"lat": (35.0, 15.0)}, (None, None)),
        ({"lat_ref": "S", "lon_ref": "W"}, (-103.5, -35.25)),
    ],
)
def test_an_impossible_position_is_none(changes: dict[str, object], origin: tuple[float | None, float | None]):
    encoded = encode(picture(exif=camera_exif(**changes)))

    assert (encoded.origin.lon, encoded.origin.lat) == origin


@pytest.mark.parametrize(
    ("changes", "taken_at"),
    [
        ({"offset": ""}, datetime(2026, 3, 5, 2, 11, 12, tzinfo=UTC)),
        ({"offset": "+06:00"}, datetime(2026, 3, 5, 4, 11, 12, tzinfo=UTC)),
        ({"taken": "0000:00:00 00:00:00"}, None),
        ({"taken": "yesterday"}, None),
        ({"offset": "nonsense"}, datetime(2026, 3, 5, 2, 11, 12, tzinfo=UTC)),
    ],
)
def test_the_camera_s_time_is_china_s_unless_it_says_otherwise(changes: dict[str, object], taken_at: datetime | None):
    assert encode(picture(exif=camera_exif(**changes))).origin.taken_at == taken_at


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG", mode="RGBA"),
        picture("PNG", mode="LA"),
        picture("PNG", mode="P"),
        picture("PNG", mode="1"),
        picture("PNG", mode="I;16"),
        picture("PNG", mode="P", transparency=0),
        picture("JPEG", mode="CMYK"),
        picture("JPEG", mode="L"),
        picture("JPEG", progressive=True),
        picture("WEBP", mode="RGBA", lossless=True),
    ],
    ids=["rgba", "grey+alpha", "palette", "bitmap", "16-bit", "transparent", "cmyk", "grey", "progressive", "webp"],
)
def test_every_kind_of_colour_is_taken(content: bytes):
    assert opened(encode(content).content).size == (800, 600)


def test_transparent_becomes_white_and_sixteen_bits_keep_their_shade():
    grey = Image.new("I;16", (64, 64), 128 * 256)
    buffer = io.BytesIO()
    grey.save(buffer, "PNG")

    assert opened(encode(picture("PNG", mode="RGBA")).content).getpixel((400, 300)) == (255, 255, 255)
    assert abs(opened(encode(buffer.getvalue()).content).getpixel((32, 32))[0] - 128) <= 2


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"]
)
def test_damaged_exif_does_not_spoil_a_picture(exif: bytes):
    assert encode(picture(exif=exif)).origin == Origin()


@pytest.mark.parametrize("orientation", range(11))
def test_every_orientation_is_turned_as_pillow_does(orientation: int):
    content = picture(exif=camera_exif(orientation=orientation))

    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))

    turned = opened(encode(content).content)
    corners = [(50, 50), (turned.width - 50, 50), (50, turned.height - 50)]
    assert turned.size == expected.size
    assert [turned.getpixel(at)[0] > 100 for at in corners] == [expected.getpixel(at)[0] > 100 for at in corners]


def test_only_the_first_of_moving_pictures_is_kept():
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])

    assert opened(encode(buffer.getvalue()).content).getpixel((32, 32))[0] > 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "只能上传"),
        (b"<html><script>alert(1)</script></html>", "只能上传"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "只能上传"),
        (b"%PDF-1.7 ...", "只能上传"),
        (b"PK\x03\x04" + b"\0" * 100, "只能上传"),
        (picture("GIF", (64, 64)), "只能上传"),
        (picture("TIFF", (64, 64)), "只能上传"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "HEIC"),
        (b"\xff\xd8\xff\xe0" + b"<script>" * 50, "已损坏"),
        (b"\x89PNG\r\n\x1a\n", "已损坏"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 ", "已损坏"),
        (picture()[:-2000], "已损坏"),
        (picture("PNG")[:-200], "已损坏"),
        (picture("WEBP")[:-100], "已损坏"),
        (png_bomb(60_000, 60_000), "尺寸过大"),
        (png_bomb(9_000, 9_000), "尺寸过大"),
        (png_bomb(4_000, 4_000), "已损坏"),
        (png_with_text_bomb(), "已损坏"),
        (picture(size=(10, 400)), "太小"),
    ],
    ids=[
        "empty", "html", "svg", "pdf", "zip", "gif", "tiff", "heic", "html in jpeg", "png header", "webp header",
        "half jpeg", "half png", "half webp", "3.6 gigapixels", "81 megapixels", "too little data", "text bomb",
        "a line",
    ],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused_in_words(content: bytes, words: str):
    with pytest.raises(Refusal, match=words):
        encode(content)


def test_what_hangs_on_to_a_picture_is_dropped():
    encoded = encode(picture() + b"<script>alert(1)</script>" + b"PK\x03\x04")

    assert b"script" not in encoded.content
    assert b"PK\x03\x04" not in encoded.content


SMALL = {kind: picture(kind, (64, 64), exif=camera_exif()) for kind in ("JPEG", "PNG", "WEBP")}


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SMALL)), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6))
def test_a_damaged_picture_is_taken_or_refused_but_never_crashes(kind: str, damages: list[tuple[int, int]]):
    content = bytearray(SMALL[kind])
    for position, value in damages:
        content[position % len(content)] = value

    with contextlib.suppress(Refusal):
        assert encode(bytes(content)).content.startswith(b"\xff\xd8\xff")
