"""政策推演: earlier runs of a town, one more to ask for, how far it is and what came of it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow
from wangge.faces.shell.parts import Chip, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import read_uuid
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.jobs import enqueue
from wangge.practice.whatif.basis import basis_from
from wangge.practice.whatif.changes import changes_from, words_of
from wangge.practice.whatif.doors import town_to_try, towns_to_try
from wangge.practice.whatif.jobs import play_run
from wangge.practice.whatif.lifecycle import UNFINISHED, RunState
from wangge.practice.whatif.operations import ask_run, delete_run
from wangge.practice.whatif.playing import Result, result_from
from wangge.practice.whatif.queries import read_basis, run_of, runs_of
from wangge.practice.whatif.words import LEFT_OUT, kinds_of, label_of, numbers_of, table_of, warnings_of, with_unit

from .forms import TryForm, initial_of

FIRST = ("late_share", "days_p90", "member_minutes", "visits")


@require_GET
@staff_page(needs="policy.try")
def show_runs(request: StaffRequest) -> HttpResponse:
    """The earlier runs of a town, the newest first. Raises NotFound."""
    town = town_to_try(request.actor, request.GET.get("town", ""))
    rows = runs_of(actor=request.actor, town_id=town.id)
    context = {
        "town": town,
        "bar": build_filter_bar(request.GET, _town_chips(request), has_words=False),
        "lines": [_line(row) for row in rows],
        "new_url": reverse("workbench:whatif-new") + f"?town={town.code}",
    }
    return render(request, "workbench/whatif/list.html", context)


def _town_chips(request: StaffRequest) -> list[Chip]:
    rows = towns_to_try(request.actor)
    if len(rows) < 2:
        return []
    first, *others = rows
    chosen = [(row.code, row.name) for row in others]
    return [build_chip(request.GET, "town", chosen, anything=first.name, lead=_("看"))]


def _line(row: Any) -> Line:
    cells = [
        Cell(_("现在"), RunState(row.state).label, tag=True),
        Cell(_("年数"), str(row.seeds), is_number=True),
        Cell(_("谁推演"), row.asked_by),
        Cell(_("时间"), when(row.asked_at)),
    ]
    return Line(row.title, cells, url=reverse("workbench:whatif-run", args=[row.pk]))


@require_http_methods(["GET", "POST"])
@staff_page(needs="policy.try")
def ask_new(request: StaffRequest) -> HttpResponseBase:
    """What is to be tried, empty or as an earlier run was. Raises NotFound."""
    like = read_uuid(request.GET.get("like", ""))
    earlier = run_of(actor=request.actor, run_id=like) if like else None
    town = town_to_try(request.actor, request.GET.get("town", ""))
    basis = read_basis(area=town, at=request.at)
    initial = {}
    if earlier is not None and earlier.town_id == town.id:
        changes = changes_from(earlier.changes)
        initial = initial_of(basis, changes, title=earlier.title, seeds=earlier.seeds)
    form, status = TryForm(basis, posted(request), initial=initial), 200
    if form.is_valid():
        try:
            return _asked(request, town, form)
        except Refusal as refusal:
            add_refusal(form, Refusal(refusal.message, field=f"number_{refusal.field}"))
            status = refusal.status
    context = {"town": town, "form": form, "notes": basis.notes, "kinds": kinds_of(basis), "back_url": _list_url(town)}
    return render(request, "workbench/whatif/new.html", context, status=status)


def _asked(request: StaffRequest, town: AreaRow, form: TryForm) -> HttpResponseBase:
    with transaction.atomic():
        run = ask_run(
            actor=request.actor, town_code=town.code, title=form.cleaned_data["title"], changes=form.changes(),
            numbers=form.numbers(), seeds=form.cleaned_data["seeds"], at=request.at,
        )  # fmt: skip
        enqueue(play_run, run_id=str(run.pk))
    say_done(request, _("开始推演，可以离开这一页"))
    return HttpResponseRedirect(reverse("workbench:whatif-run", args=[run.pk]))


def _list_url(town: AreaRow) -> str:
    return reverse("workbench:whatif") + f"?town={town.code}"


@never_cache
@require_GET
@staff_page(needs="policy.try")
def show_run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """How far a run is, then what came of it. Raises NotFound."""
    run = run_of(actor=request.actor, run_id=run_id)
    basis = basis_from(run.basis)
    town = next(row for row in towns_to_try(request.actor) if row.id == run.town_id)
    context: dict[str, Any] = {
        "run": run,
        "where": area_label(run.town_id),
        "is_running": run.state in UNFINISHED,
        "tried": words_of(basis, changes_from(run.changes)),
        "numbers": numbers_of(basis),
        "kinds": kinds_of(basis),
        "notes": basis.notes,
        "version": basis.version,
        "left_out": LEFT_OUT,
        "back_url": _list_url(town),
        "again_url": reverse("workbench:whatif-new") + f"?town={town.code}&like={run.pk}",
    }
    if run.result is not None:
        result = result_from(run.result)
        context |= {"rows": table_of(result), "warnings": warnings_of(result), "first": _first(result)}
    return render(request, "workbench/whatif/run.html", context)


def _first(result: Result) -> list[tuple[str, str]]:
    """The few figures on top: what they would be."""
    found = []
    for code in FIRST:
        label, unit, places = label_of(code)
        found.append((with_unit(result.row(code).after.mean, unit, places), label))
    return found


@require_http_methods(["GET", "POST"])
@staff_page(needs="policy.try")
def ask_delete(request: StaffRequest, run_id: UUID) -> HttpResponseBase:
    """Delete a run, having asked. Raises NotFound."""
    run = run_of(actor=request.actor, run_id=run_id)

    def act(_values: dict[str, Any]) -> HttpResponseBase:
        delete_run(actor=request.actor, run_id=run_id)
        say_done(request, _("已删除"))
        return HttpResponseRedirect(reverse("workbench:whatif"))

    asked = Asked(
        heading=_("删除这次推演"), button=_("删除"), back_url=reverse("workbench:whatif-run", args=[run.pk]),
        words=_("“{title}”和它的结果会删掉，链接也打不开了。").format(title=run.title), is_danger=True,
    )  # fmt: skip
    return ask(request, NoFields(posted(request)), asked, act)
