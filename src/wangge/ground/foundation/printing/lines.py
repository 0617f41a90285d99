"""Breaking Chinese text into lines: a mark never begins a line, an opening one never ends it, numbers stay whole."""

import re
from collections.abc import Callable

NOT_FIRST = frozenset("，。、；：？！”’）》〉】〕…—·,.;:?!)]%℃")
NOT_LAST = frozenset("“‘（《〈【〔([")
JOINER = "\u2060"
PIECES = re.compile(f"(?:.{JOINER})+.|[A-Za-z0-9@_.\\-]+|.", re.DOTALL)

Measure = Callable[[str], float]


def together(words: str) -> str:
    """The words marked so that no line breaks inside them, as a name should not."""
    return JOINER.join(words)


def broken_lines(text: str, *, width: float, measure: Measure) -> list[str]:
    """The lines of a text that is `width` wide; a word wider than a line is cut."""
    return [line for part in text.splitlines() or [""] for line in _of_paragraph(part, width, measure)]


def _of_paragraph(text: str, width: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    for piece in _pieces(text, width, measure):
        if line and measure("".join(line) + piece) > width:
            cut = _cut(line, piece)
            lines.append("".join(line[:cut]).rstrip(" "))
            line = line[cut:]
        line.append(piece)
    return [*lines, "".join(line).rstrip(" ")]


def _pieces(text: str, width: float, measure: Measure) -> list[str]:
    found: list[str] = []
    for piece in PIECES.findall(text):
        found.extend([piece] if measure(piece) <= width else piece)
    return found


def _cut(line: list[str], piece: str) -> int:
    """How many pieces stay on the line; the others go down with the piece that no longer fits."""
    following = [*line[1:], piece]
    for cut in range(len(line), 0, -1):
        if following[cut - 1][0] not in NOT_FIRST and line[cut - 1] not in NOT_LAST:
            return cut
    return len(line)
