"""Line icons drawn into the page, so that they take the colour of their words (from Tabler Icons, MIT)."""

from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "icons"


@cache
def drawing(name: str) -> SafeString:
    """The strokes of an icon. Raises FileNotFoundError for a name that icons/ does not hold."""
    return mark_safe((FOLDER / f"{name}.svg").read_text("utf8").strip())  # noqa: S308  # our own files


def icon(name: str, label: object = "", css: str = "") -> SafeString:
    """An icon element; without a label it is decoration and hidden from readers of the page aloud."""
    return _element(name, str(label), css)


@lru_cache(maxsize=512)
def _element(name: str, label: str, css: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="w-icon {}" viewBox="0 0 24 24" width="24" height="24" {}>{}</svg>', css, spoken, drawing(name)
    )
