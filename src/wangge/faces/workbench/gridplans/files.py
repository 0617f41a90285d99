"""A plan as a file for a map programme, and grids drawn by one as a proposal."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.faces.shell.parts import Fact
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridplans.operations import export_plan, import_proposal
from wangge.practice.gridplans.queries import plan_row

from .forms import ImportForm
from .parts import plan_url, scope_of


@require_GET
@staff_page(needs="area.see")
def send(request: StaffRequest, plan_id: UUID, form: str) -> HttpResponse:
    """The grids of a plan as GeoJSON, GeoPackage or Shapefile. Raises NotFound, Refusal."""
    made = export_plan(actor=request.actor, plan_id=plan_id, form=form, at=request.at)
    response = HttpResponse(made.content, content_type=made.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, made.name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@staff_page(needs="plan.draft")
def take_in(request: StaffRequest, plan_id: UUID) -> HttpResponseBase:
    """Grids of a file: each building goes to the outline it lies in. Raises NotFound."""
    row = plan_row(scope=scope_of(request), plan_id=plan_id)

    def done(given: dict[str, Any]) -> HttpResponseBase:
        import_proposal(actor=request.actor, plan_id=plan_id, at=request.at, **given)
        say_done(request, _("导入了，作为选定的方案，可以手工调整"))
        return HttpResponseRedirect(plan_url(plan_id))

    words = _("在别的地图软件里画好的网格：每栋楼归到它所在的网格，或者最近的；导入以后按规则检查。")
    asked = Asked(_("导入网格"), _("导入"), plan_url(plan_id), words, facts=[Fact(_("方案"), row.title)])
    return ask(request, ImportForm(posted(request), request.FILES or None), asked, done)
