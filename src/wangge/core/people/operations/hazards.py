"""Hazards on places: found, ordered to be fixed, fixed, checked. Each step is kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.carried import carry_door
from wangge.core.people.doors import reached, rules_of
from wangge.core.people.events import HazardMoved
from wangge.core.people.lifecycle import HAZARD_STEPS, HazardAction, HazardState
from wangge.core.people.models import Building, Dwelling, Enterprise, Hazard, HazardStep
from wangge.core.people.months import months_later
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.people import HazardKind

PLACES: dict[str, type[Building | Dwelling | Enterprise]] = {
    "building": Building,
    "dwelling": Dwelling,
    "enterprise": Enterprise,
}


@dataclass(frozen=True, kw_only=True)
class NewHazard:
    """What is unsafe: `about` is building, dwelling or enterprise; `source` names the visit or case that found it."""

    about: str
    place_id: UUID
    kind: str
    words: str
    grade: int = 1
    source: str = ""
    photo_id: UUID | None = None
    id: UUID | None = None


@transaction.atomic
def find_hazard(*, actor: Actor, new: NewHazard, at: datetime) -> UUID:
    """Record a hazard (发现隐患); its day of fixing is of the place's rules. Raises NotFound, NotAllowed, Refusal."""
    if new.about not in PLACES:
        raise Refusal(_("隐患要登记在楼栋、户室或者企业商铺上"), field="about")
    place = reached(actor, PLACES[new.about], new.place_id)
    rule = _rule(place.town_id, new.kind)
    words = clean_line(new.words, 200, field="words")
    if not words:
        raise Refusal(_("请写明是什么隐患"), field="words")
    if new.grade not in (1, 2, 3):
        raise Refusal(_("隐患分一般、较大、重大三级"), field="grade")
    hazard = Hazard(
        id=new.id or uuid7(),
        town_id=place.town_id,
        area_id=place.area_id,
        area_path=place.area_path,
        **{new.about: place},
        kind=new.kind,
        grade=new.grade,
        words=words,
        found_at=at,
        source=clean_line(new.source, 80),
        due_on=day_of(at) + timedelta(days=rule.fix_days),
    )
    step = _step(actor, hazard, HazardAction.FIND, HazardState.FOUND, at=at, photo_id=new.photo_id)
    outbox.publish(_fact(hazard, step), at=at, alongside=[[hazard], [step]])
    carry_door(dwelling_id=hazard.dwelling_id, at=at)
    return hazard.pk


def _rule(town_id: UUID, kind: str) -> HazardKind:
    try:
        return rules_of(town_id).hazard(kind)
    except UnknownCode as error:
        raise Refusal(_("没有“{kind}”这种隐患").format(kind=kind), field="kind") from error


@transaction.atomic
def move_hazard(
    *,
    actor: Actor,
    hazard_id: UUID,
    action: str,
    note: str = "",
    due_on: date | None = None,
    photo_id: UUID | None = None,
    at: datetime,
) -> Hazard:
    """Take a step (责令整改、整改、复查、撤回); a hazard that was checked is looked at again after some months.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    hazard = reached(actor, Hazard, hazard_id)
    if action not in HAZARD_STEPS:
        raise Refusal(_("没有这一步"), field="action")
    rule = HAZARD_STEPS[HazardAction(action)]
    if hazard.state not in rule.sources:
        raise Conflict(_("现在是“{state}”，不能走这一步").format(state=HazardState(hazard.state).label))
    said = clean_line(note, 200, field="note")
    if rule.needs_note and not said:
        raise Refusal(_("请写明原因"), field="note")
    hazard.state = rule.target
    if due_on is not None:
        if due_on < day_of(at):
            raise Refusal(_("整改期限不能早于今天"), field="due_on")
        hazard.due_on = due_on
    if hazard.state == HazardState.CHECKED:
        hazard.recheck_on = months_later(day_of(at), _rule(hazard.town_id, hazard.kind).recheck_months)
    hazard.save(update_fields=["state", "due_on", "recheck_on"])
    step = _step(actor, hazard, HazardAction(action), rule.target, at=at, note=said, photo_id=photo_id)
    outbox.publish(_fact(hazard, step), at=at, alongside=[[step]])
    carry_door(dwelling_id=hazard.dwelling_id, at=at)
    return hazard


def _step(
    actor: Actor,
    hazard: Hazard,
    action: HazardAction,
    state: HazardState,
    *,
    at: datetime,
    note: str = "",
    photo_id: UUID | None = None,
) -> HazardStep:
    return HazardStep(
        id=uuid7(),
        town_id=hazard.town_id,
        hazard=hazard,
        action=action,
        state=state,
        at=at,
        recorded_by=actor.name,
        recorded_by_id=actor.account_id,
        note=note,
        photo_id=photo_id,
    )


def _fact(hazard: Hazard, step: HazardStep) -> HazardMoved:
    return HazardMoved(
        hazard_id=hazard.pk,
        step_id=step.pk,
        town_id=hazard.town_id,
        area_path=hazard.area_path,
        kind=hazard.kind,
        state=hazard.state,
    )
