from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.core.people.lifecycle import HazardAction, HazardState
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .persons import Household, Person
from .places import Building, Dwelling, Enterprise


class CareTagRows(AreaScoped["CareTag"]):
    area_path = "area_path"


class CareTag(models.Model):
    """关爱标记: who is to be cared for, by whom, why, by which right, from where known, looked at again when.

    `kind` is of the place's rules. One of a sensitive kind counts only when a second person has agreed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="care_tags")
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="care_tags")
    kind = models.CharField(max_length=40)
    is_sensitive = models.BooleanField()
    owner_id = models.UUIDField(null=True, help_text="the account of who looks after it")
    owner_name = models.CharField(max_length=60)
    reason = EncryptedText()
    purpose = models.CharField(max_length=200)
    source = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60)
    proposed_by_id = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.CharField(max_length=60, blank=True)
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    objects = CareTagRows.as_manager()

    class Meta:
        db_table = "people_care_tag"
        constraints = [
            models.CheckConstraint(
                name="care_tag_of_one",
                condition=Q(person__isnull=False, household=None) | Q(person=None, household__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["town_id", "person", "kind"],
                condition=Q(ended_at=None, person__isnull=False),
                name="care_tag_of_person_once",
            ),
            models.UniqueConstraint(
                fields=["town_id", "household", "kind"],
                condition=Q(ended_at=None, household__isnull=False),
                name="care_tag_of_household_once",
            ),
            models.CheckConstraint(
                name="care_tag_says_why", condition=~Q(purpose="") & ~Q(source="") & ~Q(owner_name="")
            ),
            models.CheckConstraint(
                name="care_tag_ended_with_reason", condition=Q(ended_at=None, ended_because="") | ~Q(ended_because="")
            ),
        ]
        indexes = [
            models.Index(fields=["area", "kind"], condition=Q(ended_at=None), name="care_tag_of_grid"),
            models.Index(fields=["town_id", "review_on"], condition=Q(ended_at=None), name="care_tag_to_review"),
        ]


class CareReview(models.Model):
    """关爱复核: somebody looked at a tag again and kept it, with the day of the next look; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    tag = models.ForeignKey(CareTag, on_delete=models.PROTECT, related_name="reviews")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True)
    review_on = models.DateField()

    class Meta:
        db_table = "people_care_review"


class HazardRows(AreaScoped["Hazard"]):
    area_path = "area_path"


class Hazard(models.Model):
    """隐患: something unsafe about a building, a dwelling or an enterprise; its history is in its steps."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="hazards")
    dwelling = models.ForeignKey(Dwelling, null=True, on_delete=models.PROTECT, related_name="hazards")
    enterprise = models.ForeignKey(Enterprise, null=True, on_delete=models.PROTECT, related_name="hazards")
    kind = models.CharField(max_length=40)
    grade = models.PositiveSmallIntegerField(default=1, help_text="1 一般, 2 较大, 3 重大")
    words = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=HazardState.choices, default=HazardState.FOUND)
    found_at = models.DateTimeField()
    source = models.CharField(max_length=80, blank=True, help_text="visit:<id>, case:<id>")
    due_on = models.DateField()
    recheck_on = models.DateField(null=True)

    objects = HazardRows.as_manager()

    class Meta:
        db_table = "people_hazard"
        constraints = [
            models.CheckConstraint(
                name="hazard_of_one",
                condition=Q(building__isnull=False, dwelling=None, enterprise=None)
                | Q(building=None, dwelling__isnull=False, enterprise=None)
                | Q(building=None, dwelling=None, enterprise__isnull=False),
            ),
            models.CheckConstraint(name="hazard_state_known", condition=Q(state__in=HazardState.values)),
            models.CheckConstraint(name="hazard_grade_known", condition=Q(grade__gte=1, grade__lte=3)),
        ]
        indexes = [
            models.Index(fields=["area", "state", "due_on", "id"], name="hazard_of_grid"),
            models.Index(fields=["town_id", "found_at"], name="hazard_by_time"),
        ]


class HazardStep(models.Model):
    """隐患办理: one step of a hazard; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=10, choices=HazardAction.choices)
    state = models.CharField(max_length=10, choices=HazardState.choices)
    at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    recorded_by_id = models.UUIDField(null=True)
    note = models.CharField(max_length=200, blank=True)
    photo_id = models.UUIDField(null=True)

    class Meta:
        db_table = "people_hazard_step"
        constraints = [models.CheckConstraint(name="hazard_step_known", condition=Q(action__in=HazardAction.values))]


class SheetRows(AreaScoped["Sheet"]):
    area_path = "area_path"


class Sheet(models.Model):
    """住户信息表: the items known of a person, a household or a dwelling, valid from a moment to another.

    `values` holds what may stand in clear, `sealed` the rest as JSON; a change ends the row and begins another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60, help_text="where its subject is; of a former one, where it was")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    dwelling = models.ForeignKey(Dwelling, null=True, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    values = models.JSONField(default=dict)
    sealed = EncryptedText(blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=60)
    said_by_id = models.UUIDField(null=True)
    source = models.CharField(max_length=80, blank=True)

    objects = SheetRows.as_manager()

    class Meta:
        db_table = "people_sheet"
        constraints = [
            models.CheckConstraint(
                name="sheet_of_one",
                condition=Q(person__isnull=False, household=None, dwelling=None)
                | Q(person=None, household__isnull=False, dwelling=None)
                | Q(person=None, household=None, dwelling__isnull=False),
            ),
            *(
                models.UniqueConstraint(
                    fields=["town_id", about],
                    condition=Q(until_at=None, **{f"{about}__isnull": False}),
                    name=f"sheet_of_{about}_once",
                )
                for about in ("person", "household", "dwelling")
            ),
            models.CheckConstraint(
                name="sheet_ends_after_start", condition=Q(until_at=None) | Q(until_at__gte=F("since_at"))
            ),
        ]
        indexes = [
            models.Index(fields=[about, "-id"], condition=Q(**{f"{about}__isnull": False}), name=f"sheet_of_{about}")
            for about in ("person", "household", "dwelling")
        ]
