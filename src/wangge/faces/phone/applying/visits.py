"""A visit note with all that comes of it; a meeting; what a household asks."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.reports import CaseReport
from wangge.core.notices.subject import SubjectRef
from wangge.core.people.operations import NewCareTag, NewHazard, propose_care
from wangge.core.people.queries import HouseholdRef
from wangge.core.places.queries import in_force
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.sync.ops import Awaited, Op, Outcome
from wangge.practice.visits.lifecycle import FollowKind
from wangge.practice.visits.operations import (
    DoneErrand,
    NewMeeting,
    NewVisit,
    Wish,
    end_wish,
    follow_up,
    follow_with_case,
    follow_with_hazard,
    keep_wish,
    record_meeting,
    record_visit,
)

from .author import author_of, following, household_of
from .cases import CASE_PHOTO, check_report, usual_channel
from .roster import sheet_of_visit
from .shapes import FollowSaid, MeetingSaid, VisitSaid, WishSaid, read


def apply_visit(op: Op) -> Outcome:
    """A note, the errands that were done, what changed on the sheet, and what the visit leads to."""
    said = read(op, VisitSaid)
    home = household_of(op, said.household)
    actor = following(author_of(op), op, home)
    new = NewVisit(
        id=op.said.id, household_id=home.id, kind=said.kind, happened_at=op.at, cadence=said.cadence, aim=said.aim,
        unmet_because=said.unmet, met=said.met, checks=said.checks, words=said.words,
        is_unchanged=said.nothing_changed,
        errands=tuple(DoneErrand(one.id, one.result) for one in said.errands_done), services=said.services,
    )  # fmt: skip
    visit_id = record_visit(actor=actor, new=new, at=op.received_at)
    outcome = sheet_of_visit(actor, op, home.id, said.sheet) if said.sheet else Outcome()
    awaits = [one for follow in said.follow for one in _follow(actor, op, home, visit_id, follow)]
    return replace(outcome, made=visit_id, awaits=tuple(awaits))


def _follow(actor: Actor, op: Op, home: HouseholdRef, visit_id: UUID, said: FollowSaid) -> list[Awaited]:
    rules = in_force(place=areas_in_memory().place_of(home.town_id)).rules
    if said.to == "hazard":
        return _hazard(actor, op, home, visit_id, said)
    if said.to == "care":
        _care(actor, op, home, visit_id, said, rules)
        return []
    check_report(actor, at_path=home.area_path)
    category = said.category or (_dispute(rules) if said.to == "dispute" else "")
    report = CaseReport(
        id=said.id, area_id=home.area_id, channel=usual_channel(rules, "visit"), body=said.words, category=category,
        source_ref="",
    )  # fmt: skip
    made = follow_with_case(actor=actor, visit_id=visit_id, report=report, at=op.received_at)
    if said.to == "dispute":
        subject = SubjectRef("case", made.case_id, made.number)
        follow_up(actor=actor, visit_id=visit_id, kind=FollowKind.DISPUTE, subject=subject, at=op.received_at)
    return [file.awaited(about=made.case_id, keeper=CASE_PHOTO) for file in said.files]


def _dispute(rules: Rulebook) -> str:
    if not rules.mediation.disputes:
        raise Refusal(_("本地没有纠纷这一类，请按事项上报"), field="to")
    return rules.mediation.disputes[0].category


def _hazard(actor: Actor, op: Op, home: HouseholdRef, visit_id: UUID, said: FollowSaid) -> list[Awaited]:
    new = NewHazard(
        id=said.id, about="dwelling", place_id=dwelling_of(home), kind=said.kind, words=said.words, grade=said.grade
    )
    hazard_id = follow_with_hazard(actor=actor, visit_id=visit_id, hazard=new, at=op.received_at)
    return [file.awaited(about=hazard_id) for file in said.files]


def dwelling_of(home: HouseholdRef) -> UUID:
    """The door of a household. Raises Refusal."""
    if home.dwelling_id is None:
        raise Refusal(_("这一户没有登记住处，隐患请按事项上报"), field="household")
    return home.dwelling_id


def _care(actor: Actor, op: Op, home: HouseholdRef, visit_id: UUID, said: FollowSaid, rules: Rulebook) -> None:
    try:
        kind = rules.people.care_kind(said.kind)
    except UnknownCode as unknown:
        raise Refusal(_("请选择关爱类别"), field="kind") from unknown
    subject_id = said.person if kind.about == "person" else home.id
    if subject_id is None:
        raise Refusal(_("请选择是哪一个人"), field="person")
    new = NewCareTag(
        id=said.id, about=kind.about, subject_id=subject_id, kind=kind.code, reason=said.words, source=_("走访"),
        owner_name=actor.name, owner_id=op.said.author,
    )  # fmt: skip
    tag = propose_care(actor=actor, new=new, at=op.received_at)
    label = str(_("关爱对象")) if kind.sensitive else kind.label
    subject = SubjectRef("care", tag.pk, label)
    follow_up(actor=actor, visit_id=visit_id, kind=FollowKind.CARE, subject=subject, at=op.received_at)


def apply_meeting(op: Op) -> Outcome:
    """A note of a meeting of many in a grid."""
    said = read(op, MeetingSaid)
    new = NewMeeting(
        id=op.said.id, area_id=op.said.scope, kind=said.kind, happened_at=op.at, people=said.people,
        cadence=said.cadence, words=said.words,
    )  # fmt: skip
    return Outcome(made=record_meeting(actor=author_of(op), new=new, at=op.received_at))


def apply_wish(op: Op) -> Outcome:
    """What a household asked about visits, or that it asks it no more."""
    said = read(op, WishSaid)
    home = household_of(op, op.said.id)
    actor = following(author_of(op), op, home)
    if said.end:
        end_wish(actor=actor, household_id=home.id, at=op.received_at)
        return Outcome()
    wish = Wish(
        no_visits=said.no_visits, not_before=said.not_before, not_after=said.not_after, until=said.until,
        words=said.words,
    )  # fmt: skip
    keep_wish(actor=actor, household_id=home.id, wish=wish, at=op.received_at)
    return Outcome()
