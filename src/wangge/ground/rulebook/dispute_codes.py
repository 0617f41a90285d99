"""纠纷分类: the two-level list of disputes as public bodies write it, so that records can be handed on."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VERSION = "observed-2024"
FILE = Path(__file__).parent / "lists" / "dispute_codes.csv"
OTHER = "99"


@dataclass(frozen=True)
class DisputeCode:
    """One class (two digits) or one kind within it (four digits)."""

    code: str
    name: str

    @property
    def parent(self) -> str:
        """The class of a kind; "" for a class."""
        return self.code[:2] if len(self.code) == 4 else ""


@cache
def dispute_codes() -> dict[str, DisputeCode]:
    """The whole list in its own order, by code."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: DisputeCode(row["code"], row["name"]) for row in csv.DictReader(lines)}


def dispute_name(code: str) -> str:
    """邻里 / 用水排水通行通风采光; a code that is not in the list stands for itself."""
    found = dispute_codes().get(code)
    if found is None:
        return code
    above = dispute_codes().get(found.parent)
    return f"{above.name} / {found.name}" if above else found.name
