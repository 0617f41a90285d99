from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7
from wangge.practice.visits.lifecycle import AgencyStep, Authority

from .visit import Visit


class AgencyRows(AreaScoped["Agency"]):
    area_path = "area_path"


class Agency(models.Model):
    """服务代办: somebody does an errand for a household somewhere; by what authority, with which papers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=60, help_text="what is to be done: 代缴医保, 代取药 …")
    words = EncryptedText(blank=True)
    authority = models.CharField(max_length=8, choices=Authority.choices)
    authorised_by = EncryptedText(help_text="who said or signed it")
    papers = ArrayField(models.CharField(max_length=40), default=list, help_text="what was handed over")
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    done_by_id = models.UUIDField()
    done_by = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=AgencyStep.choices, default=AgencyStep.ASKED)

    objects = AgencyRows.as_manager()

    class Meta:
        db_table = "visits_agency"
        constraints = [
            models.CheckConstraint(name="agency_state_known", condition=Q(state__in=AgencyStep.values)),
            models.CheckConstraint(name="agency_is_authorised", condition=Q(authority__in=Authority.values)),
        ]
        indexes = [
            models.Index(fields=["area", "state", "id"], name="agency_of_grid"),
            models.Index(fields=["household", "-id"], name="agency_of_household"),
        ]


class AgencyNoteRows(AreaScoped["AgencyNote"]):
    area_path = "agency__area_path"


class AgencyNote(models.Model):
    """代办经过: one step of an errand done for somebody; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="notes")
    step = models.CharField(max_length=10, choices=AgencyStep.choices)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    recorded_by_id = models.UUIDField(null=True)

    objects = AgencyNoteRows.as_manager()

    class Meta:
        db_table = "visits_agency_note"
