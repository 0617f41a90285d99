"""上门事务: what departments asked for, how it stands; asked for many doors at once, withdrawn."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.people.queries import households, sight_of
from wangge.faces.shell.parts import build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.labels import area_label, rules_at
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.rulebook.schema.people import People
from wangge.practice.visits.lifecycle import ErrandState
from wangge.practice.visits.operations import NewErrand, ask_errands, withdraw_errand
from wangge.practice.visits.queries.doors import AskedErrand, asked_errand, asked_errands

from .door import asking_unit
from .forms import ErrandsForm, WithdrawForm
from .parts import door_words, errand_label, labels_of, late_words, note_url, rules_for, seen_by, tabs

SIZE = 50
AT_ONCE = 300  # doors asked for in one go; more is a campaign, and its area is to be asked part by part


@require_GET
@staff_page(needs="visit.see")
def show_errands(request: StaffRequest) -> HttpResponse:
    """What was asked for, the newest first. Raises NotFound."""
    seen, query = seen_by(request), request.GET
    rules = rules_for(seen.here.id)
    rows = asked_errands(
        scope=seen.scope, path=seen.path, state=query.get("state", ""), kind=query.get("kind", ""),
        before=read_uuid(query.get("after", "")), size=SIZE + 1,
    )  # fmt: skip
    kept = rows[:SIZE]
    labels = labels_of(request, [row.household_id for row in kept])
    chips = [
        seen.chip(request, lead=_("看")),
        build_chip(query, "state", list(ErrandState.choices), anything=_("所有"), lead=_("里")),
        build_chip(
            query, "kind", [(one.code, one.label) for one in rules.errands], anything=_("上门事务"), lead=_("的")
        ),
    ]
    may_ask = request.actor.may("visit.ask")
    context = {
        "tabs": tabs(request),
        "heading": _("上门事务"),
        "note": _("谁上门谁一并办，一户一次办几件，不用各跑各的。"),
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [_line(request, row, labels) for row in kept],
        "pager": pager_behind(query, after=str(kept[-1].id) if len(rows) > SIZE else "", shown=len(kept)),
        "empty": Empty(_("还没有要上门办的事"), _("请求以后，会跟着下一次走访一并办掉。"), sign="send"),
        "add_url": reverse("workbench:errands-ask") if may_ask else "",
        "add_label": _("请求上门办事"),
    }
    return render(request, "workbench/list.html", context)


def _line(request: StaffRequest, row: AskedErrand, labels: dict[UUID, Any]) -> Line:
    today = localdate(request.at)
    is_open = row.state == ErrandState.OPEN
    done = when(row.done_at) if row.done_at else late_words(row.due_on, today)
    cells = [
        Cell(
            _("哪一户"),
            door_words(labels.get(row.household_id)),
            reverse("workbench:round-door", args=[row.household_id]),
        ),
        Cell(_("谁请求的"), row.unit_name or "—"),
        Cell(_("状态"), ErrandState(row.state).label, note_url(row.done_in_id) if row.done_in_id else "", tag=True),
        Cell(_("期限或办结"), done or "—", tag=True),
    ]
    may = is_open and request.actor.may("visit.ask")
    actions = [(_("撤回"), reverse("workbench:errand-withdraw", args=[row.id]))] if may else []
    below = row.result or errand_label(rules_for(row.area_id), row.kind)
    return Line(row.title, cells, below=below if below != row.title else "", actions=actions)


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.ask")
def ask_many(request: StaffRequest) -> HttpResponseBase:
    """Ask for an errand at all doors of an area, or at those with a care tag. Raises NotFound."""
    scope = Scope(request.actor.scope("visit.ask").roots)
    seen = seen_by(request)
    rules = rules_at(seen.here.id)
    people = rules.people if rules else People()
    form = ErrandsForm(rules_for(seen.here.id), people, scope, posted(request))
    asked = Asked(
        _("请求上门办事"), _("请求"), reverse("workbench:errands"),
        words=_("只列户、不列人。已经在等着办的同一件事不会重复。一次最多 {most} 户。").format(most=AT_ONCE),
    )  # fmt: skip

    def act(given: dict[str, Any]) -> HttpResponseBase:
        doors = _doors(request, given["area"], given["care"])
        new = [
            NewErrand(household_id=one, kind=given["kind"], title=given["title"], due_on=given["due_on"])
            for one in doors
        ]
        unit = asking_unit(request, given["area"].path)
        count = ask_errands(actor=request.actor, new=new, unit=unit, at=request.at)
        say_done(request, _("请求了 {count} 户").format(count=count))
        return HttpResponseRedirect(reverse("workbench:errands"))

    return ask(request, form, asked, act)


def _doors(request: StaffRequest, area: AreaRow, care: str) -> list[UUID]:
    page = households(sight=sight_of(actor=request.actor), path=area.path, care=care, size=AT_ONCE)
    if page.after is not None:
        raise Refusal(_("这里超过 {most} 户，请选小一点的地方").format(most=AT_ONCE), field="area")
    if not page.rows:
        raise Refusal(_("这里没有符合的住户"), field="area")
    return [row.id for row in page.rows]


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.ask")
def withdraw(request: StaffRequest, errand_id: UUID) -> HttpResponseBase:
    """An errand is not wanted any more. Raises NotFound."""
    found = asked_errand(scope=request.actor.scope("visit.see"), errand_id=errand_id)
    if found is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    words = f"{found.title} · {area_label(found.area_id)}"
    asked = Asked(_("不用办了"), _("撤回"), reverse("workbench:errands"), words=words)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        withdraw_errand(actor=request.actor, errand_id=errand_id, because=given["because"], at=request.at)
        say_done(request, _("撤回了"))
        return HttpResponseRedirect(reverse("workbench:errands"))

    return ask(request, WithdrawForm(posted(request)), asked, act)
