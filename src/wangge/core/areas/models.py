"""The tree of areas, its dated boundaries, the places people name and the codes on posters."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Replace, Substr

from wangge.ground.foundation.ids import READABLE, uuid7

from .levels import (
    BASE_GRID_KINDS,
    DEDICATED_GRID_KINDS,
    PARENT_LEVELS,
    VILLAGE_KINDS,
    Frame,
    Kind,
    Level,
    PlaceKind,
    Source,
)
from .scope import AreaScoped

CODE_SHAPES = {
    Level.COUNTY: r"^[0-9]{6}000000$",
    Level.TOWN: r"^[0-9]{9}000$",
    Level.SECTOR: r"^[0-9]{9}G[0-9]{2}$",
    Level.VILLAGE: r"^[0-9]{12}$",
    Level.GRID: r"^[0-9]{12}[1-9][0-9]{2}000$",
    Level.MICRO: r"^[0-9]{12}[1-9][0-9]{2}[0-9]{3}$",
}
PATH_SHAPES = {
    Level.COUNTY: r"^/[0-9]{6}/$",
    Level.TOWN: r"^/[0-9]{6}/[0-9]{3}/$",
    Level.SECTOR: r"^/[0-9]{6}/[0-9]{3}/G[0-9]{2}/$",
    Level.VILLAGE: r"^/[0-9]{6}/[0-9]{3}/(G[0-9]{2}/)?[0-9]{3}/$",
    Level.GRID: r"^/[0-9]{6}/[0-9]{3}/(G[0-9]{2}/)?[0-9]{3}/[1-9][0-9]{2}/$",
    Level.MICRO: r"^/[0-9]{6}/[0-9]{3}/(G[0-9]{2}/)?[0-9]{3}/[1-9][0-9]{2}/[0-9]{3}/$",
}


def _any_of(choices: list[Q]) -> Q:
    found = choices[0]
    for choice in choices[1:]:
        found |= choice
    return found


def _by_level(field: str, shapes: dict[Level, str]) -> Q:
    return _any_of([Q(level=level, **{f"{field}__regex": shape}) for level, shape in shapes.items()])


KIND_FITS = _any_of(
    [
        Q(level=Level.VILLAGE, kind__in=VILLAGE_KINDS),
        Q(level=Level.GRID, kind__in=DEDICATED_GRID_KINDS),
        Q(level=Level.GRID, kind__in=BASE_GRID_KINDS, parent_level=Level.VILLAGE),
        Q(level__in=[Level.COUNTY, Level.TOWN, Level.SECTOR, Level.MICRO], kind=""),
    ]
)
# A CHECK lets NULL pass, so that what must be known is asked for by name.
POSITION = Q(lon__isnull=True, lat__isnull=True) | Q(
    lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)
)


class Area(models.Model):
    """An area of the tree; `path` is '/621123/109/201/202/' and names every ancestor.

    The path is the code cut at its levels (a sector adds its own piece), so that the subtree of
    an area is a prefix. A grid outside every village has '000' where the village would stand.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    parent_level = models.CharField(max_length=8, choices=Level, blank=True, default="")
    level = models.CharField(max_length=8, choices=Level)
    kind = models.CharField(max_length=16, choices=Kind, blank=True, default="")
    code = models.CharField(max_length=18)
    name = models.CharField(max_length=60)
    ordinal = models.PositiveSmallIntegerField(null=True)
    path = models.CharField(max_length=60)
    parent_path = models.GeneratedField(
        expression=Func(F("path"), Value(r"(/000)?/[^/]+/$"), Value("/"), function="regexp_replace"),
        output_field=models.CharField(max_length=60),
        db_persist=True,
    )
    town = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=40, blank=True, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    households = models.PositiveIntegerField(null=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "areas_area"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="area_code_once"),
            models.UniqueConstraint(fields=["path"], name="area_path_once"),
            models.UniqueConstraint(fields=["id", "level", "path"], name="area_as_parent"),
            models.UniqueConstraint(fields=["parent", "name"], condition=Q(closed_on=None), name="area_name_once"),
            models.UniqueConstraint(
                fields=["parent", "ordinal"], condition=Q(closed_on=None), name="area_ordinal_once"
            ),
            models.CheckConstraint(
                condition=_any_of([Q(level=k, parent_level__in=v) for k, v in PARENT_LEVELS.items()]),
                name="area_parent_level_fits",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.COUNTY, parent__isnull=True, town__isnull=True)
                | Q(level=Level.TOWN, parent__isnull=False, town__isnull=False, town=F("id"))
                | (~Q(level__in=[Level.COUNTY, Level.TOWN]) & Q(parent__isnull=False, town__isnull=False)),
                name="area_town_fits",
            ),
            models.CheckConstraint(condition=KIND_FITS, name="area_kind_fits"),
            models.CheckConstraint(condition=_by_level("code", CODE_SHAPES), name="area_code_shape"),
            models.CheckConstraint(condition=_by_level("path", PATH_SHAPES), name="area_path_shape"),
            models.CheckConstraint(
                condition=Q(
                    code=Substr(
                        Func(
                            Replace(
                                Func(F("path"), Value(r"/G[0-9]{2}/([0-9])"), Value(r"/\1"), function="regexp_replace"),
                                Value("/"),
                                Value(""),
                            ),
                            Value(18),
                            Value("0"),
                            function="rpad",
                            output_field=models.CharField(),
                        ),
                        1,
                        Func(F("code"), function="length", output_field=models.IntegerField()),
                    )
                ),
                name="area_path_spells_code",
            ),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="area_term"),
            models.CheckConstraint(condition=POSITION, name="area_position"),
            models.CheckConstraint(condition=~Q(name=""), name="area_named"),
        ]
        indexes = [
            models.Index(fields=["path"], opclasses=["text_pattern_ops"], name="area_subtree"),
            models.Index(fields=["name"], name="area_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.path}"


class Boundary(models.Model):
    """The outline of an area over some time, in WGS84; a new one ends the old one, none is edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="boundaries")
    shape = models.BinaryField()
    source = models.CharField(max_length=10, choices=Source)
    source_frame = models.CharField(max_length=10, choices=Frame, default=Frame.WGS84)
    note = models.CharField(max_length=200, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "areas_boundary"
        constraints = [
            models.UniqueConstraint(fields=["area"], condition=Q(valid_to=None), name="boundary_one_live"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="boundary_term"),
        ]


class NamedPlaceRows(AreaScoped["NamedPlace"]):
    area_path = "area__path"


class NamedPlace(models.Model):
    """A place people name (村民小组、小区、道路): what a resident may choose instead of a point."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="named_places")
    name = models.CharField(max_length=60)
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    kind = models.CharField(max_length=16, choices=PlaceKind)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    objects = NamedPlaceRows.as_manager()

    class Meta:
        db_table = "areas_named_place"
        constraints = [
            models.UniqueConstraint(fields=["town", "area", "name"], name="named_place_once"),
            models.CheckConstraint(condition=POSITION, name="named_place_position"),
            models.CheckConstraint(condition=~Q(name=""), name="named_place_named"),
        ]


class PublicCodeRows(AreaScoped["PublicCode"]):
    area_path = "area__path"


class PublicCode(models.Model):
    """A code on a poster (连心码) that opens the page of its area until it is revoked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="public_codes")
    token = models.CharField(max_length=10)
    spot = models.CharField(max_length=60, blank=True, default="")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = PublicCodeRows.as_manager()

    class Meta:
        db_table = "areas_public_code"
        constraints = [
            models.UniqueConstraint(fields=["token"], name="public_code_once"),
            models.UniqueConstraint(
                fields=["town", "area", "spot"], condition=Q(revoked_at=None), name="public_code_one_live_a_spot"
            ),
            models.CheckConstraint(condition=Q(token__regex=f"^[{READABLE}]{{10}}$"), name="public_code_shape"),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("issued_at")), name="public_code_term"
            ),
        ]


class Redrawing(models.Model):
    """网格调整: on a day the grids of a village became others; what went along stands in its moved things."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    village = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    by_id = models.UUIDField(null=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    grids = models.JSONField(default=dict, help_text="opened and closed grids, and the heir of each closed one")

    class Meta:
        db_table = "areas_redrawing"
        indexes = [models.Index(fields=["village", "-on"], name="redrawing_newest")]


class MovedThing(models.Model):
    """Something that a redrawing put into another area: a building, a household, an open case; only ever added."""

    pk = models.CompositePrimaryKey("redrawing_id", "kind", "thing_id")
    town_id = models.UUIDField(editable=False)
    redrawing = models.ForeignKey(Redrawing, on_delete=models.PROTECT, related_name="things", db_index=False)
    kind = models.CharField(max_length=20)
    thing_id = models.UUIDField()
    from_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "areas_moved_thing"
