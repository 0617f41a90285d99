from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .survey import Survey


class SurveyAnswerRows(AreaScoped["SurveyAnswer"]):
    area_path = "area_path"


class SurveyAnswer(models.Model):
    """一份答卷: what one household said, without a name; only ever added. Who would rather not answer left it empty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers", db_index=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    household_id = models.UUIDField(null=True, help_text="so that nobody is asked twice")
    choices = models.JSONField(default=dict, help_text="place of the choice by item")
    words = EncryptedText(blank=True)
    answered_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    recorded_by_id = models.UUIDField(null=True)

    objects = SurveyAnswerRows.as_manager()

    class Meta:
        db_table = "surveys_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "survey", "household_id"],
                condition=Q(household_id__isnull=False),
                name="survey_asked_once",
            )
        ]
        indexes = [models.Index(fields=["survey", "area_path"], name="survey_answer_of")]


class SurveyResultRows(AreaScoped["SurveyResult"]):
    area_path = "area_path"


class SurveyResult(models.Model):
    """外部测评结果: what somebody else measured here (知晓率、名次), with the source; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    on = models.DateField(help_text="the day it speaks of")
    source = models.CharField(max_length=100)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    sample = models.PositiveIntegerField(null=True)
    positives = models.PositiveIntegerField(null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    rank_of = models.PositiveSmallIntegerField(null=True)
    rank_within = models.CharField(max_length=60, blank=True, help_text="常熟市")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    objects = SurveyResultRows.as_manager()

    class Meta:
        db_table = "surveys_result"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "area", "item", "on", "source"], name="result_once"),
            models.CheckConstraint(name="result_in_percent", condition=Q(percent__gte=0, percent__lte=100)),
            models.CheckConstraint(
                name="result_of_a_sample",
                condition=Q(positives=None) | Q(sample__isnull=False, positives__lte=F("sample")),
            ),
            models.CheckConstraint(name="result_says_whence", condition=~Q(source="") & ~Q(item="")),
        ]
