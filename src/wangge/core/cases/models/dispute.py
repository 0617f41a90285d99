"""矛盾纠纷档案: what a dispute is, who is in it, who mediates, and everything that was done, line by line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.ground.foundation.crypto.fields import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .case import Case


class DisputeScale(models.TextChoices):
    PERSONAL = "01", _("个体性")
    GROUP = "02", _("一般群体性")
    MAJOR_GROUP = "03", _("重大群体性")


class DisputeLevel(models.TextChoices):
    EXTREME = "01", pgettext_lazy("dispute level", "特别重大")
    MAJOR = "02", pgettext_lazy("dispute level", "重大")
    LARGER = "03", pgettext_lazy("dispute level", "较大")
    ORDINARY = "04", pgettext_lazy("dispute level", "一般")


class ResolutionWay(models.TextChoices):
    """化解方式, with the codes of the public list."""

    UNWILLING = "0", _("不愿调解")
    BY_THEMSELVES = "1", _("自愿和解")
    PEOPLE = "2", _("人民调解")
    ADMINISTRATIVE = "3", _("行政调解")
    LAWYER = "4", _("律师调解")
    RECONSIDERATION = "5", _("行政复议")
    RULING = "6", _("行政裁决")
    ARBITRATION = "7", _("仲裁")
    NOTARY = "8", _("公证")
    CONSULTATION = "9", _("民主协商")


class DisputeResult(models.TextChoices):
    OPEN = "", _("调解中")
    AGREED = "agreed", _("达成协议")
    FAILED = "failed", _("调解不成")
    ELSEWHERE = "elsewhere", _("引导走其他途径")
    WITHDRAWN = "withdrawn", _("当事人撤回")


class PartySide(models.TextChoices):
    APPLICANT = "applicant", _("申请人")
    RESPONDENT = "respondent", _("被申请人")
    THIRD = "third", _("第三人")


class SessionOutcome(models.TextChoices):
    AGREED = "agreed", _("谈成了")
    CONTINUE = "continue", _("还要再谈")
    FAILED = "failed", _("谈不成")


class LineKind(models.TextChoices):
    STEP = "step", _("进入步骤")
    WITNESS = "witness", _("走访知情人")
    EVIDENCE = "evidence", _("取得证据")
    MILESTONE = "milestone", _("重要节点")
    BANNER = "banner", _("收到锦旗")
    CHANGED = "changed", _("更正档案")
    EXTENDED = "extended", _("延长期限")
    SETTLED = "settled", _("了结")
    PERFORMANCE = "performance", _("回访履行")
    CONFIRMATION = "confirmation", _("司法确认")
    RISK = "risk", _("风险标注")
    REFERRED = "referred", _("转介心理疏导")


class Dispute(models.Model):
    """纠纷: the record of one case of a dispute category; people's names stand with the parties, encrypted."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="dispute")
    town_id = models.UUIDField(editable=False)
    code = models.CharField(max_length=4, help_text="of the public list of disputes")
    code_version = models.CharField(max_length=20)
    scale = models.CharField(max_length=2, choices=DisputeScale.choices, default=DisputeScale.PERSONAL)
    level = models.CharField(max_length=2, choices=DisputeLevel.choices, default=DisputeLevel.ORDINARY)
    people = models.PositiveIntegerField(default=2, help_text="how many people are in it")
    unit = models.ForeignKey(
        "teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False, help_text="who mediates"
    )
    venue = models.CharField(max_length=40, blank=True, help_text="code of the rulebook's venue; of the last session")
    step = models.CharField(max_length=40, help_text="code of the rulebook's procedure")
    step_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_name = models.CharField(max_length=60)
    due_on = models.DateField(help_text="to be settled by")
    result = models.CharField(max_length=10, choices=DisputeResult.choices, blank=True)
    way = models.CharField(max_length=1, choices=ResolutionWay.choices, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_dispute"
        constraints = [
            models.CheckConstraint(name="dispute_scale_known", condition=Q(scale__in=DisputeScale.values)),
            models.CheckConstraint(name="dispute_level_known", condition=Q(level__in=DisputeLevel.values)),
            models.CheckConstraint(
                name="dispute_settled_whole",
                condition=Q(result="", settled_at=None, way="")
                | (~Q(result="") & ~Q(way="") & Q(settled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["town_id", "-opened_at"], name="dispute_newest"),
            models.Index(fields=["town_id", "due_on"], condition=Q(settled_at=None), name="dispute_due"),
        ]


class DisputeParty(models.Model):
    """当事人: shown masked; the whole stands on the agreement, or for a stated purpose."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="parties", db_index=False)
    side = models.CharField(max_length=10, choices=PartySide.choices)
    name = EncryptedText()
    details = EncryptedText(help_text="address, telephone, what the agreement has to say of a party")

    class Meta:
        db_table = "cases_dispute_party"
        indexes = [models.Index(fields=["dispute", "id"], name="dispute_party_of")]


class DisputeMediator(models.Model):
    """调解员: somebody invited to mediate, in words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="mediators", db_index=False)
    kind = models.CharField(max_length=40, help_text="code of the rulebook's mediators")
    name = models.CharField(max_length=60)
    invited_at = models.DateTimeField()

    class Meta:
        db_table = "cases_dispute_mediator"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "dispute", "kind", "name"], name="mediator_invited_once")
        ]
        indexes = [models.Index(fields=["dispute", "id"], name="mediator_of")]


class DisputeSession(models.Model):
    """一次调解: when, where, who sat there, what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="sessions", db_index=False)
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    held_at = models.DateTimeField()
    venue = models.CharField(max_length=40)
    where_words = models.CharField(max_length=200, blank=True)
    mediators = models.JSONField(default=list, help_text="ids of the invited who came")
    outcome = models.CharField(max_length=10, choices=SessionOutcome.choices)
    words = EncryptedText()
    recorded_at = models.DateTimeField()
    recorded_name = models.CharField(max_length=60)

    class Meta:
        db_table = "cases_dispute_session"
        indexes = [models.Index(fields=["dispute", "held_at"], name="session_of_dispute")]


class DisputeLine(models.Model):
    """What was done, by whom and when; added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="lines", db_index=False)
    kind = models.CharField(max_length=12, choices=LineKind.choices)
    subject = models.CharField(max_length=60, blank=True, help_text="code of a step, kind of a witness, kind of proof")
    words = EncryptedText()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60)

    class Meta:
        db_table = "cases_dispute_line"
        indexes = [models.Index(fields=["dispute", "at"], name="line_of_dispute")]
