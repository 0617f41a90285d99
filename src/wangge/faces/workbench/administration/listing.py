"""What the lists of administrators share: pages by key, choices of areas, values out of an address."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow, area_by_code, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.faces.shell.parts import Chip, Pager, Words, build_chip, changed_query

INDENT = "\u3000"
Row = TypeVar("Row")


def pager_behind(query: QueryDict, *, after: str, shown: int) -> Pager | None:
    """Onwards and back to the beginning; None where everything stands on one page."""
    is_first = not query.get("after")
    if is_first and not after:
        return None
    return Pager(
        older_url=changed_query(query, {"after": after}) if after else "",
        first_url="" if is_first else changed_query(query, {}),
        summary=_("本页 {count} 条").format(count=shown),
    )


def page_of(rows: Sequence[Row], keys: Sequence[str], *, after: str, size: int) -> tuple[Sequence[Row], str]:
    """Some of the rows of a list kept in memory, behind a key; and the key to go on behind."""
    start = keys.index(after) + 1 if after in keys else 0
    end = start + size
    return rows[start:end], keys[end - 1] if end < len(rows) else ""


def read_uuid(text: str) -> UUID | None:
    """An id out of an address; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_day(text: str) -> date | None:
    """A day as 2026-03-02; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_month(text: str, *, otherwise: date) -> date:
    """The first day of a month written 2026-03."""
    return read_day(f"{text}-01") or otherwise.replace(day=1)


def written_key(moment: datetime, row_id: UUID) -> str:
    """A place in a list ordered by moments."""
    return f"{moment.isoformat()}~{row_id}"


def read_key(text: str) -> tuple[datetime, UUID] | None:
    """Such a place again; None for anything else."""
    moment, _tilde, row_id = text.partition("~")
    try:
        found = datetime.fromisoformat(moment), UUID(row_id)
    except ValueError:
        return None
    return found if found[0].tzinfo is not None else None


def area_path(area_id: UUID) -> str:
    """The path of an open area; "" for a closed one."""
    row = areas_in_memory().by_id.get(area_id)
    return row.path if row else ""


def area_code(area_id: UUID) -> str:
    """The code of an open area; "" for a closed one."""
    row = areas_in_memory().by_id.get(area_id)
    return row.code if row else ""


def roots_of(scope: Scope) -> list[AreaRow]:
    """The areas a scope begins with: the counties where it is everything."""
    index = areas_in_memory()
    if "/" in scope.roots:
        return index.children(None)
    return [index.by_path[root] for root in scope.roots if root in index.by_path]


def chosen_area(query: QueryDict, scope: Scope) -> AreaRow | None:
    """The area an address names. Raises NotFound for one outside the scope."""
    code = query.get("area", "")
    return area_by_code(code=code, scope=scope) if code else None


def narrowed(scope: Scope, area: AreaRow | None) -> Scope:
    """The scope, or only one of its areas."""
    return Scope((area.path,)) if area else scope


def area_chip(query: QueryDict, scope: Scope, chosen: AreaRow | None, *, lead: Words = "") -> Chip:
    """A chip of the areas right below, opened only along the way to the chosen one."""
    roots = roots_of(scope)
    rows = areas_in_memory().children(roots[0].id) if len(roots) == 1 else roots
    options = [(row.code, INDENT * depth + row.name) for row, depth in _opened(rows, chosen, 0)]
    anything = roots[0].name if len(roots) == 1 else _("全部地方")
    chip = build_chip(query, "area", options, anything=anything, lead=lead)
    return chip if chosen is None else Chip(chip.name, chosen.name, chip.choices, lead, "", True, chip.clear_url)


def _opened(rows: Sequence[AreaRow], chosen: AreaRow | None, depth: int) -> Iterator[tuple[AreaRow, int]]:
    for row in rows:
        yield row, depth
        if chosen is not None and chosen.path.startswith(row.path):
            yield from _opened(areas_in_memory().children(row.id), chosen, depth + 1)
