"""网格夜话、民情纳凉会: meetings of many, noted as such and never as visits at doors."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.scope import Scope
from wangge.faces.shell.parts import build_filter_bar, changed_query
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.listing import pager_behind, read_key, written_key
from wangge.faces.workbench.matters.parts import Empty
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.registers.parts import month_of
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.ids import uuid7
from wangge.practice.visits.operations import NewMeeting, record_meeting
from wangge.practice.visits.queries.by_area import calls

from .coverage import call_line
from .forms import TalkForm
from .parts import note_url, rules_for, seen_by, tabs

SIZE = 50


@require_GET
@staff_page(needs="visit.see")
def show_talks(request: StaffRequest) -> HttpResponse:
    """The meetings of a month, the newest first. Raises NotFound."""
    seen, month, query = seen_by(request), month_of(request), request.GET
    rows = calls(
        scope=seen.scope, path=seen.path, since=month.since, until=month.before, is_meeting=True,
        after=read_key(query.get("after", "")), size=SIZE + 1,
    )  # fmt: skip
    kept = rows[:SIZE]
    has_kinds = any(kind.is_meeting for kind in rules_for(seen.here.id).kinds)
    context = {
        "tabs": tabs(request),
        "heading": _("夜话座谈"),
        "note": _("{year} 年 {month} 月").format(year=month.first.year, month=month.first.month),
        "earlier_url": changed_query(query, {"month": month.earlier}),
        "later_url": changed_query(query, {"month": month.later}),
        "bar": build_filter_bar(query, [seen.chip(request, lead=_("看"))], has_words=False),
        "lines": [call_line(row, {}) for row in kept],
        "pager": pager_behind(
            query, after=written_key(kept[-1].happened_at, kept[-1].id) if len(rows) > SIZE else "", shown=len(kept)
        ),
        "empty": Empty(_("这个月还没有开过"), _("开过以后记下来了多少人、说了什么。会不算入户走访。"), sign="messages"),
        "add_url": reverse("workbench:talk-new") if has_kinds and request.actor.may("visit.record") else "",
        "add_label": _("记一场"),
    }
    return render(request, "workbench/list.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.record")
def record_talk(request: StaffRequest) -> HttpResponseBase:
    """Note a meeting. Raises NotFound."""
    seen = seen_by(request)
    scope = Scope(request.actor.scope("visit.record").roots)
    form = TalkForm(rules_for(seen.here.id), scope, posted(request), initial={"form_id": uuid7()})
    asked = Asked(_("记一场会"), _("记下"), reverse("workbench:talks"), words=_("写大家关心的事，不写人名。"))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewMeeting(
            id=given["form_id"], area_id=given["area"].id, kind=given["kind"], people=given["people"],
            words=given["words"], happened_at=given["happened_at"] or request.at,
        )  # fmt: skip
        pk = record_meeting(actor=request.actor, new=new, at=request.at)
        say_done(request, _("记下了"))
        return HttpResponseRedirect(note_url(pk))

    return ask(request, form, asked, act)
