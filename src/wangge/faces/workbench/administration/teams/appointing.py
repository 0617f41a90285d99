"""Putting people into posts, for another term, and out again."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.access.queries import account_by_login
from wangge.core.areas.queries import AreaRow, area_by_code
from wangge.core.teams.operations import EndReason, NewAppointment, appoint, end_appointment, renew
from wangge.core.teams.queries import AppointmentRow, appointment_row
from wangge.core.teams.units import Unit, units
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.fields import AreaField, DayField, unit_words
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import crumbs_of, rules_at
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.schema.posts import PostKind

UNTIL = gettext_lazy("不写就按规则的任期")


class WhereForm(forms.Form):
    """Where somebody is to be appointed."""

    def __init__(self, field: AreaField, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = field


class AppointForm(forms.Form):
    """Who takes which post of an area, in which unit, from when to when."""

    post_kind = forms.ChoiceField(label=gettext_lazy("岗位"))
    unit = forms.TypedChoiceField(label=gettext_lazy("单位"), coerce=UUID)
    person_name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    starts_on = DayField(label=gettext_lazy("第一天"))
    ends_on = DayField(label=gettext_lazy("最后一天"), required=False, help_text=UNTIL)
    login_name = forms.CharField(
        label=gettext_lazy("登录名"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("有账号的写登录名，岗位的权限随任职来去；没有账号的不写"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    is_public = forms.BooleanField(label=gettext_lazy("姓名写上公示页"), required=False, initial=True)

    def __init__(self, posts: list[PostKind], able: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "post_kind", [(p.code, p.label) for p in posts])
        set_choices(self, "unit", [(str(u.id), unit_words(u)) for u in able])


class RenewForm(forms.Form):
    ends_on = DayField(label=gettext_lazy("新聘期的最后一天"), required=False, help_text=UNTIL)


class EndForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("原因"), choices=EndReason.choices, help_text=gettext_lazy("只留在档案里，不公示")
    )


def appointment_url(appointment_id: UUID) -> str:
    return reverse("workbench:appointment", args=[appointment_id])


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.edit")
def appoint_person(request: StaffRequest) -> HttpResponseBase:
    """Put a person into a post; where it is not said in the address, the area is asked first. Raises NotFound."""
    scope = request.actor.scope("team.edit")
    code = request.GET.get("area", "")
    if not code:
        return _ask_where(request)
    area = area_by_code(code=code, scope=scope)
    posts, able = _posts(area), _units(area)
    if not posts or not able:
        raise Refusal(_("{area}没有可以任职的岗位：规则没有给这一级设岗位，或者还没有设立单位").format(area=area.name))
    initial = {
        "post_kind": request.GET.get("post", ""),
        "unit": request.GET.get("unit", "") or _usual_unit(request.GET.get("post", ""), posts, able),
        "starts_on": localdate(request.at),
    }

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewAppointment(
            post_kind=given["post_kind"],
            area_id=area.id,
            organisation_id=given["unit"],
            person_name=given["person_name"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            account_id=_account(request, given["login_name"]),
            is_public=given["is_public"],
        )
        made = appoint(actor=request.actor, new=new, at=request.at)
        say_done(request, _("{name}已任职，编号 {number}").format(name=made.person_name, number=made.number))
        return HttpResponseRedirect(appointment_url(made.pk))

    back = reverse("workbench:appointments") + f"?area={area.code}"
    asked = Asked(_("任命：{area}").format(area=area.name), _("任命"), back, crumbs=crumbs_of(area.id))
    return ask(request, AppointForm(posts, able, posted(request), initial=initial), asked, act)


def _ask_where(request: StaffRequest) -> HttpResponseBase:
    form = WhereForm(AreaField(scope=request.actor.scope("team.edit")), posted(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        return HttpResponseRedirect(f"{reverse('workbench:appoint')}?area={given['area'].code}")

    asked = Asked(_("在哪里任职"), _("下一步"), reverse("workbench:appointments"))
    return ask(request, form, asked, act)


def _posts(area: AreaRow) -> list[PostKind]:
    rules = rules_at(area.id)
    return [post for post in rules.posts.kinds if post.level == area.level] if rules else []


def _units(area: AreaRow) -> list[Unit]:
    """The units that answer for the area and have posts of its level."""
    kinds = {post.unit_kind for post in _posts(area)}
    return [unit for unit in units().serving(area_path=area.path) if unit.unit_kind in kinds]


def _usual_unit(post: str, posts: list[PostKind], able: list[Unit]) -> str:
    kind = next((one.unit_kind for one in posts if one.code == post), "")
    return next((str(unit.id) for unit in able if unit.unit_kind == kind), "")


def _account(request: StaffRequest, login_name: str) -> UUID | None:
    if not login_name.strip():
        return None
    scope = request.actor.scope("team.edit") | request.actor.scope("account.see")
    return account_by_login(scope=scope, login_name=login_name)


def _row(request: StaffRequest, appointment_id: UUID) -> AppointmentRow:
    scope = request.actor.scope("team.edit")
    return appointment_row(scope=scope, appointment_id=appointment_id, on=localdate(request.at))


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.edit")
def renew_appointment(request: StaffRequest, appointment_id: UUID) -> HttpResponseBase:
    """Appoint the same person for another term. Raises NotFound."""
    row = _row(request, appointment_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        made = renew(actor=request.actor, appointment_id=row.id, ends_on=given["ends_on"], at=request.at)
        say_done(request, _("{name}已续聘，编号 {number}").format(name=made.person_name, number=made.number))
        return HttpResponseRedirect(appointment_url(made.pk))

    words = _("接着现在的聘期，从到期第二天算起，发新的编号。")
    asked = Asked(_("续聘{name}").format(name=row.person_name), _("续聘"), appointment_url(row.id), words)
    return ask(request, RenewForm(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.edit")
def end(request: StaffRequest, appointment_id: UUID) -> HttpResponseBase:
    """Take a person out of a post today, asked on a page of its own. Raises NotFound."""
    row = _row(request, appointment_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        reason = EndReason(given["reason"])
        end_appointment(actor=request.actor, appointment_id=row.id, reason=reason, at=request.at)
        say_done(request, _("{name}已离任").format(name=row.person_name))
        return HttpResponseRedirect(appointment_url(row.id))

    words = _("从今天起不再担任{post}，随任职来的权限马上收回，后面排的班撤下，扫证会显示已失效。")
    heading = _("{name}离任").format(name=row.person_name)
    asked = Asked(heading, _("离任"), appointment_url(row.id), words.format(post=row.post_label), is_danger=True)
    return ask(request, EndForm(posted(request)), asked, act)
