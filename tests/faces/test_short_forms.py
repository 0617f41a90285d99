"""Short forms are read in one piece, and say exactly what Django would have read."""

import pytest
from django.test import RequestFactory, override_settings

BOUNDARY = "----wangge0123"
DJANGO = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]


def _part(name: str, value: str | bytes, more: str = "", kind: str = "") -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"{more}\r\n{kind}\r\n'
    return f"--{BOUNDARY}\r\n{head}".encode() + (value.encode() if isinstance(value, str) else value) + b"\r\n"


WORDS = _part("body", "路灯坏了\r\n\r\n--不亮") + _part("kept", "a") + _part("kept", "b") + _part("name", "")
NO_PHOTO = _part("photos", "", '; filename=""', "Content-Type: application/octet-stream\r\n")
PHOTO = _part("photos", b"\xff\xd8\r\n--", '; filename="灯.jpg"', "Content-Type: image/jpeg\r\n")
BODIES = {
    "words": WORDS, "no photo": WORDS + NO_PHOTO, "photo": WORDS + PHOTO,
    "half a character": _part("body", b"\xe8\xb7"),
    "encoded": _part("body", "6Lev", kind="Content-Transfer-Encoding: base64\r\n"),
    "a strange name": _part("a b", "x"), "many": b"".join(_part("kept", str(n)) for n in range(150)),
}  # fmt: skip


def _read(body: bytes) -> tuple[dict[str, list[str]], list[tuple[str, bytes]]]:
    request = RequestFactory().post("/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")
    form = dict(request.POST.lists())
    return form, [(str(file.name), file.read()) for file in request.FILES.getlist("photos")]


@pytest.mark.parametrize("name", BODIES)
def test_a_form_is_read_as_django_reads_it(name):
    body = BODIES[name] + f"--{BOUNDARY}--\r\n".encode()

    read = _read(body)

    with override_settings(FILE_UPLOAD_HANDLERS=DJANGO):
        assert read == _read(body)
    assert read[0]


def test_half_a_form_is_read_as_django_reads_it():
    read = _read(WORDS[:-9])

    with override_settings(FILE_UPLOAD_HANDLERS=DJANGO):
        assert read == _read(WORDS[:-9])


def test_plain_words_do_not_reach_django(monkeypatch):
    monkeypatch.setattr("django.http.multipartparser.Parser", None)

    assert _read(WORDS + NO_PHOTO + f"--{BOUNDARY}--\r\n".encode()) == (
        {"body": ["路灯坏了\r\n\r\n--不亮"], "kept": ["a", "b"], "name": [""], "photos": [""]},
        [],
    )
