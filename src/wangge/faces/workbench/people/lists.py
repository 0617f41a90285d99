"""Households from door to door, persons by age: narrowed by chips, page by page; the file of what is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow
from wangge.core.people.lifecycle import ResidenceKind
from wangge.core.people.operations import Export, export_households, export_persons
from wangge.core.people.operations.exporting import MOST
from wangge.core.people.queries import (
    AgeKey,
    HouseholdRow,
    PersonFilter,
    PersonHit,
    Sight,
    households,
    residents,
    sight_of,
)
from wangge.core.people.queries.households import Key
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Chip, FilterBar, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.listing import (
    area_chip,
    chosen_area,
    pager_behind,
    read_uuid,
    roots_of,
)
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.matters.files import sheet_response
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.rulebook.schema.people import People

from .search import person_line
from .words import NOTHING, TABS, born_label, household_url, people_rules, role_label, sex_label, where_label

AGES = (
    ("elder", gettext_lazy("60 岁以上")),
    ("old", gettext_lazy("80 岁以上")),
    ("child", gettext_lazy("未满 14 岁")),
)
STATES = (
    ("late", gettext_lazy("该确认了")),
    ("hazard", gettext_lazy("有隐患")),
)


@dataclass(frozen=True)
class Shown:
    """Where a list looks, through whose eyes."""

    sight: Sight
    area: AreaRow | None
    path: str
    rules: People

    @property
    def care(self) -> list[tuple[str, str]]:
        """The kinds of care of the place."""
        return [(kind.code, kind.label) for kind in self.rules.care]


def shown_of(request: StaffRequest) -> Shown:
    """The area an address names, else all that the person sees. Raises NotFound for one outside."""
    sight = sight_of(actor=request.actor)
    area, roots = chosen_area(request.GET, sight.scope), roots_of(sight.scope)
    near = area or (roots[0] if roots else None)
    path = area.path if area else roots[0].path if len(roots) == 1 else "/"
    rules = people_rules(near.id) if near is not None and near.town_id is not None else People()
    return Shown(sight, area, path, rules)


@require_GET
@staff_page(needs="people.see")
def show_households(request: StaffRequest) -> HttpResponse:
    """Households of an area. Raises NotFound."""
    query, shown = request.GET, shown_of(request)
    is_late_first = query.get("sort") == "late"
    page = households(
        sight=shown.sight, path=shown.path, after=_door_key(query.get("after", "")), longest_first=is_late_first,
        **_narrowed(request, shown),
    )  # fmt: skip
    after = f"{page.after[1]}~{page.after[0]}" if page.after else ""
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": _household_bar(request, shown),
        "lines": [household_line(row) for row in page.rows],
        "pager": pager_behind(query, after=after, shown=len(page.rows)),
        "may_add": request.actor.may("people.edit"),
    }
    return render(request, "workbench/people/households.html", context)


def _narrowed(request: StaffRequest, shown: Shown) -> dict[str, Any]:
    state, since = request.GET.get("state", ""), request.at - timedelta(days=shown.rules.confirm_days)
    care = request.GET.get("care", "")
    return {
        "care": care if care in dict(shown.care) else "",
        "unconfirmed_since": since if state == "late" else None,
        "with_hazards": state == "hazard",
    }


def _household_bar(request: StaffRequest, shown: Shown) -> FilterBar:
    query = request.GET
    chips: list[Chip] = [area_chip(query, shown.sight.scope, shown.area, lead=_("看"))]
    if shown.care:
        chips.append(build_chip(query, "care", shown.care, anything=_("全部住户"), lead=_("的")))
    chips.append(build_chip(query, "state", STATES, anything=_("不论情况")))
    chips.append(build_chip(query, "sort", [("late", _("最久没有确认的在前"))], anything=_("按门牌排")))
    return build_filter_bar(query, chips, has_words=False, export_url=_export_url("households", request, shown))


def _export_url(which: str, request: StaffRequest, shown: Shown) -> str:
    """Where the file of what is shown is asked for; nothing for who may not have it."""
    may = request.actor.can("people.export", at_path=shown.path)
    return reverse(f"workbench:{which}-export") + f"?{request.GET.urlencode()}" if may else ""


def household_line(row: HouseholdRow) -> Line:
    """A household as a line of a list."""
    cells = [
        Cell(_("户主"), row.head or NOTHING),
        Cell(_("人数"), str(row.members), is_number=True),
        Cell(_("关爱"), "、".join(row.care) or NOTHING),
        Cell(_("隐患"), str(row.hazards) if row.hazards else NOTHING, is_number=True),
        Cell(_("上次确认"), when(row.confirmed_at) if row.confirmed_at else _("还没有")),
    ]
    address = row.address or _("没有住处")
    return Line(address, cells, url=household_url(row.id), below=where_label(row.area_path))


def _door_key(text: str) -> Key | None:
    pk, _tilde, door = text.partition("~")
    found = read_uuid(pk)
    return (door, found) if found else None


@require_GET
@staff_page(needs="people.see")
def show_persons(request: StaffRequest) -> HttpResponse:
    """Persons of an area by age. Raises NotFound."""
    query, shown = request.GET, shown_of(request)
    page = residents(
        sight=shown.sight, path=shown.path, where=_of_persons(request, shown), year=localdate(request.at).year,
        after=_age_key(query.get("after", "")),
    )  # fmt: skip
    after = f"{page.after[1]}~{page.after[0] or ''}" if page.after else ""
    chips = [
        area_chip(query, shown.sight.scope, shown.area, lead=_("看")),
        build_chip(query, "ages", AGES, anything=_("各个年龄"), lead=_("的")),
        build_chip(query, "kind", ResidenceKind.choices, anything=_("不论住法")),
        *([build_chip(query, "care", shown.care, anything=_("不论关爱"))] if shown.care else []),
        build_chip(query, "sort", [("young", _("年纪小的在前"))], anything=_("年纪大的在前")),
    ]
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(query, chips, has_words=False, export_url=_export_url("persons", request, shown)),
        "lines": [person_line(hit) for hit in page.rows],
        "pager": pager_behind(query, after=after, shown=len(page.rows)),
    }
    return render(request, "workbench/people/persons.html", context)


def _of_persons(request: StaffRequest, shown: Shown) -> PersonFilter:
    query = request.GET
    ages, care = query.get("ages", ""), query.get("care", "")
    return PersonFilter(
        ages=ages if ages in dict(AGES) else "",  # type: ignore[arg-type]  # one of the known
        kind=query.get("kind", ""),
        care=care if care in dict(shown.care) else "",
        youngest_first=query.get("sort") == "young",
    )


def _age_key(text: str) -> AgeKey | None:
    pk, _tilde, year = text.partition("~")
    found: UUID | None = read_uuid(pk)
    return (int(year) if year.isascii() and year.isdigit() else None, found) if found else None


class ExportForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("导出做什么用"), max_length=200)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.export")
def send_households(request: StaffRequest) -> HttpResponseBase:
    """Say what the file holds; on POST with a reason make it: masked as on the page, stamped, audited.

    Raises NotFound, NotAllowed.
    """
    shown = shown_of(request)

    def make(reason: str) -> Export[HouseholdRow]:
        return export_households(
            actor=request.actor, path=shown.path, reason=reason, address=address_of(request), at=request.at,
            **_narrowed(request, shown),
        )  # fmt: skip

    headings = [_("门牌"), _("网格"), _("户主"), _("人数"), _("关爱"), _("隐患")]
    file = File(
        _("导出住户"), _("住户"), reverse("workbench:households"), headings,
        _("{words}。最多 {most} 户，姓名和门牌与页面上一样遮盖；每一行带水印，导出会记入审计。"),
        _("已到 {most} 户的上限，后面的没有导出").format(most=MOST),
    )  # fmt: skip
    return _send(request, shown, file, make, _household_cells)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.export")
def send_persons(request: StaffRequest) -> HttpResponseBase:
    """The same for persons. Raises NotFound, NotAllowed."""
    shown = shown_of(request)

    def make(reason: str) -> Export[PersonHit]:
        return export_persons(
            actor=request.actor, path=shown.path, reason=reason, where=_of_persons(request, shown),
            address=address_of(request), at=request.at,
        )  # fmt: skip

    headings = [_("姓名"), _("网格"), _("住处"), _("户内关系"), _("性别"), _("出生"), _("电话"), _("证件")]
    file = File(
        _("导出人员"), _("人员"), reverse("workbench:persons"), headings,
        _("{words}。最多 {most} 人，姓名、电话和证件与页面上一样遮盖；每一行带水印，导出会记入审计。"),
        _("已到 {most} 人的上限，后面的没有导出").format(most=MOST),
    )  # fmt: skip
    return _send(request, shown, file, make, _person_cells)


@dataclass(frozen=True)
class File:
    """How a file is called and headed, from which page it comes, what is said before, and when it was cut."""

    title: str
    name: str
    back_url: str
    headings: list[str]
    words: str
    cut: str


RowT = TypeVar("RowT")


def _send(
    request: StaffRequest,
    shown: Shown,
    file: File,
    export: Callable[[str], Export[RowT]],
    cells: Callable[[RowT], list[Any]],
) -> HttpResponseBase:
    where = where_label(shown.path) if shown.area else _("全部地方")

    def make(given: dict[str, Any]) -> HttpResponseBase:
        made = export(given["reason"])
        rows: list[list[Any]] = [[*cells(row), made.watermark] for row in made.rows]
        return sheet_response(
            f"{file.name} {localdate(request.at).isoformat()}.xlsx", [*file.headings, _("水印")], rows,
            stamp=made.watermark, words=file.cut if made.is_cut else where,
        )  # fmt: skip

    back_url = f"{file.back_url}?{request.GET.urlencode()}"
    asked = Asked(file.title, _("导出 Excel"), back_url, file.words.format(words=where, most=MOST))
    return ask(request, ExportForm(posted(request)), asked, make)


def _household_cells(row: HouseholdRow) -> list[Any]:
    return [row.address, where_label(row.area_path), row.head, row.members, "、".join(row.care), row.hazards]


def _person_cells(hit: PersonHit) -> list[Any]:
    return [
        hit.name, where_label(hit.area_path), hit.address, str(role_label(hit.role)), str(sex_label(hit.sex)),
        born_label(hit.birth_year), hit.phone, hit.document,
    ]  # fmt: skip
