"""What comes out of a dispute and what goes with it: the agreement, the risk somebody sees, counselling."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation.crypto.fields import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .dispute import Dispute


class Performance(models.TextChoices):
    OPEN = "", _("没到期或没回访")
    DONE = "done", _("已履行")
    BROKEN = "broken", _("没有履行")


class DisputeAgreement(models.Model):
    """调解协议: what the law says it has to hold, whether it was kept, and whether the court confirmed it."""

    dispute = models.OneToOneField(Dispute, primary_key=True, on_delete=models.PROTECT, related_name="agreement")
    town_id = models.UUIDField(editable=False)
    is_written = models.BooleanField(default=True, help_text="else by word of mouth, its content recorded (口头协议)")
    facts = EncryptedText()
    terms = EncryptedText()
    perform_how = models.CharField(max_length=200, blank=True)
    perform_where = models.CharField(max_length=200, blank=True)
    perform_by = models.DateField(null=True, help_text="null: performed on the spot")
    committee = models.CharField(max_length=120, help_text="whose seal stands on it")
    effective_on = models.DateField()
    made_name = models.CharField(max_length=60)
    performance = models.CharField(max_length=6, choices=Performance.choices, blank=True)
    performed_on = models.DateField(null=True, help_text="when it was seen to be kept or broken")
    confirm_by = models.DateField(help_text="until when both may ask the court (司法确认)")
    confirm_asked_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    court = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "cases_dispute_agreement"
        constraints = [
            models.CheckConstraint(
                name="agreement_performance_dated",
                condition=Q(performance="", performed_on=None) | (~Q(performance="") & Q(performed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="agreement_confirmed_after_asking",
                condition=Q(confirmed_on=None)
                | Q(confirm_asked_on__isnull=False, confirmed_on__gte=F("confirm_asked_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["town_id", "perform_by"], condition=Q(performance=""), name="agreement_to_perform"),
            models.Index(fields=["town_id", "confirm_by"], condition=Q(confirm_asked_on=None), name="agreement_court"),
        ]


class DisputeRisk(models.Model):
    """防民转刑: a risk that a person saw and gave a reason for; nothing is ever computed about anybody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="risks", db_index=False)
    reason = EncryptedText()
    contact = EncryptedText(help_text="whom to call at once")
    review_on = models.DateField()
    flagged_by = models.UUIDField()
    flagged_name = models.CharField(max_length=60)
    flagged_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_name = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "cases_dispute_risk"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "dispute"], condition=Q(lifted_at=None), name="risk_one_open")
        ]
        indexes = [models.Index(fields=["town_id", "review_on"], condition=Q(lifted_at=None), name="risk_to_review")]


class CounsellingReferral(models.Model):
    """心理疏导转介: that it was made is seen on the dispute; why and what was said only by counsellors."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="referrals", db_index=False)
    reason = EncryptedText()
    referred_at = models.DateTimeField()
    referred_name = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_counselling_referral"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "dispute"], condition=Q(ended_at=None), name="referral_one_open")
        ]
        indexes = [models.Index(fields=["town_id", "-referred_at"], name="referral_newest")]


class CounsellingNote(models.Model):
    """疏导记录: encrypted; read by whoever holds the counsellor's permission there, by nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    referral = models.ForeignKey(CounsellingReferral, on_delete=models.PROTECT, related_name="notes", db_index=False)
    words = EncryptedText()
    at = models.DateTimeField()
    account_id = models.UUIDField()
    name = models.CharField(max_length=60)

    class Meta:
        db_table = "cases_counselling_note"
        indexes = [models.Index(fields=["referral", "at"], name="note_of_referral")]
