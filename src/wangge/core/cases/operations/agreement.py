"""调解协议: concluded with what the law asks for, followed until it is kept, taken to the court where both wish."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.cases.mediation import needed, new_line, reach_dispute, reach_open_dispute
from wangge.core.cases.models import (
    Case,
    Dispute,
    DisputeAgreement,
    DisputeMediator,
    DisputeParty,
    DisputeResult,
    LineKind,
    PartySide,
    Performance,
    ResolutionWay,
)
from wangge.core.cases.printing.papers import AgreementPaper, SigningParty
from wangge.core.teams.units import unit_by_id
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text import clean_text

from .mediating import settle

LONG_AHEAD = timedelta(days=366 * 10)


@dataclass(frozen=True)
class Terms:
    """What an agreement holds; `perform_by` empty: kept on the spot. By word of mouth only facts and terms."""

    facts: str
    terms: str
    perform_how: str = ""
    perform_where: str = ""
    perform_by: date | None = None
    is_written: bool = True
    way: str = ResolutionWay.PEOPLE.value


@transaction.atomic
def conclude_agreement(*, actor: Actor, case_id: UUID, terms: Terms, at: datetime) -> DisputeAgreement:
    """Conclude an agreement (达成协议): the dispute is settled, the clocks of keeping it and of the court begin.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    found = reach_open_dispute(actor=actor, case_id=case_id)
    dispute, today = found.record, timezone.localdate(at)
    _check_terms(dispute, terms, today)
    row = DisputeAgreement(
        dispute_id=dispute.pk,
        town_id=dispute.town_id,
        is_written=terms.is_written,
        facts=needed(terms.facts, field="facts", message=_("请写明纠纷的主要事实")),
        terms=needed(terms.terms, field="terms", message=_("请写明协议内容")),
        perform_how=clean_text(terms.perform_how, max_length=200, field="perform_how"),
        perform_where=clean_text(terms.perform_where, max_length=200, field="perform_where"),
        perform_by=terms.perform_by,
        committee=unit_by_id(unit_id=dispute.unit_id).name,
        effective_on=today,
        made_name=actor.name,
        performance=Performance.OPEN if terms.perform_by else Performance.DONE,
        performed_on=None if terms.perform_by else today,
        confirm_by=today + timedelta(days=found.rules.confirm_days),
    )
    row.save(force_insert=True)
    words = _("书面协议") if terms.is_written else _("口头协议")
    settle(dispute, DisputeResult.AGREED, way=terms.way, words=words, actor=actor, at=at)
    return row


def _check_terms(dispute: Dispute, terms: Terms, today: date) -> None:
    if terms.perform_by is not None and not today <= terms.perform_by <= today + LONG_AHEAD:
        raise Refusal(_("履行期限要在今天以后、十年以内；当场履行的可以留空"), field="perform_by")
    if not terms.is_written:
        return
    for field, message in (
        ("perform_how", _("书面协议要写明履行方式")), ("perform_where", _("书面协议要写明履行地点")),
    ):  # fmt: skip
        needed(getattr(terms, field), field=field, message=message, most=200)
    sides = set(DisputeParty.objects.filter(dispute_id=dispute.pk).values_list("side", flat=True))
    if not {PartySide.APPLICANT, PartySide.RESPONDENT} <= sides:
        raise Refusal(_("书面协议要写明双方当事人，请先补上"))


def _agreement(dispute: Dispute) -> DisputeAgreement:
    found = DisputeAgreement.objects.filter(pk=dispute.pk).first()
    if found is None:
        raise NotFound(_("这件纠纷还没有达成协议"))
    return found


