"""矛盾纠纷 on the page of a case: where it stands, who mediates, what was found, the agreement, what may be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.queries import CasePage
from wangge.core.cases.queries.disputes import (
    DisputeLevel,
    DisputeOfCase,
    DisputeResult,
    DisputeScale,
    LineKind,
    PartySide,
    Performance,
    ResolutionWay,
    SessionOutcome,
    dispute_of_case,
    may_mediate,
)
from wangge.faces.shell.parts import Fact, Words
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.links import Link
from wangge.ground.rulebook.dispute_codes import dispute_name
from wangge.ground.rulebook.schema.mediation import Mediation

from .words import STEPS, SUBJECTS, mediator_label, step_label, venue_label


@dataclass(frozen=True)
class StepLine:
    """One step of the procedure, with the moment it was entered ("" before)."""

    label: str
    at: datetime | None
    is_current: bool


@dataclass(frozen=True)
class Done:
    """Something that was done: a mediation, a witness, a line of the history."""

    what: Words
    at: datetime
    who: str
    words: str


def dispute_section(page: CasePage, actor: Actor, at: datetime) -> dict[str, Any]:
    """What `workbench/disputes/_section.html` shows: no statement for a case that is no dispute, else at most nine."""
    case, rules = page.case, page.place.rules.mediation
    if not rules.is_dispute(case.category):
        return {"dispute": None}
    found = dispute_of_case(actor=actor, case=case)
    if found is None:
        may = may_mediate(actor=actor, case=case, dispute=None) and bool(rules.steps)
        steps = [StepLine(rules.steps[0].label, case.reported_at, True)] if rules.steps else []
        return {"dispute": {"is_recorded": False, "steps": steps, "links": [_link(case.pk, "open")] if may else []}}
    return {
        "dispute": {
            "is_recorded": True,
            "facts": list(_facts(found)),
            "steps": _steps(found, rules),
            "people": list(_people(found, rules)),
            "done": sorted(_done(found, rules), key=lambda one: one.at),
            "agreement": list(_agreement(found)),
            "risk": list(_risk(found)),
            "is_referred": found.is_referred,
            "links": list(_links(found)),
            "more": list(_more(found, actor, case)),
        }
    }


def _facts(found: DisputeOfCase) -> Iterator[Fact]:
    dispute = found.dispute
    yield Fact(_("纠纷分类"), f"{dispute.code} {dispute_name(dispute.code)}")
    yield Fact(_("规模、等级"), f"{DisputeScale(dispute.scale).label} · {DisputeLevel(dispute.level).label}")
    yield Fact(_("涉及人数"), _("{count} 人").format(count=dispute.people))
    yield Fact(_("调解单位"), unit_label(dispute.unit_id))
    if dispute.result:
        how = f"{ResolutionWay(dispute.way).label} {when(dispute.settled_at)}"
        yield Fact(_("结果"), DisputeResult(dispute.result).label, note=how)
    else:
        yield Fact(_("调解期限"), _("{day} 前").format(day=when(dispute.due_on)))


def _steps(found: DisputeOfCase, rules: Mediation) -> list[StepLine]:
    entered = {line.subject: line.at for line in found.lines if line.kind == LineKind.STEP}
    known = [step.code for step in rules.steps]
    codes = [*known, *(code for code in entered if code not in known)]
    return [StepLine(step_label(rules, code), entered.get(code), code == found.dispute.step) for code in codes]


def _people(found: DisputeOfCase, rules: Mediation) -> Iterator[Fact]:
    for party in found.parties:
        yield Fact(PartySide(party.side).label, party.name)
    for one in found.mediators:
        yield Fact(mediator_label(rules, one.kind), one.name, note=_("调解员"))


def _done(found: DisputeOfCase, rules: Mediation) -> Iterator[Done]:
    names = {str(one.pk): one.name for one in found.mediators}
    for session in found.sessions:
        came = "、".join(names[pk] for pk in session.mediators if pk in names)
        where = " ".join(part for part in (venue_label(rules, session.venue), session.where_words, came) if part)
        what = _("调解：{outcome}").format(outcome=SessionOutcome(session.outcome).label)
        yield Done(what, session.held_at, session.recorded_name, f"{where}。{session.words}")
    for line in found.lines:
        if line.kind == LineKind.STEP or (line.kind == LineKind.RISK and not found.is_workable):
            continue
        yield Done(
            LineKind(line.kind).label, line.at, line.actor_name, _line_words(line.kind, line.subject, line.words)
        )


def _line_words(kind: str, subject: str, words: str) -> str:
    if kind == LineKind.SETTLED:
        label: Words = DisputeResult(subject).label
    else:
        label = SUBJECTS.get((kind, subject), subject)
    return "：".join(part for part in (str(label), words) if part)


def _agreement(found: DisputeOfCase) -> Iterator[Fact]:
    row = found.agreement
    if row is None:
        return
    yield Fact(_("协议"), _("书面协议") if row.is_written else _("口头协议"), note=when(row.effective_on))
    if row.perform_by and row.performance == Performance.OPEN:
        yield Fact(_("履行期限"), _("{day} 前").format(day=when(row.perform_by)))
    else:
        yield Fact(_("履行"), Performance(row.performance).label, note=when(row.performed_on))
    if row.confirmed_on:
        yield Fact(_("司法确认"), _("{court} 已确认").format(court=row.court), note=when(row.confirmed_on))
    elif row.confirm_asked_on:
        yield Fact(_("司法确认"), _("已向 {court} 申请").format(court=row.court), note=when(row.confirm_asked_on))
    elif row.is_written:
        yield Fact(_("司法确认"), _("双方可以在 {day} 前共同申请").format(day=when(row.confirm_by)))


def _risk(found: DisputeOfCase) -> Iterator[Fact]:
    row = found.risk
    if row is None:
        return
    if found.is_workable:
        yield Fact(_("担心什么"), row.reason, note=f"{row.flagged_name} {when(row.flagged_at)}")
        yield Fact(_("出事先找"), row.contact)
    yield Fact(_("复核日期"), when(row.review_on))


def _links(found: DisputeOfCase) -> Iterator[Link]:
    """What usually comes next."""
    if not found.is_workable:
        return
    pk, row = found.dispute.pk, found.agreement
    if not found.dispute.result:
        yield _link(pk, "session", is_first=not found.sessions)
        yield _link(pk, "agree", is_first=bool(found.sessions))
        yield _link(pk, "step")
        yield _link(pk, "invite")
        yield _link(pk, "line")
    elif row is not None and row.performance != Performance.DONE:
        yield _link(pk, "performance", is_first=True)
    if row is not None and row.is_written and row.confirmed_on is None:
        yield _link(pk, "confirmed" if row.confirm_asked_on else "confirm-ask")


def _more(found: DisputeOfCase, actor: Actor, case: Any) -> Iterator[Link]:
    """What is wanted less often."""
    pk = found.dispute.pk
    if actor.can("case.reveal", at_path=case.area_path, for_unit=case.owner_unit_id):
        if found.parties:
            yield Link(_("查看当事人全名"), reverse("workbench:dispute-names", args=[pk]))
        if found.agreement is not None and found.agreement.is_written:
            yield Link(_("打印协议书"), reverse("workbench:dispute-paper", args=[pk]))
    if not found.is_workable:
        return
    steps = ["line", "step"] if found.dispute.result else ["party", "change", "extend", "end"]
    refer = ["refer"] if found.may_be_referred else []
    for step in [*steps, "risk-review" if found.risk else "risk", *refer]:
        yield _link(pk, step)


def _link(case_id: UUID, step: str, *, is_first: bool = False) -> Link:
    return Link(STEPS[step], reverse("workbench:dispute-step", args=[case_id, step]), is_first)
