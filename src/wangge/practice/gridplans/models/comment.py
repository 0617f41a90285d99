from django.db import models
from django.db.models import Q

from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .plan import Plan


class PlanComment(models.Model):
    """公示意见: what somebody says to a plan under notice; who it was is sealed, and need not be said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="comments", db_index=False)
    source_ref = models.CharField(max_length=80, help_text="one form; taken once")
    words = models.CharField(max_length=500)
    name = EncryptedText(blank=True)
    phone = EncryptedText(blank=True)
    said_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    is_public = models.BooleanField(default=False, help_text="shown with its answer to everybody")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "gridplans_comment"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "source_ref"], name="plan_comment_once"),
            models.CheckConstraint(name="plan_comment_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="plan_comment_answered_whole",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["plan", "id"], name="comment_of_plan")]
