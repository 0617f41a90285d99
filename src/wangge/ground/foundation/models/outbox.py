from django.db import models

from wangge.ground.foundation.ids import uuid7


class Fact(models.Model):
    """A fact that happened (事实), written in the transaction that made it; kept for some weeks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    happened_at = models.DateTimeField()

    class Meta:
        db_table = "foundation_fact"
        indexes = [models.Index(fields=["happened_at"], name="fact_happened")]
