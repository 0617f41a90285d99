"""消息: what a person was told, and the way to what it is about."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from wangge.core.notices.operations import mark_all_read, mark_read
from wangge.core.notices.queries import inbox
from wangge.core.notices.subject import SubjectRef
from wangge.faces.shell.parts import NavItem
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page

SUBJECTS = {
    "case": "workbench:case",
    "appointment": "workbench:appointment",
    "admission": "workbench:admission",
    "demand": "workbench:demand",
    "task": "workbench:demand-task",
    "risk_notice": "workbench:risk-notice",
    "meeting_item": "workbench:meeting-item",
    "person_change": "workbench:person-change",
    "care_tag": "workbench:care-tag",
    "grid_plan": "workbench:plan",
}


@require_GET
@staff_page()
def show_inbox(request: StaffRequest) -> HttpResponse:
    """The notices of the person, the newest first."""
    unread_only = request.GET.get("unread") == "1"
    after = read_uuid(request.GET.get("after", ""))
    page = inbox(account_id=request.account.pk, unread_only=unread_only, before=after)
    context = {
        "views": [NavItem(_("全部"), "?", "", not unread_only), NavItem(_("未读"), "?unread=1", "", unread_only)],
        "rows": page.rows,
        "newest": page.rows[0].id if page.rows else None,
        "has_unread": any(row.is_unread for row in page.rows),
        "unread_only": unread_only,
        "pager": pager_behind(request.GET, after=str(page.next_before or ""), shown=len(page.rows)),
    }
    return render(request, "workbench/administration/own/inbox.html", context)


@require_POST
@staff_page()
def open_notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Note that a notice was read and go to what it is about. Raises NotFound."""
    subject = mark_read(account_id=request.account.pk, notice_id=notice_id, at=request.at)
    return HttpResponseRedirect(_address(subject) or reverse("workbench:inbox"))


def _address(subject: SubjectRef) -> str:
    name = SUBJECTS.get(subject.kind)
    return reverse(name, args=[subject.id]) if name and subject.id else ""


@require_POST
@staff_page()
def read_all(request: StaffRequest) -> HttpResponse:
    """Note that all notices up to the newest one shown were read."""
    up_to = read_uuid(request.POST.get("up_to", ""))
    count = mark_all_read(account_id=request.account.pk, up_to=up_to, at=request.at)
    said = ngettext("{count} 条消息标为已读", "{count} 条消息标为已读", count).format(count=count)
    say_done(request, said)
    return HttpResponseRedirect(reverse("workbench:inbox"))
