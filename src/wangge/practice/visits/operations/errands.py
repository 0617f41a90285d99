"""What departments want done at doors: asked once, done at the next visit, whoever makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.notices.subject import NO_SUBJECT, SubjectRef
from wangge.core.people.queries import HouseholdRef
from wangge.core.teams.units import Unit
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.text import clean_line
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.practice.visits.carrying import retask
from wangge.practice.visits.doors import STRANGE, check, household_for, rules_of
from wangge.practice.visits.events import ErrandAsked
from wangge.practice.visits.lifecycle import ErrandState
from wangge.practice.visits.models import Errand
from wangge.practice.visits.tasks import Which

WHY = "an errand is reached through its household"


@dataclass(frozen=True, kw_only=True)
class NewErrand:
    """Something to be done at a household, and what it comes from."""

    household_id: UUID
    kind: str
    title: str = ""  # empty: the name of its kind
    due_on: date | None = None
    source: SubjectRef = NO_SUBJECT


@transaction.atomic
def ask_errands(*, actor: Actor, new: Sequence[NewErrand], unit: Unit | None = None, at: datetime) -> int:
    """Ask for errands (上门事务); one that is open already for the same thing is not asked again.

    Returns how many are new. Raises NotFound, NotAllowed, Refusal.
    """
    errands = [_errand(actor, one, unit, at=at) for one in new]
    if not errands:
        return 0
    kept = Errand.objects.everywhere(WHY).bulk_create(errands, ignore_conflicts=True)
    ids = set(Errand.objects.everywhere(WHY).filter(pk__in=[e.pk for e in kept]).values_list("pk", flat=True))
    told = [_fact(errand) for errand in kept if errand.pk in ids]
    if told:
        outbox.publish(*told, at=at)
        retask(which=Which(errands=ids), at=at)
    return len(told)


def _errand(actor: Actor, new: NewErrand, unit: Unit | None, *, at: datetime) -> Errand:
    household: HouseholdRef = household_for(actor, new.household_id, permission="visit.ask")
    if household.has_ended:
        raise Conflict(_("这一户已经注销，请先更新底册"))
    try:
        kind = rules_of(household.town_id).errand(new.kind)
    except UnknownCode as unknown:
        raise Refusal(_("请选择上门事务"), field="kind") from unknown
    if new.due_on is not None and new.due_on < day_of(at):
        raise Refusal(_("期限不能早于今天"), field="due_on")
    return Errand(
        town_id=household.town_id, area_id=household.area_id, area_path=household.area_path,
        household_id=household.id, kind=kind.code, title=clean_line(new.title, 40, field="title") or kind.label,
        source_kind=new.source.kind, source_id=new.source.id, source_label=clean_line(new.source.label, 60),
        unit_id=unit.id if unit else None, unit_name=unit.name if unit else "", asked_at=at, due_on=new.due_on,
    )  # fmt: skip


def _fact(errand: Errand) -> ErrandAsked:
    return ErrandAsked(
        errand_id=errand.pk, town_id=errand.town_id, area_path=errand.area_path, kind=errand.kind,
        household_id=errand.household_id,
    )  # fmt: skip


@transaction.atomic
def withdraw_errand(*, actor: Actor, errand_id: UUID, because: str, at: datetime) -> None:
    """An errand is not wanted any more. Raises NotFound, NotAllowed, Conflict, Refusal."""
    errand = Errand.objects.everywhere(WHY).select_for_update().filter(pk=errand_id).first()
    if errand is None:
        raise NotFound(STRANGE)
    check(actor, "visit.ask", at_path=errand.area_path)
    if errand.state != ErrandState.OPEN:
        raise Conflict(_("这件事已经办了或者撤了"), state=errand.state)
    reason = clean_line(because, 200, field="because")
    if not reason:
        raise Refusal(_("请写明为什么不用办了"), field="because")
    errand.state, errand.result, errand.done_at = ErrandState.WITHDRAWN, reason, at
    errand.save(update_fields=["state", "result", "done_at"])
    retask(which=Which(errands=[errand.pk]), at=at)
