"""隐患: what is unsafe on places: found, ordered to be fixed, fixed, checked; what is to be looked at again."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from wangge.core.people.lifecycle import HAZARD_STEPS, OPEN_HAZARDS, HazardAction, HazardState
from wangge.core.people.operations import NewHazard, find_hazard, move_hazard
from wangge.core.people.queries import (
    HazardRow,
    Sight,
    building_card,
    door_card,
    enterprise_card,
    hazard_card,
    hazard_steps,
    hazards,
    hazards_to_recheck,
    sight_of,
)
from wangge.faces.shell.parts import Entry, Fact, Photo, Words, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import area_chip, pager_behind, read_day, read_uuid
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.links import Link
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.pictures import send_picture
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.people import People
from wangge.ground.sync.files import photos_about, photos_on_their_way

from .lists import shown_of
from .words import TABS, people_rules, where_label

SIZE = 50
GRADES: tuple[tuple[int, Words], ...] = (
    (1, gettext_lazy("一般")),
    (2, gettext_lazy("较大")),
    (3, gettext_lazy("重大")),
)
PAGES = {"building": "workbench:building", "dwelling": "workbench:door", "enterprise": "workbench:enterprise"}


@require_GET
@staff_page(needs="people.see")
def show_hazards(request: StaffRequest) -> HttpResponse:
    """Hazards of an area, the soonest due first; checked ones to be looked at again stand above. Raises NotFound."""
    query, shown, today = request.GET, shown_of(request), localdate(request.at)
    state = query.get("state", "")
    day, _tilde, pk = query.get("after", "").partition("~")
    since, last = read_day(day), read_uuid(pk)
    rows = hazards(
        sight=shown.sight, path=shown.path, on=today, size=SIZE + 1, kind=query.get("kind", ""),
        states=(state,) if state in HazardState.values else tuple(OPEN_HAZARDS),
        after=(since, last) if since and last else None,
    )  # fmt: skip
    found = rows[:SIZE]
    after = f"{found[-1].due_on}~{found[-1].id}" if len(rows) > SIZE else ""
    kinds = [(kind.code, kind.label) for kind in shown.rules.hazards]
    chips = [
        area_chip(query, shown.sight.scope, shown.area, lead=_("看")),
        build_chip(query, "state", HazardState.choices, anything=_("没有销号的")),
        *([build_chip(query, "kind", kinds, anything=_("各种隐患"))] if kinds else []),
    ]
    is_plain = not any(query.values())
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(query, chips, has_words=False),
        "again": [_line(row) for row in hazards_to_recheck(sight=shown.sight, on=today)] if is_plain else [],
        "lines": [_line(row) for row in found],
        "pager": pager_behind(query, after=after, shown=len(found)),
    }
    return render(request, "workbench/people/hazards.html", context)


def _line(row: HazardRow) -> Line:
    due = _("{day}，超期").format(day=row.due_on.isoformat()) if row.is_late else row.due_on.isoformat()
    cells = [
        Cell(_("现在"), row.state_label, tag=True),
        Cell(_("等级"), dict(GRADES)[row.grade]),
        Cell(_("地方"), row.address),
        Cell(_("期限"), row.recheck_on.isoformat() if row.state == HazardState.CHECKED and row.recheck_on else due),
    ]
    below = f"{where_label(row.area_path)} · {row.words}"
    return Line(row.label, cells, url=reverse("workbench:hazard", args=[row.id]), below=below)


@require_GET
@staff_page(needs="people.see")
def show_hazard(request: StaffRequest, hazard_id: UUID) -> HttpResponse:
    """One hazard with what was done about it. Raises NotFound."""
    sight = sight_of(actor=request.actor)
    card = hazard_card(sight=sight, hazard_id=hazard_id, on=localdate(request.at))
    row = card.row
    steps = hazard_steps(sight=sight, hazard_id=hazard_id)
    facts = [
        Fact(_("地方"), row.address, reverse(PAGES[card.about], args=[card.place_id])),
        Fact(_("网格"), where_label(row.area_path)),
        Fact(_("现在"), row.state_label),
        Fact(_("等级"), dict(GRADES)[row.grade]),
        Fact(_("发现"), when(card.found_at, request.at)),
        Fact(_("整改期限"), row.due_on.isoformat(), note=_("已超期") if row.is_late else ""),
        *([Fact(_("再看"), row.recheck_on.isoformat())] if row.recheck_on else []),
    ]
    may_edit = request.actor.can("people.edit", at_path=row.area_path)
    context = {
        "heading": row.label,
        "words": row.words,
        "photos": [_photo(hazard_id, photo.pk) for photo in photos_about([hazard_id])],
        "to_come": photos_on_their_way([hazard_id]).get(hazard_id, 0),
        "facts": facts,
        "entries": [Entry(one.at, HazardAction(one.action).label, by=one.recorded_by, text=one.note) for one in steps],
        "links": _links(row) if may_edit else [],
    }
    return render(request, "workbench/people/hazard.html", context)


def _photo(hazard_id: UUID, photo_id: UUID) -> Photo:
    full, thumb = (reverse("workbench:hazard-photo", args=[hazard_id, photo_id, size]) for size in ("full", "thumb"))
    return Photo(full, thumb, _("照片"))


@require_safe
@staff_page(needs="people.see")
def send_photo(request: StaffRequest, hazard_id: UUID, photo_id: UUID, size: str) -> HttpResponseBase:
    """A picture of a hazard the person may see. Raises NotFound alike for missing and forbidden."""
    hazard_card(sight=sight_of(actor=request.actor), hazard_id=hazard_id, on=localdate(request.at))
    photo = next((one for one in photos_about([hazard_id]) if one.pk == photo_id), None)
    if photo is None or photo.file is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return send_picture(request, photo.file, size=size, name=f"{photo_id}.jpg")


def _links(row: HazardRow) -> list[Link]:
    open_steps = [action for action, rule in HAZARD_STEPS.items() if row.state in rule.sources]
    return [
        Link(action.label, reverse("workbench:hazard-step", args=[row.id, action.value]), is_first=number == 0)
        for number, action in enumerate(open_steps)
    ]


class StepForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OrderForm(StepForm):
    due_on = DayField(
        label=gettext_lazy("什么时候以前整改"), required=False, help_text=gettext_lazy("不填按规则的期限")
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def take_hazard_step(request: StaffRequest, hazard_id: UUID, step: str) -> HttpResponseBase:
    """One step of a hazard. Raises NotFound."""
    if step not in HAZARD_STEPS:
        raise Http404
    card = hazard_card(sight=sight_of(actor=request.actor), hazard_id=hazard_id, on=localdate(request.at))
    label, back = HazardAction(step).label, reverse("workbench:hazard", args=[hazard_id])
    form = (OrderForm if step in (HazardAction.ORDER, HazardAction.FAIL) else StepForm)(posted(request))

    def done(given: dict[str, Any]) -> HttpResponseBase:
        move_hazard(actor=request.actor, hazard_id=hazard_id, action=step, at=request.at, **given)
        say_done(request, _("已办：{step}").format(step=label))
        return HttpResponseRedirect(back)

    facts = [Fact(_("隐患"), card.row.label), Fact(_("地方"), card.row.address), Fact(_("什么情况"), card.row.words)]
    return ask(request, form, Asked(label, label, back, facts=facts, is_danger=step == HazardAction.WITHDRAW), done)


class HazardForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("哪一种"))
    grade = forms.TypedChoiceField(label=gettext_lazy("等级"), coerce=int, choices=GRADES, initial=1)
    words = forms.CharField(label=gettext_lazy("什么情况"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, rules: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = _("{days} 天内整改")
        set_choices(
            self, "kind", [(one.code, f"{one.label}（{days.format(days=one.fix_days)}）") for one in rules.hazards]
        )


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def add_hazard(request: StaffRequest, about: str, place_id: UUID) -> HttpResponseBase:
    """A hazard on a building, a door or an enterprise. Raises NotFound."""
    if about not in PAGES:
        raise Http404
    name, area_id = _place(sight_of(actor=request.actor), about, place_id)
    form = HazardForm(people_rules(area_id), posted(request))

    def done(given: dict[str, Any]) -> HttpResponseBase:
        new = NewHazard(about=about, place_id=place_id, **given)
        made = find_hazard(actor=request.actor, new=new, at=request.at)
        say_done(request, _("登记了"))
        return HttpResponseRedirect(reverse("workbench:hazard", args=[made]))

    back = reverse(PAGES[about], args=[place_id])
    return ask(request, form, Asked(_("登记隐患"), _("登记"), back, facts=[Fact(_("地方"), name)]), done)


def _place(sight: Sight, about: str, place_id: UUID) -> tuple[str, UUID]:
    """What a place is called and in which area it lies. Raises NotFound."""
    if about == "building":
        building = building_card(sight=sight, building_id=place_id)
        return building.address, building.area_id
    if about == "dwelling":
        door = door_card(sight=sight, dwelling_id=place_id)
        return door.address, door.area_id
    row, _hazards = enterprise_card(sight=sight, enterprise_id=place_id)
    return row.name, row.area_id
