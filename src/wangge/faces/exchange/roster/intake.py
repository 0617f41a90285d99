"""A roster from a file to the roster: read, planned, taken in; the way of the command, the page and the measurement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.doors import rules_of
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import NotFound, Refusal

from .applying import Done, apply
from .columns import recognise
from .entries import Fault, families
from .planning import Ground, Plan, plan
from .reading import Table, read_table


@dataclass
class Report:
    """How it went, or what it would do: rows are counted in persons."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    households: int = 0
    persons: int = 0
    joined: int = 0
    same: int = 0
    phones: int = 0
    faults: list[Fault] = field(default_factory=list)  # not taken in
    notes: list[Fault] = field(default_factory=list)  # taken in, and to be minded
    differences: list[Fault] = field(default_factory=list)  # held otherwise than the file says; a person decides


def ground_at(area: AreaRow, *, at: datetime) -> Ground:
    """Where a roster belongs. Raises NotFound for a county."""
    if area.town_id is None:
        raise NotFound(_("请选到乡镇（街道）、村（社区）或者网格"))
    rules = rules_of(area.town_id)
    town = areas_in_memory().by_id[area.town_id]
    return Ground(area, area.town_id, Scope((town.path,)), rules, day_of(at))


def columns_of(table: Table, given: Mapping[str, str]) -> dict[str, str]:
    """What each column holds: as recognised, unless somebody says otherwise ("" leaves one out). Raises Refusal."""
    strange = [heading for heading in given if heading not in table.headings]
    if strange:
        raise Refusal(_("表里没有“{name}”这一列").format(name=strange[0]), field="columns")
    found = recognise(table.headings) | dict(given)
    kept = {heading: name for heading, name in found.items() if name}
    if "name" not in kept.values():
        raise Refusal(_("没有认出“姓名”这一列，请指定"), field="columns")
    return kept


def look_through(table: Table, columns: Mapping[str, str], ground: Ground) -> tuple[Plan, Report]:
    """What taking a table in would do; nothing is written."""
    faults: list[Fault] = []
    made = plan(ground, list(families(table, columns, faults)), faults)
    report = Report(
        columns=dict(columns), households=made.households, persons=made.newcomers, same=made.same,
        phones=len(made.phones), joined=sum(len(one.people) for one in made.arrivals if one.household_id is not None),
        differences=_ordered(made.differences),
    )  # fmt: skip
    _sort_faults(report, faults)
    return made, report


def _sort_faults(report: Report, faults: list[Fault]) -> None:
    report.faults = _ordered([one for one in faults if not one.is_note])
    report.notes = _ordered([one for one in faults if one.is_note])
    report.rows = report.persons + report.same + len(report.faults)


def _ordered(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda one: one.row)


def take_in(
    *,
    path: Path,
    area_code: str,
    actor: Actor,
    at: datetime,
    given: Mapping[str, str] | None = None,
    dry_run: bool = False,
    processes: int = 1,
    tell: Callable[[Done], None] = lambda _done: None,
) -> Report:
    """Take a file in (花名册导入), or say what that would do. Raises NotFound, Refusal; a row stops no other."""
    area = areas_in_memory().by_code.get(area_code)
    if area is None:
        raise NotFound(_("没有代码为 {code} 的乡镇、村或网格").format(code=area_code))
    ground, table = ground_at(area, at=at), read_table(path)
    made, report = look_through(table, columns_of(table, given or {}), ground)
    if not dry_run:
        done = apply(ground, made, actor=actor, at=at, processes=processes, tell=tell)
        report.households, report.persons, report.joined = done.households, done.persons, done.joined
        report.phones = done.phones
        _sort_faults(report, [*report.faults, *report.notes, *done.faults])
    return report
