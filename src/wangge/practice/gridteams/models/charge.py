from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7
from wangge.practice.gridteams.lifecycle import ChargeKind


class ChargeRows(AreaScoped["Charge"]):
    area_path = "area_path"


class Charge(models.Model):
    """包片: a member or a unit answers for a piece of ground: 责任田, a road (包街), a building (楼栋党小组)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=ChargeKind.choices)
    place = models.ForeignKey("areas.NamedPlace", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60, help_text="as it stands on the wall")
    promise = models.CharField(max_length=200, blank=True)
    member_id = models.UUIDField(null=True)
    organisation = models.ForeignKey("teams.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    claimed_on = models.DateField()
    published_on = models.DateField(null=True, help_text="上墙公示")
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    objects = ChargeRows.as_manager()

    class Meta:
        db_table = "gridteams_charge"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "kind", "place"],
                condition=Q(ended_on=None, place__isnull=False),
                name="charge_of_place_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=ChargeKind.values), name="charge_kind_known"),
            models.CheckConstraint(
                condition=Q(member_id__isnull=False) | Q(organisation__isnull=False), name="charge_has_somebody"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="charge_is_named"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("claimed_on")), name="charge_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["area_path"], opclasses=["varchar_pattern_ops"], name="charge_path"),
            models.Index(fields=["member_id"], condition=Q(ended_on=None), name="charge_of_member"),
        ]

    def __str__(self) -> str:
        return self.title


class NetCoverRows(AreaScoped["NetCover"]):
    area_path = "area_path"


class NetCover(models.Model):
    """专项网格: a special-purpose grid, as far as it covers one area of the one grid (多网合一).

    A special-purpose grid of one net and name that covers several areas has a row for each.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    net = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    holder_name = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    objects = NetCoverRows.as_manager()

    class Meta:
        db_table = "gridteams_net_cover"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "area", "net", "name"], condition=Q(until=None), name="net_cover_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="net_cover_is_named"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="net_cover_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["area_path"], opclasses=["varchar_pattern_ops"], name="net_cover_path")]

    def __str__(self) -> str:
        return self.name


class ListEntryRows(AreaScoped["ListEntry"]):
    area_path = "area_path"


class ListEntry(models.Model):
    """What stands in one slot of a list the place names: the ten of 十联 for a town, the five of 五亮 for a member."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    list_code = models.CharField(max_length=40)
    member_id = models.UUIDField(null=True)
    slot = models.PositiveSmallIntegerField(help_text="counted from 1")
    words = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    objects = ListEntryRows.as_manager()

    class Meta:
        db_table = "gridteams_list_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "area", "list_code", "member_id", "slot"],
                nulls_distinct=False,
                name="list_entry_once",
            ),
            models.CheckConstraint(condition=Q(slot__gte=1), name="list_entry_slot_counts_from_one"),
        ]
        indexes = [models.Index(fields=["member_id"], name="list_entry_of_member")]
