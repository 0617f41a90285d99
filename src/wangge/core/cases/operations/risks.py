"""防民转刑 and 心理疏导: a risk is what a person saw and says why; what is told in counselling stays there."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.mediation import has_counsellors, needed, new_line, reach_dispute, reach_referral
from wangge.core.cases.models import CounsellingNote, CounsellingReferral, DisputeRisk, LineKind
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

REVIEW_WITHIN = timedelta(days=31)


@transaction.atomic
def flag_risk(*, actor: Actor, case_id: UUID, reason: str, contact: str, review_on: date, at: datetime) -> DisputeRisk:
    """Flag that a dispute may turn violent (防民转刑), with the reason, whom to call and when to look again.

    Only a person does so. Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    found = reach_dispute(actor=actor, case_id=case_id)
    if actor.account_id is None:
        raise NotAllowed(_("风险只能由人来标注"))
    if DisputeRisk.objects.filter(dispute_id=found.record.pk, lifted_at=None).exists():
        raise Conflict(_("已经标注过风险，请复核"), state=found.case.state)
    row = DisputeRisk(
        town_id=found.record.town_id,
        dispute_id=found.record.pk,
        reason=needed(reason, field="reason", message=_("请写明看到了什么、为什么担心")),
        contact=needed(contact, field="contact", message=_("请写明出事先找谁、电话多少"), most=200),
        review_on=_review_day(review_on, at),
        flagged_by=actor.account_id,
        flagged_name=actor.name,
        flagged_at=at,
    )
    row.save(force_insert=True)
    new_line(found.record, LineKind.RISK, actor=actor, at=at, subject="flagged", words=row.reason).save(
        force_insert=True
    )
    return row


def _review_day(day: date, at: datetime) -> date:
    today = timezone.localdate(at)
    if not today < day <= today + REVIEW_WITHIN:
        raise Refusal(_("复核日期要在明天以后、一个月以内"), field="review_on")
    return day


@transaction.atomic
def review_risk(*, actor: Actor, case_id: UUID, words: str, review_on: date | None, at: datetime) -> DisputeRisk:
    """Look at a flagged risk again (复核): keep it until another day, or lift it without one. Raises as flag_risk."""
    found = reach_dispute(actor=actor, case_id=case_id)
    row = DisputeRisk.objects.filter(dispute_id=found.record.pk, lifted_at=None).first()
    if row is None:
        raise NotFound(_("没有标注风险"))
    said = needed(words, field="words", message=_("请写明复核看到的情况"))
    if review_on is None:
        row.lifted_at, row.lifted_name = at, actor.name
    else:
        row.review_on = _review_day(review_on, at)
    row.save(update_fields=["review_on", "lifted_at", "lifted_name"])
    subject = "lifted" if review_on is None else "kept"
    new_line(found.record, LineKind.RISK, actor=actor, at=at, subject=subject, words=said).save(force_insert=True)
    return row


@transaction.atomic
def refer_to_counselling(*, actor: Actor, case_id: UUID, reason: str, at: datetime) -> CounsellingReferral:
    """Refer somebody to a counsellor (转介心理疏导); the reason is for the counsellor only. Raises as flag_risk."""
    found = reach_dispute(actor=actor, case_id=case_id)
    dispute = found.record
    if not has_counsellors(found.case):
        raise Refusal(_("这里没有设疏导员，不能转介心理疏导"))
    if CounsellingReferral.objects.filter(dispute_id=dispute.pk, ended_at=None).exists():
        raise Conflict(_("已经转介过心理疏导"), state=found.case.state)
    row = CounsellingReferral(
        town_id=dispute.town_id,
        dispute_id=dispute.pk,
        reason=needed(reason, field="reason", message=_("请写明为什么转介，只有疏导员看得到")),
        referred_at=at,
        referred_name=actor.name,
    )
    row.save(force_insert=True)
    new_line(dispute, LineKind.REFERRED, actor=actor, at=at).save(force_insert=True)
    return row


@transaction.atomic
def note_counselling(
    *, actor: Actor, referral_id: UUID, words: str, is_last: bool = False, at: datetime
) -> CounsellingNote:
    """Write down what was said in counselling (疏导记录); `is_last` ends it. Raises NotFound, Conflict, Refusal."""
    referral = reach_referral(actor=actor, referral_id=referral_id, lock=True)
    if referral.ended_at is not None:
        raise Conflict(_("这次疏导已经结束"))
    if actor.account_id is None:
        raise NotAllowed(_("疏导记录要由疏导员本人写"))
    row = CounsellingNote(
        town_id=referral.town_id,
        referral_id=referral.pk,
        words=needed(words, field="words", message=_("请写明这次谈了什么")),
        at=at,
        account_id=actor.account_id,
        name=actor.name,
    )
    row.save(force_insert=True)
    if is_last:
        referral.ended_at = at
        referral.save(update_fields=["ended_at"])
    return row
