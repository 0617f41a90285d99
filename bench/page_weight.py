"""What a page loads besides its own HTML, compressed as the server sends it; the map comes only where one is shown."""

import gzip
import json
from pathlib import Path

from bench.world import ROOT

TITLE = "Weight of the pages' assets"
DIST = ROOT / "src" / "wangge" / "faces" / "shell" / "static" / "dist"
GOAL_KB = 150
LARGER = {"phone": 200}  # loaded once, then kept


def run() -> list[dict[str, object]]:
    manifest = json.loads(next(DIST.rglob("manifest.json")).read_text("utf8"))
    entries = {key: value for key, value in manifest.items() if value.get("isEntry")}
    rows = []
    for key, entry in sorted(entries.items()):
        files = _files(manifest, key, seen=set())
        size = sum(len(gzip.compress((DIST / f).read_bytes(), 9)) for f in files) / 1000
        rows.append(
            {
                "entry": entry.get("name", Path(key).stem),
                "files": len(files),
                "kB gzip": round(size, 1),
                "goal": "" if "map" in entry["file"] else LARGER.get(entry.get("name", ""), GOAL_KB),
            }
        )
    return rows


def _files(manifest: dict, key: str, *, seen: set[str]) -> set[str]:
    """An entry's script, its styles and what it imports at once."""
    if key in seen:
        return set()
    seen.add(key)
    entry = manifest[key]
    found = {entry["file"], *entry.get("css", [])}
    for imported in entry.get("imports", []):
        found |= _files(manifest, imported, seen=seen)
    return found
