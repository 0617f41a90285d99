"""Meetings with their items, the share of actions that came to an end, and a notice with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import NotFound
from wangge.practice.insight.kpi import Rate, rate_of
from wangge.practice.insight.models import Meeting, MeetingItem, RiskNotice


@dataclass(frozen=True)
class MeetingPage:
    """A meeting with its items and the notices that came of them."""

    meeting: Meeting
    items: tuple[MeetingItem, ...]
    notices: dict[UUID, list[RiskNotice]]


@dataclass(frozen=True)
class Evidence:
    """A case that shows a risk, as somebody may see it who may."""

    id: UUID
    number: str
    title: str
    state: str
    area_id: UUID
    reported_at: datetime


def meeting_list(*, actor: Actor, town: AreaRow, year: int) -> list[Meeting]:
    """The meetings of a year, the latest first; one statement."""
    rows = Meeting.objects.within(actor.scope("report.see")).filter(town_id=town.id, planned_on__year=year)
    return list(rows.order_by("-planned_on", "-id"))


def meeting_page(*, actor: Actor, meeting_id: UUID) -> MeetingPage:
    """One meeting; three statements. Raises NotFound alike for missing and forbidden."""
    meeting = Meeting.objects.within(actor.scope("report.see")).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound(_("没有这次会议，或者它不在你的范围内"))
    scope = Scope((meeting.area_path,))
    items = list(MeetingItem.objects.within(scope).filter(meeting_id=meeting.pk).order_by("id"))
    notices: dict[UUID, list[RiskNotice]] = {}
    for notice in RiskNotice.objects.within(scope).filter(item__in=[item.pk for item in items]).order_by("id"):
        notices.setdefault(notice.item_id, []).append(notice)
    return MeetingPage(meeting, tuple(items), notices)


def meeting_of_report(*, actor: Actor, report_id: UUID) -> Meeting | None:
    """The meeting held on a weekly pack, if there is one."""
    return Meeting.objects.within(actor.scope("report.see")).filter(report_id=report_id).first()


def item_of(*, actor: Actor, item_id: UUID) -> MeetingItem:
    """One item for who may read its meeting, and for the unit that does it. Raises NotFound."""
    rows = MeetingItem.objects.everywhere("its own unit reads it, too").select_related("meeting")
    item = rows.filter(pk=item_id).first()
    if item is None or not (
        actor.can("report.see", at_path=item.meeting.area_path) or item.owner_unit_id in actor.units
    ):
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return item


def notice_of(*, actor: Actor, notice_id: UUID) -> RiskNotice:
    """A notice for who may read the reports, and for the units it was sent to. Raises NotFound."""
    found = RiskNotice.objects.everywhere("the units it was sent to read it").filter(pk=notice_id).first()
    if found is None or not (
        actor.can("report.see", at_path=found.area_path) or set(found.unit_ids) & set(actor.units)
    ):
        raise NotFound(_("没有这份风险提示，或者它没有发给你的单位"))
    return found


def evidence_of(*, actor: Actor, case_ids: Sequence[UUID]) -> tuple[list[Evidence], int]:
    """The cases of a list that a person may see, and how many others there are; one statement."""
    rows = Case.objects.within(actor.scope("case.see")).filter(pk__in=case_ids).order_by("-reported_at", "-id")
    seen = [Evidence(*v) for v in rows.values_list("id", "number", "title", "state", "area_id", "reported_at")]
    return seen, len(case_ids) - len(seen)


def closure_rate(*, actor: Actor, town: AreaRow, year: int, at: datetime) -> Rate:
    """议定事项办结率 of the meetings of a year: with a result ÷ due or with a result; one statement."""
    rows = MeetingItem.objects.within(actor.scope("report.see")).filter(
        town_id=town.id, meeting__planned_on__year=year, due_on__isnull=False
    )
    today, days = day_of(at), list(rows.values_list("due_on", "done_on"))
    done = sum(done_on is not None for _due, done_on in days)
    missed = sum(done_on is None and due_on is not None and due_on < today for due_on, done_on in days)
    return rate_of("actions", done, done + missed, len(days) - done - missed)
