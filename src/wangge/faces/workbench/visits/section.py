"""回访 on the page of a case: what was planned about its answers, what came of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.queries import CasePage
from wangge.core.cases.queries.visits import CaseVisit, visits_of_case
from wangge.faces.shell.parts import Words
from wangge.faces.shell.templatetags.shell import clock_chip, when
from wangge.faces.workbench.due import quiet
from wangge.faces.workbench.labels import unit_label

from .words import NOT_REACHED, SAID


@dataclass(frozen=True)
class VisitLine:
    """One visit in words; `url` is empty for who may not make it."""

    title: str
    url: str
    below: str
    result: Words
    due: SafeString | str


def visit_section(page: CasePage, actor: Actor, at: datetime) -> dict[str, Any]:
    """What `workbench/visits/_section.html` shows: one statement for a case that was answered, else none."""
    was_answered = any(step.action == Action.ANSWER for step in page.steps)
    found = visits_of_case(case_id=page.case.pk) if was_answered else []
    case = page.case
    may = any(
        actor.can("case.visit", at_path=case.area_path, for_unit=unit_id)
        for unit_id in (case.owner_unit_id, case.handler_unit_id)
    )
    return {"visits": [_line(visit, at=at, may=may) for visit in found]}


def _line(visit: CaseVisit, *, at: datetime, may: bool) -> VisitLine:
    url = reverse("workbench:visit", args=[visit.pk]) if may else ""
    title = _("因“{cause}”回访").format(cause=visit.get_cause_display())
    if visit.done_at is None:
        due = clock_chip(visit.due_at, at=at) if visit.due_at else quiet(_("没有定期限"))
        tried = _("试过 {count} 次").format(count=visit.attempts) if visit.attempts else _("还没有回访")
        return VisitLine(title, url, f"{unit_label(visit.unit_id)} · {tried}", "", due)
    below = f"{visit.done_name} · {when(visit.done_at, at)}"
    return VisitLine(title, url, below, SAID.get(visit.is_solved, NOT_REACHED), "")
