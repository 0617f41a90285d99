"""心理疏导: the counsellor's own pages; nobody else reads what is written there."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.cases.operations.risks import note_counselling
from wangge.core.cases.queries.disputes import ReferralRow, referral_list, referral_page
from wangge.faces.shell.parts import Fact
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal

from .forms import NoteForm
from .words import TABS


@require_GET
@staff_page(needs="dispute.counsel")
def show_referrals(request: StaffRequest) -> HttpResponse:
    """The referrals of the counsellor's areas, open ones first."""
    lines = [_line(row) for row in referral_list(actor=request.actor)]
    context = {"lines": lines, "tabs": tabs_of(TABS, request.actor, here=request.path)}
    return render(request, "workbench/disputes/counselling.html", context)


def _line(row: ReferralRow) -> Line:
    cells = [
        Cell(_("状态"), _("已结束") if row.ended_at else _("疏导中"), tag=True),
        Cell(_("在哪里"), area_label(row.area_id)),
        Cell(_("转介"), when(row.referred_at)),
        Cell(_("谁转介的"), row.referred_name),
    ]
    return Line(row.number, cells, url=reverse("workbench:referral", args=[row.id]))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="dispute.counsel")
def show_referral(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    """One referral with its notes, and a form for the next. Raises NotFound."""
    form = NoteForm(posted(request))
    status = 200
    if form.is_valid():
        try:
            return _noted(request, referral_id, form.cleaned_data)
        except NotFound:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
    page = referral_page(actor=request.actor, referral_id=referral_id)
    facts = [
        Fact(_("在哪里"), area_label(page.row.area_id)),
        Fact(_("转介"), when(page.row.referred_at), note=page.row.referred_name),
        Fact(_("原因"), page.reason),
    ]
    context = {"page": page, "facts": facts, "form": form, "back_url": reverse("workbench:counselling")}
    return render(request, "workbench/disputes/referral.html", context, status=status)


def _noted(request: StaffRequest, referral_id: UUID, given: dict[str, Any]) -> HttpResponseBase:
    note_counselling(
        actor=request.actor, referral_id=referral_id, words=given["words"], is_last=given["is_last"], at=request.at
    )
    say_done(request, _("已记下"))
    return HttpResponseRedirect(reverse("workbench:referral", args=[referral_id]))
