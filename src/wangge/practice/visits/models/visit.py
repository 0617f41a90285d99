from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7
from wangge.practice.visits.lifecycle import FollowKind, Outcome


class VisitRows(AreaScoped["Visit"]):
    area_path = "area_path"


class Visit(models.Model):
    """走访: somebody at a door, or a meeting of many; only ever added. The id is made where the note is written.

    No place on the map and no track is kept: that somebody was there is known by what was done there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    household = models.ForeignKey(
        "people.Household", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    cadence = models.CharField(max_length=40, blank=True)
    aim = models.CharField(max_length=40, blank=True)
    visitor_id = models.UUIDField()
    visitor_name = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    unmet_because = models.CharField(max_length=40, blank=True)
    met = ArrayField(models.UUIDField(), default=list, help_text="the persons who were met")
    checks = ArrayField(models.CharField(max_length=40), default=list, help_text="the toggles that were switched on")
    words = EncryptedText(blank=True)
    is_unchanged = models.BooleanField(default=False, help_text="无变化: the resident sheet was confirmed")
    people = models.PositiveIntegerField(default=0, help_text="how many came to a meeting")

    objects = VisitRows.as_manager()

    class Meta:
        db_table = "visits_visit"
        constraints = [
            models.CheckConstraint(name="visit_outcome_known", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(
                name="visit_unmet_because", condition=Q(outcome=Outcome.MET, unmet_because="") | ~Q(unmet_because="")
            ),
        ]
        indexes = [
            models.Index(fields=["area", "happened_at", "id"], name="visit_of_grid"),
            models.Index(fields=["household", "-happened_at"], name="visit_of_household"),
            models.Index(fields=["visitor_id", "-happened_at"], name="visit_of_visitor"),
        ]


class VisitFollowRows(AreaScoped["VisitFollow"]):
    area_path = "visit__area_path"


class VisitFollow(models.Model):
    """What came of a visit: a case, a hazard, a care tag or a dispute, mentioned and not held by key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="follows", db_index=False)
    kind = models.CharField(max_length=10, choices=FollowKind.choices)
    subject_id = models.UUIDField()
    label = models.CharField(max_length=60, help_text="the number or name people know it by; nothing personal")
    at = models.DateTimeField()

    objects = VisitFollowRows.as_manager()

    class Meta:
        db_table = "visits_follow"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "visit", "kind", "subject_id"], name="follow_once"),
            models.CheckConstraint(name="follow_kind_known", condition=Q(kind__in=FollowKind.values)),
        ]
        indexes = [
            models.Index(fields=["visit"], name="follow_of_visit"),
            models.Index(fields=["subject_id"], name="follow_of_subject"),
        ]


class HouseholdWishRows(AreaScoped["HouseholdWish"]):
    area_path = "household__area_path"


class HouseholdWish(models.Model):
    """请勿打扰: what a household asked about visits; the newest that holds is the one that counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+", db_index=False)
    no_visits = models.BooleanField(default=False)
    not_before = models.TimeField(null=True)
    not_after = models.TimeField(null=True)
    until = models.DateField(null=True, help_text="empty: until it is withdrawn")
    words = models.CharField(max_length=120, blank=True)
    said_at = models.DateTimeField()
    said_to = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)

    objects = HouseholdWishRows.as_manager()

    class Meta:
        db_table = "visits_wish"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "household"], condition=Q(ended_at=None), name="wish_one_at_a_time"
            )
        ]
