"""五小: a friction settled on the spot, logged in three fields."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.operations.small import SmallDispute, log_small_dispute
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.disputes.forms import SmallForm
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label, rules_at
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound

MOST = 400


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.report")
def log_small(request: StaffRequest) -> HttpResponseBase:
    """Three fields; sent, the case with all its steps. The same form sent again leads to the same case."""
    grids = list(_grids(request))
    if not grids:
        raise NotFound(_("您这里没有设小纠纷快速登记"))
    first = {"area_id": str(grids[0].id), "form_name": f"small:{uuid4()}"}
    form = SmallForm(posted(request), initial=first)
    set_choices(form, "area_id", [(str(row.id), area_label(row.id)) for row in grids])

    def done(given: dict[str, Any]) -> HttpResponseBase:
        small = SmallDispute(given["area_id"], given["happened"], given["settled_by"], given["form_name"])
        found = log_small_dispute(actor=request.actor, small=small, at=request.at)
        say_done(request, _("{number} 已登记").format(number=found.number))
        return HttpResponseRedirect(case_url(found.case_id))

    words = _("小分歧、小矛盾、小口角、小误会、小摩擦，当场劝和了的，记三项就行；不用拍照。")
    asked = Asked(_("小纠纷登记"), _("登记"), reverse("workbench:disputes"), words)
    return ask(request, form, asked, done)


def _grids(request: StaffRequest) -> Iterator[AreaRow]:
    scope = request.actor.scope("case.report")
    inside = (row for root in scope.roots for row in areas_in_memory().below(root) if row.level == "grid")
    found = {row.id: row for row in inside}
    for root in scope.roots:
        row = areas_in_memory().by_path.get(root)
        if row is not None and row.level in ("grid", "micro"):
            found[row.id] = row
    for row in sorted(found.values(), key=lambda one: one.path)[:MOST]:
        rules = rules_at(row.id)
        if rules is not None and rules.mediation.quick is not None:
            yield row
