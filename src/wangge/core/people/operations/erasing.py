"""Erasing what the rules no longer let stay: the row remains with its dates, who it was does not."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, IntegerField, Q, QuerySet

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import system_actor
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.people import models
from wangge.core.people.doors import rules_of
from wangge.core.people.lifecycle import REGISTERED
from wangge.core.people.models import LIVE, Person, Residence
from wangge.core.people.retention import OTHERS, PERSONS, WITH_THE_PERSON, Rule
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.errors import NotFound

AT_ONCE = 1_000
EMPTY: dict[str, Any] = {
    "name": b"", "document_kind": "", "document_number": b"", "document_index": None, "born_on": b"", "phone": b"",
    "phone_index": None, "terms": [], "values": {}, "sealed": b"", "reason": b"", "value": b"", "value_before": b"",
    "contact_name": b"", "contact_phone": b"",
}  # fmt: skip
WHY = "what the rules of retention name"


def erase_expired(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Erase what is due in every town (到期去标识), at most `limit` persons each; says how many persons."""
    towns = [row for row in areas_in_memory().rows if row.level == Level.TOWN]
    return sum(_erase_in(town, at=at, limit=limit) for town in towns)


@transaction.atomic
def _erase_in(town: AreaRow, *, at: datetime, limit: int) -> int:
    try:
        retention = rules_of(town.id).retention
    except NotFound:
        return 0
    today, rows = day_of(at), Person.objects.everywhere(WHY).filter(town_id=town.id, erased_at=None)
    due = Q(pk__in=[])
    for rule in PERSONS:
        due |= rule.due(retention, today=today)
    registered = Residence.objects.everywhere(WHY).filter(LIVE, kind__in=REGISTERED).values("person")
    ids = list(rows.filter(due).exclude(pk__in=registered).values_list("pk", flat=True)[:limit])
    if ids:
        _erase(ids, at=at)
    for rule in OTHERS:
        found = getattr(models, rule.table).objects.everywhere(WHY).filter(rule.due(retention, today=today))
        _filled(found.filter(town_id=town.id), rule).update(**_empty(rule.table, rule.columns))
    if ids:
        record(
            actor=system_actor(name="到期去标识"), action=AuditAction.CONFIGURED, at=at, target="people",
            area_path=town.path, detail={"erased": len(ids)},
        )  # fmt: skip
    return len(ids)


def _filled(rows: QuerySet[Any], rule: Rule) -> QuerySet[Any]:
    """Those that still hold something sealed: the others were emptied on an earlier night."""
    sealed = [name for name in rule.columns if isinstance(rows.model._meta.get_field(name), EncryptedText)]
    sizes = {f"{name}_size": Func(F(name), function="octet_length", output_field=IntegerField()) for name in sealed}
    still = Q(pk__in=[])
    for size in sizes:
        still |= Q(**{f"{size}__gt": 0})
    kept: QuerySet[Any] = rows.alias(**sizes).filter(
        still | (~Q(values={}) if "values" in rule.columns else Q(pk__in=[]))
    )
    return kept


def _erase(ids: list[UUID], *, at: datetime) -> None:
    rows = Person.objects.everywhere(WHY).filter(pk__in=ids)
    rows.update(erased_at=at, **_empty("Person", PERSONS[0].columns))
    for table, columns in WITH_THE_PERSON.items():
        getattr(models, table).objects.everywhere(WHY).filter(person__in=ids).update(**_empty(table, columns))


def _empty(table: str, columns: tuple[str, ...]) -> dict[str, Any]:
    fields = {field.name: field for field in getattr(models, table)._meta.concrete_fields}
    sealed = {name: fields[name].seal("", None) for name in columns if hasattr(fields[name], "seal")}
    return {name: EMPTY[name] for name in columns} | sealed
