"""Orders: the list of them, a new one with its list looked at first, the board, the list, paper."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.queries import Sight, sight_of
from wangge.core.people.queries.labels import person_labels
from wangge.faces.shell.parts import Fact, Words, build_chip, build_filter_bar, changed_query
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, pager_behind, read_uuid
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Refusal
from wangge.practice.emergency.lifecycle import WAITING, Step
from wangge.practice.emergency.operations import end_alarm, record_ticks
from wangge.practice.emergency.queries import (
    AlarmRow,
    Coverage,
    RowOfList,
    alarm,
    alarms,
    coverage_by_area,
    rows_of_alarm,
)
from wangge.practice.emergency.wording import why_words

from .forms import EndForm, TickForm

SIZE, PAPER = 60, 3_000
PLACED = (Step.MOVED, Step.ARRIVED)  # steps that end somewhere
STATES: dict[str, tuple[Words, tuple[str, ...]]] = {
    "left": (gettext_lazy("还没转移的"), ("", Step.TOLD, Step.REFUSED)),
    "untold": (gettext_lazy("还没通知的"), ("",)),
    "refused": (gettext_lazy("暂不愿转移的"), (Step.REFUSED,)),
    "moved": (gettext_lazy("转移了的"), (Step.MOVED, Step.ARRIVED, Step.HOME)),
    "arrived": (gettext_lazy("到了安置点的"), (Step.ARRIVED, Step.HOME)),
    "home": (gettext_lazy("返家了的"), (Step.HOME,)),
    "away": (gettext_lazy("还没返家的"), (Step.MOVED, Step.ARRIVED)),
}


def alarm_url(alarm_id: UUID) -> str:
    return reverse("workbench:alarm", args=[alarm_id])


def _scope(request: StaffRequest) -> Scope:
    return Scope(request.actor.scope("visit.see").roots)


@require_GET
@staff_page(needs="visit.see")
def show_alarms(request: StaffRequest) -> HttpResponse:
    """Orders that concern the person's areas, the newest first."""
    lines = [_line(row) for row in alarms(scope=_scope(request))]
    context = {
        "heading": _("转移"),
        "lines": lines,
        "bar": build_filter_bar(request.GET, [], has_words=False),
        "empty": Empty(
            _("没有转移令"), _("要转移群众时，按范围和条件从底册拉出名单，同时到网格员手机上。"), sign="urgent"
        ),
        "add_url": reverse("workbench:alarm-new") if request.actor.may("order.issue") else "",
        "add_label": _("发布转移令"),
    }
    return render(request, "workbench/list.html", context)


def _line(row: AlarmRow) -> Line:
    cells = [
        Cell(_("状态"), _state(row), tag=True),
        Cell(_("发布"), when(row.issued_at), tag=True),
        Cell(_("谁发布的"), row.issued_by, tag=True),
        Cell(_("安置点"), row.shelter or "—"),
    ]
    return Line(row.title, cells, url=alarm_url(row.id))


def _state(row: AlarmRow) -> str:
    if row.ended_at:
        return _("已解除")
    return _("进行中") if row.is_listed else _("正在发布")


@dataclass(frozen=True)
class Board:
    """One alarm as far as the person sees it."""

    found: AlarmRow
    by_area: dict[UUID, Coverage]

    @property
    def whole(self) -> Coverage:
        return sum(self.by_area.values(), Coverage())

    @property
    def is_being_written(self) -> bool:
        return not self.found.is_listed and self.found.ended_at is None


def _board(request: StaffRequest, alarm_id: UUID) -> Board:
    found = alarm(scope=_scope(request), alarm_id=alarm_id)
    return Board(found, coverage_by_area(scope=_scope(request), found=found))


@never_cache
@require_GET
@staff_page(needs="visit.see")
def show_alarm(request: StaffRequest, alarm_id: UUID) -> HttpResponse:
    """The board: how many are to be moved, told, moved, arrived, home; by area. Raises NotFound."""
    board = _board(request, alarm_id)
    may_end = board.found.ended_at is None and any(
        request.actor.can("order.issue", at_path=path) for path in board.found.area_paths
    )
    figures_url = reverse("workbench:alarm-figures", args=[alarm_id])
    context = _figures(request, board) | {
        "found": board.found,
        "state": _state(board.found),
        "facts": _facts(board.found),
        "list_url": reverse("workbench:alarm-list", args=[alarm_id]),
        "paper_url": reverse("workbench:alarm-paper", args=[alarm_id]),
        "figures_url": figures_url if board.found.is_listed else f"{figures_url}?writing=1",
        "end_url": reverse("workbench:alarm-end", args=[alarm_id]) if may_end else "",
    }
    return render(request, "workbench/alarms/board.html", context)


