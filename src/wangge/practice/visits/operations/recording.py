"""A visit note: who was met, what was seen, what was done for whom; in one go, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.operations import confirm_household
from wangge.core.people.queries import HouseholdRef
from wangge.ground.foundation import outbox
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import clean_line, clean_text
from wangge.ground.rulebook.schema.visits import VisitKind, Visits
from wangge.practice.visits.carried import carry_new_visit
from wangge.practice.visits.doors import area_for, household_for, kind_of, rules_of, services_of
from wangge.practice.visits.events import VisitRecorded
from wangge.practice.visits.lifecycle import ErrandState, Outcome
from wangge.practice.visits.models import Errand, Visit

MAX_WORDS = 2000
WHY = "the errands of a household that was reached"


@dataclass(frozen=True)
class DoneErrand:
    """An errand that was done at the door, and what came of it in a line."""

    errand_id: UUID
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """A note of a visit at a household. `happened_at` is when it was, the moment of recording comes with the call."""

    household_id: UUID
    kind: str
    happened_at: datetime
    id: UUID | None = None
    cadence: str = ""
    aim: str = ""
    unmet_because: str = ""  # empty: somebody was met
    met: tuple[UUID, ...] = ()
    checks: tuple[str, ...] = ()
    words: str = ""
    is_unchanged: bool = False
    errands: tuple[DoneErrand, ...] = ()
    services: tuple[str, ...] = ()  # of the place's menu (流动服务站), what was done there and then


@dataclass(frozen=True, kw_only=True)
class NewMeeting:
    """A note of a meeting of many in an area (网格夜话、民情纳凉会)."""

    area_id: UUID
    kind: str
    happened_at: datetime
    people: int
    id: UUID | None = None
    cadence: str = ""
    words: str = ""


@transaction.atomic
def record_visit(*, actor: Actor, new: NewVisit, at: datetime) -> UUID:
    """Keep a visit note with the errands that were done; a second call with the same id changes nothing.

    Whatever the hour, it counts fully. Raises NotFound, NotAllowed, Refusal, Conflict.
    """
    if _is_kept(new.id):
        return new.id
    household = household_for(actor, new.household_id, permission="visit.record")
    if household.has_ended:
        raise Conflict(_("这一户已经注销，请先更新底册"))
    rules = rules_of(household.town_id)
    visit = _visit(actor, household, rules, new, at=at)
    outbox.publish(_fact(visit, new.errands), at=at, alongside=[[visit]])
    did = _finish_errands(visit, new.errands) if new.errands else []
    did += _keep_services(visit, new, rules, at=at) if new.services else []
    if new.is_unchanged and actor.can("people.edit", at_path=household.area_path):  # else the note alone says so
        confirm_household(actor=actor, household_id=household.id, at=at)
    done = [] if visit.unmet_because else [household.id, *(one.errand_id for one in new.errands)]
    carry_new_visit(visit=visit, household_area=household.area_id, did=did, done=done, at=at)
    return visit.pk


def _is_kept(note_id: UUID | None) -> TypeGuard[UUID]:
    notes = Visit.objects.everywhere("was this note kept before")
    return note_id is not None and notes.filter(pk=note_id).exists()


def _visit(actor: Actor, household: HouseholdRef, rules: Visits, new: NewVisit, *, at: datetime) -> Visit:
    kind = kind_of(rules, new.kind)
    if kind.is_meeting:
        raise Refusal(_("“{kind}”是会，请按会记录").format(kind=kind.label), field="kind")
    _check_moment(new.happened_at, at)
    because = clean_line(new.unmet_because, 40, field="unmet_because")
    if because and (new.met or new.errands or new.services or new.is_unchanged):
        raise Refusal(_("没见到人，就不能确认信息或者办结事务"), field="unmet_because")
    known = {check.code for check in rules.checks}
    if not set(new.checks) <= known:
        raise Refusal(_("有本地没有的查看项，请更新后重填"), field="checks")
    return Visit(
        id=new.id or uuid7(), town_id=household.town_id, area_id=household.area_id, area_path=household.area_path,
        household_id=household.id, kind=kind.code, cadence=_cadence(rules, new.cadence), aim=_aim(kind, new.aim),
        visitor_id=visitor_of(actor), visitor_name=actor.name, happened_at=new.happened_at, recorded_at=at,
        outcome=Outcome.UNMET if because else Outcome.MET, unmet_because=because, met=list(new.met),
        checks=sorted(set(new.checks)), words=clean_text(new.words, max_length=MAX_WORDS, field="words"),
        is_unchanged=new.is_unchanged,
    )  # fmt: skip


def visitor_of(actor: Actor) -> UUID:
    """Who writes the note. Raises NotAllowed for what is no person."""
    if actor.account_id is None:
        raise NotAllowed(_("走访由本人记录"))
    return actor.account_id


def _check_moment(happened_at: datetime, at: datetime) -> None:
    if happened_at > at:
        raise Refusal(_("时间不能在现在以后"), field="happened_at")


def _cadence(rules: Visits, code: str) -> str:
    if code and code not in {one.code for one in rules.cadences}:
        raise Refusal(_("没有这个走访安排"), field="cadence")
    return code


def _aim(kind: VisitKind, aim: str) -> str:
    if aim and aim not in kind.aims:
        raise Refusal(_("“{kind}”没有这一项").format(kind=kind.label), field="aim")
    return aim


def _finish_errands(visit: Visit, done: tuple[DoneErrand, ...]) -> list[str]:
    """What was done, by its titles.

    What another did or took back meanwhile stays as it is: the note still says that it was done here too.
    """
    results = {one.errand_id: clean_line(one.result, 200, field="result") for one in done}
    rows = Errand.objects.everywhere(WHY).select_for_update().filter(household=visit.household_id)
    found = list(rows.filter(pk__in=results, state=ErrandState.OPEN).order_by("pk"))
    for errand in found:
        errand.state, errand.done_at, errand.done_in = ErrandState.DONE, visit.happened_at, visit
        errand.result = results[errand.pk]
    Errand.objects.everywhere(WHY).bulk_update(found, ["state", "done_at", "done_in", "result"])
    return [errand.title for errand in found]


def _keep_services(visit: Visit, new: NewVisit, rules: Visits, *, at: datetime) -> list[str]:
    """What was asked for at the door and done at once: errands that nobody had to ask for before, by their titles."""
    kind = next((one for one in rules.errands if one.source == "other"), None)
    menu = services_of(visit.town_id)
    if kind is None or not set(new.services) <= set(menu):
        raise Refusal(_("有本地没有的服务，请更新后重填"), field="services")
    titles = [one for one in menu if one in new.services]
    Errand.objects.everywhere(WHY).bulk_create(
        Errand(
            town_id=visit.town_id, area_id=visit.area_id, area_path=visit.area_path, household_id=new.household_id,
            kind=kind.code, title=title[:40], asked_at=at, state=ErrandState.DONE, done_at=visit.happened_at,
            done_in=visit,
        )
        for title in titles
    )  # fmt: skip
    return titles


@transaction.atomic
def record_meeting(*, actor: Actor, new: NewMeeting, at: datetime) -> UUID:
    """Keep the note of a meeting of many; a second call with the same id changes nothing.

    Raises NotFound, NotAllowed, Refusal.
    """
    if _is_kept(new.id):
        return new.id
    area = area_for(actor, new.area_id, permission="visit.record")
    assert area.town_id is not None
    rules = rules_of(area.town_id)
    kind = kind_of(rules, new.kind)
    if not kind.is_meeting:
        raise Refusal(_("“{kind}”是上门走访，请按户记录").format(kind=kind.label), field="kind")
    if new.people < 1:
        raise Refusal(_("请填写来了多少人"), field="people")
    _check_moment(new.happened_at, at)
    visit = Visit(
        id=new.id or uuid7(), town_id=area.town_id, area_id=area.id, area_path=area.path, kind=kind.code,
        cadence=_cadence(rules, new.cadence), visitor_id=visitor_of(actor), visitor_name=actor.name,
        happened_at=new.happened_at, recorded_at=at, outcome=Outcome.MET, people=new.people,
        words=clean_text(new.words, max_length=MAX_WORDS, field="words"),
    )  # fmt: skip
    outbox.publish(_fact(visit, ()), at=at, alongside=[[visit]])
    carry_new_visit(visit=visit, at=at)
    return visit.pk


def _fact(visit: Visit, errands: tuple[DoneErrand, ...]) -> VisitRecorded:
    return VisitRecorded(
        visit_id=visit.pk, town_id=visit.town_id, area_path=visit.area_path, kind=visit.kind,
        household_id=visit.household_id, outcome=visit.outcome, errand_ids=tuple(one.errand_id for one in errands),
    )  # fmt: skip
