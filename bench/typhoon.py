"""The typhoon evening: an outline on the map and conditions over a made county become a call list with helpers.

The county (12 towns, 300 villages, 2,400 grids, 1,000,000 residents, 2.5 % old people marked as living alone, 0.5 % of
houses dangerous, 4 % of buildings on low ground) lies in a database of its own under var/bench_typhoon, made once in
some minutes by COPY, without the constraints that keep dated rows apart; WANGGE_BENCH_RESIDENTS makes a smaller one.
"The list" is the query with helpers; "ordered" is the request that gives the order; what the phones of the grids get is
written with the lines, piece by piece (each a transaction of its own), to the last piece; all rolled back afterwards.
"""

import os
import statistics
import time
from datetime import UTC, date, datetime
from uuid import UUID

from bench.world import ROOT, installation

TITLE = "The typhoon evening"
RESIDENTS = int(os.environ.get("WANGGE_BENCH_RESIDENTS", "1000000"))
HOME = ROOT / "var" / "bench_typhoon"
TOWNS, VILLAGES, GRIDS = 12, 25, 8
AT = datetime(2026, 9, 1, 10, tzinfo=UTC)
SINCE = date(2020, 1, 1)
WEST, SOUTH, CELL = 105.0, 36.0, 0.01
CODE = "620499"


def run():
    with installation(HOME, with_town=False):
        made = made_county()
        rows = []
        for what, cells in (("a strip of 40 grids", (0, 0, 20, 2)), ("one town", (0, 0, 20, 10)), ("all", None)):
            rows += _measured(what, cells)
        return [row | {"residents": RESIDENTS, "made in s": made} for row in rows]


def _measured(what, cells):
    import shapely

    from wangge.core.areas.queries import areas_in_memory
    from wangge.core.areas.scope import Scope
    from wangge.practice.emergency.conditions import Conditions, ground_of
    from wangge.practice.emergency.operations import NewOrder
    from wangge.practice.emergency.queries import call_list

    scope = Scope((f"/{CODE}/",))
    county = areas_in_memory().by_path[f"/{CODE}/"]
    areas = (county.id,) if cells is None else ()
    outline = None
    if cells is not None:  # half a cell off, so that it cuts through grids at its edges
        box = [WEST + (cells[0] + 0.5) * CELL, SOUTH + (cells[1] + 0.5) * CELL,
               WEST + (cells[2] + 0.5) * CELL, SOUTH + (cells[3] + 0.5) * CELL]  # fmt: skip
        outline = shapely.box(*box)
    conditions = Conditions(hazards=("dangerous_house",), lies_low=True, care=("alone_elder",))
    seconds = []
    for _round in range(5):
        began = time.perf_counter()
        ground = ground_of(scope=scope, areas=areas, outline=outline)
        found = call_list(scope=scope, ground=ground, conditions=conditions, on=AT.date())
        seconds.append(time.perf_counter() - began)
    row = {
        "where": what, "called": len(found), "with a helper": sum(1 for one in found if one.helper_name),
        "the list, s": statistics.median(seconds), "slowest of 5": max(seconds), "target s": 1.0,
    }  # fmt: skip
    return [row | _issued(NewOrder(title="台风转移", conditions=conditions, areas=areas, outline=outline))]


def _issued(new):
    """The order as it is given, and its list piece by piece to the last, as the job writes it; then all is undone."""
    from django.db import transaction

    from wangge.practice.emergency.operations import issue_order
    from wangge.practice.emergency.operations.listing import pieces_of, write_piece

    with transaction.atomic():
        began = time.perf_counter()
        alarm_id = issue_order(actor=_chief(), new=new, at=AT)
        ordered, pieces, lines = time.perf_counter() - began, [], 0
        for piece in pieces_of(alarm_id=alarm_id):
            started = time.perf_counter()
            lines += write_piece(piece=piece, at=AT)
            pieces.append(time.perf_counter() - started)
        row = {
            "ordered, s": ordered, "pieces": len(pieces) or 1, "slowest piece, s": max(pieces, default=ordered),
            "target of each, s": 2.0, "to the last piece, s": time.perf_counter() - began,
        }  # fmt: skip
        transaction.set_rollback(True)
    return row


