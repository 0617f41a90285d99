"""A file of tickets: sent, its columns shown and corrected, tried, taken in with progress."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.faces.exchange.arriving import opened
from wangge.faces.exchange.columns import LABELS, TICKET_KNOWN_AS, guess_columns, header_mark
from wangge.faces.exchange.jobs import take_in_file
from wangge.faces.exchange.lifecycle import FileState
from wangge.faces.exchange.models import TicketFile
from wangge.faces.exchange.operations.files import lay_aside, queue_file, try_file
from wangge.faces.exchange.queries import file_by_id, remembered_columns, system_by_id, systems
from wangge.faces.exchange.tables import Row, read_rows
from wangge.faces.exchange.tally import Tally
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.forms import add_refusal, set_choices
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import mask_name, mask_within

FAULTS_SHOWN = 200
EXAMPLE = 40


class SendForm(forms.Form):
    """Which platform a file comes from, and the file."""

    system = forms.ChoiceField(label=gettext_lazy("上级平台"))
    file = forms.FileField(
        label=gettext_lazy("工单文件"), help_text=gettext_lazy("Excel 或者 CSV，第一行是列名，不超过 8 MB")
    )

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "system", choices)


class MappingForm(forms.Form):
    """One choice for each thing a ticket may have: which column holds it."""

    def __init__(self, names: list[str], columns: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext_lazy("没有这一列")), *((name, name) for name in names)]
        for known in TICKET_KNOWN_AS:
            self.fields[known] = forms.ChoiceField(
                label=str(LABELS[known]),
                choices=choices,
                required=known == "id",
                initial=columns.get(known, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def columns(self) -> dict[str, str]:
        return {name: column for name, column in self.cleaned_data.items() if column}


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.import")
def send_file(request: StaffRequest) -> HttpResponseBase:
    """Choose the platform and the file."""
    scope = request.actor.scope("case.import")
    choices = [(str(row.pk), row.label) for row in systems(scope=scope)]
    form = SendForm(choices, posted(request), request.FILES or None)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        system = system_by_id(system_id=UUID(given["system"]), scope=scope)
        upload = given["file"]
        file = lay_aside(
            actor=request.actor, system=system, name=upload.name or "", content=upload.read(), at=request.at
        )
        return HttpResponseRedirect(reverse("workbench:upstream-file", args=[file.pk]))

    words = _("下一步核对哪一列是什么，再试运行，看过结果才导入。")
    asked = Asked(_("导入上级工单"), _("上传"), reverse("workbench:upstream"), words)
    return ask(request, form, asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.import")
def show_file(request: StaffRequest, file_id: UUID) -> HttpResponseBase:
    """The columns of a file; on POST what taking it in would do, or take it in. Raises NotFound."""
    file = file_by_id(file_id=file_id, scope=request.actor.scope("case.import"))
    if file.state != FileState.WAITING:
        return render(request, "workbench/upstream/file.html", _state_of(file))
    with opened(file=file) as path:
        first = next(read_rows(path), {})
    names = list(first)
    known = remembered_columns(system=file.system, header=header_mark(names))
    form = MappingForm(names, known or guess_columns(names, known=TICKET_KNOWN_AS), posted(request))
    tally: Tally | None = None
    status = 200
    if form.is_bound and form.is_valid():
        try:
            if "take" in request.POST:
                with transaction.atomic():
                    queue_file(actor=request.actor, file_id=file.pk, given=form.columns, at=request.at)
                    jobs.enqueue(take_in_file, file_id=str(file.pk))
                return HttpResponseRedirect(reverse("workbench:upstream-file", args=[file.pk]))
            tally = try_file(actor=request.actor, file=file, given=form.columns, at=request.at)
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
    context = {
        "file": file,
        "form": form,
        "lines": [(field, _example(first, field.name, str(field.value() or ""))) for field in form],
        "tally": tally,
        "faults": tally.refused[:FAULTS_SHOWN] if tally else [],
        "is_remembered": bool(known),
    }
    return render(request, "workbench/upstream/mapping.html", context, status=status)


def _example(first: Row, known: str, column: str) -> str:
    """What the first row has in a column; the name of a person and telephone numbers masked."""
    words = first.get(column, "")
    if known in ("name", "user"):
        return mask_name(words)
    return mask_within(words)[:EXAMPLE]


def _state_of(file: TicketFile) -> dict[str, Any]:
    state = FileState(file.state)
    return {
        "file": file,
        "state": state.label,
        "is_going_on": state in (FileState.QUEUED, FileState.RUNNING),
        "faults": file.faults[:FAULTS_SHOWN],
    }


@require_GET
@staff_page(needs="case.import")
def show_progress(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """How far the job is: a part of the page, asked for every two seconds. Raises NotFound."""
    file = file_by_id(file_id=file_id, scope=request.actor.scope("case.import"))
    return render(request, "workbench/upstream/_progress.html", _state_of(file))
