"""The agreement on paper, and the parties in full for a stated purpose; both are logged."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.core.cases.operations.agreement import agreement_paper, reveal_parties
from wangge.core.cases.printing import agreement_pdf
from wangge.core.cases.queries import case_page
from wangge.core.cases.queries.disputes import PartySide, dispute_of_case
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Fact
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.papers import pdf_response
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound

from .forms import PurposeForm


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="case.reveal")
def print_agreement(request: StaffRequest, case_id: UUID) -> HttpResponseBase:
    """Say what is printed; on POST the three copies as PDF. Raises NotFound, NotAllowed."""
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    found = dispute_of_case(actor=request.actor, case=page.case)
    if found is None or found.agreement is None:
        raise NotFound(_("这件纠纷还没有达成协议"))

    def done(given: dict[str, object]) -> HttpResponse:
        paper = agreement_paper(actor=request.actor, case_id=case_id, address=address_of(request), at=request.at)
        name = _("调解协议书 {number}").format(number=page.case.number)
        return pdf_response(agreement_pdf(paper=paper, at=request.at), name)

    words = _("一式三份，双方和调解委员会各一份；上面有当事人全名，打印会记入审计。")
    facts = [Fact(_("事项"), f"{page.case.number} {page.case.title}")]
    asked = Asked(_("打印协议书"), _("生成 PDF"), case_url(case_id), words, facts=facts)
    return ask(request, NoFields(posted(request)), asked, done)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="case.reveal")
def show_names(request: StaffRequest, case_id: UUID) -> HttpResponseBase:
    """Ask for the purpose; on POST the names and addresses. Raises NotFound, NotAllowed."""
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)

    def done(given: dict[str, str]) -> HttpResponse:
        parties = reveal_parties(
            actor=request.actor, case_id=case_id, purpose=given["purpose"], address=address_of(request), at=request.at
        )
        facts = [Fact(PartySide(one.side).label, one.name, note=one.details) for one in parties]
        context = {"case": page.case, "facts": facts, "back_url": case_url(case_id)}
        return render(request, "workbench/disputes/names.html", context)

    facts = [Fact(_("事项"), f"{page.case.number} {page.case.title}")]
    asked = Asked(_("查看当事人全名"), _("查看"), case_url(case_id), facts=facts)
    return ask(request, PurposeForm(posted(request)), asked, done)
