"""工作日历: the days off of each year as announced, and a new year's announcement taken over."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.operations.upkeep import import_announcement
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.sections import SETTINGS, tabs_of
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.calendar.announcement import read_announcement
from wangge.ground.foundation.calendar.queries import work_calendar, years_of_days
from wangge.ground.foundation.errors import Refusal

LARGEST = 200_000


class AnnouncementForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("哪一年"), min_value=2007, max_value=2100)
    file = forms.FileField(
        label=gettext_lazy("CSV 文件"),
        help_text=gettext_lazy("第一行 date,kind,name；kind 写 holiday（放假）或 workday（调休上班）"),
    )
    source = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("例如 国务院办公厅关于 2028 年部分节假日安排的通知"),
    )
    published_on = DayField(label=gettext_lazy("公布日期"))


@require_GET
@staff_page(needs="rulebook.see")
def show_calendar(request: StaffRequest) -> HttpResponse:
    """The years known, newest first; one of them in full."""
    years = years_of_days()
    wanted = request.GET.get("year", "")
    chosen = next((one for one in years if str(one.year) == wanted), None) or next(
        (one for one in years if one.year <= localdate(request.at).year), years[0]
    )
    calendar = work_calendar()
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=request.path),
        "years": years,
        "chosen": chosen,
        "days": sorted(chosen.special.items()),
        "official_through": calendar.official_through,
        "next_year": calendar.official_through.year + 1,
        "may_import": request.actor.may("rulebook.apply"),
    }
    return render(request, "workbench/administration/running/calendar.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(needs="rulebook.apply")
def import_year(request: StaffRequest) -> HttpResponseBase:
    """Take over a year's announcement; every fault of the file is listed."""
    initial = {"year": work_calendar().official_through.year + 1}
    form = AnnouncementForm(posted(request), request.FILES or None, initial=initial)
    status = 200
    if form.is_valid():
        try:
            return _taken_over(request, form.cleaned_data)
        except Refusal as refusal:
            faults = refusal.detail.get("faults")
            if isinstance(faults, list):
                form.add_error("file", [str(fault) for fault in faults[:50]])
            else:
                add_refusal(form, refusal)
            status = refusal.status
    context = {"form": form}
    return render(request, "workbench/administration/running/import_year.html", context, status=status)


def _taken_over(request: StaffRequest, given: dict[str, Any]) -> HttpResponseBase:
    file = given["file"]
    if file.size > LARGEST:
        raise Refusal(_("文件太大，一年的安排只有几十行"), field="file")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(_("不是 UTF-8 编码的 CSV 文件，请用 UTF-8 重新保存"), field="file") from error
    change = import_announcement(
        actor=request.actor,
        year=given["year"],
        days=read_announcement(text),
        source=given["source"],
        published_on=given["published_on"],
        at=request.at,
    )
    said = _("{year} 年的安排已导入：新增 {added} 天，去掉 {removed} 天")
    say_done(request, said.format(year=given["year"], added=len(change.added), removed=len(change.removed)))
    return HttpResponseRedirect(f"{reverse('workbench:calendar')}?year={given['year']}")
