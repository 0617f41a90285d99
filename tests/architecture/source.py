"""The project's source as syntax trees, for rules that reading alone cannot keep."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "wangge"
WINGS = ("ground", "core", "practice", "faces")


@cache
def _trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple(
        (path.relative_to(SRC), ast.parse(path.read_text("utf8")))
        for path in sorted(SRC.rglob("*.py"))
        if "migrations" not in path.parts
    )


def trees() -> Iterator[tuple[Path, ast.Module]]:
    yield from _trees()


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield path, node


def package_of(path: Path) -> str:
    """core/cases/operations/desk.py → core.cases"""
    return ".".join(path.parts[:2])


def is_room(path: Path, room: str) -> bool:
    """Whether the file is `operations.py`, or lies in a folder `operations/`, of its package."""
    return len(path.parts) > 2 and path.parts[2] in (room, f"{room}.py")
