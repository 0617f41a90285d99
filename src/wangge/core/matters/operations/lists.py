"""Keeping the four lists of a town: a line is added, changed by ending it and beginning anew, or ended."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.areas.levels import LEVELS, Level
from wangge.core.areas.queries import AreaRow
from wangge.core.matters.doors import rules_of, town_to
from wangge.core.matters.lifecycle import About, Duty, Frequency
from wangge.core.matters.memory import REVISION
from wangge.core.matters.models import HeldField, Matter, Power, RequiredReport
from wangge.core.teams.units import unit_by_id
from wangge.ground.foundation import revisions
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
MOST_FIELDS = 100
LISTED_TWICE = {
    f"{prefix}_listed_once": _("这个编码已经有了") for prefix in ("matter", "power", "held_field", "report")
}


@dataclass(frozen=True)
class NewMatter:
    """A matter of the catalogue (事项)."""

    code: str
    name: str
    duty: str
    legal_basis: str
    categories: tuple[str, ...] = ()
    holder: str = ""
    holder_level: str = Level.COUNTY
    note: str = ""
    is_demonstration: bool = False


@dataclass(frozen=True)
class NewPower:
    """A power (事权) and who holds it."""

    code: str
    name: str
    categories: tuple[str, ...]
    level: str
    unit_kind: str
    legal_basis: str
    unit_code: str = ""
    handed_down_from: str = ""
    is_demonstration: bool = False


@dataclass(frozen=True)
class NewHeldField:
    """A field that is held already (已有信息)."""

    code: str
    name: str
    about: str
    where_held: str
    aliases: tuple[str, ...] = ()
    holder_unit_id: UUID | None = None
    is_demonstration: bool = False


@dataclass(frozen=True)
class NewReport:
    """A report asked of the grid (报表)."""

    code: str
    name: str
    asked_by: str
    frequency: str
    fields: tuple[str, ...]
    legal_basis: str = ""
    is_demonstration: bool = False


NewLine = NewMatter | NewPower | NewHeldField | NewReport
Row = Matter | Power | HeldField | RequiredReport
TABLES: dict[type[NewLine], type[Row]] = {
    NewMatter: Matter,
    NewPower: Power,
    NewHeldField: HeldField,
    NewReport: RequiredReport,
}
KINDS: dict[str, type[NewLine]] = {"matter": NewMatter, "power": NewPower, "field": NewHeldField, "report": NewReport}


@transaction.atomic
def add_lines(*, actor: Actor, town_id: UUID, new: Sequence[NewLine], at: datetime) -> None:
    """Put lines on a town's lists (列入清单). Raises NotFound, NotAllowed, Conflict, Refusal."""
    town = town_to(actor, "matter.edit", town_id)
    rules = rules_of(town)
    checked = [checked_line(rules, one) for one in new]
    for kind in TABLES:
        wanted = [one for one in checked if type(one) is kind]
        if wanted:
            _enlist(town, TABLES[kind], wanted, at=at)
    _record(actor, town, at=at, change="added", codes=[one.code for one in new])
    revisions.bump(REVISION)


def _enlist(town: AreaRow, table: type[Row], new: Sequence[NewLine], *, at: datetime) -> None:
    codes = Counter(one.code for one in new)
    twice = next((code for code, count in codes.items() if count > 1), "")
    known = _live(table, town).filter(code__in=codes).values_list("code", flat=True).first()
    if twice or known:
        raise Conflict(_("编码 {code} 已经有了").format(code=twice or known), field="code")
    with refusing(LISTED_TWICE):
        table.objects.bulk_create([_built(town, table, one, at=at) for one in new])


def change_line(*, actor: Actor, town_id: UUID, code: str, new: NewLine, at: datetime) -> None:
    """End a line and begin it anew under the same code (修改). Raises NotFound, NotAllowed, Refusal."""
    change_lines(actor=actor, town_id=town_id, new=[replace(new, code=code)], at=at)


@transaction.atomic
def change_lines(*, actor: Actor, town_id: UUID, new: Sequence[NewLine], at: datetime) -> None:
    """As change_line, many at once, each under its own code. Raises NotFound, NotAllowed, Refusal."""
    town = town_to(actor, "matter.edit", town_id)
    rules = rules_of(town)
    checked = [checked_line(rules, one) for one in new]
    for kind, table in TABLES.items():
        wanted = [one for one in checked if type(one) is kind]
        if wanted:
            _end(table, town, [one.code for one in wanted], at=at)
            _enlist(town, table, wanted, at=at)
    _record(actor, town, at=at, change="changed", codes=[one.code for one in checked])
    revisions.bump(REVISION)


@transaction.atomic
def end_line(*, actor: Actor, town_id: UUID, kind: str, code: str, reason: str = "", at: datetime) -> None:
    """Take a line off its list (停用); it stays in the history. Raises NotFound, NotAllowed, Refusal."""
    town = town_to(actor, "matter.edit", town_id)
    words = clean_line(reason, 200, field="reason")
    more = {"ended_because": words} if kind == "report" else {}
    _end(TABLES[KINDS[kind]], town, [code], at=at, **more)
    _record(actor, town, at=at, change="ended", codes=[code], reason=words)
    revisions.bump(REVISION)


def _live(table: type[Row], town: AreaRow) -> Any:
    return table.objects.everywhere("lines of one town, found by its id").filter(town_id=town.id, valid_to=None)


