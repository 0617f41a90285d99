"""The guard: no row of a place is read without saying whose rows they are."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, models
from django.db.models import Count, Prefetch
from django.test.utils import CaptureQueriesContext, isolate_apps

from wangge.core.areas.models import Area, NamedPlace, NamedPlaceRows, PublicCode
from wangge.core.areas.scope import EVERYWHERE, NOWHERE, AreaScoped, Scope, Unscoped, within
from wangge.ground.foundation.ids import uuid7

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def put(code, level, parent=None, *, name="", kind="", path=""):
    area_id = uuid7()
    return Area.objects.create(
        id=area_id,
        parent=parent,
        parent_level=parent.level if parent else "",
        level=level,
        kind=kind,
        code=code,
        name=name or code,
        path=path,
        town_id=area_id if level == "town" else parent and parent.town_id,
        opened_on=DAY,
    )


@pytest.fixture
def towns():
    county = put("621123000000", "county", path="/621123/")
    return [
        put("621123109000", "town", county, path="/621123/109/", name="庆坪镇"),
        put("621123110000", "town", county, path="/621123/110/", name="尚湖镇"),
    ]


@pytest.fixture
def places(towns):
    return [NamedPlace.objects.create(town=town, area=town, name=f"{town.name}集市", kind="market") for town in towns]


WAYS_TO_READ = {
    "iterate": list,
    "length": len,
    "truth": bool,
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.order_by("pk").last(),
    "get": lambda rows: rows.get(name="庆坪镇集市"),
    "latest": lambda rows: rows.latest("pk"),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:1]),
    "iterator": lambda rows: list(rows.iterator()),
    "chunks": lambda rows: list(rows.iterator(chunk_size=10)),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "values": lambda rows: list(rows.values("name")),
    "values_list": lambda rows: list(rows.values_list("name", flat=True)),
    "in_bulk": lambda rows: rows.in_bulk(),
    "in_bulk of nothing": lambda rows: rows.in_bulk([]),
    "contains": lambda rows: rows.contains(NamedPlace(pk=uuid7())),
    "explain": lambda rows: rows.explain(),
    "raw": lambda rows: list(rows.raw("SELECT * FROM areas_named_place")),
    "update": lambda rows: rows.update(name="x"),
    "delete": lambda rows: rows.delete(),
    "filter then iterate": lambda rows: list(rows.filter(name="庆坪镇集市").order_by("pk").distinct()),
    "subquery": lambda rows: list(Area.objects.filter(pk__in=rows.values("area"))),
    "get_or_create": lambda rows: rows.get_or_create(name="x"),
    "bulk_update": lambda rows: rows.bulk_update([NamedPlace(pk=uuid7(), name="x")], ["name"]),
    "repr": repr,
}


@pytest.mark.parametrize("way", WAYS_TO_READ)
def test_reading_without_a_scope_raises(places, way):
    with pytest.raises(Unscoped):
        WAYS_TO_READ[way](NamedPlace.objects.all())


def test_a_scope_shows_its_own_town_only(towns, places):
    rows = NamedPlace.objects.within(Scope((towns[0].path,)))

    assert (list(rows), rows.count(), rows.exists()) == ([places[0]], 1, True)
    assert list(NamedPlace.objects.filter(kind="market").within(Scope((towns[1].path,)))) == [places[1]]


def test_an_empty_scope_shows_nothing_and_asks_nothing(places, django_assert_num_queries):
    with django_assert_num_queries(0):
        rows = list(NamedPlace.objects.within(NOWHERE))

    assert rows == []


def test_everywhere_shows_all_and_needs_its_reason(places):
    assert set(NamedPlace.objects.everywhere("nightly report")) == set(places)
    assert set(NamedPlace.objects.within(EVERYWHERE)) == set(places)
    with pytest.raises(ValueError, match="why"):
        NamedPlace.objects.everywhere(" ")


def test_a_neighbour_whose_code_begins_alike_stays_hidden(towns):
    scope = Scope(("/621123/10/",))

    assert not scope.covers("/621123/109/")
    with pytest.raises(ValueError, match="path"):
        Scope(("/621123/10",))


@pytest.mark.parametrize("root", ["", "621123/", "/621123", "/%/", "/621_23/", "//", "/62 /"])
def test_a_root_that_is_no_path_is_refused(root):
    with pytest.raises(ValueError, match="path"):
        Scope((root,))


def test_roots_under_other_roots_are_dropped():
    assert Scope(("/6/1/", "/6/", "/6/1/2/", "/7/")).roots == ("/6/", "/7/")
    assert (Scope(("/6/1/",)) | Scope(("/6/",))).roots == ("/6/",)
    assert not NOWHERE
    assert not NOWHERE.covers("/6/")


def test_the_other_side_of_a_foreign_key_is_guarded(towns, places):
    with pytest.raises(Unscoped):
        list(towns[0].named_places.all())
    with pytest.raises(Unscoped):
        towns[0].named_places.count()

    assert list(towns[0].named_places.within(EVERYWHERE)) == [places[0]]


def test_prefetching_needs_a_scope(towns, places):
    with pytest.raises(Unscoped):
        list(Area.objects.filter(level="town").prefetch_related("named_places"))

    rows = NamedPlace.objects.within(Scope((towns[0].path,)))
    found = Area.objects.filter(level="town").order_by("code").prefetch_related(Prefetch("named_places", rows, "seen"))
    assert [area.seen for area in found] == [[places[0]], []]


@isolate_apps("wangge.core.areas")
def test_following_a_foreign_key_into_a_guarded_table_raises(places):
    class Mention(models.Model):
        place = models.ForeignKey(NamedPlace, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "areas"

    with pytest.raises(Unscoped, match="Mention → NamedPlace"):
        Mention(place_id=places[0].pk).place  # noqa: B018  # reading the attribute is the test

    assert Mention(place=places[0]).place == places[0]
    joined = str(Mention.objects.select_related("place").query)
    assert "INNER JOIN" in joined


def test_mixing_in_unguarded_rows_raises(towns, places):
    mine = NamedPlace.objects.within(Scope((towns[0].path,)))
    everyones = NamedPlace.objects.all()

    for mix in (
        lambda: mine | everyones,
        lambda: everyones | mine,
        lambda: mine & everyones,
        lambda: mine ^ everyones,
        lambda: mine.union(everyones),
    ):
        with pytest.raises(Unscoped):
            list(mix())
    assert set(mine | NamedPlace.objects.within(Scope((towns[1].path,)))) == set(places)


def test_saving_deleting_and_refreshing_one_row_work_without_a_scope(towns, places):
    places[0].name = "新集市"
    places[0].save()
    places[0].refresh_from_db()

    assert places[0].name == "新集市"
    assert places[1].delete() == (1, {"areas.NamedPlace": 1})


def test_a_prefix_uses_the_index_and_a_leaf_is_an_equality():
    prefix = str(Area.objects.filter(within(Scope(("/621123/109/",)), area_path="path")).query)
    leaf = str(Area.objects.filter(within(Scope(("/621123/109/201/201/001/",)), area_path="path")).query)

    assert "LIKE /621123/109/%" in prefix
    assert '"path" = /621123/109/201/201/001/' in leaf
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM areas_area WHERE path::text LIKE '/621123/109/%'")
        assert "Index Cond" in "".join(row[0] for row in cursor.fetchall())


class TownRows(AreaScoped[Area]):
    area_path = "path"
    unit_field = "town_id"


def test_units_see_their_rows_wherever_they_lie(towns):
    rows = TownRows(Area)

    seen = rows.within(Scope((towns[0].path,), units=(towns[1].pk,)))
    by_unit = rows.within(Scope(units=(towns[1].pk,)))

    assert (set(seen), set(by_unit)) == (set(towns), {towns[1]})


def test_a_table_without_units_ignores_them(towns, places):
    assert list(NamedPlace.objects.within(Scope(units=(towns[1].pk,)))) == []


def test_one_statement_however_many_roots(towns, places):
    with CaptureQueriesContext(connection) as one:
        list(NamedPlace.objects.within(Scope((towns[0].path,))))
    with CaptureQueriesContext(connection) as many:
        list(NamedPlace.objects.within(Scope(tuple(f"/621123/{n}/" for n in range(100, 130)))))

    assert (len(one), len(many)) == (1, 1)


def test_the_guard_survives_every_clone(towns, places):
    rows = NamedPlace.objects.within(Scope((towns[0].path,))).exclude(name="").order_by("name").select_related("area")

    assert [place.area for place in rows] == [towns[0]]
    assert isinstance(rows, NamedPlaceRows)


def test_no_rows_can_be_read_anywhere():
    assert list(NamedPlace.objects.none()) == []
    assert PublicCode.objects.none().count() == 0
