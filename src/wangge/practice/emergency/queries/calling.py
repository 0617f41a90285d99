"""Who is to be called: over a county of a million in a few statements, none of which reads the whole of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db import connection

from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import behind
from wangge.core.teams.queries import helpers_of_areas
from wangge.practice.emergency.conditions import Conditions, Ground
from wangge.practice.emergency.lifecycle import Why

BUILDINGS = """
SELECT id, lon, lat FROM people_building WHERE area_id = ANY(%(parts)s) AND closed_on IS NULL"""

HITS: dict[str, str] = {
    Why.HAZARD: """
 SELECT h.id, NULL::uuid, NULL::uuid, '', 'hazard:' || z.kind FROM people_hazard z
 JOIN people_household h ON h.dwelling_id = z.dwelling_id AND h.ended_on IS NULL
 WHERE z.area_id = ANY(%(areas)s) AND z.state IN ('found', 'ordered', 'fixed') AND z.kind = ANY(%(hazards)s)
 UNION ALL
 SELECT h.id, NULL::uuid, NULL::uuid, '', 'hazard:' || z.kind FROM people_hazard z
 JOIN people_dwelling d ON d.town_id = z.town_id AND d.building_id = z.building_id AND d.closed_on IS NULL
 JOIN people_household h ON h.dwelling_id = d.id AND h.ended_on IS NULL
 WHERE z.area_id = ANY(%(areas)s) AND z.state IN ('found', 'ordered', 'fixed') AND z.kind = ANY(%(hazards)s)""",
    Why.LOW: """
 SELECT h.id, NULL::uuid, NULL::uuid, '', 'low' FROM people_building b
 JOIN people_dwelling d ON d.town_id = b.town_id AND d.building_id = b.id AND d.closed_on IS NULL
 JOIN people_household h ON h.dwelling_id = d.id AND h.ended_on IS NULL
 WHERE b.area_id = ANY(%(areas)s) AND b.lies_low AND b.closed_on IS NULL""",
    Why.CARE: """
 SELECT t.household_id, NULL::uuid, t.owner_id, t.owner_name, 'care:' || t.kind FROM people_care_tag t
 WHERE t.area_id = ANY(%(areas)s) AND t.kind = ANY(%(care)s) AND t.ended_at IS NULL AND t.agreed_at IS NOT NULL
  AND t.household_id IS NOT NULL
 UNION ALL
 SELECT m.household_id, t.person_id, t.owner_id, t.owner_name, 'care:' || t.kind FROM people_care_tag t
 JOIN people_household_member m ON m.person_id = t.person_id AND m.until IS NULL AND m.voided_by_id IS NULL
 WHERE t.area_id = ANY(%(areas)s) AND t.kind = ANY(%(care)s) AND t.ended_at IS NULL AND t.agreed_at IS NOT NULL""",
    Why.ALONE: """
 SELECT m.household_id, p.id, NULL::uuid, '', 'alone' FROM people_person p
 JOIN people_household_member m ON m.person_id = p.id AND m.until IS NULL AND m.voided_by_id IS NULL
 WHERE p.area_id = ANY(%(areas)s) AND p.birth_year <= %(born_by)s AND p.died_on IS NULL AND p.left_on IS NULL
  AND NOT EXISTS (SELECT FROM people_household_member o WHERE o.household_id = m.household_id
   AND o.person_id <> p.id AND o.until IS NULL AND o.voided_by_id IS NULL)""",
    Why.SHEET: """
 SELECT h.id, NULL::uuid, NULL::uuid, '', 'sheet:' || w.item || '=' || w.value FROM people_sheet s
 JOIN unnest(%(items)s::text[], %(values)s::text[]) AS w (item, value) ON s.values ->> w.item = w.value
 JOIN people_household h ON h.ended_on IS NULL AND (h.dwelling_id = s.dwelling_id OR h.id = s.household_id)
 WHERE s.area_path ^@ ANY(%(paths)s) AND s.until_at IS NULL AND s.person_id IS NULL
 UNION ALL
 SELECT m.household_id, s.person_id, NULL::uuid, '', 'sheet:' || w.item || '=' || w.value FROM people_sheet s
 JOIN unnest(%(items)s::text[], %(values)s::text[]) AS w (item, value) ON s.values ->> w.item = w.value
 JOIN people_household_member m ON m.person_id = s.person_id AND m.until IS NULL AND m.voided_by_id IS NULL
 WHERE s.area_path ^@ ANY(%(paths)s) AND s.until_at IS NULL AND s.person_id IS NOT NULL""",
    Why.EVERYBODY: """
 SELECT h.id, NULL::uuid, NULL::uuid, '', 'everybody' FROM people_household h
 WHERE h.area_id = ANY(%(areas)s) AND h.ended_on IS NULL""",
}  # household, person (none: all of the household), helper, his name, reason

# Whoever is only registered there and lives elsewhere, or nowhere known, is not behind the door.
LIST = """
WITH hit (household_id, person_id, helper_id, helper_name, reason) AS MATERIALIZED ({hits}),
 one AS (
 SELECT m.person_id, hit.household_id, hit.helper_id, hit.helper_name, hit.reason
 FROM hit JOIN people_household_member m ON m.household_id = hit.household_id
  AND m.until IS NULL AND m.voided_by_id IS NULL AND (hit.person_id IS NULL OR m.person_id = hit.person_id)),
 called AS (
 SELECT person_id, household_id, array_agg(DISTINCT reason ORDER BY reason) AS reasons,
  min(helper_id::text)::uuid AS helper_id, max(helper_name) AS helper_name FROM one GROUP BY 1, 2)
