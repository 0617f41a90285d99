"""下派任务: sent to grids under an admission, answered by each of them."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.matters.lifecycle import Answer
from wangge.core.matters.operations import NewDemand, answer_task, send_demand
from wangge.core.matters.queries import (
    DemandView,
    TaskRow,
    admission,
    demand,
    demand_task,
    demands,
    held_scope,
    matter_row,
    tasks_of,
    town_scope,
)
from wangge.faces.shell.parts import Fact, Words, build_chip, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label, unit_label
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.towns import town_chips, town_of
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.ids import uuid7

from .admissions import chosen_areas, matter_choices
from .parts import (
    Cell,
    Empty,
    Line,
    asking_units,
    part_choices,
    split_words,
    tabs,
    url_of,
)

WHICH = [("sent", gettext_lazy("已下派的")), ("refused", gettext_lazy("挡下的"))]


@require_GET
@staff_page(needs="matter.see")
def show_demands(request: StaffRequest) -> HttpResponse:
    """The demands of a town, the newest first, those that were refused among them. Raises NotFound."""
    town, query = town_of(request, "matter.see"), request.GET
    after = read_uuid(query.get("after", ""))
    page = demands(scope=Scope((town.path,)), which=query.get("which", ""), after=after)
    chips = [
        *town_chips(request, town, "matter.see"),
        build_chip(query, "which", WHICH, anything=_("全部任务"), lead=_("看")),
    ]
    may_send = bool(asking_units(request, town)) if request.actor.may("matter.request") else False
    context = {
        "tabs": tabs(request),
        "town": town,
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [_line(row) for row in page.rows],
        "pager": pager_behind(query, after=str(page.after or ""), shown=len(page.rows)),
        "add_url": url_of("demand-new", town=town) if may_send else "",
        "add_label": _("下派任务"),
        "empty": Empty(_("没有下派给网格的任务"), _("准入了的事才能下派；已经有的信息不再要。"), sign="send"),
    }
    return render(request, "workbench/matters/list.html", context)


def _line(row: DemandView) -> Line:
    answered = _("{answered} / {asked} 个网格").format(answered=row.answered, asked=row.asked)
    cells = [
        Cell(_("状态"), _state(row), tag=True),
        Cell(_("下派单位"), unit_label(row.unit_id)),
        Cell(_("已答复"), "—" if row.refused_because else answered),
        Cell(_("期限"), row.due_on.isoformat()),
    ]
    return Line(row.title, cells, url=url_of("demand", row.id), below=row.refused_because)


def _state(row: DemandView) -> Words:
    return _("挡下") if row.refused_because else _("答复齐了") if row.answered == row.asked else _("在答复")


class DemandForm(forms.Form):
    """What is sent; the token makes a form sent twice one demand."""

    unit = forms.ChoiceField(label=gettext_lazy("下派单位"))
    matter = forms.ChoiceField(label=gettext_lazy("事项"))
    title = forms.CharField(label=gettext_lazy("要做什么"), max_length=80)
    body = forms.CharField(label=gettext_lazy("说明"), required=False, widget=forms.Textarea)
    fields_asked = forms.CharField(
        label=gettext_lazy("要填的项"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("一行一项，照准入的写"),
    )
    due_on = DayField(label=gettext_lazy("哪天之前答复"))
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("哪些村（社区）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("一个不选就是全部"),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, request: StaffRequest, town: AreaRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "unit", asking_units(request, town))
        set_choices(self, "matter", matter_choices(town, request))
        set_choices(self, "areas", part_choices(town))


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.request")
def send(request: StaffRequest) -> HttpResponseBase:
    """Send a demand to grids; what is not admitted is refused with its reason, and counted. Raises NotFound."""
    town = town_of(request, "matter.see")
    form = DemandForm(request, town, posted(request), initial=_initial(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewDemand(
            town_id=town.id,
            unit_id=UUID(given["unit"]),
            matter_code=given["matter"],
            title=given["title"],
            body=given["body"],
            fields=split_words(given["fields_asked"]),
            due_on=given["due_on"],
            area_ids=chosen_areas(town, given["areas"]),
            source_ref=_reference(given),
        )
        made = send_demand(actor=request.actor, new=new, at=request.at)
        say_done(request, _("已下派，网格的待办里有了"))
        return HttpResponseRedirect(url_of("demand", made.pk))

    words = _("只能下派准入了的事；已经有的信息不能再要。挡下的任务会留下记录。")
    return ask(request, form, Asked(_("下派任务"), _("下派"), url_of("demands", town=town), words), act)


def _reference(given: dict[str, Any]) -> str:
    """One form with one content: mended after a refusal it is another one."""
    asked = (given["unit"], given["matter"], *split_words(given["fields_asked"]), *given["areas"], given["due_on"])
    return f"form:{given['token']}:{_digest(asked)}"


def _digest(values: tuple[object, ...]) -> str:
    return sha256("\n".join(map(str, values)).encode()).hexdigest()[:16]


def _initial(request: StaffRequest) -> dict[str, Any]:
    """A fresh token; and what an admission that was named allows to ask."""
    found: dict[str, Any] = {"token": uuid7()}
    request_id = read_uuid(request.GET.get("admission", ""))
    if request_id is None:
        return found
    row = admission(scope=town_scope(request.actor, "matter.see"), request_id=request_id, at=request.at)
    explained = {one.field_code for one in row.again}
    fields = [words for words, held in row.overlap.pairs if held is None or held.code in explained]
    return found | {
        "unit": str(row.unit_id), "matter": row.matter_code, "title": row.title, "fields_asked": "\n".join(fields),
    }  # fmt: skip


@require_GET
@staff_page(needs="matter.see")
def show_demand(request: StaffRequest, demand_id: UUID) -> HttpResponse:
    """One demand with the answers of the grids the person may see. Raises NotFound."""
    row = demand(scope=town_scope(request.actor, "matter.see"), demand_id=demand_id)
    mine = request.actor.scope("matter.see")
    if row.unit_id in request.actor.units:
        mine = mine | Scope((areas_in_memory().by_id[row.town_id].path,))
    rows = tasks_of(scope=mine | held_scope(request.actor, "matter.see"), demand_id=row.id)
    context = {
        "tabs": tabs(request),
        "row": row,
        "state": _state(row),
        "facts": _facts(row),
        "lines": [_task_line(one) for one in rows],
        "admission_url": url_of("admission", row.request_id) if row.request_id else "",
    }
    return render(request, "workbench/matters/demand.html", context)


def _facts(row: DemandView) -> list[Fact]:
    return [
        Fact(_("下派单位"), unit_label(row.unit_id)),
        Fact(_("事项"), _matter_words(row)),
        Fact(_("要填的项"), "、".join(row.fields) or _("没有")),
        Fact(_("其中再问的"), "、".join(row.retyped) or _("没有")),
        Fact(_("期限"), row.due_on.isoformat()),
        Fact(_("已答复"), _("{answered} / {asked} 个网格").format(answered=row.answered, asked=row.asked)),
    ]


def _matter_words(row: DemandView) -> str:
    try:
        return f"{row.matter_code} {matter_row(town_id=row.town_id, code=row.matter_code, at=row.sent_at).name}"
    except NotFound:
        return row.matter_code


def _task_line(row: TaskRow) -> Line:
    cells = [
        Cell(_("答复"), Answer(row.answer).label if row.answer else _("还没有"), tag=True),
        Cell(_("说明"), row.note or "—"),
        Cell(_("单位"), unit_label(row.unit_id)),
    ]
    return Line(area_label(row.area_id), cells, url=url_of("demand-task", row.id))


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=gettext_lazy("答复"), choices=Answer.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("写数和情况，不写人名和电话"),
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.see")
def show_task(request: StaffRequest, task_id: UUID) -> HttpResponseBase:
    """What one grid is asked; its unit answers here. Raises NotFound."""
    task = demand_task(scope=held_scope(request.actor, "matter.see"), task_id=task_id)
    row = demand(scope=town_scope(request.actor, "matter.see"), demand_id=task.demand_id)
    if task.answer or task.unit_id not in request.actor.units:
        return HttpResponseRedirect(url_of("demand", row.id))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        answer_task(
            actor=request.actor, task_id=task.id, answer=Answer(given["answer"]), note=given["note"], at=request.at
        )
        say_done(request, _("{grid}已答复").format(grid=area_label(task.area_id)))
        return HttpResponseRedirect(url_of("demand", row.id))

    late = _("已过期限。") if task.due_on < localdate(request.at) else ""
    asked = Asked(
        row.title, _("答复"), url_of("demand", row.id), late + row.body,
        facts=[Fact(_("网格"), area_label(task.area_id)), *_facts(row)[:5]],
    )  # fmt: skip
    return ask(request, AnswerForm(posted(request)), asked, act)
