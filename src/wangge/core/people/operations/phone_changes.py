"""What a phone changed about a person or a household: field by field, with what others changed meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.carried import HOUSEHOLD, PERSON
from wangge.core.people.doors import STRANGE, reached, rules_of
from wangge.core.people.models import Household, Person
from wangge.core.people.persons import checked_phone
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.sync.merging import FieldConflict, merge
from wangge.ground.sync.rows import HeldRow, held_rows, leaves, mark_fields, scope_of

from .sheets import change_phone, fill_sheet

PHONE, SHEET = "phone", "sheet"


@dataclass(frozen=True)
class Observed:
    """By which phone, on which version of the row (None: the one that is), and when."""

    device: str
    base: int | None
    at: datetime


@dataclass(frozen=True)
class Merged:
    """What became of a change: the row's version now, fields with two values, whether others had changed others."""

    ver: int | None
    conflicts: tuple[FieldConflict, ...]
    is_behind: bool


@transaction.atomic
def merge_person(
    *, actor: Actor, person_id: UUID, changes: Mapping[str, Any], observed: Observed, at: datetime
) -> Merged:
    """Take over what a phone changed: `phone`, `sheet.<item>`. Raises NotFound, NotAllowed, Refusal."""
    person = reached(actor, Person, person_id)
    _check(person.town_id, changes, about=PERSON)
    if PHONE in changes:
        changes = {**changes, PHONE: checked_phone(str(changes[PHONE] or ""))}
    return _merged(actor, PERSON, person.pk, changes, observed, full={PHONE: person.phone}, at=at)


@transaction.atomic
def merge_household(
    *, actor: Actor, household_id: UUID, changes: Mapping[str, Any], observed: Observed, at: datetime
) -> Merged:
    """The same for items of a household's sheet. Raises NotFound, NotAllowed, Refusal."""
    household = reached(actor, Household, household_id)
    _check(household.town_id, changes, about=HOUSEHOLD)
    return _merged(actor, HOUSEHOLD, household.pk, changes, observed, full={}, at=at)


@transaction.atomic
def set_field(*, actor: Actor, about: str, subject_id: UUID, field: str, value: Any, at: datetime) -> None:
    """Write one field as somebody decided it (核对). Raises NotFound, NotAllowed, Refusal."""
    _write(actor, about, subject_id, {field: value}, at=at)


def _check(town_id: UUID, changes: Mapping[str, Any], *, about: str) -> None:
    """Only what phones carry can be compared field by field. Raises Refusal."""
    rules = rules_of(town_id)
    for name in changes:
        table, _point, code = name.partition(".")
        if (name == PHONE and about == PERSON) or (table == SHEET and code):
            if table == SHEET and _is_sensitive(rules.item, code):
                raise Refusal(_("敏感的信息项请在电脑上填写"), field=code)
            continue
        raise Refusal(_("这一项不能在手机上直接改"), field=name)


def _is_sensitive(item: Callable[[str], Any], code: str) -> bool:
    try:
        return bool(item(code).sensitive)
    except UnknownCode as unknown:
        raise Refusal(_("信息表里没有“{code}”这一项").format(code=code), field=code) from unknown


def _merged(
    actor: Actor, kind: str, pk: UUID, changes: Mapping[str, Any], observed: Observed, *, full: dict[str, Any],
    at: datetime,
) -> Merged:  # fmt: skip
    scope = scope_of(kind, pk)
    key = (scope, kind, pk) if scope else None
    held = held_rows([key]).get(key) if key else None
    if key is None or held is None:
        raise NotFound(STRANGE)
    whole = replace(held, payload=held.payload | full)
    base = held.ver if observed.base is None else observed.base
    found = merge(held=whole, data=changes, base=base, device=observed.device, at=observed.at)
    changed = _differing(whole, found.take)
    if changed:
        _write(actor, kind, pk, changed, at=at)
    ver = mark_fields(key, found.take, device=observed.device, observed_at=observed.at)
    return Merged(ver, found.conflicts, found.is_behind)


def _differing(held: HeldRow, take: Mapping[str, Any]) -> dict[str, Any]:
    fields = leaves(held.payload)
    return {name: value for name, value in take.items() if (value or None) != (fields.get(name) or None)}


def _write(actor: Actor, about: str, pk: UUID, changed: Mapping[str, Any], *, at: datetime) -> None:
    if PHONE in changed:
        change_phone(actor=actor, person_id=pk, phone=str(changed[PHONE] or ""), at=at)
    items = {name.partition(".")[2]: value for name, value in changed.items() if name != PHONE}
    if items:
        fill_sheet(actor=actor, about=about, subject_id=pk, values=items, source=_("手机登记"), at=at)
