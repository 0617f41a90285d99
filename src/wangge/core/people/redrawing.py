"""What the grids of a village becoming others does to the roster: houses and whoever lives there move with them.

Dated rows end on the day and go on in the new grid, under an event of each household, so that the grid that held it
is right on every day. Everything goes along with what it stands on, in a fixed number of statements.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.redrawing import Redrawn, follow, move, moved_things, put, stand_upon
from wangge.core.people.carried import carry
from wangge.core.people.lifecycle import LIVING, OPEN_HAZARDS, EventKind
from wangge.core.people.models import LIVE, HouseholdHome, HouseholdMember, Residence, RosterEvent
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import insert_together

WHY = "of a household whose house is now in another grid"
OPEN_ONES = "t.closed_on IS NULL"
HAZARDS = f"""
 SELECT t.id, a.id AS new_id, a.path AS new_path FROM people_hazard t
 LEFT JOIN people_building b ON b.id = t.building_id LEFT JOIN people_dwelling d ON d.id = t.dwelling_id
 LEFT JOIN people_enterprise e ON e.id = t.enterprise_id
 JOIN areas_area a ON a.id = coalesce(b.area_id, d.area_id, e.area_id)
 WHERE t.state IN ({", ".join(f"'{state}'" for state in OPEN_HAZARDS)}) AND coalesce(b.id, d.id, e.id) IN (
  SELECT thing_id FROM areas_moved_thing WHERE redrawing_id = %s AND kind IN ('building', 'dwelling', 'enterprise'))"""  # noqa: S608  # fixed words
PERSONS = f"""
 SELECT DISTINCT ON (p.id) p.id, f.new_id, a.path AS new_path FROM (
  SELECT r.person_id, m.from_area_id AS old_id, m.to_area_id AS new_id, 0 AS rank FROM people_residence r
  JOIN areas_moved_thing m ON m.redrawing_id = %s AND m.kind = 'dwelling' AND m.thing_id = r.dwelling_id
  WHERE r.until IS NULL AND r.voided_by_id IS NULL AND r.kind IN ({", ".join(f"'{kind}'" for kind in LIVING)})
  UNION ALL SELECT h.person_id, m.from_area_id, m.to_area_id, 1 FROM people_household_member h
  JOIN areas_moved_thing m ON m.redrawing_id = %s AND m.kind = 'household' AND m.thing_id = h.household_id
  WHERE h.until IS NULL AND h.voided_by_id IS NULL) f
 JOIN people_person p ON p.id = f.person_id AND p.area_id = f.old_id
 JOIN areas_area a ON a.id = f.new_id ORDER BY p.id, f.rank"""  # noqa: S608  # fixed words
END_ROWS = """
 UPDATE TABLE t SET until = %s, closed_by_id = w.event_id
 FROM unnest(%s::uuid[], %s::uuid[]) AS w (id, event_id) WHERE t.id = w.id"""
PATHS = """
 UPDATE TABLE t SET area_path = a.path FROM areas_moved_thing m JOIN areas_area a ON a.id = m.to_area_id
 WHERE m.redrawing_id = %s AND m.kind = %s AND m.thing_id = t.COLUMN AND LIVE"""


def move_roster(redrawn: Redrawn) -> None:
    """Buildings, doors, businesses, hazards, households, persons, care and sheets; about thirty statements."""
    put(redrawn, kind="building", table="people_building", where=redrawn.buildings)
    follow(redrawn, kind="building_along", table="people_building", live=OPEN_ONES)
    for upon in ("building", "building_along"):
        stand_upon(redrawn, kind="dwelling", table="people_dwelling", upon=upon, column="building_id")
    _businesses(redrawn)
    move(redrawn, kind="hazard", table="people_hazard", targets=HAZARDS, values=[redrawn.id])
    stand_upon(
        redrawn, kind="household", table="people_household", upon="dwelling", column="dwelling_id",
        live="t.ended_on IS NULL",
    )  # fmt: skip
    alone = "t.ended_on IS NULL AND t.dwelling_id IS NULL"
    follow(redrawn, kind="household_along", table="people_household", live=alone)
    _dated_rows(redrawn)
    move(redrawn, kind="person", table="people_person", targets=PERSONS, values=[redrawn.id, redrawn.id])
    follow(
        redrawn, kind="person_along", table="people_person",
        live="t.died_on IS NULL AND t.left_on IS NULL AND t.merged_into_id IS NULL AND t.erased_at IS NULL",
    )  # fmt: skip
    _what_is_said_of_them(redrawn)
    households = [*moved_things(redrawn.id, "household"), *moved_things(redrawn.id, "household_along")]
    carry(household_ids=households, at=redrawn.at)


def _businesses(redrawn: Redrawn) -> None:
    table = "people_enterprise"
    stand_upon(redrawn, kind="enterprise", table=table, upon="dwelling", column="dwelling_id", live=OPEN_ONES)
    for upon in ("building", "building_along"):
        live = f"{OPEN_ONES} AND t.dwelling_id IS NULL"
        stand_upon(redrawn, kind="enterprise", table=table, upon=upon, column="building_id", live=live)
    live = f"{OPEN_ONES} AND t.dwelling_id IS NULL AND t.building_id IS NULL"
    follow(redrawn, kind="enterprise_along", table=table, live=live)


def _what_is_said_of_them(redrawn: Redrawn) -> None:
    for upon in ("person", "person_along", "household", "household_along"):
        column = f"{upon.removesuffix('_along')}_id"
        stand_upon(
            redrawn, kind="care_tag", table="people_care_tag", upon=upon, column=column, live="t.ended_at IS NULL"
        )
        _paths(redrawn, "people_sheet", upon, column, "t.until_at IS NULL")
    _paths(redrawn, "people_sheet", "dwelling", "dwelling_id", "t.until_at IS NULL")
    _paths(redrawn, "people_change_request", "person", "person_id", "t.state = 'asked'")


def _paths(redrawn: Redrawn, table: str, upon: str, column: str, live: str) -> None:
    words = PATHS.replace("TABLE", table).replace("COLUMN", column).replace("LIVE", live)
    with connection.cursor() as cursor:
        cursor.execute(words, [redrawn.id, upon])


def _dated_rows(redrawn: Redrawn) -> None:
    """End homes and residences in the old grid and open them in the new one, with an event of each household."""
    moved = moved_things(redrawn.id, "household") | moved_things(redrawn.id, "household_along")
    doors = moved_things(redrawn.id, "dwelling")
    homes = list(HouseholdHome.objects.everywhere(WHY).filter(LIVE, household__in=moved).order_by("id"))
    residences = list(Residence.objects.everywhere(WHY).filter(LIVE, dwelling__in=doors).order_by("id"))
    residences += Residence.objects.everywhere(WHY).filter(LIVE, dwelling=None, area__in=redrawn.heirs).order_by("id")
    events = {pk: _event(redrawn, household_id=pk, area_id=new) for pk, (_old, new) in moved.items()}
    belong = dict(
        HouseholdMember.objects.everywhere(WHY)
        .filter(LIVE, person__in={row.person_id for row in residences})
        .values_list("person_id", "household_id")
    )
    alone: dict[UUID, RosterEvent] = {}
    new_homes = [_again(redrawn, row, events[row.household_id], moved[row.household_id][1]) for row in homes]
    new_residences, by_event = [], []
    for row in residences:
        to = doors[row.dwelling_id][1] if row.dwelling_id else redrawn.heirs[row.area_id].id
        event = events.get(belong.get(row.person_id)) or alone.get(row.person_id)  # type: ignore[arg-type]  # None is no key
        if event is None:
            event = alone[row.person_id] = _event(redrawn, person_id=row.person_id, area_id=to)
        by_event.append((row.pk, event.pk))
        new_residences.append(_again(redrawn, row, event, to))
    _end(redrawn, "people_household_home", [(row.pk, events[row.household_id].pk) for row in homes])
    _end(redrawn, "people_residence", by_event)
    insert_together([*events.values(), *alone.values()], new_homes, new_residences)


def _end(redrawn: Redrawn, table: str, rows: Sequence[tuple[UUID, UUID]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            END_ROWS.replace("TABLE", table), [redrawn.on, [pk for pk, _by in rows], [by for _pk, by in rows]]
        )


def _event(redrawn: Redrawn, *, area_id: UUID, **about: UUID) -> RosterEvent:
    return RosterEvent(
        town_id=redrawn.town_id,
        area_path=areas_in_memory().by_id[area_id].path,
        kind=EventKind.REDRAWN,
        happened_on=redrawn.on,
        recorded_at=redrawn.at,
        recorded_by=redrawn.by,
        recorded_by_id=redrawn.by_id,
        source=f"redrawing:{redrawn.id}",
        before={},
        **about,
    )


def _again(redrawn: Redrawn, row: HouseholdHome | Residence, event: RosterEvent, area_id: UUID) -> Any:
    names = [field.attname for field in row._meta.concrete_fields if not field.generated]
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    values |= {"id": uuid7(), "since": redrawn.on, "opened_by_id": event.pk}
    return type(row)(**(values | {"area_id": area_id, "area_path": areas_in_memory().by_id[area_id].path}))
