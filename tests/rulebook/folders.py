"""Folders of rules made from the shipped ones, with one thing changed."""

import re
import shutil
from pathlib import Path

from wangge.ground.rulebook.faults import Fault, RulebookFaults
from wangge.ground.rulebook.load import load, shipped_places


def copy_of(place: str, folder: Path) -> Path:
    """A writable copy of a shipped place's folder."""
    return Path(shutil.copytree(shipped_places()[place], folder / place))


def rewrite(folder: Path, topic: str, old: str, new: str) -> int:
    """Replace the first occurrence outside comments in one file; returns the line on which it stood."""
    file = folder / f"{topic}.toml"
    text = file.read_text("utf8")
    found = re.search(r"^[^#\n]*?(" + re.escape(old) + ")", text, re.MULTILINE)
    assert found, f"{old!r} is not in {file.name}"
    file.write_text(text[: found.start(1)] + new + text[found.end(1) :], "utf8")
    return text.count("\n", 0, found.start(1)) + 1


def faults_of(folder: Path) -> list[Fault]:
    """All faults of a folder; none when it loads."""
    try:
        load(folder)
    except RulebookFaults as found:
        return found.faults
    return []
