"""A new order: written, its list looked at, then issued."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.listing import roots_of
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import area_label, rules_at
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.rulebook.schema.people import People
from wangge.practice.emergency.conditions import ground_of
from wangge.practice.emergency.operations import NewOrder, issue_order
from wangge.practice.emergency.queries import Called, call_list

from .forms import OrderForm


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="order.issue")
def issue(request: StaffRequest) -> HttpResponseBase:
    """Write an order; look at its list first (`look`), then issue it."""
    scope = Scope(request.actor.scope("order.issue").roots)
    people = _people(scope)
    form = OrderForm(scope, people, posted(request), initial={"form_id": uuid7()})
    if not form.is_bound:
        form.initial = {**form.initial, **form.usual(people)}
    found: list[Called] | None = None
    status = 200
    if form.is_valid():
        try:
            if "look" not in request.POST:
                pk = issue_order(actor=request.actor, new=_new(form), at=request.at)
                say_done(request, _("已经下令，网格员手机上正在收到名单"))
                return HttpResponseRedirect(reverse("workbench:alarm", args=[pk]))
            found = _looked(request, scope, form)
        except NotFound:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
    context = {"form": form, "found": _found(found) if found is not None else None, "bounds": _bounds(scope),
               "areas_url": _areas_url(scope),
               "back_url": reverse("workbench:alarms")}  # fmt: skip
    return render(request, "workbench/alarms/new.html", context, status=status)


def _people(scope: Scope) -> People:
    rules = next((rules for root in roots_of(scope) if (rules := rules_at(root.id))), None)
    return rules.people if rules else People()


def _bounds(scope: Scope) -> str:
    """Where the map opens: around the outlines of the person's areas."""
    outlines = areas_in_memory().outlines
    shapes = [outlines[row.id].shape for root in roots_of(scope) for row in (root,) if row.id in outlines]
    if not shapes:
        return ""
    west, south, east, north = shapes[0].bounds
    return f"{west},{south},{east},{north}"


def _areas_url(scope: Scope) -> str:
    """The outlines on the map; none where several places are to be looked at."""
    roots = roots_of(scope)
    return reverse("workbench:area-map", args=[roots[0].code]) if len(roots) == 1 else ""


def _new(form: OrderForm) -> NewOrder:
    given = form.cleaned_data
    return NewOrder(
        id=given["form_id"], title=given["title"], conditions=form.conditions(), outline=form.shape(),
        areas=tuple(area.id for area in given["areas"]), words=given["words"], shelter=given["shelter"],
        until=given["until"],
    )  # fmt: skip


def _looked(request: StaffRequest, scope: Scope, form: OrderForm) -> list[Called]:
    areas = tuple(area.id for area in form.cleaned_data["areas"])
    ground = ground_of(scope=scope, areas=areas, outline=form.shape())
    return call_list(scope=scope, ground=ground, conditions=form.conditions(), on=localdate(request.at))


def _found(found: list[Called]) -> dict[str, Any]:
    """How many would be called, by area; no names before it is issued."""
    by_area: dict[UUID, list[Called]] = {}
    for one in found:
        by_area.setdefault(one.area_id, []).append(one)
    return {
        "people": len(found),
        "households": len({one.household_id for one in found}),
        "unhelped": sum(1 for one in found if not one.helper_name),
        "lines": [
            Line(area_label(area), [
                Cell(_("户"), str(len({one.household_id for one in some})), is_number=True),
                Cell(_("人"), str(len(some)), is_number=True),
            ])
            for area, some in by_area.items()
        ],
    }  # fmt: skip
