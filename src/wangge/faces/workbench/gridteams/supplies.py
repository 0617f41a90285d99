"""工作保障: what grids were given to work with, and when."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.scope import Scope
from wangge.faces.shell.parts import build_chip, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import pager_behind
from wangge.faces.workbench.administration.teams.words import rules_within
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label, crumbs_of, rules_at
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridteams.operations import NewSupply, issue_supplies, take_back
from wangge.practice.gridteams.queries import SupplyRow, supplies, supply_row

from .parts import Action, DayForm, Listed, area_of, choices_of, people_of, read, seen_by, show_list, written


@require_GET
@staff_page(needs="team.see")
def show_supplies(request: StaffRequest) -> HttpResponse:
    """What the grids of the person's areas were given. Raises NotFound."""
    seen = seen_by(request)
    page = supplies(
        scope=seen.here, supply=request.GET.get("supply", ""), with_returned=request.GET.get("all") == "1",
        after=read(request.GET.get("after", "")),
    )  # fmt: skip
    kinds = {one.code: one.label for rules in rules_within(seen.scope) for one in rules.teams.supplies}
    new = f"{reverse('workbench:supply-new')}{'?area=' + seen.area.code if seen.area else ''}"
    listed = Listed(
        heading=_("工作保障"),
        note=_("红马甲、民情本、手机、补贴、保险：哪个网格、什么时候发的。"),
        bar=build_filter_bar(
            request.GET,
            [
                seen.chip(request),
                build_chip(request.GET, "supply", list(kinds.items()), anything=_("各样东西"), lead=_("的")),
                build_chip(request.GET, "all", [("1", _("连同收回的"))], anything=_("只看在用的"), lead=_("，")),
            ],
            has_words=False,
        ),
        lines=[_line(request, row) for row in page.rows],
        empty=Empty(_("还没有登记"), _("发了什么就记一笔，检查时就不会再列出来。"), sign="briefcase"),
        pager=pager_behind(request.GET, after=written(page.after), shown=len(page.rows)),
        actions=[Action(_("发放"), new, "plus", is_first=True)] if seen.may_keep and kinds else [],
    )
    return show_list(request, listed)


def _line(request: StaffRequest, row: SupplyRow) -> Line:
    may = request.actor.can("team.keep", at_path=row.area_path) and row.returned_on is None
    amount = "—" if row.amount is None else _("{amount} 元").format(amount=row.amount)
    return Line(
        row.label,
        [
            Cell(_("发给"), row.member_name or _("网格")),
            Cell(_("件数"), str(row.quantity), is_number=True),
            Cell(_("金额"), amount, is_number=True),
            Cell(_("发放"), row.issued_on.isoformat()),
            Cell(_("收回"), row.returned_on.isoformat() if row.returned_on else "—"),
        ],
        below="，".join(filter(None, (area_label(row.area_id), row.note))),
        actions=[(_("收回"), reverse("workbench:supply-back", args=[row.id]))] if may else [],
    )


class SupplyForm(forms.Form):
    """What is given to whom."""

    supply = forms.ChoiceField(label=gettext_lazy("什么"))
    member = forms.TypedChoiceField(
        label=gettext_lazy("发给"), coerce=UUID, empty_value=None, required=False,
        help_text=gettext_lazy("不选人就是发给这个地方"),
    )  # fmt: skip
    quantity = forms.IntegerField(label=gettext_lazy("件数"), min_value=1, max_value=999, initial=1)
    amount = forms.DecimalField(
        label=gettext_lazy("金额（元）"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2, required=False,
        help_text=gettext_lazy("只有补贴写"),
    )  # fmt: skip
    on = DayField(label=gettext_lazy("哪一天发的"))
    note = forms.CharField(label=gettext_lazy("备注"), max_length=100, required=False)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def add(request: StaffRequest) -> HttpResponseBase:
    """Write down what a grid was given. Raises NotFound, NotAllowed."""
    area, form = area_of(request), SupplyForm(posted(request), initial={"on": localdate(request.at), "quantity": 1})
    rules = rules_at(area.id)
    set_choices(form, "supply", [(one.code, one.label) for one in rules.teams.supplies] if rules else [])
    people = people_of(request, area)
    set_choices(form, "member", [("", area.name), *choices_of(people)])
    back = f"{reverse('workbench:supplies')}?area={area.code}"

    def act(given: dict[str, Any]) -> HttpResponseBase:
        to = people.get(str(given["member"]))
        new = NewSupply(
            area_id=to.area_id if to else area.id,
            supply=given["supply"], issued_on=given["on"], quantity=given["quantity"],
            amount=given["amount"], member_id=given["member"], note=given["note"],
        )  # fmt: skip
        issue_supplies(actor=request.actor, new=[new], at=request.at)
        say_done(request, _("记下了"))
        return HttpResponseRedirect(back)

    asked = Asked(_("发放：{area}").format(area=area_label(area.id)), _("记下"), back, crumbs=crumbs_of(area.id))
    return ask(request, form, asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def give_back(request: StaffRequest, item_id: UUID) -> HttpResponseBase:
    """Something is given back. Raises NotFound, NotAllowed."""
    row = supply_row(scope=Scope(request.actor.scope("team.see").roots), item_id=item_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        take_back(actor=request.actor, item_id=row.id, on=given["on"], at=request.at)
        say_done(request, _("{label}已收回").format(label=row.label))
        return HttpResponseRedirect(reverse("workbench:supplies"))

    words = _("{area}的{label}，{day}发的。").format(
        area=area_label(row.area_id), label=row.label, day=row.issued_on.isoformat()
    )  # fmt: skip
    form = DayForm(posted(request), initial={"on": localdate(request.at)})
    return ask(
        request,
        form,
        Asked(_("收回{label}").format(label=row.label), _("收回"), reverse("workbench:supplies"), words),
        act,
    )
