"""Tables as towns have them: CSV in UTF-8 or GB 18030, or the first sheet of an Excel file, as rows of words."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from wangge.ground.foundation.errors import Refusal

Row = dict[str, str]
ENCODINGS = ("utf-8-sig", "gb18030")
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".ods")
SUFFIXES = (".csv", *WORKBOOKS)
csv.field_size_limit(1 << 20)


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a table below its heading, every value as words. Raises Refusal when the file is no table."""
    if path.suffix.lower() in WORKBOOKS:
        yield from _workbook(path)
    else:
        with _opened(path) as file:
            yield from _csv(file)


def headings(path: Path) -> list[str]:
    """The names of the columns."""
    first = next(read_rows(path), None)
    return list(first) if first else []


def names_in(rows: Iterable[Row]) -> list[str]:
    """Every name that occurs in some rows, in the order in which they come."""
    return list(dict.fromkeys(name for row in rows for name in row))


def plain(word: str) -> str:
    """Words that a spreadsheet would take for a formula stay words."""
    return f"'{word}" if word[:1] in ("=", "+", "-", "@") else word


def _opened(path: Path) -> IO[str]:
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as probe:
                while probe.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise Refusal(_("读不了这个文件：{path}").format(path=path)) from error
        return path.open(encoding=encoding, newline="")
    raise Refusal(_("文件的编码看不懂，请另存为 UTF-8 的 CSV 或者 Excel"))


def _csv(file: IO[str]) -> Iterator[Row]:
    try:
        for row in csv.DictReader(file):
            yield {
                str(k).strip(): (v or "").strip() for k, v in row.items() if k is not None and not isinstance(v, list)
            }
    except csv.Error as error:
        raise Refusal(_("文件不是完整的 CSV 表格：{why}").format(why=error)) from error


def _workbook(path: Path) -> Iterator[Row]:
    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
    except Exception as error:  # the library raises several kinds, all of them mean the same
        raise Refusal(_("文件不是能打开的 Excel 表格")) from error
    names: list[str] = []
    for values in rows:
        words = [_words(v) for v in values]
        if not names:
            names = words if any(words) else []
        elif any(words):
            yield {name: word for name, word in zip(names, words, strict=False) if name}


def _words(value: object) -> str:
    """A cell as words: 3.0 is 3, a date is ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).strip()