SELECT c.person_id, c.household_id, h.town_id, h.area_id, h.area_path, coalesce(d.address, ''), h.door_key,
 p.birth_year, c.reasons, c.helper_id, c.helper_name
FROM called c
 JOIN people_household h ON h.id = c.household_id AND h.ended_on IS NULL
 JOIN people_person p ON p.id = c.person_id AND p.died_on IS NULL AND p.left_on IS NULL AND p.merged_into_id IS NULL
 LEFT JOIN people_dwelling d ON d.id = h.dwelling_id
WHERE (h.area_id = ANY(%(whole)s)
  OR (h.area_id = ANY(%(parts)s) AND (d.building_id IS NULL OR d.building_id = ANY(%(inside)s))))
 AND (EXISTS (SELECT FROM people_residence r WHERE r.person_id = c.person_id AND r.until IS NULL
   AND r.voided_by_id IS NULL AND r.kind IN ('lives', 'rents', 'stays'))
  OR NOT EXISTS (SELECT FROM people_residence r WHERE r.person_id = c.person_id AND r.until IS NULL
   AND r.voided_by_id IS NULL))
ORDER BY h.area_path, h.door_key, c.household_id, p.birth_year, c.person_id"""


@dataclass(frozen=True)
class Called:
    """One person of the list, without the name."""

    person_id: UUID
    household_id: UUID
    town_id: UUID
    area_id: UUID
    area_path: str
    address: str
    door_key: str
    birth_year: int | None
    reasons: tuple[str, ...]
    helper_id: UUID | None
    helper_name: str


def call_list(*, scope: Scope, ground: Ground, conditions: Conditions, on: date) -> list[Called]:
    """Everybody who is to be called, from door to door, each once with every reason and with a helper.

    The helper is whoever looks after the person, else whoever answers for the grid. Two statements, three where an
    outline cuts through grids; the roster is read behind the scope to which the ground was cut.
    """
    with behind(scope), connection.cursor() as cursor:
        inside = _inside(cursor, ground) if ground.parts else []
        cursor.execute(_statement(conditions), _values(ground, conditions, inside, on))
        found = [_called(row) for row in cursor.fetchall()]
    return _with_helpers(found, on)


def _called(row: tuple[Any, ...]) -> Called:
    *before, reasons, helper_id, helper_name = row
    return Called(*before, tuple(reasons), helper_id, helper_name)  # type: ignore[call-arg]  # as the columns are


def _inside(cursor: Any, ground: Ground) -> list[UUID]:
    cursor.execute(BUILDINGS, {"parts": list(ground.parts)})
    rows = cursor.fetchall()
    at = np.array([(np.nan if row[1] is None else row[1], np.nan if row[2] is None else row[2]) for row in rows])
    if not len(at):
        return []
    shapely.prepare(ground.outline)
    held = shapely.contains_xy(ground.outline, at[:, 0], at[:, 1]) | np.isnan(at[:, 0])
    return [row[0] for row, is_held in zip(rows, held, strict=True) if is_held]


def _statement(conditions: Conditions) -> str:
    wanted = {
        Why.HAZARD: conditions.hazards, Why.LOW: conditions.lies_low, Why.CARE: conditions.care,
        Why.ALONE: conditions.alone_from, Why.SHEET: conditions.sheet, Why.EVERYBODY: conditions.is_everybody,
    }  # fmt: skip
    return LIST.format(hits=" UNION ALL ".join(HITS[why] for why, asked in wanted.items() if asked))


def _values(ground: Ground, conditions: Conditions, inside: Sequence[UUID], on: date) -> dict[str, Any]:
    return {
        "areas": ground.areas, "whole": list(ground.whole), "parts": list(ground.parts), "inside": list(inside),
        "paths": ground.paths, "hazards": list(conditions.hazards), "care": list(conditions.care),
        "born_by": on.year - (conditions.alone_from or 0), "items": [item for item, _value in conditions.sheet],
        "values": [value for _item, value in conditions.sheet],
    }  # fmt: skip


def _with_helpers(found: Iterable[Called], on: date) -> list[Called]:
    rows = list(found)
    areas = list(dict.fromkeys(row.area_id for row in rows if not row.helper_name))
    helpers = helpers_of_areas(area_ids=areas, on=on)
    return [row if row.helper_name or row.area_id not in helpers else _helped(row, helpers) for row in rows]


def _helped(row: Called, helpers: dict[UUID, tuple[UUID | None, str]]) -> Called:
    helper_id, name = helpers[row.area_id]
    return replace(row, helper_id=helper_id, helper_name=name)