@never_cache
@require_GET
@staff_page(needs="visit.see")
def show_figures(request: StaffRequest, alarm_id: UUID) -> HttpResponse:
    """The part of the board that is asked for again and again, the whole page once the list is whole. Raises
    NotFound."""
    board = _board(request, alarm_id)
    response = render(request, "workbench/alarms/_figures.html", _figures(request, board))
    if "writing" in request.GET and not board.is_being_written:
        response.headers["HX-Refresh"] = "true"
    return response


def _figures(request: StaffRequest, board: Board) -> dict[str, Any]:
    base = reverse("workbench:alarm-list", args=[board.found.id])
    index = areas_in_memory().by_id
    areas = sorted(board.by_area.items(), key=lambda one: index[one[0]].path)
    sees_all = all(_scope(request).covers(path) for path in board.found.area_paths)
    return {
        "is_being_written": board.is_being_written,
        "written": board.whole.due,
        "planned": max(board.found.planned, board.whole.due) if sees_all else 0,
        "whole": _cells(board.whole, base, ""),
        "percent": f"{board.whole.moved / board.whole.due:.0%}" if board.whole.due else "—",
        "households": board.whole.households,
        "lines": [
            Line(area_label(area), _cells(one, base, index[area].code), url=f"{base}?area={index[area].code}")
            for area, one in areas
        ],
    }


def _cells(one: Coverage, base: str, area: str) -> list[Cell]:
    numbers: tuple[tuple[Words, int, str], ...] = (
        (_("应转"), one.due, ""), (_("已通知"), one.told, ""), (_("已转"), one.moved, "moved"),
        (_("还没转"), one.left, "left"), (_("暂不愿"), one.refused, "refused"), (_("到安置点"), one.arrived, "arrived"),
        (_("返家"), one.home, "home"),
    )  # fmt: skip
    return [Cell(label, str(count), _list_url(base, area, state) if count else "", is_number=True)
            for label, count, state in numbers]  # fmt: skip


def _list_url(base: str, area: str, state: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in (("area", area), ("state", state)) if value})
    return f"{base}?{query.urlencode()}" if query else base


def _facts(found: AlarmRow) -> list[Fact]:
    return [
        fact
        for fact in (
            Fact(_("发布"), when(found.issued_at), note=found.issued_by),
            Fact(_("安置点"), found.shelter),
            Fact(_("说明"), found.words),
            Fact(_("到什么时候"), when(found.until) if found.until else ""),
            Fact(_("解除"), when(found.ended_at) if found.ended_at else "", note=found.ended_words),
        )
        if fact.value
    ]


@never_cache
@require_GET
@staff_page(needs="visit.see")
def show_list(request: StaffRequest, alarm_id: UUID) -> HttpResponse:
    """The list from door to door, with a tick for each household. Raises NotFound."""
    found, query, scope = alarm(scope=_scope(request), alarm_id=alarm_id), request.GET, _scope(request)
    area = chosen_area(query, scope)
    state = query.get("state", "")
    page = rows_of_alarm(
        scope=scope, found=found, path=area.path if area else "", steps=STATES[state][1] if state in STATES else (),
        after=_read(query), size=SIZE,
    )  # fmt: skip
    chips = [
        area_chip(query, scope, area, lead=_("看")),
        build_chip(query, "state", [(code, words) for code, (words, _steps) in STATES.items()], anything=_("所有人"),
                   lead=_("里")),
    ]  # fmt: skip
    context = {
        "found": found,
        "back_url": alarm_url(alarm_id),
        "paper_url": reverse("workbench:alarm-paper", args=[alarm_id]) + changed_query(query, {}),
        "tick_url": reverse("workbench:alarm-tick", args=[alarm_id]),
        "here": request.get_full_path(),
        "bar": build_filter_bar(query, chips, has_words=False),
        "homes": _homes(request, list(page.rows)),
        "steps": Step.choices,
        "pager": pager_behind(query, after="~".join(map(str, page.after)) if page.after else "", shown=len(page.rows)),
    }
    return render(request, "workbench/alarms/list.html", context)


