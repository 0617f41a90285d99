"""Setting up, naming and closing organisations; their duty telephones."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.areas.scope import Scope
from wangge.core.teams.operations import (
    NewOrganisation,
    add_organisation,
    close_organisation,
    rename_organisation,
    set_duty_phone,
)
from wangge.core.teams.queries import OrganisationRow, organisation_row
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import AreaField, UnitField
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .words import unit_kinds


class NewOrganisationForm(forms.Form):
    """A unit at an area; the kind says at which level it stands."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    unit_kind = forms.ChoiceField(label=gettext_lazy("种类"))
    duty_phone = forms.CharField(
        label=gettext_lazy("值班电话"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("公开的座机，例如 0932-4500000，不写个人手机"),
    )

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=gettext_lazy("管到哪里"))
        set_choices(self, "unit_kind", unit_kinds(scope))
        self.fields["part_of"] = UnitField(scope=scope, label=gettext_lazy("上级单位"), required=False)
        self.order_fields(["area", "unit_kind", "name", "part_of", "duty_phone"])


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("值班电话"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("公开的座机，例如 0932-4500000；不写就是没有"),
    )


def organisation_url(organisation_id: UUID) -> str:
    return reverse("workbench:organisation", args=[organisation_id])


def _row(request: StaffRequest, organisation_id: UUID) -> OrganisationRow:
    scope = request.actor.scope("team.edit")
    return organisation_row(scope=scope, organisation_id=organisation_id, on=localdate(request.at))


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.edit")
def add(request: StaffRequest) -> HttpResponseBase:
    """Set up an organisation."""
    form = NewOrganisationForm(
        request.actor.scope("team.edit"), posted(request), initial={"area": request.GET.get("area", "")}
    )

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewOrganisation(
            area_id=given["area"].id,
            unit_kind=given["unit_kind"],
            name=given["name"],
            duty_phone=given["duty_phone"],
            part_of=given["part_of"].id if given["part_of"] else None,
        )
        made = add_organisation(actor=request.actor, new=new, at=request.at)
        say_done(request, _("{name}已设立").format(name=made.name))
        return HttpResponseRedirect(organisation_url(made.pk))

    return ask(request, form, Asked(_("新设单位"), _("设立"), reverse("workbench:organisations")), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.edit")
def rename(request: StaffRequest, organisation_id: UUID) -> HttpResponseBase:
    """Give it another name. Raises NotFound."""
    row = _row(request, organisation_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        rename_organisation(actor=request.actor, organisation_id=row.id, name=given["name"], at=request.at)
        say_done(request, _("{old}已更名为{name}").format(old=row.name, name=given["name"]))
        return HttpResponseRedirect(organisation_url(row.id))

    asked = Asked(_("{name}更名").format(name=row.name), _("更名"), organisation_url(row.id))
    return ask(request, NameForm(posted(request), initial={"name": row.name}), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.edit")
def set_phone(request: StaffRequest, organisation_id: UUID) -> HttpResponseBase:
    """Set its duty telephone. Raises NotFound."""
    row = _row(request, organisation_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        set_duty_phone(actor=request.actor, organisation_id=row.id, phone=given["phone"], at=request.at)
        say_done(request, _("值班电话已改好，海报和公示页上也跟着变"))
        return HttpResponseRedirect(organisation_url(row.id))

    asked = Asked(_("{name}的值班电话").format(name=row.name), _("保存"), organisation_url(row.id))
    return ask(request, PhoneForm(posted(request), initial={"phone": row.duty_phone}), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.edit")
def close(request: StaffRequest, organisation_id: UUID) -> HttpResponseBase:
    """Close it, asked on a page of its own. Raises NotFound."""
    row = _row(request, organisation_id)
    words = _("撤销后不再接办事项，也不能再任职；手里的事项要有人接。撤销了不能恢复。")
    if row.in_post:
        words = _("还有 {count} 人在任，要先办离任才能撤销。").format(count=row.in_post) + words

    def act(given: dict[str, Any]) -> HttpResponseBase:
        close_organisation(actor=request.actor, organisation_id=row.id, at=request.at)
        say_done(request, _("{name}已撤销").format(name=row.name))
        return HttpResponseRedirect(reverse("workbench:organisations"))

    asked = Asked(_("撤销{name}").format(name=row.name), _("撤销"), organisation_url(row.id), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)
