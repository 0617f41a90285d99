from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7
from wangge.practice.surveys.lifecycle import Method, SurveyKind


class SurveyRows(AreaScoped["Survey"]):
    area_path = "area_path"


class Survey(models.Model):
    """调查: what is asked of whom; `frame` says from which list the sample is drawn, so that n can be judged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=SurveyKind.choices)
    title = models.CharField(max_length=60)
    frame = models.CharField(max_length=200, blank=True, help_text="抽样框")
    method = models.CharField(max_length=10, choices=Method.choices)
    planned = models.PositiveIntegerField(null=True, help_text="how many are to be asked")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    opened_by_id = models.UUIDField(null=True)
    closes_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = SurveyRows.as_manager()

    class Meta:
        db_table = "surveys_survey"
        constraints = [
            models.CheckConstraint(name="survey_kind_known", condition=Q(kind__in=SurveyKind.values)),
            models.CheckConstraint(name="survey_is_named", condition=~Q(title="")),
            models.CheckConstraint(name="survey_sample_has_frame", condition=~Q(kind=SurveyKind.SAMPLE) | ~Q(frame="")),
        ]
        indexes = [models.Index(fields=["town_id", "-id"], name="survey_newest")]


class SurveyItem(models.Model):
    """一道题: several of one survey are answered by the same people, so that their figures have one sample."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    choices = ArrayField(models.CharField(max_length=60))
    positive = ArrayField(models.PositiveSmallIntegerField(), help_text="which choices count, by their place")

    class Meta:
        db_table = "surveys_item"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "survey", "position"], name="survey_item_in_place"),
            models.CheckConstraint(name="survey_item_is_asked", condition=~Q(words="") & Q(choices__len__gte=2)),
        ]