def _chief():
    from wangge.core.access.queries import Actor
    from wangge.core.access.queries.actors import HeldGrant

    held = frozenset({"order.issue", "people.see", "people.edit", "people.care", "visit.see"})
    return Actor(
        account_id=UUID(int=1), name="值班", grants=(HeldGrant("desk", held, f"/{CODE}/", None, "值班"),)
    )  # fmt: skip


def made_county():
    """Make it where it is not there yet; the seconds that took."""
    from django.core.management import call_command
    from django.db import connection

    from wangge.core.people.models import Person

    marker = HOME / f"made-{RESIDENTS}"
    if marker.exists():
        return float(marker.read_text("utf8"))
    assert not Person.objects.everywhere("is it empty").filter(area_path__startswith=f"/{CODE}/").exists(), (
        "half a county lies here: remove var/bench_typhoon"
    )
    began = time.perf_counter()
    call_command("rulebook", "apply", "qingping")
    grids = _areas()
    with connection.cursor() as cursor:
        for table, name in (
            ("people_household_member", "member_one_head_at_a_time"),
            ("people_household_member", "member_one_household_at_a_time"),
            ("people_residence", "residence_lives_once"), ("people_residence", "residence_registered_once"),
        ):  # fmt: skip
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        cursor.execute("SET session_replication_role = replica")  # keys are right by making
        _people(cursor, grids)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")
    seconds = time.perf_counter() - began
    marker.write_text(str(seconds), "utf8")
    return seconds


