"""A roster as towns have it, as rows of cells: merged cells filled, titles above the heading left out, any encoding.

Values stay as the file has them (a number is a number): what they mean is read elsewhere.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from wangge.faces.exchange.tables import ENCODINGS, WORKBOOKS
from wangge.ground.foundation.errors import Refusal

from .columns import count_known

LOOKED_AT = 15  # rows at the top among which the heading is looked for
MOST_ROWS = 400_000
Cells = list[object]


@dataclass(frozen=True)
class Table:
    """A table below its heading; a heading that comes again is told apart by its number: 姓名, 姓名#2."""

    headings: tuple[str, ...]
    first_row: int  # the number of the first row below the heading, as a spreadsheet counts
    rows: Sequence[Cells]

    def numbered(self) -> Iterator[tuple[int, Cells]]:
        """Each row that holds something, with its number."""
        for number, cells in enumerate(self.rows, start=self.first_row):
            if any(cell not in (None, "") for cell in cells):
                yield number, cells


def read_table(path: Path) -> Table:
    """The first sheet of a file that has a heading we know. Raises Refusal."""
    sheets = _workbook(path) if path.suffix.lower() in WORKBOOKS else [_csv(path)]
    for rows in sheets:
        found = _heading_row(rows)
        if found is not None:
            headings = _told_apart([str(cell or "").strip() for cell in rows[found]])
            if len(rows) - found > MOST_ROWS:
                raise Refusal(_("表太长，最多 {most} 行，请分成几个文件").format(most=MOST_ROWS), field="file")
            return Table(headings, found + 2, rows[found + 1 :])
    raise Refusal(_("表里没有认得的列名；要有“姓名”，最好还有“身份证号”“与户主关系”“门牌”"), field="file")


def _heading_row(rows: Sequence[Cells]) -> int | None:
    """The row at the top in which most cells are names of columns; at least a name and one thing more."""
    known = [count_known([str(cell or "") for cell in row]) for row in rows[:LOOKED_AT]]
    best = max(known, default=0)
    return known.index(best) if best >= 2 else None


def _told_apart(names: list[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(f"{name}#{seen[name]}" if name and seen[name] > 1 else name)
    return tuple(found)


def _workbook(path: Path) -> Iterator[list[Cells]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows: list[Cells] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            _fill_merged(rows, sheet.merged_cell_ranges or ())
            yield rows
    except Refusal:
        raise
    except Exception as error:  # the library raises several kinds, all of them mean the same
        raise Refusal(_("文件不是能打开的 Excel 表格"), field="file") from error


def _fill_merged(rows: list[Cells], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """What stands in a merged cell is true of each cell it covers."""
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = value


def _csv(path: Path) -> list[Cells]:
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                return [list(row) for row in csv.reader(file)]
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise Refusal(_("文件不是完整的 CSV 表格：{why}").format(why=error), field="file") from error
        except OSError as error:
            raise Refusal(_("读不了这个文件：{path}").format(path=path), field="file") from error
    raise Refusal(_("文件的编码看不懂，请另存为 UTF-8 的 CSV 或者 Excel"), field="file")
