"""One return visit: what was answered, the greeting and script of the place, the telephone, the record."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.cases.lifecycle import STEPS, Action, ClockKind, Outcome
from wangge.core.cases.operations import Visited, record_visit
from wangge.core.cases.operations.visiting import LEAST_TRIES, WORDS_LENGTH
from wangge.core.cases.queries import CasePage, case_page
from wangge.core.cases.queries.visits import CaseVisit, visit_of
from wangge.faces.shell.parts import Entry, Fact
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.cases.asker import RevealForm
from wangge.faces.workbench.forms import add_refusal, set_choices
from wangge.faces.workbench.labels import area_label, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.rulebook.schema.rating import VisitQuestion

from .words import NOT_REACHED, SAID

if TYPE_CHECKING:
    from wangge.core.cases.models import CaseStep

REACHED, AGAIN, LAST = "reached", "again", "last"
YES, NO = "1", "0"


class VisitForm(forms.Form):
    """The record of one try; the questions are those of the place."""

    seen_step = forms.UUIDField(widget=forms.HiddenInput)
    result = forms.ChoiceField(label=gettext_lazy("联系上了吗"), widget=forms.RadioSelect)
    is_solved = forms.ChoiceField(
        label=gettext_lazy("反映人说解决了吗"), widget=forms.RadioSelect, required=False, choices=list(SAID.items()),
        help_text=gettext_lazy("照反映人说的记；说没有解决的，会交回再办，重新计时"),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("反映人怎么说"), required=False, max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    closes = forms.BooleanField(label=gettext_lazy("凭这次回访结案"), required=False)

    def __init__(self, script: Sequence[VisitQuestion], *args: Any, tries: int, may_close: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        results = [(REACHED, _("联系上了")), (AGAIN, _("没有联系上，改天再联系"))]
        if tries + 1 >= LEAST_TRIES:
            results.append((LAST, _("没有联系上，不再联系")))
        set_choices(self, "result", results)
        self.script = script
        for question in script:
            self.fields[f"ask_{question.code}"] = forms.ChoiceField(
                label=question.words, required=False, widget=forms.RadioSelect,
                choices=[(YES, _("是")), (NO, _("不是")), ("", _("没有问"))], initial="",
            )  # fmt: skip
        if not may_close:
            del self.fields["closes"]
        asked = [f"ask_{question.code}" for question in script]
        self.order_fields(["seen_step", "result", *asked, "is_solved", "words", "closes"])

    def visited(self) -> Visited:
        """What was typed, for the operation."""
        given = self.cleaned_data
        answers = {q.code: given[f"ask_{q.code}"] == YES for q in self.script if given[f"ask_{q.code}"]}
        was_reached = given["result"] == REACHED
        return Visited(
            was_reached=was_reached,
            is_solved=given["is_solved"] if was_reached else "",
            answers=answers if was_reached else {},
            words=given["words"],
            is_last=given["result"] == LAST,
            closes=given.get("closes", False),
        )


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.visit")
def show_visit(request: StaffRequest, visit_id: UUID) -> HttpResponseBase:
    """One visit; on POST the try is recorded. Raises NotFound, NotAllowed."""
    visit = visit_of(actor=request.actor, visit_id=visit_id)
    page = case_page(actor=request.actor, case_id=visit.case_id, at=request.at)
    form = _form(request, page, visit)
    if form is None or not form.is_valid():
        return _shown(request, page, visit, form, status=400 if form is not None and form.is_bound else 200)
    try:
        record_visit(
            actor=request.actor, case_id=visit.case_id, visit_id=visit.pk, visited=form.visited(),
            seen_step=form.cleaned_data["seen_step"], at=request.at,
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Conflict as conflict:
        return _overtaken(request, visit_id, conflict)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _shown(request, page, visit, form, status=refusal.status)
    say_done(request, _("{number} 的回访已记下").format(number=page.case.number))
    return HttpResponseRedirect(reverse("workbench:visits"))


def _overtaken(request: StaffRequest, visit_id: UUID, conflict: Conflict) -> HttpResponse:
    """Somebody was faster: the visit as it is now, what was typed kept where it can still be sent."""
    visit = visit_of(actor=request.actor, visit_id=visit_id)
    page = case_page(actor=request.actor, case_id=visit.case_id, at=request.at)
    data = request.POST.copy()
    data["seen_step"] = str(page.newest_step)
    form = None if visit.done_at else VisitForm(_script(page), data, tries=visit.attempts, may_close=_closable(page))
    if form is not None and form.is_valid():
        add_refusal(form, conflict)
    return _shown(request, page, visit, form, status=conflict.status)


def _form(request: StaffRequest, page: CasePage, visit: CaseVisit) -> VisitForm | None:
    if visit.done_at is not None:
        return None
    return VisitForm(
        _script(page), posted(request), tries=visit.attempts, may_close=_closable(page, request),
        initial={"seen_step": page.newest_step},
    )  # fmt: skip


def _script(page: CasePage) -> Sequence[VisitQuestion]:
    return page.place.rules.rating.visits.script


def _closable(page: CasePage, request: StaffRequest | None = None) -> bool:
    """Whether the case could be closed on this visit: answered, the time to rate over, the person allowed to."""
    if page.case.state not in STEPS[Action.CLOSE].sources:
        return False
    if request is None:
        return True
    rating = [c for c in page.clocks if c.kind == ClockKind.RATE and c.stopped_at is None]
    is_over = all(clock.due_at <= request.at for clock in rating)
    return is_over and request.actor.can("case.close", at_path=page.case.area_path, for_unit=page.case.owner_unit_id)


def _shown(
    request: StaffRequest, page: CasePage, visit: CaseVisit, form: VisitForm | None, *, status: int
) -> HttpResponse:
    answer = next((s for s in page.steps if s.pk == visit.answer_step_id), None)
    tries = [s for s in page.steps if s.detail.get("visit") == str(visit.pk)]
    context = {
        "page": page,
        "case": page.case,
        "case_url": case_url(page.case.pk),
        "visit": visit,
        "form": form,
        "facts": _facts(page, visit),
        "answer": answer,
        "rating": _rating_words(page, visit),
        "greeting": page.place.rules.rating.visits.greeting,
        "script": _script(page),
        "tries": [_entry(step) for step in reversed(tries)],
        "record": _record(page, visit),
        "asker": page.asker,
        "reveal": RevealForm(initial={"purpose": _("回访")}),
    }
    return render(request, "workbench/visits/visit.html", context, status=status)


def _facts(page: CasePage, visit: CaseVisit) -> list[Fact]:
    case = page.case
    due = when(visit.due_at) if visit.due_at else _("没有定期限")
    return [
        Fact(_("编号"), case.number, case_url(case.pk)),
        Fact(_("为什么回访"), visit.get_cause_display()),
        Fact(_("期限"), due),
        Fact(_("地方"), area_label(case.area_id)),
        Fact(_("承办单位"), unit_label(case.handler_unit_id) or "—"),
        Fact(_("办理结果"), Outcome(case.outcome).label if case.outcome else "—"),
    ]


def _rating_words(page: CasePage, visit: CaseVisit) -> str:
    rating = next((r for r in page.ratings if r.answer_step_id == visit.answer_step_id), None)
    if rating is None:
        return _("没有评价")
    label = page.place.rules.rating.level(rating.score).label
    return _("{label}：{words}").format(label=label, words=rating.words) if rating.words else label


def _entry(step: "CaseStep") -> Entry:
    return Entry(at=step.at, title=step.get_action_display(), by=step.actor_name, text=step.note, is_public=False)


def _record(page: CasePage, visit: CaseVisit) -> list[Fact]:
    """What was recorded, once the visit is done."""
    if visit.done_at is None:
        return []
    words = {q.code: q.words for q in _script(page)}
    return [
        Fact(_("结果"), SAID.get(visit.is_solved, NOT_REACHED)),
        *(Fact(words.get(code, code), _("是") if said else _("不是")) for code, said in visit.answers.items()),
        Fact(_("反映人怎么说"), visit.words or "—"),
        Fact(_("谁回访的"), _("{name}，{when}").format(name=visit.done_name, when=when(visit.done_at))),
    ]
