from django.db import models

from wangge.ground.foundation.ids import uuid7


class RulebookVersion(models.Model):
    """A place's rulebook (规则) as it was put in force; the newest number is in force, none is edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    document = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    is_shipped = models.BooleanField(default=False, help_text="as it came with the program, nothing of the place's own")
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=60)

    class Meta:
        db_table = "places_rulebook_version"
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="rulebook_number_once"),
            models.CheckConstraint(name="rulebook_number_from_one", condition=models.Q(number__gte=1)),
        ]
