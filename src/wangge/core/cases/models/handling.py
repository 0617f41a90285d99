"""What is asked for, decided and recorded while a case is handled."""

from django.db import models
from django.db.models import Q

from wangge.core.cases.lifecycle import RequestKind
from wangge.ground.foundation.ids import uuid7

from .case import Case
from .history import CaseClock


class CaseRequest(models.Model):
    """申请: what a unit asks the deciding desk for; decided once, with words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="requests", db_index=False)
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    decider = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=40, blank=True, help_text="code of the ground in the rulebook")
    words = models.TextField()
    detail = models.JSONField(default=dict)
    asked_by = models.UUIDField(null=True)
    asked_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    is_granted = models.BooleanField(null=True, help_text="null: not decided yet")
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        db_table = "cases_request"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "case", "kind"], condition=Q(decided_at=None), name="request_open_once"
            ),
            models.CheckConstraint(
                name="request_decided_whole",
                condition=Q(decided_at=None, is_granted=None) | Q(decided_at__isnull=False, is_granted__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="request_of_case"),
            models.Index(fields=["decider", "asked_at"], condition=Q(decided_at=None), name="request_waiting"),
        ]


class CasePause(models.Model):
    """暂停: a stretch in which the clocks stood still, with its ground and its longest end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses", db_index=False)
    reason = models.CharField(max_length=40)
    evidence = models.TextField(blank=True)
    started_at = models.DateTimeField()
    ends_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_pause"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "case"], condition=Q(ended_at=None), name="pause_one_at_a_time")
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="pause_of_case"),
            models.Index(fields=["ends_by"], condition=Q(ended_at=None), name="pause_running"),
        ]


class CaseCustody(models.Model):
    """包案: the leader who answers for a hard or old case until it is settled."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="custodies", db_index=False)
    leader_id = models.UUIDField(help_text="the leader's account")
    leader_name = models.CharField(max_length=60)
    responsible_name = models.CharField(max_length=60, blank=True, help_text="责任人 under the leader")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_custody"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "case"], condition=Q(ended_at=None), name="custody_of_one")
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="custody_of_case"),
            models.Index(fields=["leader_id"], condition=Q(ended_at=None), name="custody_of_leader"),
        ]


class CaseEscalation(models.Model):
    """催办、督办: one rung of the ladder reached by one clock; never twice for one cause."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="escalations", db_index=False)
    clock = models.ForeignKey(CaseClock, on_delete=models.PROTECT, related_name="escalations", db_index=False)
    code = models.CharField(max_length=40)
    mark = models.CharField(max_length=8)
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_escalation"
        constraints = [models.UniqueConstraint(fields=["town_id", "clock", "code"], name="escalation_once")]
        indexes = [models.Index(fields=["case", "id"], name="escalation_of_case")]
