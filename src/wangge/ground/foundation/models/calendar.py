from django.db import models

from wangge.ground.foundation.ids import uuid7


class CalendarDay(models.Model):
    """A day the State Council announced as off (holiday, 放假) or as worked in exchange (workday, 调休上班)."""

    date = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=40, blank=True)
    announced_for = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    published_on = models.DateField(null=True)

    class Meta:
        db_table = "foundation_calendar_day"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["holiday", "workday"]), name="calendar_day_kind"),
        ]


class CalendarAnnouncement(models.Model):
    """One import of a year's announcement (导入记录) and what it changed; never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    published_on = models.DateField()
    imported_at = models.DateTimeField()
    added = models.JSONField()
    removed = models.JSONField()

    class Meta:
        db_table = "foundation_calendar_announcement"
