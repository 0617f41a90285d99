"""A ticket of an upstream platform becomes a case once; later copies change only what the upstream owns."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, accounts_of_units
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.events import CaseMoved
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.models import Case, CaseAsker, CaseStep, CaseUpstream
from wangge.core.cases.numbers import tracking_code
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.cases.tickets import (
    LONGEST_ID,
    LONGEST_SYSTEM,
    MOST_LEVELS,
    Change,
    TicketRole,
    TicketTaken,
    UpstreamTicket,
)
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef
from wangge.ground.foundation import outbox
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

from .intake import report_case

MOST_URGED = 32_767


@transaction.atomic
def report_from_upstream(*, ticket: UpstreamTicket, report: CaseReport, actor: Actor, at: datetime) -> TicketTaken:
    """Take a ticket of an upstream platform (上级工单). Raises Refusal, NotFound.

    The first copy becomes a case. A later one changes status, deadline, urging and secrecy, and leaves a remark;
    it never touches our own work. An older copy than the known one changes nothing.
    """
    check_ticket(ticket=ticket)
    case = _known(ticket, report)
    if case is None:
        secret = report.is_confidential or ticket.is_confidential
        reported = report_case(
            report=replace(report, source_ref=ticket.source_ref, is_confidential=secret), actor=actor, at=at
        )
        if reported.is_new:
            _row(reported.case_id, _town(report), ticket, at=at).save(force_insert=True)
            return TicketTaken(reported, Change.NEW)
        case = _known(ticket, report)
        assert case is not None  # somebody else took it a moment ago
    kept = CaseUpstream.objects.everywhere("a later copy of a ticket").filter(case_id=case.pk).first()
    known = Reported(case.pk, case.number, tracking_code(case_id=case.pk), is_new=False)
    if kept is None:
        _row(case.pk, case.town_id, ticket, at=at).save(force_insert=True)
        return TicketTaken(known, Change.CHANGED)
    return TicketTaken(known, _update(case, kept, ticket, actor=actor, at=at))


def check_ticket(*, ticket: UpstreamTicket) -> None:
    """What a ticket must have, whatever its case says. Raises Refusal."""
    if not ticket.upstream_id:
        raise Refusal(_("没有编号"))
    if len(ticket.upstream_id) > LONGEST_ID or not ticket.upstream_id.isprintable():
        raise Refusal(_("上级编号不能超过 {most} 个字").format(most=LONGEST_ID))
    if not ticket.system or len(ticket.system) > LONGEST_SYSTEM:
        raise Refusal(_("上级平台的代码不能空着，也不能超过 {most} 个字").format(most=LONGEST_SYSTEM))
    if len(ticket.categories) > MOST_LEVELS or any(len(level) > 40 for level in ticket.categories):
        raise Refusal(_("上级类别最多五级，每级不超过 40 个字"))
    if ticket.role not in TicketRole.values:
        raise Refusal(_("办理方式看不懂：{word}").format(word=ticket.role))
    if len(ticket.status) > 40:
        raise Refusal(_("上级状态太长：{word}").format(word=ticket.status[:40]))
    if not 0 <= ticket.urged <= MOST_URGED:
        raise Refusal(_("催办次数不对"))


def _town(report: CaseReport) -> UUID:
    area = areas_in_memory().by_id.get(report.area_id)
    if area is None or area.town_id is None:
        raise NotFound(_("没有这个网格，或者它已经撤销"))
    return area.town_id


def _known(ticket: UpstreamTicket, report: CaseReport) -> Case | None:
    """The case of the ticket, locked, so that two copies at once wait for each other."""
    rows = Case.objects.select_for_update(of=("self",)).everywhere("a ticket is known by its upstream number")
    return rows.filter(town_id=_town(report), source_ref=ticket.source_ref).first()


def _row(case_id: UUID, town_id: UUID, ticket: UpstreamTicket, *, at: datetime) -> CaseUpstream:
    return CaseUpstream(
        case_id=case_id,
        town_id=town_id,
        system=ticket.system,
        upstream_id=ticket.upstream_id,
        categories=list(ticket.categories),
        role=ticket.role,
        is_confidential=ticket.is_confidential,
        status=ticket.status,
        due_at=ticket.due_at,
        urged=ticket.urged,
        changed_at=ticket.changed_at,
        taken_at=at,
    )


def _update(case: Case, kept: CaseUpstream, ticket: UpstreamTicket, *, actor: Actor, at: datetime) -> Change:
    if ticket.changed_at is not None and kept.changed_at is not None and ticket.changed_at < kept.changed_at:
        return Change.STALE
    words, detail = _apply(kept, ticket)
    is_newer = ticket.changed_at is not None and ticket.changed_at != kept.changed_at
    kept.changed_at = ticket.changed_at or kept.changed_at
    if words or is_newer:
        kept.save(update_fields=["status", "due_at", "urged", "is_confidential", "changed_at"])
    if not words:
        return Change.SAME
    if "secret" in detail:
        CaseAsker.objects.filter(case_id=case.pk).update(is_confidential=True)
    step = _remark(case, words, detail, actor=actor, at=at)
    if "urged" in detail:
        _tell(case, step, at=at)
    return Change.CHANGED


def _apply(kept: CaseUpstream, ticket: UpstreamTicket) -> tuple[list[str], dict[str, Any]]:
    """Take over what the upstream owns and differs; the words and the facts of each change."""
    words: list[str] = []
    detail: dict[str, Any] = {}
    if ticket.status and ticket.status != kept.status:
        words.append(_("上级状态：{before} → {after}").format(before=kept.status or "—", after=ticket.status))
        detail["status"] = [kept.status, ticket.status]
        kept.status = ticket.status
    if ticket.due_at is not None and ticket.due_at != kept.due_at:
        words.append(
            _("上级期限：{before} → {after}").format(before=_moment(kept.due_at), after=_moment(ticket.due_at))
        )
        detail["due_at"] = [kept.due_at.isoformat() if kept.due_at else None, ticket.due_at.isoformat()]
        kept.due_at = ticket.due_at
    if ticket.urged > kept.urged:
        words.append(
            _("上级第 {count} 次催办").format(count=ticket.urged) + (f"：{ticket.urging}" if ticket.urging else "")
        )
        detail["urged"] = [kept.urged, ticket.urged]
        kept.urged = ticket.urged
    if ticket.is_confidential and not kept.is_confidential:
        words.append(_("上级要求对反映人保密"))
        detail["secret"] = True
        kept.is_confidential = True
    return words, detail


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


def _remark(case: Case, words: Sequence[str], detail: dict[str, Any], *, actor: Actor, at: datetime) -> CaseStep:
    step = CaseStep(
        pk=uuid7(),
        town_id=case.town_id,
        case_id=case.pk,
        action=Action.COMMENT,
        state_after=case.state,
        actor_id=actor.account_id,
        actor_name=actor.name,
        note="；".join(words)[:5000],
        is_public=False,
        detail={"upstream": detail},
        at=at,
        recorded_at=at,
    )
    fact = CaseMoved(
        case_id=case.pk,
        step_id=step.pk,
        town_id=case.town_id,
        area_path=case.area_path,
        number=case.number,
        action=step.action,
        state=case.state,
        owner_unit_id=case.owner_unit_id,
        actor_id=actor.account_id,
    )
    outbox.publish(fact, at=at, alongside=([step],))
    return step


def _tell(case: Case, step: CaseStep, *, at: datetime) -> None:
    people = accounts_of_units(unit_ids=[case.owner_unit_id], at=at).get(case.owner_unit_id, [])
    notice = NewNotice(
        account_ids=tuple(people),
        kind="case.urged_upstream",
        title=_("上级催办 {number}").format(number=case.number),
        dedupe_key=f"case.urged_upstream:{step.pk}",
        area_path=case.area_path,
        subject=SubjectRef("case", case.pk, case.number),
    )
    notify(new=[notice], at=at)
