"""Codes on posters: issued, replaced, revoked, printed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.operations import tree
from wangge.core.areas.queries import AreaRow, area_by_code, areas_in_memory, full_name, live_code, live_codes
from wangge.core.areas.scope import Scope
from wangge.core.teams.printing import duties_notice_pdf, grid_poster_pdf
from wangge.core.teams.queries import duties_notice, grid_poster
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.papers import area_address, code_address, pdf_response, qr_response
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.printing import A3, A4

from .branches import area_url


class SpotForm(forms.Form):
    spot = forms.CharField(
        label=gettext_lazy("贴在哪里"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("同一个网格贴几处时写，例如 村委会门口；各处的码可以分别停用"),
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def issue(request: StaffRequest, code: str) -> HttpResponseBase:
    """Issue a code for the area, or a spot in it. Raises NotFound."""
    area = area_by_code(code=code, scope=request.actor.scope("area.edit"))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        tree.issue_public_codes(actor=request.actor, area_ids=[area.id], spot=given["spot"].strip(), at=request.at)
        say_done(request, _("{name}的网格码已发，可以打印海报").format(name=area.name))
        return HttpResponseRedirect(area_url(area))

    words = _("码只打开{name}的公开页面，里面没有任何个人信息。").format(name=area.name)
    return ask(request, SpotForm(posted(request)), Asked(_("发网格码"), _("发码"), area_url(area), words), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def issue_below(request: StaffRequest, code: str) -> HttpResponseBase:
    """Issue a code for every grid below that has none. Raises NotFound."""
    area = area_by_code(code=code, scope=request.actor.scope("area.edit"))
    coded = {found.area_id for found in live_codes(scope=Scope((area.path,)), path=area.path)}
    grids = [row for row in areas_in_memory().below(area.path) if row.level == "grid" and row.id not in coded]

    def act(given: dict[str, Any]) -> HttpResponseBase:
        made = tree.issue_public_codes(actor=request.actor, area_ids=[row.id for row in grids], at=request.at)
        say_done(request, _("发了 {count} 个网格码").format(count=len(made)))
        return HttpResponseRedirect(area_url(area))

    words = _("{name}下面有 {count} 个网格还没有码。").format(name=area.name, count=len(grids))
    asked = Asked(_("给没有码的网格发码"), _("发 {count} 个码").format(count=len(grids)), area_url(area), words)
    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def revoke(request: StaffRequest, code_id: UUID) -> HttpResponseBase:
    """Let a code fail from now on. Raises NotFound."""
    area, words = _of_code(request, code_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        tree.revoke_public_code(actor=request.actor, code_id=code_id, at=request.at)
        say_done(request, _("码已停用"))
        return HttpResponseRedirect(area_url(area))

    words += _("停用后，贴在外面的海报马上扫不开，不能恢复。")
    asked = Asked(_("停用网格码"), _("停用"), area_url(area), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="area.edit")
def replace(request: StaffRequest, code_id: UUID) -> HttpResponseBase:
    """Replace a code by a new one for the same spot. Raises NotFound."""
    area, words = _of_code(request, code_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        tree.rotate_public_code(actor=request.actor, code_id=code_id, at=request.at)
        say_done(request, _("已换成新码，请重新打印海报"))
        return HttpResponseRedirect(area_url(area))

    words += _("换码后，旧海报马上扫不开，要重新打印张贴。")
    asked = Asked(_("更换网格码"), _("更换"), area_url(area), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)


def _of_code(request: StaffRequest, code_id: UUID) -> tuple[AreaRow, str]:
    code = live_code(code_id=code_id, scope=request.actor.scope("area.edit"))
    area = areas_in_memory().by_id[code.area_id]
    return area, _("{name}{spot}的码 {token}。").format(name=area.name, spot=code.spot, token=code.token)


@require_GET
@staff_page(needs="area.see")
def send_poster(request: StaffRequest, code_id: UUID) -> HttpResponse:
    """The poster of a code as PDF, A4 or A3. Raises NotFound."""
    code = live_code(code_id=code_id, scope=request.actor.scope("area.see"))
    poster = grid_poster(
        area_id=code.area_id, page_url=code_address(code.token), code=code.token, on=localdate(request.at)
    )
    content = grid_poster_pdf(poster=poster, at=request.at, size=A3 if request.GET.get("size") == "a3" else A4)
    return pdf_response(content, _("{name}海报").format(name=full_name(area_id=code.area_id)))


@require_GET
@staff_page(needs="area.see")
def send_qr(request: StaffRequest, code_id: UUID) -> HttpResponse:
    """The code alone, as a drawing. Raises NotFound."""
    code = live_code(code_id=code_id, scope=request.actor.scope("area.see"))
    return qr_response(code_address(code.token), full_name(area_id=code.area_id))


@require_GET
@staff_page(needs="team.see")
def send_notice(request: StaffRequest, code: str) -> HttpResponse:
    """Who answers for the area and what they may decide, as PDF. Raises NotFound."""
    area = area_by_code(code=code, scope=request.actor.scope("team.see"))
    notice = duties_notice(area_id=area.id, page_url=area_address(area.code), on=localdate(request.at))
    content = duties_notice_pdf(notice=notice, at=request.at)
    return pdf_response(content, _("{name}岗位职责公示").format(name=full_name(area_id=area.id)))
