from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7


class EmploymentKind(models.TextChoices):
    """用工性质: how somebody is with the team."""

    LEAD = "lead", _("网格长")
    FULL_TIME = "full_time", _("专职")
    PART_TIME = "part_time", _("兼职")


class MemberProfileRows(AreaScoped["MemberProfile"]):
    area_path = "area_path"


class MemberProfile(models.Model):
    """队员情况: what is known of somebody in a post beside the post; goes on when the appointment is renewed.

    Codes are those of the place's rules. Without an entry of its own, the kind of employment is the post's.
    """

    member_id = models.UUIDField(primary_key=True, editable=False)
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=60)
    is_party = models.BooleanField(default=False)
    employment = models.CharField(max_length=10, choices=EmploymentKind, blank=True, default="")
    backgrounds = ArrayField(models.CharField(max_length=40), default=list)
    main_background = models.CharField(max_length=40, blank=True, default="")
    skills = ArrayField(models.CharField(max_length=40), default=list)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    objects = MemberProfileRows.as_manager()

    class Meta:
        db_table = "teams_member_profile"
        indexes = [models.Index(fields=["area_path"], name="profile_path", opclasses=["varchar_pattern_ops"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(main_background="") | Q(backgrounds__contains=[F("main_background")]),
                name="profile_main_is_one_of_all",
            ),
            models.CheckConstraint(
                condition=Q(employment__in=["", *EmploymentKind.values]), name="profile_employment_known"
            ),
        ]


class TrainingRecordRows(AreaScoped["TrainingRecord"]):
    area_path = "area_path"


class TrainingRecord(models.Model):
    """培训、资格: what somebody learned, and until when it holds; only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=60)
    member_id = models.UUIDField(editable=False)
    training = models.CharField(max_length=40)
    held_on = models.DateField()
    valid_until = models.DateField(null=True, help_text="the last day on which it holds; empty: for good")
    hours = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=100, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    objects = TrainingRecordRows.as_manager()

    class Meta:
        db_table = "teams_training_record"
        indexes = [
            models.Index(fields=["area_path"], name="training_path", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["member_id"], name="training_of_member"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["town", "member_id", "training", "held_on"], name="training_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("held_on")), name="training_ends_after_it_was"
            ),
        ]