@transaction.atomic
def record_performance(*, actor: Actor, case_id: UUID, is_kept: bool, words: str, at: datetime) -> DisputeAgreement:
    """Record a visit about whether an agreement is kept (回访履行情况); a broken one may be kept later.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    found = reach_dispute(actor=actor, case_id=case_id)
    row = _agreement(found.record)
    if row.performance == Performance.DONE:
        raise Conflict(_("已经记过履行完了"), state=found.case.state)
    said = needed(words, field="words", message=_("请写明怎么核实的"))
    row.performance = Performance.DONE if is_kept else Performance.BROKEN
    row.performed_on = timezone.localdate(at)
    row.save(update_fields=["performance", "performed_on"])
    new_line(found.record, LineKind.PERFORMANCE, actor=actor, at=at, words=said, subject=row.performance).save(
        force_insert=True
    )
    return row


@transaction.atomic
def ask_confirmation(*, actor: Actor, case_id: UUID, court: str, on: date, at: datetime) -> DisputeAgreement:
    """Record that both asked the court to confirm (共同申请司法确认), in time. Raises as record_performance."""
    found = reach_dispute(actor=actor, case_id=case_id)
    row = _agreement(found.record)
    if row.confirm_asked_on is not None:
        raise Conflict(_("已经申请过司法确认"), state=found.case.state)
    if not row.effective_on <= on <= timezone.localdate(at):
        raise Refusal(_("申请的日子要在协议生效以后、今天以前"), field="on")
    if on > row.confirm_by:
        raise Refusal(_("已经过了 {day}，不能再共同申请司法确认").format(day=row.confirm_by.isoformat()), field="on")
    row.court = needed(court, field="court", message=_("请写明向哪个法院申请"), most=120)
    row.confirm_asked_on = on
    row.save(update_fields=["court", "confirm_asked_on"])
    new_line(found.record, LineKind.CONFIRMATION, actor=actor, at=at, words=row.court, subject="asked").save(
        force_insert=True
    )
    return row


@transaction.atomic
def record_confirmation(*, actor: Actor, case_id: UUID, on: date, words: str, at: datetime) -> DisputeAgreement:
    """Record that the court confirmed an agreement (司法确认裁定). Raises as record_performance."""
    found = reach_dispute(actor=actor, case_id=case_id)
    row = _agreement(found.record)
    if row.confirm_asked_on is None or row.confirmed_on is not None:
        raise Conflict(_("还没有申请，或者已经确认过了"), state=found.case.state)
    if not row.confirm_asked_on <= on <= timezone.localdate(at):
        raise Refusal(_("确认的日子要在申请以后、今天以前"), field="on")
    said = needed(words, field="words", message=_("请写明裁定书的文号"))
    row.confirmed_on = on
    row.save(update_fields=["confirmed_on"])
    new_line(found.record, LineKind.CONFIRMATION, actor=actor, at=at, words=said, subject="confirmed").save(
        force_insert=True
    )
    return row


@transaction.atomic
def reveal_parties(*, actor: Actor, case_id: UUID, purpose: str, address: str = "", at: datetime) -> list[DisputeParty]:
    """Show the parties in full for a stated purpose (查看当事人); each look is logged.

    Raises NotFound, NotAllowed, Refusal.
    """
    case, parties = _seen(actor, case_id), list(DisputeParty.objects.filter(dispute_id=case_id).order_by("side", "id"))
    _record_look(actor, case, purpose=purpose, address=address, at=at)
    return parties


def _seen(actor: Actor, case_id: UUID) -> Case:
    case = Case.objects.within(actor.scope("case.see")).filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("没有找到这个事项，或者它不在你的范围内"))
    if not actor.can("case.reveal", at_path=case.area_path, for_unit=case.owner_unit_id):
        raise NotAllowed(_("你没有查看当事人姓名的权限"))
    return case


def _record_look(actor: Actor, case: Case, *, purpose: str, address: str, at: datetime) -> None:
    why = needed(purpose, field="purpose", message=_("请写明查看的用途"), most=200)
    record(
        actor=actor, action=AuditAction.REVEALED, at=at, target=case.number, area_path=case.area_path,
        detail={"purpose": why, "what": "dispute"}, address=address,
    )  # fmt: skip


@transaction.atomic
def agreement_paper(*, actor: Actor, case_id: UUID, address: str = "", at: datetime) -> AgreementPaper:
    """The written agreement with the parties' names, to be printed (打印协议书); logged as a look.

    Raises NotFound, NotAllowed.
    """
    case = _seen(actor, case_id)
    dispute = Dispute.objects.filter(pk=case.pk).first()
    if dispute is None:
        raise NotFound(_("这件纠纷还没有达成协议"))
    row = _agreement(dispute)
    _record_look(actor, case, purpose=_("打印调解协议书"), address=address, at=at)
    parties = DisputeParty.objects.filter(dispute_id=dispute.pk).order_by("side", "id")
    mediators = DisputeMediator.objects.filter(dispute_id=dispute.pk).order_by("id")
    return AgreementPaper(
        number=case.number,
        parties=tuple(SigningParty(str(PartySide(p.side).label), p.name, p.details) for p in parties),
        facts=row.facts,
        terms=row.terms,
        perform_how=row.perform_how,
        perform_where=row.perform_where,
        perform_by=row.perform_by,
        mediators=tuple(one.name for one in mediators),
        committee=row.committee,
        signed_on=row.effective_on,
        confirm_by=row.confirm_by,
    )
