"""授权: a role, where or for which unit, from when to when."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.access.operations import grant_role, revoke_grants
from wangge.core.access.operations.grants import NewGrant
from wangge.core.access.queries import GrantRow, account_row, grants_of
from wangge.core.areas.queries import place_of
from wangge.core.areas.scope import Scope
from wangge.core.teams.operations import entrust_unit
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import AreaField, DayField, UnitField
from wangge.faces.workbench.administration.teams.words import rules_within
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.calendar.days import midnight
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.rulebook.permissions import ADMIN_ROLES

from .changes import account_url


class GrantForm(forms.Form):
    """Either over an area or for a unit."""

    role = forms.ChoiceField(label=gettext_lazy("角色"))
    starts_on = DayField(label=gettext_lazy("第一天"), required=False, help_text=gettext_lazy("不写就从现在起"))
    ends_on = DayField(label=gettext_lazy("最后一天"), required=False, help_text=gettext_lazy("不写就一直有效"))

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "role", _roles(scope))
        self.fields["area"] = AreaField(
            scope=scope,
            label=gettext_lazy("在哪个区域"),
            required=False,
            help_text=gettext_lazy("管到这个区域和它下面的全部"),
        )
        self.fields["unit"] = UnitField(scope=scope, label=gettext_lazy("代表哪个单位"), required=False)
        self.order_fields(["role", "area", "unit", "starts_on", "ends_on"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("area")) == bool(given.get("unit")):
            raise forms.ValidationError(_("区域和单位，写一个，只写一个"))
        return given


def _roles(scope: Scope) -> list[tuple[str, Any]]:
    """The roles of each place of the scope, and the three administrators, as groups of `place:role`."""
    groups = [
        (rules.place.name, [(f"{rules.place.code}:{role.code}", role.label) for role in rules.roles])
        for rules in rules_within(scope)
    ]
    admins = [(f":{code}", _(role.label)) for code, role in ADMIN_ROLES.items()]  # translated where it is declared
    return [("", _("请选择")), *groups, (_("全系统的三员"), admins)]


@require_http_methods(["GET", "POST"])
@staff_page(needs="grant.edit")
def grant(request: StaffRequest, account_id: UUID) -> HttpResponseBase:
    """Give a role. Raises NotFound."""
    row = account_row(scope=request.actor.scope("account.see"), account_id=account_id, at=request.at)
    form = GrantForm(Scope(request.actor.scope("grant.edit").roots), posted(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        _give(request, row.id, given)
        say_done(request, _("已给{name}授权，马上生效").format(name=row.name))
        return HttpResponseRedirect(account_url(row.id))

    words = _("有岗位的人，权限随任职来去，不用在这里授。这里给临时的、跨单位的和管理员的权限。")
    asked = Asked(_("给{name}授权").format(name=row.name), _("授权"), account_url(row.id), words)
    return ask(request, form, asked, act)


def _give(request: StaffRequest, account_id: UUID, given: dict[str, Any]) -> None:
    place, _colon, role = given["role"].partition(":")
    begin, end = _begin(request, given["starts_on"]), _end(given["ends_on"])
    area, unit = given["area"], given["unit"]
    if unit is not None:
        if place != unit.place:
            raise Refusal(_("这个角色不是该单位所在地方的"), field="role")
        entrust_unit(
            actor=request.actor,
            account_id=account_id,
            organisation_id=unit.id,
            role=role,
            valid_from=begin,
            valid_to=end,
            at=request.at,
        )
        return
    if place and place != place_of(area_id=area.id):
        raise Refusal(_("这个角色不是该区域所在地方的"), field="role")
    new = NewGrant(account_id, role, place, area_path=area.path, valid_from=begin, valid_to=end)
    grant_role(actor=request.actor, new=new, at=request.at)


def _begin(request: StaffRequest, day: date | None) -> datetime | None:
    """The first moment of a day; now when it is today or has passed."""
    if day is None or day <= localdate(request.at):
        return None
    return midnight(day)


def _end(day: date | None) -> datetime | None:
    """The moment after the last day."""
    return midnight(day + timedelta(days=1)) if day else None


@require_http_methods(["GET", "POST"])
@staff_page(needs="grant.edit")
def revoke(request: StaffRequest, account_id: UUID, grant_id: UUID) -> HttpResponseBase:
    """End a grant now, asked on a page of its own. Raises NotFound."""
    row = account_row(scope=request.actor.scope("account.see"), account_id=account_id, at=request.at)
    found = _found(request, row.id, grant_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        revoke_grants(actor=request.actor, grant_id=found.id, at=request.at)
        say_done(request, _("{name}的授权已收回，马上生效").format(name=row.name))
        return HttpResponseRedirect(account_url(row.id))

    words = _("收回{name}的“{role}”。做过的事都留着。").format(name=row.name, role=found.role_label)
    asked = Asked(_("收回授权"), _("收回"), account_url(row.id), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)


def _found(request: StaffRequest, account_id: UUID, grant_id: UUID) -> GrantRow:
    rows = grants_of(account_id=account_id, at=request.at)
    found = next((row for row in rows if row.id == grant_id and not row.source and row.term != "over"), None)
    if found is None:
        raise NotFound(_("没有这条授权"))
    return found
