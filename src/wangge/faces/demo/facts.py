"""The tables of facts in a place's folder: its areas with their public codes, and the figures its report gives."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wangge.ground.rulebook.load import shipped_places


@dataclass(frozen=True)
class Division:
    """An area as the public list names it; most villages have no known position."""

    code: str
    level: str
    name: str
    lon: float | None
    lat: float | None


def divisions(place: str) -> list[Division]:
    """The areas of a place, parents first."""
    return [
        Division(row["code"], row["level"], row["name"], _number(row["lon"]), _number(row["lat"]))
        for row in _rows(place, "areas")
    ]


def figures(place: str) -> dict[str, int]:
    """What the place's report counts of itself: households, members, grids; shares are left out."""
    return {row["figure"]: int(row["value"]) for row in _rows(place, "figures") if row["value"].isdecimal()}


def _rows(place: str, table: str) -> Iterator[dict[str, str]]:
    path: Path = shipped_places()[place] / "facts" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _number(words: str) -> float | None:
    return float(words) if words else None