def _areas():
    """Towns of 20 by 10 cells, villages of 4 by 2, a grid a cell; returns the grids with their corner."""
    import shapely

    from wangge.core.areas.memory import areas_changed
    from wangge.core.areas.models import Area, Boundary

    county = _area("county", "测量县", f"/{CODE}/", f"{CODE}000000", None, None, place="")
    areas, outlines, grids = [county], [], []
    for t in range(TOWNS):
        path = f"/{CODE}/{100 + t}/"
        town = _area("town", f"测量{t + 1}镇", path, f"{CODE}{100 + t}000", county, None, place="qingping")
        town.town = town
        areas.append(town)
        for v in range(VILLAGES):
            where = f"{path}{200 + v}/"
            village = _area("village", f"{t + 1}镇{v + 1}村", where, where.replace("/", ""), town, town)
            areas.append(village)
            for g in range(GRIDS):
                own = f"{where}2{g + 1:02}/"
                grid = _area(
                    "grid", f"{t + 1}镇{v + 1}村第{g + 1}网格", own, f"{own.replace('/', '')}000", village, town
                )
                grid.ordinal = g + 1
                areas.append(grid)
                x = (t % 3) * 20 + (v % 5) * 4 + g % 4
                y = (t // 3) * 10 + (v // 5) * 2 + g // 4
                west, south = WEST + x * CELL, SOUTH + y * CELL
                shape = shapely.to_wkb(shapely.box(west, south, west + CELL, south + CELL))
                outlines.append(Boundary(area=grid, shape=shape, source="surveyed", valid_from=SINCE))
                grids.append((grid, west, south))
    Area.objects.bulk_create(areas)
    Boundary.objects.bulk_create(outlines)
    areas_changed()
    return grids


def _area(level, name, path, code, parent, town, place=""):
    from wangge.core.areas.models import Area

    kinds = {"village": "village", "grid": "rural"}
    return Area(
        level=level, kind=kinds.get(level, ""), name=name, path=path, code=code, parent=parent,
        parent_level=parent.level if parent else "", town=town, place=place, opened_on=SINCE,
    )  # fmt: skip


PERSON = "id, town_id, area_id, area_path, name, document_kind, document_number, born_on, birth_year, sex, phone, terms"
MEMBERS = """
INSERT INTO people_household_member (id, town_id, since, household_id, person_id, role, opened_by_id)
SELECT gen_random_uuid(), town, %(since)s, household, person, CASE nth WHEN 0 THEN 'head' ELSE 'child' END, %(event)s
FROM made"""
LIVES = """
INSERT INTO people_residence (id, town_id, since, person_id, dwelling_id, area_id, area_path, kind, source,
 opened_by_id)
SELECT gen_random_uuid(), town, %(since)s, person, dwelling, area, path, 'lives', '', %(event)s FROM made"""
TAGS = """
INSERT INTO people_care_tag (id, town_id, area_id, area_path, person_id, kind, is_sensitive, owner_name, reason,
 purpose, source, proposed_at, proposed_by, agreed_at, agreed_by, review_on, ended_by, ended_because)
SELECT gen_random_uuid(), town, area, path, person, 'alone_elder', false,
 CASE WHEN number %% 2 = 0 THEN '李干部' ELSE '王干部' END, '\\x00', '看望', '走访', %(at)s, '', %(at)s, '', %(since)s,
 '', '' FROM made WHERE nth = 0 AND number %% 40 = 0"""
HAZARDS = """
INSERT INTO people_hazard (id, town_id, area_id, area_path, dwelling_id, kind, grade, words, state, found_at, source,
 due_on) SELECT gen_random_uuid(), town, area, path, dwelling, 'dangerous_house', 2, '墙体开裂', 'found', %(at)s, '',
 %(since)s FROM made WHERE nth = 0 AND number %% 65 = 0"""


def _people(cursor, grids):
    """Three to a household, thirteen households to two buildings: rows by COPY, dated ones from them by SQL."""
    from wangge.core.people.models import Person
    from wangge.ground.foundation.ids import uuid7

    seal = Person._meta.get_field("name").seal
    homes = max(1, RESIDENTS // 3 // len(grids) + 1)
    cursor.execute("CREATE TEMP TABLE made (number int, nth int, person uuid, household uuid, dwelling uuid, area uuid,"
                   " path text, town uuid)")  # fmt: skip
    buildings, dwellings, households, persons, made, number = [], [], [], [], [], 0
    for grid, west, south in grids:
        building = None
        for home in range(homes):
            if home % 6 == 0:
                building = uuid7()
                place = (west + CELL * ((home // 6) % 5 + 0.5) / 5, south + CELL * ((home // 30) % 5 + 0.5) / 5)
                name = f"{home // 6 + 1}幢"
                buildings.append((building, grid.town_id, grid.pk, grid.path, name, f"{grid.name}{name}", "residential",
                                  (home // 6) % 25 == 3, "", *place, SINCE))  # fmt: skip
            door, household = uuid7(), uuid7()
            key = f"{grid.name}{home:04}"
            room = f"{home}室"
            dwellings.append((door, grid.town_id, grid.pk, grid.path, building, room, grid.name + room, key, [], "", "",
                              SINCE))  # fmt: skip
            households.append((household, grid.town_id, grid.pk, grid.path, door, key, "", ""))
            for nth in range(3):
                person = uuid7()
                persons.append((person, grid.town_id, grid.pk, grid.path, bytes(seal(f"住户{number}", person)), "", b"",
                                b"", 1940 + number % 70, "", b"", []))  # fmt: skip
                made.append((number, nth, person, household, door, grid.pk, grid.path, grid.town_id))
                number += 1
        if len(persons) > 50_000 or grid is grids[-1][0]:
            copy_rows(cursor, "people_building (id, town_id, area_id, area_path, name, address, kind, lies_low,"
                  " external_code, lon, lat, opened_on)", buildings)  # fmt: skip
            copy_rows(cursor, "people_dwelling (id, town_id, area_id, area_path, building_id, room, address, door_key,"
                  " grams, usage, external_code, opened_on)", dwellings)  # fmt: skip
            copy_rows(cursor, "people_household (id, town_id, area_id, area_path, dwelling_id, door_key, external_code,"
                  " confirmed_by)", households)  # fmt: skip
            copy_rows(cursor, f"people_person ({PERSON})", persons)
            copy_rows(cursor, "made", made)
    values = {"since": SINCE, "event": uuid7(), "at": AT}
    for statement in (MEMBERS, LIVES, TAGS, HAZARDS):
        cursor.execute(statement, values)


def copy_rows(cursor, into, rows):
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    rows.clear()
