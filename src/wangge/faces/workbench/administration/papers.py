"""Files that a page hands out: papers to print, drawings of codes."""

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at and print."""
    return _private(content, "application/pdf", f"{name}.pdf")


def qr_response(address: str, name: str) -> HttpResponse:
    """A code as a drawing that stays sharp at any size."""
    drawing = segno.make(address, error="m").svg_inline(scale=8, border=4)
    content = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()
    return _private(content, "image/svg+xml", f"{name}.svg")


def _private(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def code_address(token: str) -> str:
    """Where the code of a poster leads."""
    return settings.PUBLIC_URL + reverse("portal:code", args=[token])


def verify_address(token: str) -> str:
    """Where the code on a certificate or a work card leads."""
    return settings.PUBLIC_URL + reverse("portal:verify", args=[token])


def area_address(code: str) -> str:
    """The public page of an area."""
    return settings.PUBLIC_URL + reverse("portal:area", args=[code])
