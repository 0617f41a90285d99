"""What the units, the proxies' examples and docs/install.md call must exist."""

import argparse
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from config.cli import COMMANDS, HANDED_ON

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy").glob("*.service"))
GUIDE = (ROOT / "docs" / "install.md").read_text("utf-8")


def calls(unit: Path) -> list[list[str]]:
    """The words after `python -m config.cli` in each Exec line."""
    text = re.sub(r"\$\$\(.*?\)", "today", unit.read_text("utf-8"))
    return [shlex.split(found) for found in re.findall(r"^Exec\w+=.*?-m config\.cli ([^'\n]*)", text, re.M)]


def accepts(name: str, words: list[str]) -> bool:
    if name in HANDED_ON:
        return True
    parser = argparse.ArgumentParser(exit_on_error=False)
    import_module(f"config.cli.{name}").add_arguments(parser)
    try:
        parser.parse_args(words)
    except SystemExit:
        return False
    return True


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_commands_of_a_unit_exist_with_their_options(unit):
    found = calls(unit)

    assert found
    assert [words for words in found if words[0] not in COMMANDS or not accepts(words[0], words[1:])] == []


def test_commands_of_the_guide_exist_with_their_options():
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE, re.S))
    lines = re.findall(r"^sudo wangge ([^#\n]+)", blocks, re.M)

    found = [shlex.split(line) for line in lines if not line.startswith("--help")]

    assert found
    assert [words for words in found if words[0] not in COMMANDS or not accepts(words[0], words[1:])] == []


def test_files_the_guide_names_exist():
    named = set(re.findall(r"\bdeploy/[\w.-]*\w", GUIDE))

    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_setting_of_the_program_stands_in_the_guide():
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src" / "config").glob("*.py"))
    settings = set(re.findall(r"\bWANGGE_[A-Z0-9_]*[A-Z0-9]", source))
    not_for_sites = {"WANGGE_DEBUG", "WANGGE_DEVELOPMENT", "WANGGE_PG_HOST"}

    assert sorted(name for name in settings - not_for_sites if name not in GUIDE) == []
