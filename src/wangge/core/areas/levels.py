"""The fixed words of the tree: levels, kinds, where a boundary comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The levels of the tree; what a place calls them is its rulebook's matter."""

    COUNTY = "county", _("县（市、区）")
    TOWN = "town", _("乡镇（街道）")
    SECTOR = "sector", _("管区")
    VILLAGE = "village", _("村（社区）")
    GRID = "grid", _("网格")
    MICRO = "micro", _("微网格")


LEVELS = tuple(Level.values)  # from the top down

PARENT_LEVELS: dict[str, tuple[str, ...]] = {
    Level.COUNTY: ("",),
    Level.TOWN: (Level.COUNTY,),
    Level.SECTOR: (Level.TOWN,),
    Level.VILLAGE: (Level.TOWN, Level.SECTOR),
    Level.GRID: (Level.VILLAGE, Level.SECTOR, Level.TOWN),
    Level.MICRO: (Level.GRID,),
}


class Kind(models.TextChoices):
    """What kind of village or grid it is; areas of other levels have none."""

    VILLAGE = "village", _("行政村")
    COMMUNITY = "community", _("社区")
    RESIDENTIAL = "residential", _("居住网格")
    RURAL = "rural", _("农村网格")
    INDUSTRIAL_PARK = "industrial_park", _("园区网格")
    MARKET = "market", _("市场网格")
    SPECIAL = "special", _("专项网格")
    OTHER = "other", _("其他网格")


VILLAGE_KINDS = (Kind.VILLAGE, Kind.COMMUNITY)
BASE_GRID_KINDS = (Kind.RESIDENTIAL, Kind.RURAL)
DEDICATED_GRID_KINDS = (Kind.INDUSTRIAL_PARK, Kind.MARKET, Kind.SPECIAL, Kind.OTHER)


class Source(models.TextChoices):
    """How a boundary came to be known."""

    SURVEYED = "surveyed", _("测绘")
    DRAWN = "drawn", _("推定")
    IMPORTED = "imported", _("导入")
    PLANNED = "planned", _("方案")


class Frame(models.TextChoices):
    """The frame the coordinates of a file are given in; stored coordinates are WGS84."""

    WGS84 = "wgs84", "WGS84"
    CGCS2000 = "cgcs2000", "CGCS2000"
    GCJ02 = "gcj02", "GCJ-02"
    BD09 = "bd09", "BD-09"


class PlaceKind(models.TextChoices):
    """What a resident may choose as the place of a matter."""

    VILLAGE_GROUP = "village_group", _("村民小组")
    HAMLET = "hamlet", _("自然村")
    ESTATE = "estate", _("小区")
    BUILDING = "building", _("楼栋")
    ROAD = "road", _("道路")
    SCHOOL = "school", _("学校")
    MARKET = "market", _("市场")
    FACILITY = "facility", _("设施场所")
    LANDMARK = "landmark", _("地标")
    OTHER = "other", _("其他")
