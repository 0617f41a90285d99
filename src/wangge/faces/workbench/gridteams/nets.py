"""多网合一: special-purpose grids laid onto the one grid, and where persons or areas are told twice."""

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
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import page_of, pager_behind
from wangge.faces.workbench.administration.teams.words import rules_within
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label, crumbs_of, rules_at
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.practice.gridteams.operations import NewNetCover, lay_nets, lift_net
from wangge.practice.gridteams.queries import NetRow, net_covers, review

from .parts import ROWS_A_PAGE, Action, Listed, area_of, seen_by, show_list


@require_GET
@staff_page(needs="team.see")
def show_nets(request: StaffRequest) -> HttpResponse:
    """The special-purpose grids of the person's areas. Raises NotFound."""
    seen = seen_by(request)
    rows = net_covers(scope=seen.here, net=request.GET.get("net", ""))
    shown, after = page_of(rows, [str(row.id) for row in rows], after=request.GET.get("after", ""), size=ROWS_A_PAGE)
    kinds = {one.code: one.label for rules in rules_within(seen.scope) for one in rules.teams.nets}
    found = [one for one in review(scope=seen.here, on=localdate(request.at)).breaches if one.kind == "one_grid"]
    told = f"{reverse('workbench:checks')}?check={found[0].check}" if found else ""
    new = f"{reverse('workbench:net-new')}{'?area=' + seen.area.code if seen.area else ''}"
    listed = Listed(
        heading=_("多网合一"),
        figures=[
            (len({(row.net, row.name) for row in rows}), "", _("专项网格")),
            (len({row.area_id for row in rows}), "", _("并进的网格")),
            (sum(bool(one.subject) for one in found), told, _("一人管几个网格")),
            (sum(not one.subject for one in found), told, _("一处被盖两次")),
        ],
        note=_("各条线的专项网格并进哪个网格；一个专项网格盖几个网格，就有几行。归并掉的点“归并”。"),
        bar=build_filter_bar(
            request.GET,
            [
                seen.chip(request),
                build_chip(request.GET, "net", list(kinds.items()), anything=_("各条线"), lead=_("的")),
            ],
            has_words=False,
        ),
        lines=[_line(request, row) for row in shown],
        empty=Empty(
            _("还没有登记专项网格"), _("把各条线的网格登记到它盖住的网格上，才看得出人和地有没有重。"), sign="stack-2"
        ),
        pager=pager_behind(request.GET, after=after, shown=len(shown)),
        actions=[Action(_("登记"), new, "plus", is_first=True)] if seen.may_keep and kinds else [],
    )
    return show_list(request, listed)


def _line(request: StaffRequest, row: NetRow) -> Line:
    may = request.actor.can("team.keep", at_path=row.area_path)
    return Line(
        row.name,
        [
            Cell(_("条线"), row.net_label, tag=True),
            Cell(_("盖住的网格"), area_label(row.area_id)),
            Cell(_("负责人"), row.holder_name or "—"),
            Cell(_("从"), row.since.isoformat()),
        ],
        actions=[(_("归并"), reverse("workbench:net-lift", args=[row.id]))] if may else [],
    )


class NetForm(forms.Form):
    """A special-purpose grid over one area."""

    net = forms.ChoiceField(label=gettext_lazy("条线"))
    name = forms.CharField(
        label=gettext_lazy("叫什么"), max_length=60, required=False, help_text=gettext_lazy("不写就同网格的名字")
    )
    holder_name = forms.CharField(label=gettext_lazy("负责人"), max_length=60, required=False)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def add(request: StaffRequest) -> HttpResponseBase:
    """Lay a special-purpose grid onto an area. Raises NotFound, NotAllowed."""
    area, form = area_of(request), NetForm(posted(request))
    rules = rules_at(area.id)
    set_choices(form, "net", [(one.code, one.label) for one in rules.teams.nets] if rules else [])
    back = f"{reverse('workbench:nets')}?area={area.code}"

    def act(given: dict[str, Any]) -> HttpResponseBase:
        lay_nets(actor=request.actor, new=[NewNetCover(area.id, **given)], at=request.at)
        say_done(request, _("登记好了"))
        return HttpResponseRedirect(back)

    asked = Asked(_("专项网格：{area}").format(area=area_label(area.id)), _("登记"), back, crumbs=crumbs_of(area.id))
    return ask(request, form, asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def lift(request: StaffRequest, cover_id: UUID) -> HttpResponseBase:
    """A special-purpose grid covers an area no longer, asked on a page of its own. Raises NotFound, NotAllowed."""
    scope = Scope(request.actor.scope("team.see").roots)
    row = next((one for one in net_covers(scope=scope) if one.id == cover_id), None)
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))

    def act(_given: dict[str, Any]) -> HttpResponseBase:
        lift_net(actor=request.actor, cover_id=cover_id, at=request.at)
        say_done(request, _("“{name}”已归并").format(name=row.name))
        return HttpResponseRedirect(reverse("workbench:nets"))

    words = _("“{name}”从今天起不再盖住{area}。").format(name=row.name, area=area_label(row.area_id))
    return ask(
        request, NoFields(posted(request)), Asked(_("归并专项网格"), _("归并"), reverse("workbench:nets"), words), act
    )
