"""领导下访接访: the schedule of a month, and what came of each day."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.cases.operations import Held, NewReception, may_keep, plan_reception, record_reception
from wangge.core.cases.queries.receptions import ReceptionKind, ReceptionRow, reception_day, reception_days
from wangge.faces.shell.parts import Fact, build_filter_bar, changed_query
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.fields import AreaField, DayField
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Cell, Empty, Line, split_words
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotAllowed

from .parts import month_of, seen_by, share_words, tabs

YES, NO = "1", "0"


class PlanForm(forms.Form):
    """A day on the schedule."""

    kind = forms.ChoiceField(
        label=gettext_lazy("接访还是下访"), choices=ReceptionKind.choices, widget=forms.RadioSelect
    )
    leader_name = forms.CharField(label=gettext_lazy("哪位领导"), max_length=60)
    on = DayField(label=gettext_lazy("哪一天"))
    where_words = forms.CharField(
        label=gettext_lazy("在哪里"), max_length=100, help_text=gettext_lazy("例如：镇群众接待大厅、荣星村村委会")
    )

    def __init__(self, field: AreaField, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = field
        self.order_fields(["kind", "leader_name", "on", "area", "where_words"])


class RecordForm(forms.Form):
    """What came of a day."""

    is_held = forms.ChoiceField(
        label=gettext_lazy("接访了吗"), widget=forms.RadioSelect,
        choices=[(YES, gettext_lazy("接访了")), (NO, gettext_lazy("没有接访"))],
    )  # fmt: skip
    people = forms.IntegerField(
        label=gettext_lazy("接待了多少人次"), min_value=0, max_value=9999, required=False, initial=0
    )
    numbers = forms.CharField(
        label=gettext_lazy("接到的事项"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("写事项编号，一行一个；新的事先登记，再把编号写到这里"),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("情况"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("怎么答复、交给谁办；没有接访的写原因"),
    )  # fmt: skip


@require_GET
@staff_page(needs="case.see")
def show_receptions(request: StaffRequest) -> HttpResponse:
    """The days of a month. Raises NotFound."""
    seen, month, query = seen_by(request), month_of(request), request.GET
    rows = reception_days(scope=seen.scope, since=month.first, before=month.last, area_path=seen.path)
    today = localdate(request.at)
    kept = [row.is_kept(today) for row in rows]
    due = [one for one in kept if one is not None]
    context = {
        "tabs": tabs(here="receptions"),
        "heading": _("{year} 年 {month} 月下访接访").format(year=month.first.year, month=month.first.month),
        "note": _("按安排接访的：{share}；还没有到日子的 {ahead} 天不算。").format(
            share=share_words(sum(due), len(due)), ahead=len(kept) - len(due)
        ),
        "earlier_url": changed_query(query, {"month": month.earlier}),
        "later_url": changed_query(query, {"month": month.later}),
        "bar": build_filter_bar(query, [seen.chip(request, lead=_("看"))], has_words=False),
        "lines": [_line(row, request) for row in rows],
        "empty": Empty(_("这个月还没有安排"), _("安排领导哪天在哪里接访，接完把情况和事项编号记下。"), sign="users"),
        "add_url": reverse("workbench:reception-new") if _may_plan(request) else "",
        "add_label": _("安排接访"),
    }
    return render(request, "workbench/registers/list.html", context)


def _may_plan(request: StaffRequest) -> bool:
    return request.actor.may("case.supervise") or request.actor.may("case.sign_off")


def _line(row: ReceptionRow, request: StaffRequest) -> Line:
    day, kept = row.day, row.is_kept(localdate(request.at))
    state = {True: _("接访了"), False: _("没有接访") if day.is_held is False else _("没有记录"), None: _("还没有到")}
    numbers = "、".join(number for _pk, number in row.cases) or "—"
    cells = [
        Cell(_("接访了吗"), state[kept], tag=True),
        Cell(_("接访还是下访"), day.get_kind_display()),
        Cell(_("哪一天"), day.on.isoformat()),
        Cell(_("在哪里"), day.where_words),
        Cell(_("人次"), str(day.people) if day.is_held else "—", is_number=True),
        Cell(_("接到的事项"), numbers),
    ]
    return Line(
        day.leader_name, cells, url=reverse("workbench:reception", args=[day.pk]), below=area_label(day.area_id)
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def plan(request: StaffRequest) -> HttpResponseBase:
    """Put a day on the schedule. Raises NotAllowed."""
    if not _may_plan(request):
        raise NotAllowed(_("你没有安排接访的权限"))
    scope = request.actor.scope("case.supervise") | request.actor.scope("case.sign_off")
    initial = {"kind": ReceptionKind.RECEIVE, "on": localdate(request.at)}
    form = PlanForm(AreaField(scope=scope, label=_("哪里的人")), posted(request), initial=initial)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewReception(
            area_id=given["area"].id, kind=given["kind"], leader_name=given["leader_name"], on=given["on"],
            where_words=given["where_words"],
        )  # fmt: skip
        day = plan_reception(actor=request.actor, new=new, at=request.at)
        say_done(request, _("已安排：{leader} {day}").format(leader=day.leader_name, day=day.on.isoformat()))
        return HttpResponseRedirect(f"{reverse('workbench:receptions')}?month={day.on:%Y-%m}")

    return ask(request, form, Asked(_("安排接访"), _("安排"), reverse("workbench:receptions")), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def record(request: StaffRequest, day_id: UUID) -> HttpResponseBase:
    """What came of a day; who may not record it reads it. Raises NotFound."""
    row = reception_day(scope=request.actor.scope("case.see"), day_id=day_id)
    day, back = row.day, f"{reverse('workbench:receptions')}?month={row.day.on:%Y-%m}"
    heading = _("{leader} {day} 接访").format(leader=day.leader_name, day=day.on.isoformat())
    if not may_keep(actor=request.actor, area_path=day.area_path):
        context = {"heading": heading, "facts": _facts(row), "back_url": back}
        return render(request, "workbench/registers/reception.html", context)
    initial = {
        "is_held": {True: YES, False: NO, None: ""}[day.is_held],
        "people": day.people,
        "numbers": "\n".join(number for _pk, number in row.cases),
        "words": day.words,
    }

    def act(given: dict[str, Any]) -> HttpResponseBase:
        held = Held(given["is_held"] == YES, given["people"] or 0, given["words"], split_words(given["numbers"]))
        record_reception(actor=request.actor, day_id=day.pk, held=held, at=request.at)
        say_done(request, _("接访情况已记下"))
        return HttpResponseRedirect(back)

    asked = Asked(heading, _("记下"), back, facts=_facts(row)[:3])
    return ask(request, RecordForm(posted(request), initial=initial), asked, act)


def _facts(row: ReceptionRow) -> list[Fact]:
    day = row.day
    return [
        Fact(_("接访还是下访"), day.get_kind_display()),
        Fact(_("哪里的人"), area_label(day.area_id)),
        Fact(_("在哪里"), day.where_words),
        Fact(_("人次"), day.people if day.is_held else "—"),
        Fact(_("接到的事项"), "、".join(number for _pk, number in row.cases) or "—"),
        Fact(_("情况"), day.words or "—"),
    ]
