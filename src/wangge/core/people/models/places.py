from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.core.people.lifecycle import BuildingKind, EnterpriseKind, Usage
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.word_index import word_index


class BuildingRows(AreaScoped["Building"]):
    area_path = "area_path"


class Building(models.Model):
    """楼栋、院落: stands on a named place (小区、自然村、街巷) of the tree, in one grid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    place = models.ForeignKey("areas.NamedPlace", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120, help_text="with the place, without the room")
    kind = models.CharField(max_length=12, choices=BuildingKind.choices)
    storeys = models.PositiveSmallIntegerField(null=True)
    lies_low = models.BooleanField(default=False, help_text="地势低洼")
    external_code = models.CharField(max_length=40, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = BuildingRows.as_manager()

    class Meta:
        db_table = "people_building"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "area", "place", "name"],
                condition=Q(closed_on=None),
                nulls_distinct=False,
                name="building_once",
            ),
            models.UniqueConstraint(
                fields=["town_id", "external_code"],
                condition=~Q(external_code="") & Q(closed_on=None),
                name="building_code_once",
            ),
            models.CheckConstraint(name="building_is_named", condition=~Q(name="")),
            models.CheckConstraint(name="building_kind_known", condition=Q(kind__in=BuildingKind.values)),
            models.CheckConstraint(
                name="building_position",
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)),
            ),
        ]
        indexes = [models.Index(fields=["area", "name", "id"], name="building_of_grid")]

    def __str__(self) -> str:
        return self.address


class BuildingUnitRows(AreaScoped["BuildingUnit"]):
    area_path = "building__area_path"


class BuildingUnit(models.Model):
    """单元: an entrance of a building."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=20)

    objects = BuildingUnitRows.as_manager()

    class Meta:
        db_table = "people_building_unit"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "building", "name"], name="building_unit_once"),
            models.CheckConstraint(name="building_unit_is_named", condition=~Q(name="")),
        ]


class DwellingRows(AreaScoped["Dwelling"]):
    area_path = "area_path"


class Dwelling(models.Model):
    """户室: one door behind which households live; `grams` are the pairs of its address, for search."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(BuildingUnit, null=True, on_delete=models.PROTECT, related_name="+")
    floor = models.SmallIntegerField(null=True)
    room = models.CharField(max_length=20, blank=True, help_text="empty: the whole house")
    address = models.CharField(max_length=160)
    door_key = models.CharField(max_length=200, help_text="the order of doors: numbers as numbers")
    grams = ArrayField(models.IntegerField(), default=list)
    usage = models.CharField(max_length=8, choices=Usage.choices, blank=True, default=Usage.UNKNOWN)
    external_code = models.CharField(max_length=40, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = DwellingRows.as_manager()

    class Meta:
        db_table = "people_dwelling"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "building", "unit", "room"],
                condition=Q(closed_on=None),
                nulls_distinct=False,
                name="dwelling_once",
            ),
            models.UniqueConstraint(
                fields=["town_id", "external_code"],
                condition=~Q(external_code="") & Q(closed_on=None),
                name="dwelling_code_once",
            ),
            models.CheckConstraint(name="dwelling_usage_known", condition=Q(usage__in=Usage.values)),
        ]
        indexes = [
            word_index("grams", name="dwelling_words"),
            models.Index(fields=["area", "door_key", "id"], name="dwelling_of_grid"),
        ]

    def __str__(self) -> str:
        return self.address


class EnterpriseRows(AreaScoped["Enterprise"]):
    area_path = "area_path"


class Enterprise(models.Model):
    """企业、商铺: what does business on a place; who is to be called there is encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="+")
    dwelling = models.ForeignKey(Dwelling, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=EnterpriseKind.choices)
    name = models.CharField(max_length=80)
    credit_code = models.CharField(max_length=18, blank=True)
    industry = models.CharField(max_length=40, blank=True)
    staff = models.PositiveIntegerField(null=True)
    contact_name = EncryptedText(blank=True)
    contact_phone = EncryptedText(blank=True)
    grams = ArrayField(models.IntegerField(), default=list)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    objects = EnterpriseRows.as_manager()

    class Meta:
        db_table = "people_enterprise"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "credit_code"],
                condition=~Q(credit_code="") & Q(closed_on=None),
                name="enterprise_code_once",
            ),
            models.CheckConstraint(name="enterprise_kind_known", condition=Q(kind__in=EnterpriseKind.values)),
            models.CheckConstraint(name="enterprise_is_named", condition=~Q(name="")),
        ]
        indexes = [
            word_index("grams", name="enterprise_words"),
            models.Index(fields=["area", "name", "id"], name="enterprise_of_grid"),
        ]

    def __str__(self) -> str:
        return self.name
