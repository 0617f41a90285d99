"""Letters of appointment and work cards to print, one or a page of the list at once."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.teams.printing import certificates_pdf, work_cards_pdf
from wangge.core.teams.queries import certificates, work_cards
from wangge.faces.workbench.administration.listing import chosen_area
from wangge.faces.workbench.administration.papers import pdf_response, verify_address
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Refusal

from .appointments import has_certificate, page_wanted


@require_GET
@staff_page(needs="team.see")
def send_certificate(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """The letter of appointment (聘书); `?duties=1` prints the duties on it. Raises NotFound, Refusal."""
    return _certificates(request, [appointment_id])


@require_GET
@staff_page(needs="team.see")
def send_certificates(request: StaffRequest) -> HttpResponse:
    """The letters of one page of the list, for posts that have one. Raises NotFound, Refusal."""
    scope, today = request.actor.scope("team.see"), localdate(request.at)
    rows = page_wanted(request.GET, scope, chosen_area(request.GET, scope), on=today).rows
    ids = [row.id for row in rows if has_certificate(row)]
    if not ids:
        raise Refusal(_("这一页里没有发聘书的岗位"))
    return _certificates(request, ids)


def _certificates(request: StaffRequest, ids: list[UUID]) -> HttpResponse:
    found = certificates(
        scope=request.actor.scope("team.see"),
        appointment_ids=ids,
        verify_url=verify_address,
        with_duties=request.GET.get("duties") == "1",
    )
    name = found[0].number if len(found) == 1 else _("{count} 份").format(count=len(found))
    return pdf_response(certificates_pdf(certificates=found, at=request.at), _("聘书 {name}").format(name=name))


@require_GET
@staff_page(needs="team.see")
def send_card(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """The work card (工作证). Raises NotFound, Refusal for somebody who is not in post."""
    return _cards(request, [appointment_id])


@require_GET
@staff_page(needs="team.see")
def send_cards(request: StaffRequest) -> HttpResponse:
    """The work cards of those in post on one page of the list. Raises NotFound, Refusal."""
    scope, today = request.actor.scope("team.see"), localdate(request.at)
    rows = page_wanted(request.GET, scope, chosen_area(request.GET, scope), on=today).rows
    ids = [row.id for row in rows if row.state == "live"]
    if not ids:
        raise Refusal(_("这一页里没有在任的人"))
    return _cards(request, ids)


def _cards(request: StaffRequest, ids: list[UUID]) -> HttpResponse:
    found = work_cards(
        scope=request.actor.scope("team.see"),
        appointment_ids=ids,
        on=localdate(request.at),
        verify_url=verify_address,
    )
    name = found[0].number if len(found) == 1 else _("{count} 张").format(count=len(found))
    return pdf_response(work_cards_pdf(cards=found, at=request.at), _("工作证 {name}").format(name=name))
