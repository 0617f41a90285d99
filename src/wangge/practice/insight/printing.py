"""A report or the papers of a meeting as PDF. Plain values in, bytes out; as many A4 pages as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wangge.ground.foundation.printing import A4, Sheet, Style

RED = (176, 32, 37)
GREY = (95, 95, 95)
PALE = (200, 200, 200)
LEFT, WIDTH = 18.0, A4[0] - 36
BOTTOM = A4[1] - 20
HEAD = Style(13, is_bold=True, leading=1.7)
CELL = Style(10, leading=1.5)
LABEL = Style(9, colour=GREY, leading=1.5)


@dataclass(frozen=True)
class Table:
    """A part of a report: its heading, the names of the columns, the lines; words below a table without lines."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """What stands above the tables, the tables, and the words that follow them (纪要)."""

    place_name: str
    title: str
    below_title: str
    tables: Sequence[Table]
    text: str = ""


def paper_pdf(*, paper: Paper, at: datetime) -> bytes:
    """日报告、周研判、月分析、会议材料."""
    sheet = Sheet(size=A4, title=paper.title, at=at)
    y = _begin(sheet, paper)
    for table in paper.tables:
        y = _table(sheet, table, y) + 4
    if paper.text:
        y = _room(sheet, y, 30)
        for part in paper.text.splitlines():
            y = _room(sheet, y, CELL.height * 2)
            y = sheet.words(part, x=LEFT, y=y, width=WIDTH, style=Style(11, leading=1.7))
    return sheet.output()


def _begin(sheet: Sheet, paper: Paper) -> float:
    sheet.page()
    sheet.line(paper.place_name, x=LEFT, y=14, width=WIDTH, style=Style(12, colour=GREY, align="centre"))
    title = Style(22, family="serif", is_bold=True, align="centre", leading=1.4)
    sheet.line(paper.title, x=LEFT, y=21, width=WIDTH, style=title)
    sheet.rule(x=LEFT, y=34, width=WIDTH, colour=RED, weight=0.8)
    return sheet.words(paper.below_title, x=LEFT, y=36, width=WIDTH, style=LABEL) + 3


def _room(sheet: Sheet, y: float, needed: float) -> float:
    if y + needed <= BOTTOM:
        return y
    sheet.page()
    return 18.0


def _table(sheet: Sheet, table: Table, y: float) -> float:
    y = sheet.line(table.title, x=LEFT, y=_room(sheet, y, 28), width=WIDTH, style=HEAD)
    if table.rows:
        widths = _widths(sheet, table)
        y = _row(sheet, table.headings, widths, y, LABEL)
        for row in table.rows:
            y = _row(sheet, row, widths, _room(sheet, y, _height(sheet, row, widths)), CELL)
    if table.note:
        y = sheet.words(table.note, x=LEFT, y=_room(sheet, y, 8) + 1, width=WIDTH, style=LABEL)
    return y


def _widths(sheet: Sheet, table: Table) -> list[float]:
    """Each column as wide as its longest words need; where that is too much, the widest are made equally narrower."""
    lines = [table.headings, *table.rows]
    needed = [max(sheet.measure(str(line[n]), CELL) for line in lines) + 4 for n in range(len(table.headings))]
    spare = WIDTH - sum(needed)
    if spare >= 0:
        return [width + spare / len(needed) for width in needed]
    widest, left = WIDTH, WIDTH
    for place, width in enumerate(sorted(needed)):
        widest = left / (len(needed) - place)
        if width > widest:
            break
        left -= width
    return [min(width, widest) for width in needed]


def _height(sheet: Sheet, row: Sequence[str], widths: Sequence[float]) -> float:
    counts = [
        sheet.line_count(str(words), width=width - 3, style=CELL) for words, width in zip(row, widths, strict=True)
    ]
    return max(counts) * CELL.height + 1.5


def _row(sheet: Sheet, row: Sequence[str], widths: Sequence[float], y: float, style: Style) -> float:
    x, end = LEFT, y
    for words, width in zip(row, widths, strict=True):
        end = max(end, sheet.words(str(words), x=x, y=y + 0.5, width=width - 3, style=style))
        x += width
    sheet.rule(x=LEFT, y=end + 0.8, width=WIDTH, colour=PALE, weight=0.2)
    return end + 1.3
