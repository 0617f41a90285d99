"""队员情况 and 培训: what is known of those in posts, beside the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.teams.doors import members_to_keep
from wangge.core.teams.labels import rules_of
from wangge.core.teams.models import Appointment, EmploymentKind, MemberProfile, TrainingRecord
from wangge.core.teams.terms import months_after
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.teams import Teams

TRAINED_TWICE = {"training_once_a_day": _("这个人这一天的这种培训已经登记过了")}
LONGEST_HOURS = 1000
KEPT = ("is_party", "employment", "backgrounds", "main_background", "skills", "changed_at", "changed_by", "area_path")


@dataclass(frozen=True)
class Profile:
    """What is known of one member; the first of the backgrounds is the one that counts in totals."""

    member_id: UUID
    is_party: bool = False
    employment: str = ""
    backgrounds: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewTraining:
    """A training somebody went through; `valid_until` follows from the rules where it is not given."""

    member_id: UUID
    training: str
    held_on: date
    hours: int = 0
    valid_until: date | None = None
    note: str = ""


@transaction.atomic
def describe_members(*, actor: Actor, profiles: Sequence[Profile], at: datetime) -> int:
    """Keep what is known of members (队员情况), all or none. Raises NotFound, NotAllowed, Refusal."""
    members = members_to_keep(actor, [one.member_id for one in profiles])
    rows = []
    for one in profiles:
        row = members[one.member_id]
        _check_codes(_rules(row), one)
        rows.append(
            MemberProfile(
                member_id=one.member_id, town_id=row.town_id, area_path=row.area_path, is_party=one.is_party,
                employment=one.employment, backgrounds=list(dict.fromkeys(one.backgrounds)),
                main_background=one.backgrounds[0] if one.backgrounds else "",
                skills=list(dict.fromkeys(one.skills)), changed_at=at, changed_by=actor.name,
            )
        )  # fmt: skip
    MemberProfile.objects.bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=["member_id"], update_fields=list(KEPT)
    )
    return len(rows)


@transaction.atomic
def record_trainings(*, actor: Actor, new: Sequence[NewTraining], at: datetime) -> int:
    """Enter trainings of members (培训、资格), all or none. Raises NotFound, NotAllowed, Conflict, Refusal."""
    members = members_to_keep(actor, [one.member_id for one in new])
    rows = [_training(members[one.member_id], one, actor=actor, at=at) for one in new]
    with refusing(TRAINED_TWICE):
        TrainingRecord.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _rules(row: Appointment) -> Teams:
    rules = rules_of(row.place)
    return rules.teams if rules else Teams()


def _check_codes(rules: Teams, one: Profile) -> None:
    try:
        for code in one.backgrounds:
            rules.background(code)
        for code in one.skills:
            rules.skill(code)
    except UnknownCode as unknown:
        raise Refusal(str(unknown)) from unknown
    if one.employment and one.employment not in EmploymentKind.values:
        raise Refusal(_("请选择专职、兼职或者网格长"), field="employment")


def _training(row: Appointment, new: NewTraining, *, actor: Actor, at: datetime) -> TrainingRecord:
    try:
        kind = _rules(row).training(new.training)
    except UnknownCode as unknown:
        raise Refusal(str(unknown), field="training") from unknown
    if new.held_on > day_of(at):
        raise Refusal(_("还没有办的培训不能登记"), field="held_on")
    if not 0 <= new.hours <= LONGEST_HOURS:
        raise Refusal(_("学时要在 0 到 {most} 之间").format(most=LONGEST_HOURS), field="hours")
    until = new.valid_until or (months_after(new.held_on, kind.months) if kind.months else None)
    if until is not None and until < new.held_on:
        raise Refusal(_("有效期不能早于培训的那一天"), field="valid_until")
    return TrainingRecord(
        town_id=row.town_id, area_path=row.area_path, member_id=row.member_id, training=kind.code,
        held_on=new.held_on, valid_until=until, hours=new.hours, note=clean_line(new.note, 100, field="note"),
        recorded_at=at, recorded_by=actor.name,
    )  # fmt: skip
