"""One household: its door and people, what is to be cared for, what is unsafe, who was there, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.core.cases.queries import CaseRow
from wangge.core.cases.queries.lists import cases_by_id
from wangge.core.people.lifecycle import HazardState
from wangge.core.people.operations.reversing import NOT_REVERSIBLE
from wangge.core.people.queries import (
    Hazard,
    HouseholdCard,
    MemberCard,
    RosterEvent,
    SheetCard,
    Sight,
    TagCard,
    homes_of,
    household_card,
    sight_of,
)
from wangge.faces.shell.parts import Fact
from wangge.faces.shell.states import look_of
from wangge.faces.shell.templatetags.shell import exact, when
from wangge.faces.workbench.administration.listing import read_day
from wangge.faces.workbench.labels import crumbs_of
from wangge.faces.workbench.links import Link, case_url
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.people import People
from wangge.practice.gridplans.queries import grid_of_household
from wangge.practice.visits.lifecycle import FollowKind, Outcome
from wangge.practice.visits.queries import VisitRow, visits_of_household
from wangge.practice.visits.queries.wish import HouseholdWish, wish_of

from .words import (
    NOTHING,
    area_of_path,
    born_label,
    kinds_label,
    match_label,
    people_rules,
    person_url,
    role_label,
    sex_label,
    span_label,
    tag_words,
    where_label,
)


@dataclass(frozen=True)
class EventLine:
    """Something that happened, and where it may be undone."""

    label: str
    on: str
    by: str
    note: str
    undo_url: str = ""


@never_cache
@require_GET
@staff_page(needs="people.see")
def show_household(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """One household as the viewer may see it. Raises NotFound."""
    sight = sight_of(actor=request.actor)
    card = household_card(sight=sight, household_id=household_id)
    rules = people_rules(area_of_path(card.area_path))
    may_edit = request.actor.can("people.edit", at_path=card.area_path)
    on = read_day(request.GET.get("on", ""))
    context: dict[str, Any] = {
        "card": card,
        "crumbs": crumbs_of(area_of_path(card.area_path), url=reverse("workbench:households")),
        "heading": card.address or _("没有住处的一户"),
        "facts": _facts(request, card),
        "members": [member_line(one) for one in card.members],
        "care": [care_line(tag) for tag in card.care],
        "hazards": [hazard_line(one, rules) for one in card.hazards],
        "sheet": sheet_facts(card.sheet, rules),
        "homes": [
            Fact(span_label(one.since, one.until), one.address or NOTHING, note=where_label(one.area_path))
            for one in homes_of(sight=sight, household_id=household_id)
        ],
        "on": on,
        "grid_then": _grid_on(sight, household_id, on) if on else "",
        "events": event_lines(card.events, may_edit=may_edit),
        "links": _links(card) if may_edit and card.ended_on is None else [],
        "more": _more(card) if may_edit and card.ended_on is None else [],
        **_visits(request, card),
    }
    return render(request, "workbench/people/household.html", context)


def _grid_on(sight: Sight, household_id: UUID, on: date) -> str:
    """The grid that held the household on a day; "" where it was not registered yet."""
    try:
        return grid_of_household(sight=sight, household_id=household_id, on=on).name
    except NotFound:
        return ""


def _facts(request: StaffRequest, card: HouseholdCard) -> list[Fact]:
    url = reverse("workbench:door", args=[card.dwelling_id]) if card.dwelling_id else ""
    confirmed = when(card.confirmed_at, request.at) if card.confirmed_at else _("还没有确认过")
    facts = [
        Fact(_("住处"), card.address or NOTHING, url),
        Fact(_("网格"), where_label(card.area_path)),
        Fact(_("人数"), len(card.members)),
        Fact(_("上次确认"), confirmed),
    ]
    if card.ended_on:
        facts.append(Fact(_("注销"), card.ended_on.isoformat()))
    return facts


def member_line(one: MemberCard) -> Line:
    """A member as a line."""
    cells = [
        Cell(_("关系"), role_label(one.role)),
        Cell(_("性别"), sex_label(one.sex) or NOTHING),
        Cell(_("出生"), born_label(one.birth_year) or NOTHING),
        Cell(_("电话"), one.phone or NOTHING),
        Cell(_("居住"), kinds_label(one.kinds) or NOTHING),
        Cell(_("人户"), match_label(one.match)),
        Cell(_("关爱"), "、".join(tag_words(tag) for tag in one.care) or NOTHING),
    ]
    return Line(one.name, cells, url=person_url(one.person_id))


def care_line(tag: TagCard) -> Line:
    """A care tag as a line."""
    cells = [Cell(_("责任人"), tag.owner_name), Cell(_("下次复核"), tag.review_on.isoformat())]
    return Line(tag_words(tag), cells, url=reverse("workbench:care-tag", args=[tag.id]))


def hazard_line(row: Hazard, rules: People) -> Line:
    """An open hazard as a line."""
    label = next((kind.label for kind in rules.hazards if kind.code == row.kind), row.kind)
    cells = [Cell(_("现在"), HazardState(row.state).label, tag=True), Cell(_("期限"), row.due_on.isoformat())]
    return Line(label, cells, url=reverse("workbench:hazard", args=[row.pk]), below=row.words)


def sheet_facts(cards: Sequence[SheetCard], rules: People) -> list[Fact]:
    """What the resident sheet holds; of what is sealed only that it is known."""
    known: dict[UUID, bool] = {}
    facts = []
    for card in cards:
        if not card.is_sealed:
            facts.append(Fact(card.label, _worded(card.value)))
        elif not known.setdefault(card.sheet_id, False):
            known[card.sheet_id] = True
            url = reverse("workbench:sheet-reveal", args=[card.sheet_id])
            facts.append(Fact(_("敏感的几项"), _("已登记，查看要写用途"), url))
    return facts


def _worded(value: object) -> object:
    return _("是") if value is True else _("否") if value is False else value


def event_lines(events: Sequence[RosterEvent], *, may_edit: bool) -> list[EventLine]:
    """What happened, the newest first; what was undone says so and is not undone again."""
    undone = {event.reverses_id for event in events if event.reverses_id}
    lines = []
    for event in events:
        can_undo = may_edit and event.pk not in undone and event.kind not in NOT_REVERSIBLE
        label = str(event.get_kind_display()) + (_("（已撤销）") if event.pk in undone else "")
        url = reverse("workbench:event-reverse", args=[event.pk]) if can_undo else ""
        lines.append(EventLine(label, event.happened_on.isoformat(), event.recorded_by, event.note, url))
    return lines


def _links(card: HouseholdCard) -> list[Link]:
    def step(name: str) -> str:
        return reverse("workbench:household-step", args=[card.id, name])

    return [
        Link(_("无变化，确认"), step("confirm"), is_first=True),
        Link(_("加成员"), step("join")),
        Link(_("出生"), step("birth")),
        Link(_("搬家"), step("move")),
        Link(_("迁出"), step("out")),
        Link(_("信息表"), step("sheet")),
        Link(_("关爱标记"), step("care")),
    ]


def _more(card: HouseholdCard) -> list[Link]:
    def step(name: str) -> str:
        return reverse("workbench:household-step", args=[card.id, name])

    return [
        Link(_("迁入认识的人"), reverse("workbench:household-in", args=[card.id])),
        Link(_("分户"), step("split")),
        Link(_("并户"), step("merge")),
        Link(_("换户主"), step("head")),
        Link(_("走访意愿"), step("wish")),
        *([Link(_("登记隐患"), reverse("workbench:hazard-new", args=["dwelling", card.dwelling_id]))]
          if card.dwelling_id else []),
    ]  # fmt: skip


def _visits(request: StaffRequest, card: HouseholdCard) -> dict[str, Any]:
    """Visits, wishes and the cases that came of them, each only to who may see such."""
    if not request.actor.can("visit.see", at_path=card.area_path):
        return {}
    scope = request.actor.scope("visit.see")
    visits = visits_of_household(scope=scope, household_id=card.id)
    ids = [
        pk for visit in visits for kind, pk, _label in visit.follows if kind in (FollowKind.CASE, FollowKind.DISPUTE)
    ]
    cases = cases_by_id(scope=request.actor.scope("case.see"), case_ids=ids) if ids else []
    wish = wish_of(scope=scope, household_id=card.id, on=localdate(request.at))
    return {
        "sees_visits": True,
        "visits": [visit_line(visit) for visit in visits],
        "cases": [case_line(row) for row in cases],
        "wish": wish_words(wish) if wish else "",
    }


def visit_line(row: VisitRow) -> Line:
    """A visit as a line."""
    met = Outcome(row.outcome).label if row.outcome in Outcome.values else row.outcome
    cells = [
        Cell(_("谁"), row.visitor_name),
        Cell(_("结果"), row.unmet_because or met, tag=True),
        Cell(_("记了什么"), row.words or (_("无变化") if row.is_unchanged else NOTHING)),
    ]
    return Line(exact(row.happened_at), cells)


def case_line(row: CaseRow) -> Line:
    """A case as a line."""
    cells = [Cell(_("状态"), look_of(row.state).label, tag=True), Cell(_("上报"), when(row.reported_at))]
    return Line(f"{row.number} {row.title}", cells, url=case_url(row.id))


def wish_words(wish: HouseholdWish) -> str:
    """What the household asked, as a sentence."""
    words = [_("请不要上门")] if wish.no_visits else []
    words += [_("{time} 以前不要来").format(time=wish.not_before.strftime("%H:%M"))] if wish.not_before else []
    words += [_("{time} 以后不要来").format(time=wish.not_after.strftime("%H:%M"))] if wish.not_after else []
    words += [_("到 {day} 为止").format(day=wish.until.isoformat())] if wish.until else []
    return "，".join([*words, *([wish.words] if wish.words else [])])
