from django.db import models

from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .case import Case


class CaseAsker(models.Model):
    """来电人、反映人: who asked. Name and telephone are encrypted; a telephone is found by keyed hash."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="asker")
    town_id = models.UUIDField(editable=False)
    name = EncryptedText(blank=True)
    phone = EncryptedText(blank=True)
    phone_index = models.BinaryField(null=True)
    is_confidential = models.BooleanField(default=False, help_text="不让承办人看到姓名")
    account_id = models.UUIDField(null=True, help_text="the member of staff who reported it himself")

    class Meta:
        db_table = "cases_asker"
        indexes = [
            models.Index(
                fields=["town_id", "phone_index"], condition=models.Q(phone_index__isnull=False), name="asker_phone"
            )
        ]


class CaseRating(models.Model):
    """评价: what the asker thought of one answer; each answer is rated once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    answer_step_id = models.UUIDField()
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_rating"
        constraints = [
            models.UniqueConstraint(fields=["case", "answer_step_id"], name="rating_once_per_answer"),
            models.CheckConstraint(name="rating_of_five", condition=models.Q(score__gte=1, score__lte=5)),
        ]
