"""微信群: the register of groups, texts to copy, what was sent when, posters."""

from datetime import timedelta
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

from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.faces.shell.parts import build_chip, build_filter_bar, changed_query
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import pager_behind, read_month
from wangge.faces.workbench.administration.papers import pdf_response
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label, crumbs_of, rules_at
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridteams.operations import (
    NewGroup,
    change_group,
    close_group,
    keep_text,
    record_broadcast,
    register_groups,
    withdraw_text,
)
from wangge.practice.gridteams.printing import group_poster_pdf
from wangge.practice.gridteams.queries import (
    GroupRow,
    broadcasts,
    chat_group,
    chat_groups,
    group_numbers,
    group_poster,
    group_texts,
    topics_of_month,
)

from .parts import TABS, Action, Listed, area_of, choices_of, page_address, people_of, read, seen_by, show_list, written

GROUPS_TO_CHOOSE = 400


@require_GET
@staff_page(needs="team.see")
def show_groups(request: StaffRequest) -> HttpResponse:
    """The chat groups of the person's areas. Raises NotFound."""
    seen = seen_by(request)
    page = chat_groups(scope=seen.here, after=read(request.GET.get("after", "")))
    count, people = group_numbers(scope=seen.here)
    kept = f"?area={seen.area.code}" if seen.area else ""
    listed = Listed(
        heading=_("微信群"),
        figures=[(count, "", _("登记的群")), (people, "", _("群里的人（群主报的）"))],
        note=_("只登记群和群主，不读群里的话。文稿复制到群里发，发了记一笔。"),
        bar=build_filter_bar(request.GET, [seen.chip(request)], has_words=False),
        lines=[_line(request, row) for row in page.rows],
        empty=Empty(_("还没有登记微信群"), _("每个网格的网格长建好群，登记在这里。"), sign="messages"),
        pager=pager_behind(request.GET, after=written(page.after), shown=len(page.rows)),
        actions=[
            Action(_("文稿和群发"), reverse("workbench:group-texts") + kept, "message"),
            *([Action(_("登记"), reverse("workbench:chat-group-new") + kept, "plus", True)] if seen.may_keep else []),
        ],
    )
    return show_list(request, listed)


def _line(request: StaffRequest, row: GroupRow) -> Line:
    may = request.actor.can("team.keep", at_path=row.area_path)
    size = "—" if row.size is None else _("{size} 人").format(size=row.size)
    poster = (_("海报"), reverse("workbench:chat-group-poster", args=[row.id]))
    change = (_("更新"), reverse("workbench:chat-group-change", args=[row.id]))
    close = (_("解散"), reverse("workbench:chat-group-close", args=[row.id]))
    return Line(
        row.name,
        [
            Cell(_("群主"), row.owner_name),
            Cell(_("人数"), size),
            Cell(_("最近群发"), row.last_sent_on.isoformat() if row.last_sent_on else "—"),
        ],
        below=area_label(row.area_id),
        actions=[poster, *([change, close] if may else [])],
    )


class GroupForm(forms.Form):
    """A group and whose it is."""

    name = forms.CharField(label=gettext_lazy("群名"), max_length=60)
    owner = forms.TypedChoiceField(label=gettext_lazy("群主"), coerce=UUID, empty_value=None, required=False)
    owner_name = forms.CharField(
        label=gettext_lazy("群主姓名"), max_length=60, required=False, help_text=gettext_lazy("不在上面的人才写")
    )
    size = forms.IntegerField(label=gettext_lazy("多少人"), min_value=1, max_value=500, required=False)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def add(request: StaffRequest) -> HttpResponseBase:
    """Register a group. Raises NotFound, NotAllowed."""
    area = area_of(request)
    form = GroupForm(posted(request), initial={"name": _("{area}群").format(area=area.name)})
    people = people_of(request, area)
    set_choices(form, "owner", [("", "—"), *choices_of(people)])
    back = f"{reverse('workbench:chat-groups')}?area={area.code}"

    def act(given: dict[str, Any]) -> HttpResponseBase:
        owner = people.get(str(given["owner"]))
        where = owner.area_id if owner else area.id
        new = NewGroup(where, given["name"], given["owner_name"], given["owner"], given["size"])
        register_groups(actor=request.actor, new=[new], at=request.at)
        say_done(request, _("登记好了"))
        return HttpResponseRedirect(back)

    asked = Asked(_("登记微信群：{area}").format(area=area_label(area.id)), _("登记"), back, crumbs=crumbs_of(area.id))
    return ask(request, form, asked, act)


