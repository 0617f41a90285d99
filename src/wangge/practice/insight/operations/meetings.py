"""研判会、双月例会: what is talked about, what was said, who does what until when, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.access.queries import Actor, accounts_of_units
from wangge.core.access.reach import reach
from wangge.core.areas.scope import AreaScoped
from wangge.core.cases.models import Case
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef
from wangge.core.teams.units import unit_by_id, units
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text import clean_line, clean_text
from wangge.practice.insight.doors import town_to
from wangge.practice.insight.lifecycle import ItemKind, MeetingKind, Rhythm, bimonthly_days
from wangge.practice.insight.models import Meeting, MeetingItem, Report
from wangge.practice.insight.queries.figures import Figures, Hint, figures_from, figures_of, late_cases, rule_words
from wangge.practice.insight.queries.windows import Window

MOST_CASES = 200
TALKED_ABOUT = timedelta(days=60)  # what a meeting every second month looks back on
CARRIED = "item:"  # and the id of the item that an earlier meeting left open
WHY = "open issues of the meetings of the same town"


@dataclass(frozen=True)
class Minutes:
    """纪要: when it was held, who came, what was said."""

    held_on: date
    attendees: str
    minutes: str


@dataclass(frozen=True)
class NewItem:
    """A risk or an issue that a person puts on the list; the cases that show it by their numbers."""

    kind: ItemKind
    title: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """What is to be done about it, by whom, until when."""

    action: str
    unit_id: UUID
    owner_name: str
    due_on: date


@transaction.atomic
def plan_meetings(*, actor: Actor, town_id: UUID, year: int, at: datetime) -> list[Meeting]:
    """Put the six meetings of a year into the calendar (双月例会); those planned before stay.

    Raises NotFound, NotAllowed, Refusal.
    """
    town = town_to(actor, "report.edit", town_id)
    if not 2000 <= year <= day_of(at).year + 1:
        raise Refusal(gettext_lazy("年份请写今年或者明年"), field="year")
    rows = [
        Meeting(
            town_id=town.id, area_path=town.path, kind=MeetingKind.BIMONTHLY, year=year, ordinal=ordinal, planned_on=day
        )
        for ordinal, day in enumerate(bimonthly_days(year), start=1)
    ]
    known = set(
        Meeting.objects.within(actor.scope("report.edit"))
        .filter(town_id=town.id, year=year)
        .values_list("ordinal", flat=True)
    )
    new = [row for row in rows if row.ordinal not in known]
    if not new:
        raise Conflict(_("{year} 年的六次例会已经排好").format(year=year))
    return Meeting.objects.bulk_create(new)


@transaction.atomic
def open_weekly(*, actor: Actor, report_id: UUID, at: datetime) -> Meeting:
    """Open the meeting on a weekly pack (周研判会), each of its risks an item with its cases.

    Raises NotFound, NotAllowed, Refusal, Conflict.
    """
    rows = Report.objects.select_for_update()
    report = reach(rows, pk=report_id, actor=actor, permission="report.edit", seen_with="report.see")
    if report.rhythm != Rhythm.WEEK:
        raise Refusal(_("研判会按周研判开"))
    if Meeting.objects.within(actor.scope("report.edit")).filter(report_id=report.pk).exists():
        raise Conflict(_("这一周的研判会已经建好"))
    meeting = Meeting(
        town_id=report.town_id, area_path=report.area_path, kind=MeetingKind.WEEKLY, report=report,
        planned_on=day_of(at),
    )  # fmt: skip
    meeting.save(force_insert=True)
    figures = figures_from(report.figures)
    _add_risks(meeting, figures, figures.hints, _window(meeting, report.since, report.until, report.made_at))
    return meeting


@transaction.atomic
def fill_agenda(*, actor: Actor, meeting_id: UUID, at: datetime) -> int:
    """Put open issues on the agenda: what earlier meetings left open, and the risks of the last 60 days.

    What is there already is not put there again, and of an issue that goes from meeting to meeting only the latest
    item. Returns how many came. Raises NotFound, NotAllowed, Conflict.
    """
    meeting = _to_change(actor, meeting_id)
    if meeting.held_on is not None:
        raise Conflict(_("会已经开过，议题不再变"))
    window = _window(meeting, at - TALKED_ABOUT, at, at)
    figures = figures_of(window=window)
    known = set(MeetingItem.objects.everywhere(WHY).filter(meeting=meeting).values_list("source_ref", flat=True))
    carried = [_carried(meeting, item) for item in _left_open(meeting.town_id)]
    new = [item for item in carried if item.source_ref not in known]
    MeetingItem.objects.bulk_create(new)
    hints = [hint for hint in figures.hints if hint.ref not in known]
    _add_risks(meeting, figures, hints, window)
    return len(new) + len(hints)


def _left_open(town_id: UUID) -> AreaScoped[MeetingItem]:
    """What meetings that were held left open, but for what a later one of them talked about as its own item."""
    held = MeetingItem.objects.everywhere(WHY).filter(town_id=town_id, meeting__held_on__isnull=False)
    taken_up = held.filter(source_ref=Concat(Value(CARRIED), Cast(OuterRef("pk"), CharField())))
    return held.filter(~Exists(taken_up), done_on=None).order_by("id")


def _carried(meeting: Meeting, item: MeetingItem) -> MeetingItem:
    return MeetingItem(
        town_id=meeting.town_id, meeting=meeting, kind=ItemKind.ISSUE, title=item.title, case_ids=item.case_ids,
        why=_("上次会议议定，还没有结果"), source_ref=f"{CARRIED}{item.pk}",
    )  # fmt: skip


def _add_risks(meeting: Meeting, figures: Figures, hints: list[Hint], window: Window) -> None:
    late = late_cases(window=window, unit_ids={h.value for h in hints if h.part == "overdue"})
    MeetingItem.objects.bulk_create(
        MeetingItem(
            town_id=meeting.town_id,
            meeting=meeting,
            kind=ItemKind.RISK,
            title=hint_title(hint)[:120],
            why=rule_words(rule=hint.rule)[:300],
            source_ref=hint.ref,
            case_ids=(late.get(hint.value, []) if hint.part == "overdue" else figures.lists[hint.value])[:MOST_CASES],
        )
        for hint in hints
    )


def hint_title(hint: Hint) -> str:
    """A risk in a few words, with its number."""
    if hint.rule == "overdue":
        known = units().by_id.get(UUID(hint.subject))
        return _("{unit}超期 {count} 件").format(unit=known.name if known else "", count=hint.count)
    words = {
        "hot": _("{subject}（7 天 {count} 件）"),
        "caller": _("{subject} 30 天反映 {count} 件"),
        "urgent": _("紧急、重大事项 {count} 件没有签收"),
        "unhappy": _("评价不满意 {count} 件"),
        "bounced": _("反复退回、重办 {count} 件"),
        "red": _("红色督办、领导督办 {count} 件没有办结"),
    }
    return words[hint.rule].format(subject=hint.subject[:80], count=hint.count)


def _window(meeting: Meeting, since: datetime, until: datetime, known_at: datetime) -> Window:
    return Window(meeting.town_id, meeting.area_path, since, until, known_at)


@transaction.atomic
def minute_meeting(*, actor: Actor, meeting_id: UUID, given: Minutes, at: datetime) -> Meeting:
    """Write what was said (纪要). Raises NotFound, NotAllowed, Refusal."""
    meeting = _to_change(actor, meeting_id)
    if given.held_on > day_of(at):
        raise Refusal(_("会还没有开，不能记纪要"), field="held_on")
    words = clean_text(given.minutes, max_length=20_000, field="minutes")
    if not words:
        raise Refusal(_("请写会议纪要"), field="minutes")
    meeting.held_on, meeting.minutes = given.held_on, words
    meeting.attendees = clean_text(given.attendees, max_length=2000, field="attendees")
    meeting.minuted_by, meeting.minuted_at = actor.name, at
    meeting.save(update_fields=["held_on", "minutes", "attendees", "minuted_by", "minuted_at"])
    return meeting


@transaction.atomic
def add_item(*, actor: Actor, meeting_id: UUID, new: NewItem, at: datetime) -> MeetingItem:
    """Put a risk or an issue on the list, with the cases that show it. Raises NotFound, NotAllowed, Refusal."""
    meeting = _to_change(actor, meeting_id)
    title = clean_line(new.title, 120, field="title")
    if not title:
        raise Refusal(_("请写一写是什么"), field="title")
    numbers = {number.strip().upper() for number in new.numbers if number.strip()}
    seen = Case.objects.within(actor.scope("case.see")).filter(town_id=meeting.town_id, number__in=numbers)
    cases: dict[str, UUID] = dict(seen.values_list("number", "pk"))
    if missing := sorted(numbers - set(cases)):
        raise Refusal(_("没有找到事项 {numbers}").format(numbers="、".join(missing)), field="numbers")
    item = MeetingItem(
        town_id=meeting.town_id, meeting=meeting, kind=new.kind, title=title, case_ids=list(cases.values())
    )
    item.save(force_insert=True)
    return item


@transaction.atomic
def assign_item(*, actor: Actor, item_id: UUID, task: Task, at: datetime) -> MeetingItem:
    """Say what is to be done, by whom, until when; the unit is told. Raises NotFound, NotAllowed, Conflict, Refusal."""
    item = _item_to_change(actor, item_id)
    if item.done_on is not None:
        raise Conflict(_("这一项已经有结果"))
    action = clean_text(task.action, max_length=5000, field="action")
    if not action:
        raise Refusal(_("请写要做什么"), field="action")
    if task.due_on < day_of(at):
        raise Refusal(_("期限已经过去"), field="due_on")
    unit = unit_by_id(unit_id=task.unit_id)
    path = item.meeting.area_path
    if not (unit.area_path.startswith(path) or path.startswith(unit.area_path)):
        raise Refusal(_("这个单位不管这个地方"), field="owner_unit")
    item.action, item.owner_unit_id, item.due_on = action, unit.id, task.due_on
    item.owner_name = clean_line(task.owner_name, 60, field="owner_name")
    item.save(update_fields=["action", "owner_unit", "owner_name", "due_on"])
    _tell_owner(item, unit.id, at=at)
    return item


def _tell_owner(item: MeetingItem, unit_id: UUID, *, at: datetime) -> None:
    people = accounts_of_units(unit_ids=[unit_id], at=at).get(unit_id, [])
    title = _("会议议定：{title}").format(title=item.title)
    notify(
        new=[
            NewNotice(
                account_ids=tuple(people), kind="insight.assigned", title=title[:120], words=item.action,
                dedupe_key=f"insight.assigned:{item.pk}:{unit_id}:{item.due_on}", area_path=item.meeting.area_path,
                subject=SubjectRef("meeting_item", item.pk, ""),
            )
        ],
        at=at,
    )  # fmt: skip


@transaction.atomic
def finish_item(*, actor: Actor, item_id: UUID, result: str, at: datetime) -> MeetingItem:
    """Write what came of it: its unit or the desk. Raises NotFound, NotAllowed, Conflict, Refusal."""
    rows = MeetingItem.objects.everywhere("its own unit may be anywhere in the town").select_related("meeting")
    item = rows.select_for_update(of=("self",)).filter(pk=item_id).first()
    may_edit = item is not None and actor.can("report.edit", at_path=item.meeting.area_path)
    is_theirs = item is not None and item.owner_unit_id in actor.units
    if item is None or not (may_edit or is_theirs or actor.can("report.see", at_path=item.meeting.area_path)):
        raise NotFound(_("没有找到，或者不在你的范围内"))
    if not may_edit and not is_theirs:
        raise NotAllowed(_("由责任单位填结果，你可以看，不能代填"))
    if item.done_on is not None:
        raise Conflict(_("这一项已经有结果"))
    words = clean_text(result, max_length=5000, field="result")
    if not words:
        raise Refusal(_("请写结果"), field="result")
    item.result, item.done_on = words, day_of(at)
    item.save(update_fields=["result", "done_on"])
    return item


def _to_change(actor: Actor, meeting_id: UUID) -> Meeting:
    found: Any = reach(
        Meeting.objects.select_for_update(), pk=meeting_id, actor=actor, permission="report.edit",
        seen_with="report.see",
    )  # fmt: skip
    return cast(Meeting, found)


def _item_to_change(actor: Actor, item_id: UUID) -> MeetingItem:
    rows = MeetingItem.objects.select_for_update(of=("self",)).select_related("meeting")
    return cast(MeetingItem, reach(rows, pk=item_id, actor=actor, permission="report.edit", seen_with="report.see"))
