"""待办: what waits for me, why, and the one next step; for those without a unit how their area stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import State
from wangge.core.cases.queries import (
    CaseFilter,
    CaseRow,
    Page,
    WaitingCounts,
    case_list,
    counts_by_state,
    usual_action,
    waiting_counts,
    waiting_for,
    why,
)
from wangge.core.matters.queries import TaskRow, waiting_tasks
from wangge.faces.shell.parts import NavItem, Words
from wangge.faces.shell.states import look_of
from wangge.faces.shell.templatetags.shell import clock_chip
from wangge.faces.workbench.cases.words import SHORT_STEPS
from wangge.faces.workbench.due import due_words
from wangge.faces.workbench.labels import area_label, channel_label, rules_at, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.navigation import navigation
from wangge.faces.workbench.paging import cursor_of, pager_of
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.waiting import Group, Waiting, at_most, duty_groups
from wangge.ground.foundation.calendar.days import midnight

REASONS: dict[str, str | Promise] = {
    "overdue": _("超期"),
    "returned": pgettext_lazy("reason", "退回"),
    "soon": _("将到期"),
    "new": _("新到"),
    "unrated": _("待结案"),
    "due": _("在办"),
}
HEADINGS: dict[str, str | Promise] = {
    "overdue": _("已超期"),
    "returned": _("退回来的"),
    "soon": _("快到期"),
    "new": _("新到的"),
    "unrated": _("评价期已过，等核实结案"),
    "due": _("正在办的"),
}
RETURNED_AS: dict[str, str | Promise] = {"send_back": _("核查退回"), "reopen": pgettext_lazy("reason", "重办")}
OVERDUE_SHOWN = 20


@dataclass(frozen=True)
class Figure:
    """A number that leads to what it counts."""

    value: int | str
    label: Words
    url: str
    tone: str = ""


@require_GET
@staff_page()
def show_todo(request: StaffRequest) -> HttpResponse:
    """What waits for the person's units; else how the person's area stands; else where to begin."""
    if request.actor.units:
        return _show_waiting(request)
    if request.actor.may("case.see"):
        return _show_overview(request)
    return render(
        request, "workbench/home/start.html", {"works": _doors(request), "has_grants": bool(request.actor.grants)}
    )


@require_GET
@staff_page()
def show_more(request: StaffRequest) -> HttpResponse:
    """All kinds of work of this person, for a telephone whose bottom bar has no room for them."""
    return render(request, "workbench/home/more.html", {"works": _doors(request)})


def _doors(request: StaffRequest) -> list[NavItem]:
    """Every kind of work but the page of what waits."""
    return [item for item in navigation(request.actor, here=request.path)[1:] if not item.is_more]


def _show_waiting(request: StaffRequest) -> HttpResponse:
    """Six statements whatever waits; five where the list is narrowed to a reason."""
    actor, at, reason = request.actor, request.at, request.GET.get("reason", "")
    reason = reason if reason in REASONS and reason != "due" else ""
    cursor, backwards = cursor_of(request)
    page = waiting_for(actor=actor, at=at, reason=reason, cursor=cursor, backwards=backwards)
    is_whole = not reason and not cursor
    tasks = waiting_tasks(unit_ids=actor.units) if is_whole else []
    counts = waiting_counts(actor=actor, at=at, today=localdate(at) if is_whole else None)
    groups = [*duty_groups(counts, at=at), *_groups(page, actor, at=at), *_demanded(tasks, at=at)]
    context = {
        "groups": groups,
        "figures": _waiting_figures(counts),
        "reason": REASONS.get(reason, ""),
        "next_due": counts.next_due,
        "pager": pager_of(request, page),
    }
    return render(request, "workbench/home/todo.html", context)


def _groups(page: Page, actor: Actor, *, at: datetime) -> list[Group]:
    lines: dict[str, list[Waiting]] = {code: [] for code in REASONS}
    for row in page.rows:
        code = why(row=row, at=at)
        lines[code].append(_line(row, code, actor, at=at))
    return [Group(code, HEADINGS[code], tuple(found)) for code, found in lines.items() if found]


def _demanded(tasks: list[TaskRow], *, at: datetime) -> list[Group]:
    """What departments ask of the grids stands in the same list as the cases."""
    lines = [_task(task, at=at) for task in tasks]
    return [Group("demanded", _("下派的任务"), tuple(lines))] if lines else []


def _task(task: TaskRow, *, at: datetime) -> Waiting:
    is_over = task.due_on < localdate(at)
    return Waiting(
        title=task.title,
        due=clock_chip(midnight(task.due_on + timedelta(days=1)), at=at),
        why=REASONS["overdue"] if is_over else _("任务"),
        is_over=is_over,
        where=area_label(task.area_id),
        from_whom=unit_label(task.from_unit_id),
        step=_("答复"),
        url=reverse("workbench:demand-task", args=[task.id]),
    )


def _line(row: CaseRow, code: str, actor: Actor, *, at: datetime) -> Waiting:
    is_ours = row.owner_unit_id in actor.units
    action = usual_action(row=row, actor=actor, at=at) if is_ours else None
    reason = RETURNED_AS.get(row.last_action, REASONS[code]) if code == "returned" else REASONS[code]
    url = case_url(row.id)
    return Waiting(
        title=row.title,
        due=due_words(row, at=at),
        why=reason,
        is_over=code == "overdue",
        where=area_label(row.area_id),
        from_whom=_from_whom(row) if is_ours else unit_label(row.owner_unit_id),
        step=SHORT_STEPS.get(action, _("查看")) if action else _("查看"),
        url=f"{url}?step={action.value}#step-{action.value}" if action else url,
    )


def _from_whom(row: CaseRow) -> str:
    """The unit that took the newest step, else the way in."""
    return row.last_by or channel_label(rules_at(row.area_id), row.channel)


def _waiting_figures(counts: WaitingCounts) -> list[Figure]:
    todo = reverse("workbench:todo")
    figures = [
        Figure(at_most(counts.total), _("待办"), todo),
        Figure(at_most(counts.overdue), _("超期"), f"{todo}?reason=overdue", "over" if counts.overdue else ""),
        Figure(at_most(counts.soon), _("快到期"), f"{todo}?reason=soon"),
        Figure(at_most(counts.returned), pgettext_lazy("reason", "退回"), f"{todo}?reason=returned"),
        Figure(at_most(counts.new), _("新到"), f"{todo}?reason=new"),
    ]
    if counts.unrated:
        figures.append(Figure(at_most(counts.unrated), _("待结案"), f"{todo}?reason=unrated"))
    return figures


def _show_overview(request: StaffRequest) -> HttpResponse:
    scope = request.actor.scope("case.see")
    counts = counts_by_state(scope=scope, at=request.at)
    duties = waiting_counts(actor=request.actor, at=request.at, today=localdate(request.at))
    where = CaseFilter(deadline="overdue")
    late = case_list(scope=scope, where=where, at=request.at, sort="due", size=OVERDUE_SHOWN)
    context = {
        "figures": _state_figures(counts),
        "groups": duty_groups(duties, at=request.at),
        "lines": [_line(row, "overdue", request.actor, at=request.at) for row in late.rows],
        "has_more": bool(late.next_cursor),
    }
    return render(request, "workbench/home/overview.html", context)


def _state_figures(counts: dict[str, int]) -> list[Figure]:
    cases = reverse("workbench:cases")
    figures = [
        Figure(counts["total"], _("在办"), f"{cases}?state=open"),
        Figure(counts["overdue"], _("超期"), f"{cases}?due=overdue&sort=due", "over" if counts["overdue"] else ""),
    ]
    states = [s for s in State if s.value in counts]
    return figures + [Figure(counts[s.value], look_of(s.value).label, f"{cases}?state={s.value}") for s in states]
