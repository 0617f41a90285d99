"""联户: who is linked with how many households, which they are, sharing out what is left."""

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

from wangge.core.areas.scope import Scope
from wangge.core.people.queries import HouseholdRow, sight_of
from wangge.faces.shell.parts import build_chip, build_filter_bar, changed_query
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import page_of, pager_behind
from wangge.faces.workbench.labels import area_label, crumbs_of
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done, say_mind
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.practice.gridteams.operations import end_links, link_households, share_out
from wangge.practice.gridteams.queries import (
    LoadView,
    MemberLoad,
    linked_households,
    linking_members,
    load_view,
    unlinked_households,
)

from .parts import ROWS_A_PAGE, Action, Listed, area_of, read, seen_by, show_list, written

AT_ONCE = 60


@require_GET
@staff_page(needs="team.see")
def show_links(request: StaffRequest) -> HttpResponse:
    """The load of every linking member of the person's areas. Raises NotFound."""
    seen = seen_by(request)
    view = load_view(scope=seen.here, on=localdate(request.at))
    wanted = [row for row in view.rows if _is_wanted(row, request.GET.get("load", ""))]
    keys = [str(row.appointment_id) for row in wanted]
    shown, after = page_of(wanted, keys, after=request.GET.get("after", ""), size=ROWS_A_PAGE)
    share = f"{reverse('workbench:links-share')}?area={seen.area.code if seen.area else ''}"
    loads = [("heavy", _("偏多的")), ("light", _("偏少的")), ("none", _("一户没有的"))]
    page = Listed(
        heading=_("联户"),
        figures=_figures(view, share if seen.may_keep else ""),
        note=_("偏多：比规则定的多一半以上；偏少：不到一半。户数多少只为了分得匀，不评人。")
        if any(row.each for row in view.rows)
        else "",
        bar=build_filter_bar(
            request.GET,
            [seen.chip(request), build_chip(request.GET, "load", loads, anything=_("所有联户的人"), lead=_("的"))],
            has_words=False,
        ),
        lines=[_load_line(row, with_meant=any(one.each for one in shown)) for row in shown],
        empty=Empty(_("这里没有联户的人"), _("规则里写了联户的岗位，任命以后就在这里。"), sign="users"),
        pager=pager_behind(request.GET, after=after, shown=len(shown)),
        actions=[Action(_("平均分户"), share, "users", is_first=True)] if seen.may_keep and view.unlinked else [],
    )
    return show_list(request, page)


def _is_wanted(row: MemberLoad, load: str) -> bool:
    return {"heavy": row.is_heavy, "light": row.is_light, "none": row.households == 0}.get(load, True)


def _figures(view: LoadView, share_url: str) -> list[tuple[object, str, str]]:
    mean = "—" if view.mean is None else f"{float(view.mean):.1f}"
    return [
        (len(view.rows), "", _("联户的人")),
        (view.households, reverse("workbench:people"), _("在册住户")),
        (view.unlinked, share_url if view.unlinked else "", _("没有人联的户")),
        (mean, "", _("平均每人户数")),
        (f"{view.least}–{view.most}", "", _("最少–最多")),
        (f"{view.spread:.1f}", "", _("标准差")),
    ]


def _load_line(row: MemberLoad, *, with_meant: bool) -> Line:
    said = _("偏多") if row.is_heavy else _("偏少") if row.is_light else "—"
    meant = [
        Cell(_("应联"), "—" if row.each is None else str(row.each), is_number=True),
        Cell(_("匀不匀"), said, tag=True),
    ]
    return Line(
        row.person_name,
        [
            Cell(_("岗位"), row.post_label),
            Cell(_("网格"), area_label(row.area_id)),
            Cell(_("联户"), str(row.households), is_number=True),
            *(meant if with_meant else []),
        ],
        url=links_url(row.member_id),
    )


def links_url(member_id: UUID) -> str:
    return reverse("workbench:links-of", args=[member_id])


def _member(request: StaffRequest, member_id: UUID) -> MemberLoad:
    """Raises NotFound alike for a missing one, one of another place, and one who is not linked with households."""
    scope = Scope(request.actor.scope("team.see").roots)
    rows = load_view(scope=scope, on=localdate(request.at)).rows
    found = next((row for row in rows if row.member_id == member_id), None)
    if found is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return found


