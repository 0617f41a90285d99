"""不在岗: somebody is away from a post, and back sooner."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.teams.operations import end_absence, record_absence
from wangge.core.teams.queries import AppointmentRow, appointment_row
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.labels import crumbs_of
from wangge.faces.workbench.notes import say_done, say_mind
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .appointing import appointment_url


class AbsenceForm(forms.Form):
    """From when to when somebody is away."""

    starts_on = DayField(label=gettext_lazy("第一天"))
    ends_on = DayField(label=gettext_lazy("最后一天"))
    reason = forms.CharField(
        label=gettext_lazy("事由"), max_length=60, required=False, help_text=gettext_lazy("例如：休假、培训；不公示")
    )


def _row(request: StaffRequest, appointment_id: UUID) -> AppointmentRow:
    scope = request.actor.scope("team.see")
    return appointment_row(scope=scope, appointment_id=appointment_id, on=localdate(request.at))


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.see")
def record(request: StaffRequest, appointment_id: UUID) -> HttpResponseBase:
    """Record days away; the deputies act by themselves. Raises NotFound, NotAllowed."""
    row = _row(request, appointment_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        absence = record_absence(actor=request.actor, appointment_id=row.id, at=request.at, **given)
        if absence.deputies:
            say_done(request, _("已记下，这几天由{names}替岗").format(names=absence.deputies))
        else:
            say_mind(request, _("已记下，但是规则没有给这个岗位定替岗的，或者替岗的也不在，请另外安排人"))
        return HttpResponseRedirect(appointment_url(row.id))

    words = _("这几天里，规则定的替岗人（AB岗）自动有这个岗位的权限，通知也会发给他；到期自动收回。")
    heading = _("{name}不在岗").format(name=row.person_name)
    asked = Asked(heading, _("记下"), appointment_url(row.id), words, crumbs=crumbs_of(row.area_id))
    today = localdate(request.at)
    return ask(request, AbsenceForm(posted(request), initial={"starts_on": today}), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.see")
def end(request: StaffRequest, appointment_id: UUID, absence_id: UUID) -> HttpResponseBase:
    """Somebody is back sooner. Raises NotFound, NotAllowed."""
    row = _row(request, appointment_id)

    def act(_given: dict[str, Any]) -> HttpResponseBase:
        end_absence(actor=request.actor, absence_id=absence_id, at=request.at)
        say_done(request, _("{name}已返岗").format(name=row.person_name))
        return HttpResponseRedirect(appointment_url(row.id))

    heading = _("{name}返岗").format(name=row.person_name)
    asked = Asked(heading, _("返岗"), appointment_url(row.id), _("替岗人的权限马上收回。"))
    return ask(request, NoFields(posted(request)), asked, act)