def _read(query: QueryDict) -> tuple[str, str, UUID]:
    path, _first, rest = query.get("after", "").partition("~")
    door, _second, row = rest.rpartition("~")
    pk = read_uuid(row)
    return (path, door, pk) if pk else ("", "", UUID(int=0))


def _homes(request: StaffRequest, rows: list[RowOfList]) -> list[dict[str, Any]]:
    """The rows by household, with names as the roster shows them to this person; one statement."""
    sight = sight_of(actor=request.actor)
    names = person_labels(sight=sight, person_ids=[row.person_id for row in rows])
    homes: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        home = homes.setdefault(row.household_id, _home(sight, row))
        label = names.get(row.person_id)
        home["people"].append((row, label, Step(row.step).label if row.step else WAITING, _next(row.step)))
        home["why"] = list(dict.fromkeys([*home["why"], *_why(sight, row)]))
    return list(homes.values())


def _home(sight: Sight, row: RowOfList) -> dict[str, Any]:
    return {
        "address": sight.address(row.address, row.area_path), "area": area_label(row.area_id), "people": [], "why": [],
        "helper": row.helper_name,
    }  # fmt: skip


def _why(sight: Sight, row: RowOfList) -> list[str]:
    town = areas_in_memory().by_id[row.area_id].town_id
    assert town is not None
    return why_words(town, row.reasons, sees_care=sight.care.covers(row.area_path))


def _next(step: str) -> tuple[str, Words] | None:
    """The usual next step of somebody who is this far."""
    following = {"": Step.TOLD, Step.TOLD: Step.MOVED, Step.REFUSED: Step.MOVED, Step.MOVED: Step.ARRIVED,
                 Step.ARRIVED: Step.HOME}  # fmt: skip
    found = following.get(step)
    return (found.value, found.label) if found else None


@require_POST
@staff_page(needs="visit.record")
def tick(request: StaffRequest, alarm_id: UUID) -> HttpResponse:
    """Note how far some people are. Raises NotFound, NotAllowed, Refusal."""
    alarm(scope=_scope(request), alarm_id=alarm_id)
    given = request.POST.getlist("rows")
    form = TickForm(given, request.POST)
    rows = [pk for one in given if (pk := read_uuid(one))]
    if not form.is_valid() or not rows or len(rows) != len(given):
        raise Refusal(_("请选择人和到了哪一步"), field="rows")
    step = form.cleaned_data["step"]
    record_ticks(
        actor=request.actor, order_rows=rows, step=step, at=request.at,
        where=form.cleaned_data["where"] if step in PLACED else "",
    )  # fmt: skip
    say_done(request, _("记下了 {count} 人").format(count=len(rows)))
    back = request.POST.get("back", "")
    own = reverse("workbench:alarm-list", args=[alarm_id])
    return HttpResponseRedirect(back if back.startswith(own) else own)


@never_cache
@require_GET
@staff_page(needs="visit.see")
def show_paper(request: StaffRequest, alarm_id: UUID) -> HttpResponse:
    """The list for paper, with boxes to tick, for when the network is gone. Raises NotFound."""
    found, scope = alarm(scope=_scope(request), alarm_id=alarm_id), _scope(request)
    area = chosen_area(request.GET, scope)
    state = request.GET.get("state", "")
    page = rows_of_alarm(
        scope=scope, found=found, path=area.path if area else "", size=PAPER,
        steps=STATES[state][1] if state in STATES else (),
    )  # fmt: skip
    context = {
        "found": found, "homes": _homes(request, list(page.rows)), "is_cut": page.after is not None, "most": PAPER,
        "where": area.name if area else "", "person": request.actor.name, "count": len(page.rows),
    }  # fmt: skip
    return render(request, "workbench/alarms/paper.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(needs="order.issue")
def end(request: StaffRequest, alarm_id: UUID) -> HttpResponseBase:
    """It is over: the lists leave the phones. Raises NotFound."""
    board = _board(request, alarm_id)
    away = board.whole.moved - board.whole.home
    words = _("{title}：还有 {count} 人没有记返家。解除以后名单从手机上收回，记录留着。").format(
        title=board.found.title, count=away
    )
    asked = Asked(_("解除"), _("解除转移"), alarm_url(alarm_id), words=words, is_danger=bool(away))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        end_alarm(actor=request.actor, alarm_id=alarm_id, words=given["words"], at=request.at)
        say_done(request, _("解除了"))
        return HttpResponseRedirect(alarm_url(alarm_id))

    return ask(request, EndForm(posted(request)), asked, act)