def _end(table: type[Row], town: AreaRow, codes: Sequence[str], *, at: datetime, **more: str) -> None:
    live = _live(table, town).select_for_update().filter(code__in=codes).order_by("id")
    ids = list(live.values_list("pk", flat=True))
    if len(ids) < len(set(codes)):
        raise NotFound(_("清单里没有这一条，或者它已经停用"))
    _live(table, town).filter(pk__in=ids).update(valid_to=Greatest(Value(at), F("valid_from")), **more)


def _built(town: AreaRow, table: type[Row], new: NewLine, *, at: datetime) -> Any:
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(new).items()}
    return table(town_id=town.id, area_path=town.path, valid_from=at, **values)


def _record(actor: Actor, town: AreaRow, *, at: datetime, change: str, codes: Sequence[str], reason: str = "") -> None:
    record(
        actor=actor,
        action=AuditAction.CONFIGURED,
        at=at,
        target=str(_("事项清单")),
        area_path=town.path,
        detail={"change": change, "codes": list(codes)[:50], "count": len(codes), "reason": reason},
    )


# What a line must be.


def checked_line(rules: Rulebook, new: NewLine) -> NewLine:
    """The line as it is kept. Raises Refusal, naming the field."""
    code, name = new.code.strip(), clean_line(new.name, 80, field="name")
    if not CODE.fullmatch(code):
        raise Refusal(_("编码用字母、数字、点和短横线，例如 A-012"), field="code")
    if not name:
        raise Refusal(_("请填写名称"), field="name")
    new = replace(new, code=code, name=name)
    if isinstance(new, NewMatter):
        return _matter(rules, new)
    if isinstance(new, NewPower):
        return _power(rules, new)
    if isinstance(new, NewHeldField):
        return _held_field(new)
    return _report(new)


def _matter(rules: Rulebook, new: NewMatter) -> NewMatter:
    if new.duty not in Duty.values:
        raise Refusal(_("履职方式是基本履职、配合履职、上级收回中的一种"), field="duty")
    holder = clean_line(new.holder, 80, field="holder")
    if new.duty == Duty.TAKEN_BACK and not holder:
        raise Refusal(_("收回的事项要写明由谁承担"), field="holder")
    return replace(
        new,
        categories=_categories(rules, new.categories),
        legal_basis=_needed(new.legal_basis, 200, "legal_basis", _("请写明依据")),
        holder=holder,
        holder_level=_level(new.holder_level, "holder_level"),
        note=clean_line(new.note, 200, field="note"),
    )


def _power(rules: Rulebook, new: NewPower) -> NewPower:
    categories = _categories(rules, new.categories)
    if not categories:
        raise Refusal(_("请选这项权限管的类别"), field="categories")
    try:
        kind = rules.unit_kind(new.unit_kind)
    except UnknownCode as unknown:
        raise Refusal(str(unknown), field="unit_kind") from unknown
    named = {unit.code for unit in rules.units.named if unit.unit_kind == kind.code}
    if new.unit_code and new.unit_code not in named:
        raise Refusal(_("规则里没有这个单位"), field="unit_code")
    given_by = _level(new.handed_down_from, "handed_down_from") if new.handed_down_from else ""
    if given_by and LEVELS.index(given_by) >= LEVELS.index(kind.level):
        raise Refusal(_("下放是从上级到下级"), field="handed_down_from")
    basis = _needed(new.legal_basis, 200, "legal_basis", _("请写明依据"))
    return replace(new, categories=categories, level=kind.level, handed_down_from=given_by, legal_basis=basis)


def _held_field(new: NewHeldField) -> NewHeldField:
    if new.about not in About.values:
        raise Refusal(_("请选是关于什么的信息"), field="about")
    if new.holder_unit_id is not None:
        unit_by_id(unit_id=new.holder_unit_id)
    where = _needed(new.where_held, 120, "where_held", _("请写明信息在哪里"))
    return replace(new, aliases=clean_fields(new.aliases, field="aliases"), where_held=where)


def _report(new: NewReport) -> NewReport:
    if new.frequency not in Frequency.values:
        raise Refusal(_("请选多久报一次"), field="frequency")
    fields = clean_fields(new.fields, field="fields")
    if not fields:
        raise Refusal(_("请写要填哪些项"), field="fields")
    asked_by = _needed(new.asked_by, 80, "asked_by", _("请写明是谁要的"))
    basis = clean_line(new.legal_basis, 200, field="legal_basis")
    return replace(new, fields=fields, asked_by=asked_by, legal_basis=basis)


def clean_fields(fields: Sequence[str], *, field: str) -> tuple[str, ...]:
    """Names of fields as they are kept: no empty one, none twice. Raises Refusal."""
    cleaned = (clean_line(one, 80, field=field) for one in fields)
    found = tuple(dict.fromkeys(one for one in cleaned if one))
    if len(found) > MOST_FIELDS:
        raise Refusal(_("最多 {most} 项").format(most=MOST_FIELDS), field=field)
    return found


def _categories(rules: Rulebook, codes: Sequence[str]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(rules.category(code).code for code in codes))
    except UnknownCode as unknown:
        raise Refusal(str(unknown), field="categories") from unknown


def _level(level: str, field: str) -> str:
    if level not in LEVELS:
        raise Refusal(_("没有这一级"), field=field)
    return str(level)


def _needed(raw: str, size: int, field: str, words: str | Promise) -> str:
    found = clean_line(raw, size, field=field)
    if not found:
        raise Refusal(words, field=field)
    return found
