"""Taking a step: one address for each, the form in, the operation, the page again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from wangge.core.access.queries import Actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.operations.handling import Done
from wangge.core.cases.queries import CasePage, case_page
from wangge.faces.shell.refusals import is_htmx
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text import clean_text

from .page import page_context, show_page
from .side_steps import SIDE_OPERATIONS
from .step_forms import DispatchForm, StepForm, build_form
from .units import unit_groups

Typed = dict[str, Any]


def _handle(typed: Typed, **who: Any) -> Any:
    done = Done(
        words=typed["note"],
        outcome=typed["outcome"],
        photos=typed["photos"],
        photos_public=typed["photos_public"],
        no_evidence_reason=typed["no_evidence_reason"],
    )
    return ops.handle_case(done=done, **who)


OPERATIONS: dict[str, Callable[..., Any]] = SIDE_OPERATIONS | {
    Action.ACCEPT: lambda typed, **who: ops.accept_case(
        category=typed["category"], grade=typed.get("grade", ""), note=typed["note"], **who
    ),
    Action.DISPATCH: lambda typed, **who: ops.dispatch_case(unit_id=typed["unit"], note=typed["note"], **who),
    Action.TAKE: lambda typed, **who: ops.take_case(note=typed["note"], **who),
    Action.SIGN: lambda typed, **who: ops.sign_case(note=typed["note"], **who),
    Action.CONTACT: lambda typed, **who: ops.contact_asker(note=typed["note"], at_door=typed["at_door"], **who),
    Action.RETURN: lambda typed, **who: ops.return_case(reason=typed["reason"], note=typed["note"], **who),
    Action.HANDLE: _handle,
    Action.VERIFY: lambda typed, **who: ops.verify_case(note=typed["note"], **who),
    Action.SEND_BACK: lambda typed, **who: ops.send_back_case(note=typed["note"], **who),
    Action.ANSWER: lambda typed, **who: ops.answer_case(answer=typed["answer"], outcome=typed["outcome"], **who),
    Action.CLOSE: lambda typed, **who: ops.close_case(check=typed["note"], **who),
    Action.REOPEN: lambda typed, **who: ops.reopen_case(note=typed["note"], **who),
    Action.ARCHIVE: lambda typed, **who: ops.archive_case(note=typed["note"], **who),
    Action.COMMENT: lambda typed, **who: ops.comment_case(note=typed["note"], **who),
}


@require_POST
@staff_page(needs="case.see")
def take_step(request: StaffRequest, case_id: UUID, action: str) -> HttpResponseBase:
    """Take one step; refused, the page comes back with what was typed, and what changed if someone was faster."""
    if action not in OPERATIONS:
        raise Http404
    step = Action(action.partition("-")[0])
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    form = build_form(action, page, request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, page, action, form, status=400)
    typed = dict(form.cleaned_data)
    seen = typed.pop("seen_step")
    try:
        OPERATIONS[action](typed, actor=request.actor, case_id=case_id, seen_step=seen, at=request.at)
    except (NotFound, NotAllowed):
        raise
    except Conflict as conflict:
        now = case_page(actor=request.actor, case_id=case_id, at=request.at)
        if _was_done(now, step, request.actor, typed, seen):
            return _done(request, case_id, step)
        return _overtaken(request, now, action, conflict)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _again(request, page, action, form, status=refusal.status)
    return _done(request, case_id, step)


def _was_done(now: CasePage, step: Action, actor: Actor, typed: Typed, seen: UUID) -> bool:
    """Whether the same person sent the same form twice: the step right after the one seen is this very one."""
    keys = [s.pk for s in now.steps]
    after = now.steps[keys.index(seen) + 1 :] if seen in keys else []
    words = clean_text(typed.get("answer") or typed.get("note") or "", max_length=20_000)
    ours = after if step == Action.COMMENT else after[:1]
    return any(s.action == step and s.actor_id == actor.account_id and words in (s.note, s.public_note) for s in ours)


def _done(request: StaffRequest, case_id: UUID, step: Action) -> HttpResponse:
    """On to the case; to what waits when the step has taken the case out of the person's sight."""
    try:
        page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    except NotFound:
        say_done(request, _("已办：{step}。这个事项不再归您单位。").format(step=step.label))
        return _leave_for(request, reverse("workbench:todo"))
    say_done(request, _("{number} 已办：{step}").format(number=page.case.number, step=step.label))
    return _leave_for(request, case_url(case_id, back=request.POST.get("back", "")))


def _leave_for(request: StaffRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if is_htmx(request) else HttpResponseRedirect(url)


def _again(request: StaffRequest, page: CasePage, step: str, form: StepForm, *, status: int) -> HttpResponse:
    """The same form with what was typed and what is wrong with it."""
    if is_htmx(request):
        return render(request, "workbench/cases/_step_refused.html", {"form": form}, status=status)
    return show_page(request, page, step=step, form=form, status=status)


def _overtaken(request: StaffRequest, now: CasePage, step: str, conflict: Conflict) -> HttpResponse:
    """Somebody was faster: say who did what, show the case as it is now, keep what was typed."""
    if is_htmx(request):
        context = page_context(request, now) | {
            "refusal": conflict,
            "step": step,
            "is_offered": step in {offer.code for offer in (*now.offers, *now.more)},
        }
        return render(request, "workbench/cases/_overtaken.html", context, status=conflict.status)
    data = request.POST.copy()
    data["seen_step"] = str(now.newest_step)
    form = build_form(step, now, data)
    form.is_valid()
    return show_page(request, now, step=step, form=form, refusal=conflict, status=conflict.status)


@require_GET
@staff_page(needs="case.dispatch")
def find_units(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The units a case may be handed to whose name fits what is typed."""
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    form = build_form(Action.DISPATCH, page)
    assert isinstance(form, DispatchForm)
    groups = unit_groups(form.units, area_path=page.case.area_path, words=request.GET.get("find", ""))
    return render(request, "workbench/cases/_units.html", {"groups": groups})