class ChangeForm(forms.Form):
    """What is known of a group today."""

    owner_name = forms.CharField(label=gettext_lazy("群主"), max_length=60)
    size = forms.IntegerField(label=gettext_lazy("多少人"), min_value=1, max_value=500, required=False)
    join_words = forms.CharField(
        label=gettext_lazy("群二维码的内容"), max_length=200, required=False,
        help_text=gettext_lazy("用扫码软件读出来的一行字；不写，海报上就印网格主页的码"),
    )  # fmt: skip
    join_until = DayField(label=gettext_lazy("群二维码有效到"), required=False)


def _group(request: StaffRequest, group_id: UUID) -> GroupRow:
    return chat_group(scope=Scope(request.actor.scope("team.see").roots), group_id=group_id)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def change(request: StaffRequest, group_id: UUID) -> HttpResponseBase:
    """Say anew what is known of a group. Raises NotFound, NotAllowed."""
    row = _group(request, group_id)
    initial = {"owner_name": row.owner_name, "size": row.size, "join_until": row.join_until}

    def act(given: dict[str, Any]) -> HttpResponseBase:
        change_group(actor=request.actor, group_id=row.id, at=request.at, **given)
        say_done(request, _("“{name}”已更新").format(name=row.name))
        return HttpResponseRedirect(reverse("workbench:chat-groups"))

    asked = Asked(row.name, _("保存"), reverse("workbench:chat-groups"), crumbs=crumbs_of(row.area_id))
    return ask(request, ChangeForm(posted(request), initial=initial), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def close(request: StaffRequest, group_id: UUID) -> HttpResponseBase:
    """A group is no more, asked on a page of its own. Raises NotFound, NotAllowed."""
    row = _group(request, group_id)

    def act(_given: dict[str, Any]) -> HttpResponseBase:
        close_group(actor=request.actor, group_id=row.id, at=request.at)
        say_done(request, _("“{name}”已解散").format(name=row.name))
        return HttpResponseRedirect(reverse("workbench:chat-groups"))

    asked = Asked(_("解散“{name}”").format(name=row.name), _("解散"), reverse("workbench:chat-groups"), is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)


@require_GET
@staff_page(needs="team.see")
def send_poster(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """The poster of a group. Raises NotFound."""
    scope = Scope(request.actor.scope("team.see").roots)
    poster = group_poster(scope=scope, group_id=group_id, on=localdate(request.at), page_url=page_address())
    return pdf_response(group_poster_pdf(poster=poster, at=request.at), poster.group_name)


@require_GET
@staff_page(needs="team.see")
def show_texts(request: StaffRequest) -> HttpResponse:
    """Texts to copy, topics of the month, what was sent. Raises NotFound."""
    seen = seen_by(request)
    root = seen.root
    month = read_month(request.GET.get("month", ""), otherwise=localdate(request.at))
    later = (month + timedelta(days=31)).replace(day=1)
    topic = request.GET.get("topic", "")
    topics = topics_of_month(
        scope=seen.here, place=areas_in_memory().place_of(root.id) if root else "", first=month, before=later
    )
    chips = [
        seen.chip(request),
        build_chip(request.GET, "topic", [(t, t) for t in topics], anything=_("各个主题"), lead=_("的")),
    ]
    context = {
        "tabs": tabs_of(TABS, request.actor, here=reverse("workbench:chat-groups")),
        "bar": build_filter_bar(request.GET, chips, has_words=False),
        "texts": group_texts(scope=seen.here, path=root.path, topic=topic) if root else [],
        "topics": [
            Line(
                name,
                [Cell(_("文稿"), str(texts), is_number=True), Cell(_("发到群（次）"), str(times), is_number=True)],
            )
            for name, (texts, times) in topics.items()
        ],
        "log": broadcasts(scope=seen.here, first=month, before=later),
        "month": month,
        "earlier_url": changed_query(request.GET, {"month": f"{month - timedelta(days=1):%Y-%m}"}),
        "later_url": changed_query(request.GET, {"month": f"{later:%Y-%m}"}),
        "new_url": f"{reverse('workbench:group-text-new')}{'?area=' + seen.area.code if seen.area else ''}",
        "may_keep": seen.may_keep,
        "may_write": seen.may_keep and bool(topics),
    }
    return render(request, "workbench/gridteams/texts.html", context)


class TextForm(forms.Form):
    """A text under a topic."""

    topic = forms.ChoiceField(label=gettext_lazy("主题"))
    title = forms.CharField(label=gettext_lazy("标题"), max_length=60)
    words = forms.CharField(label=gettext_lazy("内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8}))


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def add_text(request: StaffRequest) -> HttpResponseBase:
    """Keep a text for the groups of an area. Raises NotFound, NotAllowed."""
    area, form = area_of(request), TextForm(posted(request))
    rules = rules_at(area.id)
    set_choices(form, "topic", [(one, one) for one in (rules.visits.topics if rules else ())])
    back = f"{reverse('workbench:group-texts')}?area={area.code}"

    def act(given: dict[str, Any]) -> HttpResponseBase:
        keep_text(actor=request.actor, area_id=area.id, at=request.at, **given)
        say_done(request, _("文稿存好了，{area}和下面的网格都能用").format(area=area.name))
        return HttpResponseRedirect(back)

    words = _("{area}和下面的网格都能复制。").format(area=area_label(area.id))
    return ask(request, form, Asked(_("新文稿"), _("存下"), back, words), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def withdraw(request: StaffRequest, text_id: UUID) -> HttpResponseBase:
    """A text is not to be copied any more. Raises NotFound, NotAllowed."""
    back = reverse("workbench:group-texts")

    def act(_given: dict[str, Any]) -> HttpResponseBase:
        withdraw_text(actor=request.actor, text_id=text_id, at=request.at)
        say_done(request, _("已停用"))
        return HttpResponseRedirect(back)

    words = _("停用以后不再列出来；发过的记录还在。")
    return ask(request, NoFields(posted(request)), Asked(_("停用文稿"), _("停用"), back, words, is_danger=True), act)


class SentForm(forms.Form):
    """Into which groups a text was copied, and when."""

    groups = forms.TypedMultipleChoiceField(
        label=gettext_lazy("发到了哪些群"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label=gettext_lazy("哪一天"))


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def sent(request: StaffRequest, text_id: UUID) -> HttpResponseBase:
    """Write down that a text was copied into groups. Raises NotFound, NotAllowed."""
    scope = Scope(request.actor.scope("team.keep").roots)
    form = SentForm(posted(request), initial={"on": localdate(request.at)})
    rows = chat_groups(scope=scope, size=GROUPS_TO_CHOOSE).rows
    field = form.fields["groups"]
    assert isinstance(field, forms.TypedMultipleChoiceField)
    field.choices = [(str(row.id), f"{row.name}（{area_label(row.area_id)}）") for row in rows]
    back = reverse("workbench:group-texts")

    def act(given: dict[str, Any]) -> HttpResponseBase:
        count = record_broadcast(
            actor=request.actor, text_id=text_id, group_ids=given["groups"], on=given["on"], at=request.at
        )
        say_done(request, _("记下了，发到 {count} 个群").format(count=count))
        return HttpResponseRedirect(back)

    words = _("先把文稿复制到群里发出去，再在这里记一笔。")
    return ask(request, form, Asked(_("群发记录"), _("记下"), back, words), act)
