"""Which built file belongs to which entry: Vite's manifest, read once for each build."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

FOLDER = Path(__file__).parent / "static" / "dist"


class AssetsMissing(ImproperlyConfigured):
    """The pages' assets were not built, or not with this entry."""


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_text("utf8"))
    return {chunk["name"]: chunk for chunk in manifest.values() if chunk.get("isEntry")} | manifest


def chunks() -> dict[str, Any]:
    """The manifest, entries also by their name. Raises AssetsMissing when nothing was built."""
    path = Path(getattr(settings, "SHELL_MANIFEST", FOLDER / "manifest.json"))
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise AssetsMissing(
            "The pages' assets are not built: run `make assets` (npm ci and npm run build in assets/)."
        ) from None
    return _read(path, changed)


def files_of(entry: str) -> tuple[list[str], list[str]]:
    """Style sheets and scripts of an entry, what it imports first. Raises AssetsMissing."""
    known = chunks()
    if entry not in known:
        raise AssetsMissing(f"The built assets hold no entry {entry!r}.")
    styles: list[str] = []
    imported: list[str] = []

    def walk(name: str) -> None:
        for below in known[name].get("imports", ()):
            walk(below)
            imported.append(known[below]["file"])
        styles.extend(known[name].get("css", ()))

    walk(entry)
    return list(dict.fromkeys(styles)), [*dict.fromkeys(imported), known[entry]["file"]]


def tags_of(entry: str) -> SafeString:
    """The link and script elements of an entry. Raises AssetsMissing."""
    styles, scripts = files_of(entry)
    links = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((_url(file),) for file in styles))
    modules = format_html_join("\n", '<script type="module" src="{}"></script>', ((_url(f),) for f in scripts[-1:]))
    preloads = format_html_join("\n", '<link rel="modulepreload" href="{}">', ((_url(f),) for f in scripts[:-1]))
    return SafeString("\n".join(part for part in (links, preloads, modules) if part))


def _url(file: str) -> str:
    return static(f"dist/{file}")
