from django.db import models


class Revision(models.Model):
    """When something that every process keeps in memory last changed (areas, rulebooks, calendar)."""

    key = models.CharField(max_length=40, primary_key=True)
    value = models.UUIDField()

    class Meta:
        db_table = "foundation_revision"
