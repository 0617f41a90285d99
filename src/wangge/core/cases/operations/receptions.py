"""领导下访接访: the schedule of days, and what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.models import Case, ReceptionCase, ReceptionDay, ReceptionKind
from wangge.core.cases.numbers import tidy_number
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text import clean_text


@dataclass(frozen=True)
class NewReception:
    """Which leader receives whom where on which day."""

    area_id: UUID
    kind: str
    leader_name: str
    on: date
    where_words: str


@dataclass(frozen=True)
class Held:
    """What came of a day: whether it took place, how many came, with which matters."""

    is_held: bool
    people: int = 0
    words: str = ""
    numbers: Sequence[str] = ()


def may_keep(*, actor: Actor, area_path: str) -> bool:
    """Whether a person plans and records days of an area: who supervises there, or signs as a leader."""
    return actor.can("case.supervise", at_path=area_path) or actor.can("case.sign_off", at_path=area_path)


@transaction.atomic
def plan_reception(*, actor: Actor, new: NewReception, at: datetime) -> ReceptionDay:
    """Put a day on the schedule (接访安排). Raises NotFound, NotAllowed, Conflict, Refusal."""
    area = areas_in_memory().by_id.get(new.area_id)
    if area is None or not actor.scope("case.see").covers(area.path):
        raise NotFound(_("没有这个区域，或者它不在你的范围内"))
    if not may_keep(actor=actor, area_path=area.path):
        raise NotAllowed(_("你没有安排接访的权限"))
    if new.kind not in ReceptionKind.values:
        raise Refusal(_("请选择接访还是下访"), field="kind")
    leader = clean_text(new.leader_name, max_length=60, field="leader_name")
    where = clean_text(new.where_words, max_length=100, field="where_words")
    if not leader:
        raise Refusal(_("请填写哪位领导"), field="leader_name")
    if not where:
        raise Refusal(_("请填写在哪里"), field="where_words")
    day = ReceptionDay(
        town_id=area.town_id or area.id, area_id=area.id, area_path=area.path, kind=new.kind, leader_name=leader,
        on=new.on, where_words=where, planned_by=actor.name, planned_at=at,
    )  # fmt: skip
    same = ReceptionDay.objects.everywhere("the same day twice").filter(
        town_id=day.town_id, on=day.on, leader_name=leader, where_words=where
    )
    if same.exists():
        raise Conflict(_("这位领导这一天在这里已经安排过了"))
    day.save(force_insert=True)
    return day


@transaction.atomic
def record_reception(*, actor: Actor, day_id: UUID, held: Held, at: datetime) -> ReceptionDay:
    """Record what came of a day (接访记录), with the matters that were brought; recorded again, the newer holds.

    Raises NotFound, NotAllowed, Refusal.
    """
    rows = ReceptionDay.objects.within(actor.scope("case.see"))
    day = rows.select_for_update(of=("self",)).filter(pk=day_id).first()
    if day is None:
        raise NotFound(_("没有找到这次接访，或者它不在你的范围内"))
    if not may_keep(actor=actor, area_path=day.area_path):
        raise NotAllowed(_("你没有记录接访的权限"))
    if held.is_held and day.on > localdate(at):
        raise Refusal(_("还没有到这一天"), field="is_held")
    if not held.is_held and not held.words.strip():
        raise Refusal(_("没有接访的，请写明原因"), field="words")
    cases = _cases(actor, day, held.numbers)
    day.is_held, day.people = held.is_held, held.people if held.is_held else 0
    day.words = clean_text(held.words, max_length=2000, field="words")
    day.recorded_by, day.recorded_at = actor.name, at
    day.save(update_fields=["is_held", "people", "words", "recorded_by", "recorded_at"])
    ReceptionCase.objects.filter(day=day).exclude(case_id__in=cases).delete()
    linked = [ReceptionCase(town_id=day.town_id, day=day, case_id=pk) for pk in cases]
    ReceptionCase.objects.bulk_create(linked, ignore_conflicts=True)
    return day


def _cases(actor: Actor, day: ReceptionDay, numbers: Sequence[str]) -> list[UUID]:
    wanted = {tidy_number(number): number for number in numbers if number.strip()}
    rows = Case.objects.within(actor.scope("case.see")).filter(town_id=day.town_id, number__in=list(wanted))
    found = dict(rows.values_list("number", "pk"))
    missing = [typed for number, typed in wanted.items() if number not in found]
    if missing:
        words = _("没有找到编号为 {numbers} 的事项，或者不在本乡镇")
        raise Refusal(words.format(numbers="、".join(missing)), field="numbers")
    return list(found.values())
