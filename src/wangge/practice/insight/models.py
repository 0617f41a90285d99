from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7
from wangge.practice.insight.lifecycle import MEETINGS_A_YEAR, ItemKind, MeetingKind, Rhythm


class ReportRows(AreaScoped["Report"]):
    area_path = "area_path"


class Report(models.Model):
    """日报告、周研判、月分析: the figures of a town for a period, as known when it was made; never changed.

    Made again with the same `since`, `until` and `made_at`, it shows the same figures of flow.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(help_text="the moment it speaks of")
    made_at = models.DateTimeField(help_text="what was recorded later is not in it")
    made_by = models.CharField(max_length=60, blank=True, help_text="empty: made by itself")
    figures = models.JSONField()

    objects = ReportRows.as_manager()

    class Meta:
        db_table = "insight_report"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "rhythm", "until"], name="report_once"),
            models.CheckConstraint(
                name="report_of_the_past", condition=Q(since__lt=F("until")) & Q(until__lte=F("made_at"))
            ),
            models.CheckConstraint(name="report_rhythm_known", condition=Q(rhythm__in=Rhythm.values)),
        ]


class MeetingRows(AreaScoped["Meeting"]):
    area_path = "area_path"


class Meeting(models.Model):
    """会议: the weekly assessment of a pack (研判会), or one of the six meetings of grid leaders a year (双月例会)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=MeetingKind.choices)
    planned_on = models.DateField()
    year = models.PositiveSmallIntegerField(null=True)
    ordinal = models.PositiveSmallIntegerField(null=True, help_text="which of the six of the year")
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    held_on = models.DateField(null=True)
    attendees = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    minuted_by = models.CharField(max_length=60, blank=True)
    minuted_at = models.DateTimeField(null=True)

    objects = MeetingRows.as_manager()

    class Meta:
        db_table = "insight_meeting"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "year", "ordinal"], name="meeting_once_in_turn"),
            models.UniqueConstraint(fields=["town_id", "report"], name="meeting_once_a_pack"),
            models.CheckConstraint(
                name="meeting_of_its_kind",
                condition=Q(
                    kind=MeetingKind.BIMONTHLY, ordinal__gte=1, ordinal__lte=MEETINGS_A_YEAR, year__isnull=False
                )
                | Q(kind=MeetingKind.WEEKLY, ordinal=None, year=None, report__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["town_id", "-planned_on", "-id"], name="meeting_newest")]


class ItemRows(AreaScoped["MeetingItem"]):
    area_path = "meeting__area_path"


class MeetingItem(models.Model):
    """风险、议题: what a meeting talks about, which cases show it, and what is to be done by whom until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", db_index=False)
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    title = models.CharField(max_length=120)
    why = models.CharField(max_length=300, blank=True, help_text="the rule that fired")
    source_ref = models.CharField(max_length=80, blank=True, help_text="one hint of a report, taken once")
    case_ids = ArrayField(models.UUIDField(), default=list)
    action = models.TextField(blank=True)
    owner_unit = models.ForeignKey(
        "teams.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner_name = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True)
    result = models.TextField(blank=True)
    done_on = models.DateField(null=True)

    objects = ItemRows.as_manager()

    class Meta:
        db_table = "insight_item"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "meeting", "source_ref"], condition=~Q(source_ref=""), name="item_once"
            ),
            models.CheckConstraint(
                name="item_owned_whole",
                condition=Q(action="", owner_unit=None, due_on=None)
                | (~Q(action="") & Q(owner_unit__isnull=False, due_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="item_done_with_result",
                condition=Q(done_on=None, result="") | (Q(done_on__isnull=False) & ~Q(result="")),
            ),
        ]
        indexes = [models.Index(fields=["meeting", "id"], name="item_of_meeting")]


class NoticeRows(AreaScoped["RiskNotice"]):
    area_path = "area_path"


class RiskNotice(models.Model):
    """风险提示: what chosen units were told, with the cases that show it; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="notices", db_index=False)
    title = models.CharField(max_length=120)
    words = models.TextField()
    case_ids = ArrayField(models.UUIDField(), default=list)
    unit_ids = ArrayField(models.UUIDField(), default=list)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    objects = NoticeRows.as_manager()

    class Meta:
        db_table = "insight_notice"
        constraints = [
            models.CheckConstraint(name="risk_notice_has_evidence", condition=~Q(case_ids=[])),
            models.CheckConstraint(name="risk_notice_reaches_units", condition=~Q(unit_ids=[])),
        ]
        indexes = [
            models.Index(fields=["item", "id"], name="risk_notice_of_item"),
            models.Index(fields=["town_id", "-published_at", "-id"], name="risk_notice_newest"),
        ]