@require_GET
@staff_page(needs="people.see")
def show_member(request: StaffRequest, member_id: UUID) -> HttpResponse:
    """The households one member is linked with, from door to door. Raises NotFound."""
    row = _member(request, member_id)
    page = linked_households(
        sight=sight_of(actor=request.actor), member_id=member_id, after=read(request.GET.get("after", ""))
    )
    context = {
        "row": row,
        "crumbs": crumbs_of(row.area_id),
        "lines": [_household_line(one) for one in page.rows],
        "pager": pager_behind(request.GET, after=written(page.after), shown=len(page.rows)),
        "appointment_url": reverse("workbench:appointment", args=[row.appointment_id]),
        "may_keep": request.actor.can("team.keep", at_path=row.area_path),
    }
    return render(request, "workbench/gridteams/links.html", context)


def _household_line(one: HouseholdRow) -> Line:
    head = one.head or _("没有户主")
    cells = [Cell(_("人数"), str(one.members), is_number=True), Cell(_("关爱"), "、".join(one.care) or "—")]
    return Line(head, cells, url=reverse("workbench:household", args=[one.id]), below=one.address)


class HouseholdsForm(forms.Form):
    """Which households."""

    households = forms.TypedMultipleChoiceField(
        label=gettext_lazy("住户"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, rows: list[HouseholdRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["households"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(row.id), f"{row.head or '—'} · {row.address}") for row in rows]


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def add(request: StaffRequest, member_id: UUID) -> HttpResponseBase:
    """Link a member with households of the grid that nobody is linked with. Raises NotFound, NotAllowed."""
    row = _member(request, member_id)
    scope = Scope((row.area_path,))
    members = {one.member_id for one in linking_members(scope=scope, on=localdate(request.at))}
    left = unlinked_households(sight=sight_of(actor=request.actor), path=row.area_path, members=members, size=AT_ONCE)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        count = link_households(
            actor=request.actor, member_id=member_id, household_ids=given["households"], at=request.at
        )
        say_done(request, _("{name}新联了 {count} 户").format(name=row.person_name, count=count))
        return HttpResponseRedirect(links_url(member_id))

    words = _("下面是这个网格里还没有人联的住户，最多列 {most} 户。").format(most=AT_ONCE)
    if not left.rows:
        words = _("这个网格的住户都有人联了。要换人，先在原来那个人那里解除。")
    asked = Asked(_("给{name}联户").format(name=row.person_name), _("联上"), links_url(member_id), words)
    return ask(request, HouseholdsForm(list(left.rows), posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def end(request: StaffRequest, member_id: UUID) -> HttpResponseBase:
    """End some of a member's links, chosen from the list. Raises NotFound, NotAllowed."""
    row = _member(request, member_id)
    page = linked_households(sight=sight_of(actor=request.actor), member_id=member_id, size=AT_ONCE)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        count = end_links(actor=request.actor, member_id=member_id, household_ids=given["households"], at=request.at)
        say_done(request, _("解除了 {count} 户").format(count=count))
        return HttpResponseRedirect(links_url(member_id))

    words = _("选中的住户从今天起不再由{name}联；要有人接着联。").format(name=row.person_name)
    asked = Asked(_("解除联户"), _("解除"), links_url(member_id), words, is_danger=True)
    return ask(request, HouseholdsForm(list(page.rows), posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def share(request: StaffRequest) -> HttpResponseBase:
    """Share out all that nobody is linked with, asked on a page of its own. Raises NotFound, NotAllowed."""
    area = area_of(request)
    view = load_view(scope=Scope((area.path,)), on=localdate(request.at))
    back = f"{reverse('workbench:links')}{changed_query(request.GET, {'area': area.code})}"

    def act(_given: dict[str, Any]) -> HttpResponseBase:
        done = share_out(actor=request.actor, area_id=area.id, at=request.at)
        say_done(request, _("分了 {links} 户，最多的一人 {most} 户").format(links=done.links, most=done.heaviest))
        if done.left:
            say_mind(request, _("还有 {left} 户所在的网格没有联户的人，请先任命").format(left=done.left))
        return HttpResponseRedirect(back)

    words = _(
        "{area}有 {left} 户还没有人联。按网格分给在任的人：谁手上少先分谁，门挨着门；已经联好的不动。"
    ).format(area=area_label(area.id), left=view.unlinked)  # fmt: skip
    return ask(request, NoFields(posted(request)), Asked(_("平均分户"), _("分户"), back, words), act)
