"""走访覆盖: households met of those due, area by area; every number leads to what it counts. Nobody is ranked."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import areas_in_memory
from wangge.faces.shell.parts import Chip, Words, build_chip, build_filter_bar, changed_query
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.listing import pager_behind, read_key, read_uuid, written_key
from wangge.faces.workbench.labels import area_label, rules_at
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.registers.figures import span_words
from wangge.faces.workbench.registers.parts import Month, month_of, share_words
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.people import CareKind
from wangge.practice.visits.queries.aims import aim_counts
from wangge.practice.visits.queries.by_area import AreaCoverage, Call, calls, coverage_by_area, households_behind
from wangge.practice.visits.queries.coverage import Unvisited
from wangge.practice.visits.queries.early import Early, early_signals

from .parts import Seen, door_url, door_words, kind_label, labels_of, note_url, rules_for, seen_by, tabs

SIZE = 50
PARTS: dict[str, Words] = {
    "missed": gettext_lazy("还没见到的户"),
    "met": gettext_lazy("见到了的户"),
    "tried": gettext_lazy("去过没见到的户"),
    "due": gettext_lazy("应走访的户"),
}


@dataclass(frozen=True)
class Looked:
    """What is looked at: where, which month, everybody or those with a kind of care."""

    request: StaffRequest
    seen: Seen
    month: Month

    @property
    def care(self) -> list[str] | None:
        """None: every household; empty: every kind of care."""
        kind = self.request.GET.get("care", "")
        return None if not kind else [] if kind == "any" else [kind]

    @property
    def span(self) -> dict[str, Any]:
        return {"scope": self.seen.scope, "path": self.seen.path, "since": self.month.since, "until": self.month.before}

    def url(self, name: str, path: str = "", **more: str) -> str:
        area = areas_in_memory().by_path.get(path)
        changes: dict[str, str | None] = {**more, **({"area": area.code} if area else {})}
        args = [more.pop("part")] if name == "covered" else []
        changes.pop("part", None)
        return reverse(f"workbench:{name}", args=args) + changed_query(self.request.GET, changes)


def _looked(request: StaffRequest) -> Looked:
    return Looked(request, seen_by(request), month_of(request))


@require_GET
@staff_page(needs="visit.see")
def show_coverage(request: StaffRequest) -> HttpResponse:
    """The areas below with what was reached; the campaign aim by aim; what was found early. Raises NotFound."""
    looked = _looked(request)
    found = coverage_by_area(**looked.span, care=looked.care)
    here = found.pop(looked.seen.path)
    rules = rules_for(looked.seen.here.id)
    aims = [(kind.code, aim) for kind in rules.kinds for aim in kind.aims]
    counted = aim_counts(**looked.span, aims=aims) if aims else []
    context = {
        "tabs": tabs(request),
        "month": looked.month.first,
        "earlier_url": changed_query(request.GET, {"month": looked.month.earlier}),
        "later_url": changed_query(request.GET, {"month": looked.month.later}),
        "bar": build_filter_bar(request.GET, _chips(looked), has_words=False),
        "whole": _cells(looked, looked.seen.path, here),
        "here": area_label(looked.seen.here.id),
        "lines": [_line(looked, path, one) for path, one in found.items()],
        "aims": [_aim(looked, one.kind, one.aim, one.calls, one.households) for one in counted],
        "early": _early(early_signals(**looked.span)),
        "least": rules.errands_a_visit,
    }
    return render(request, "workbench/rounds/coverage.html", context)


def _chips(looked: Looked) -> list[Chip]:
    return [
        looked.seen.chip(looked.request, lead=_("看")),
        build_chip(
            looked.request.GET, "care",
            [("any", _("所有关爱对象的家")), *((one.code, one.label) for one in _care_kinds(looked.seen))],
            anything=_("每一户"), lead=_("，要走到"),
        ),
    ]  # fmt: skip


def _care_kinds(seen: Seen) -> list[CareKind]:
    rules = rules_at(seen.here.id)
    return [one for one in rules.people.care if not one.sensitive] if rules else []


def _line(looked: Looked, path: str, one: AreaCoverage) -> Line:
    area = areas_in_memory().by_path[path]
    deeper = looked.url("coverage", path) if areas_in_memory().children(area.id) else ""
    return Line(area.name, _cells(looked, path, one), url=deeper)


def _cells(looked: Looked, path: str, one: AreaCoverage) -> list[Cell]:
    def households(label: Words, count: int, part: str) -> Cell:
        return Cell(label, str(count), looked.url("covered", path, part=part) if count else "", is_number=True)

    def talks(label: Words, count: int, name: str) -> Cell:
        return Cell(label, str(count), looked.url(name, path) if count else "", is_number=True)

    done = f"{one.errands_a_visit:.2f}" if one.errands_a_visit else "—"
    return [
        households(_("应走访（户）"), one.due, "due"),
        households(_("见到（户）"), one.met, "met"),
        Cell(_("覆盖"), f"{one.share:.1%}" if one.share is not None else "—", is_number=True),
        households(_("还没见到（户）"), one.missed, "missed"),
        talks(_("走访（户次）"), one.calls, "calls"),
        talks(_("会（场）"), one.meetings, "talks"),
        Cell(_("每次办事数"), done, is_number=True),
    ]


def _aim(looked: Looked, kind: str, aim: str, count: int, households: int) -> Line:
    url = looked.url("calls", aim=aim, kind=kind) if count else ""
    cells = [
        Cell(_("走访（户次）"), str(count), url, is_number=True),
        Cell(_("见到（户）"), str(households), is_number=True),
    ]
    return Line(aim, cells)


def _early(one: Early) -> list[Line]:
    lead = span_words(one.lead)
    matters = [
        Cell(_("走访先发现"), str(one.found_by_visit), is_number=True),
        Cell(_("总数"), str(one.matters), is_number=True),
        Cell(_("占"), share_words(one.found_by_visit, one.matters), is_number=True),
        Cell(_("从看到到立案（中位数）"), lead, is_number=True),
    ]
    hazards = [
        Cell(_("走访先发现"), str(one.hazards_by_visit), is_number=True),
        Cell(_("总数"), str(one.hazards), is_number=True),
        Cell(_("占"), share_words(one.hazards_by_visit, one.hazards), is_number=True),
        Cell(_("从看到到立案（中位数）"), "—", is_number=True),
    ]
    return [Line(_("事项和纠纷"), matters), Line(_("隐患"), hazards)]


@require_GET
@staff_page(needs="visit.see")
def show_covered(request: StaffRequest, part: str) -> HttpResponse:
    """The households behind a number; of those not met, why. Raises NotFound."""
    if part not in PARTS:
        raise NotFound(_("没有这个指标"))
    looked = _looked(request)
    rows = households_behind(**looked.span, part=part, care=looked.care, after=_read(request.GET), size=SIZE + 1)
    kept = rows[:SIZE]
    more = f"{kept[-1].door_key}~{kept[-1].household_id}" if len(rows) > SIZE else ""
    labels = labels_of(request, [row.household_id for row in kept])
    others = [(code, words) for code, words in PARTS.items() if code != part]
    context = {
        "tabs": tabs(request, reverse("workbench:coverage")),
        "heading": PARTS[part],
        "note": _("{year} 年 {month} 月").format(year=looked.month.first.year, month=looked.month.first.month),
        "bar": build_filter_bar(request.GET, _chips(looked), has_words=False),
        "others": [
            (words, reverse("workbench:covered", args=[code]) + changed_query(request.GET, {}))
            for code, words in others
        ],
        "lines": [_household(row, labels) for row in kept],
        "pager": pager_behind(request.GET, after=more, shown=len(kept)),
        "empty": Empty(_("没有这样的户"), sign="check"),
        "back_url": reverse("workbench:coverage") + changed_query(request.GET, {}),
    }
    return render(request, "workbench/list.html", context)


def _read(query: QueryDict) -> tuple[str, UUID]:
    key, _tilde, household = query.get("after", "").rpartition("~")
    return key, read_uuid(household) or UUID(int=0)


def _household(row: Unvisited, labels: dict[UUID, Any]) -> Line:
    cells = [
        Cell(_("网格"), area_label(row.area_id)),
        Cell(_("没见到的原因"), row.because or ("" if row.last_at else _("还没有人去过")), tag=True),
        Cell(_("最近一次"), when(row.last_at) if row.last_at else "—", tag=True),
    ]
    return Line(door_words(labels.get(row.household_id)), cells, url=door_url(row.household_id))


@require_GET
@staff_page(needs="visit.see")
def show_calls(request: StaffRequest) -> HttpResponse:
    """The visits behind a number, the newest first. Raises NotFound."""
    looked = _looked(request)
    query = request.GET
    rows = calls(
        **looked.span, is_meeting=False, kind=query.get("kind", ""), aim=query.get("aim", ""),
        after=read_key(query.get("after", "")), size=SIZE + 1,
    )  # fmt: skip
    kept = rows[:SIZE]
    more = written_key(kept[-1].happened_at, kept[-1].id) if len(rows) > SIZE else ""
    labels = labels_of(request, [row.household_id for row in kept])
    rules = rules_for(looked.seen.here.id)
    kinds = [(one.code, one.label) for one in rules.kinds if not one.is_meeting]
    aims = [(aim, aim) for one in rules.kinds for aim in one.aims]
    chips = [
        looked.seen.chip(request, lead=_("看")),
        build_chip(query, "kind", kinds, anything=_("任何形式"), lead=_("，")),
        *([build_chip(query, "aim", aims, anything=_("不论为了什么"), lead=_("，"))] if aims else []),
    ]
    context = {
        "tabs": tabs(request, reverse("workbench:coverage")),
        "heading": _("走访记录"),
        "note": _("{year} 年 {month} 月").format(year=looked.month.first.year, month=looked.month.first.month),
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [call_line(row, labels) for row in kept],
        "pager": pager_behind(query, after=more, shown=len(kept)),
        "empty": Empty(_("这个月还没有走访记录"), sign="walk"),
        "back_url": reverse("workbench:coverage") + changed_query(query, {"kind": None, "aim": None}),
    }
    return render(request, "workbench/list.html", context)


def call_line(row: Call, labels: dict[UUID, Any]) -> Line:
    """One visit of a list; no words of it, which are read on its own page."""
    rules = rules_for(row.area_id)
    name = door_words(labels.get(row.household_id)) if row.household_id else kind_label(rules, row.kind)
    outcome = _("没见到：{why}").format(why=row.unmet_because) if row.unmet_because else _("见到了")
    cells = [
        Cell(_("形式"), " · ".join(filter(None, (kind_label(rules, row.kind), row.aim)))),
        Cell(_("网格"), area_label(row.area_id)),
        Cell(_("结果"), outcome if row.household_id else _("{count} 人").format(count=row.people), tag=True),
        Cell(_("谁去的"), row.visitor_name, tag=True),
        Cell(_("什么时候"), when(row.happened_at), tag=True),
    ]
    return Line(name, cells, url=note_url(row.id))
