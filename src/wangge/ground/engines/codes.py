"""Division and grid codes: how they are cut, made and spelled.

12 digits name a county, town or village (GB/T 2260, GB/T 10114 and the statistical code of
villages); 18 digits name a grid: its village, one digit of kind, two of the grid, three of the
micro-grid. A sector (管区) has no public code: its town's nine digits, 'G' and two digits.
"""

import re
from collections.abc import Iterable

KIND_DIGITS = {
    "residential": "1",
    "rural": "2",
    "industrial_park": "3",
    "market": "4",
    "special": "5",
    "other": "9",
}
SHAPES = {
    "county": re.compile(r"[0-9]{6}000000"),
    "town": re.compile(r"[0-9]{6}(?!000)[0-9]{3}000"),
    "sector": re.compile(r"[0-9]{9}G[0-9]{2}"),
    "village": re.compile(r"[0-9]{9}(?!000)[0-9]{3}"),
    "grid": re.compile(r"[0-9]{12}[1-9](?!00)[0-9]{2}000"),
    "micro": re.compile(r"[0-9]{12}[1-9][0-9]{2}(?!000)[0-9]{3}"),
}
PIECES = {
    "county": slice(0, 6),
    "town": slice(6, 9),
    "sector": slice(9, 12),
    "village": slice(9, 12),
    "grid": slice(12, 15),
    "micro": slice(15, 18),
}
STEM_LENGTHS = {"county": 6, "town": 9, "sector": 9, "village": 12, "grid": 15}
NO_VILLAGE = "000"


def level_of(code: str) -> str:
    """The level a code names. Raises ValueError when it names none."""
    for level, shape in SHAPES.items():
        if shape.fullmatch(code):
            return level
    raise ValueError(f"not the code of an area: {code!r}")


def stem(code: str) -> str:
    """The digits that the codes of everything below begin with."""
    return code[: STEM_LENGTHS.get(level_of(code), 18)]


def path_under(parent_path: str, parent_level: str, code: str) -> str:
    """The path of an area from its parent's path and its own code."""
    level = level_of(code)
    gap = f"{NO_VILLAGE}/" if level == "grid" and parent_level != "village" else ""
    return f"{parent_path or '/'}{gap}{code[PIECES[level]]}/"


def level_of_path(path: str) -> str:
    """The level that a path leads to, from its pieces alone. Raises ValueError."""
    pieces = [piece for piece in path.split("/") if piece]
    if len(pieces) > 2 and pieces[2].startswith("G"):
        if len(pieces) == 3:
            return "sector"
        del pieces[2]
    levels = ("county", "town", "village", "grid", "micro")
    if not 0 < len(pieces) <= len(levels):
        raise ValueError(f"not the path of an area: {path!r}")
    return levels[len(pieces) - 1]


def sector_code(town_code: str, number: int) -> str:
    """The code of a town's sector. Raises ValueError outside 1–99."""
    return f"{town_code[:9]}G{_digits(number, 2)}"


def grid_code(village_code: str, kind: str, number: int) -> str:
    """The code of a village's (or, for dedicated grids, a town's) grid. Raises ValueError outside 1–99."""
    home = village_code if "G" not in village_code else village_code[:9] + NO_VILLAGE
    return f"{home}{KIND_DIGITS[kind]}{_digits(number, 2)}000"


def micro_code(grid: str, number: int) -> str:
    """The code of a grid's micro-grid. Raises ValueError outside 1–999."""
    return f"{grid[:15]}{_digits(number, 3)}"


def _digits(number: int, width: int) -> str:
    if not 0 < number < 10**width:
        raise ValueError(f"no code for number {number}: it needs {width} digits")
    return f"{number:0{width}d}"


def grid_kind(code: str) -> str:
    """The kind that the code of a grid or micro-grid carries. Raises ValueError."""
    for kind, digit in KIND_DIGITS.items():
        if len(code) == 18 and code[12] == digit:
            return kind
    raise ValueError(f"the code names no kind of grid: {code!r}")


def next_number(codes: Iterable[str], beginning: str, width: int) -> int:
    """The number after the highest used after `beginning`; closed areas keep theirs."""
    used = [int(c[len(beginning) : len(beginning) + width]) for c in codes if c.startswith(beginning)]
    return max(used, default=0) + 1


def village_kind(code: str) -> str:
    """What the last three digits say (统计用区划代码): 001–199 and 400–499 are communities, the rest villages."""
    number = int(code[9:12])
    return "community" if number < 200 or 400 <= number < 500 else "village"


def community_grid_code(code: str, *, number: int, served: str = "000000") -> str:
    """The 20 digits of a grid for exchange in the manner of CJ/T 349-2010.

    Six digits of what is managed or served, the village's 12, two of the grid's number in its
    village (00 when the village is not divided). Raises ValueError beyond 99.
    """
    if not re.fullmatch(r"[0-9]{6}", served):
        raise ValueError(f"six digits name what is served, not {served!r}")
    return f"{served}{code[:12]}{'00' if number == 0 else _digits(number, 2)}"
