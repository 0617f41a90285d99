"""网格调整: what a redrawing of the grids of a village is, and how the packages that hold rows take part.

A mover is a function of a package that holds an area column; it moves its own rows in the transaction of the
redrawing, in a fixed number of statements. `config/wiring.py` names them in their order: what stands on something
else comes after it. What was moved is kept, so that a later redrawing can bring back what had no place of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from .memory import AreaIndex, AreaRow

MOVE = """
 WITH target AS (TARGETS),
 was AS (SELECT t.id, t.area_id AS old_id, g.new_id, g.new_path FROM THING t JOIN target g ON g.id = t.id
  WHERE t.area_id <> g.new_id FOR UPDATE OF t),
 changed AS (UPDATE THING t SET area_id = w.new_id, area_path = w.new_path FROM was w WHERE t.id = w.id
  RETURNING t.id, w.old_id, w.new_id)
 INSERT INTO areas_moved_thing (redrawing_id, town_id, kind, thing_id, from_area_id, to_area_id)
 SELECT %s, %s, %s, id, old_id, new_id FROM changed"""
NOTE = """
 INSERT INTO areas_moved_thing (redrawing_id, town_id, kind, thing_id, from_area_id, to_area_id)
 SELECT %s, %s, %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS m"""
FOLLOWING = """
 SELECT id, new_id, new_path FROM (
  SELECT f.id, f.new_id, f.new_path, row_number() OVER (PARTITION BY f.new_id, ONCE ORDER BY t.id) AS nth
  FROM (SELECT DISTINCT ON (c.id) c.* FROM (
   SELECT t.id, w.new_id, w.new_path, 1 AS rank FROM THING t
   JOIN unnest(%s::uuid[], %s::uuid[], %s::text[]) AS w (old_id, new_id, new_path) ON w.old_id = t.area_id
   WHERE LIVE
   UNION ALL
   SELECT t.id, b.new_id, b.new_path, 0 FROM THING t
   JOIN areas_moved_thing m ON m.redrawing_id = %s AND m.kind = %s AND m.thing_id = t.id AND m.to_area_id = t.area_id
   JOIN unnest(%s::uuid[], %s::uuid[], %s::text[]) AS b (old_id, new_id, new_path) ON b.old_id = m.from_area_id
   WHERE LIVE) c ORDER BY c.id, c.rank) f
  JOIN THING t ON t.id = f.id WHERE NOT EXISTS (SELECT 1 FROM THING o WHERE o.area_id = f.new_id AND TAKEN)) g
 WHERE nth = 1"""
STANDING = """
 SELECT t.id, a.id AS new_id, a.path AS new_path FROM THING t
 JOIN areas_moved_thing m ON m.redrawing_id = %s AND m.kind = %s AND m.thing_id = t.UPON
 JOIN areas_area a ON a.id = m.to_area_id WHERE LIVE"""
MOVED = """
 SELECT thing_id, from_area_id, to_area_id FROM areas_moved_thing WHERE redrawing_id = %s AND kind = %s"""


@dataclass(frozen=True)
class Redrawn:
    """The grids of a village as they are from a day on, and what follows for what lies in them.

    `buildings`: where those that change stand from now on. `heirs`: which area takes over what lay in a closed one
    and has no place of its own. `returns`: grids closed by `undoes`, each with the one that stands for it again.
    `donors`: of each new grid the one that most of it came from.
    """

    id: UUID
    town_id: UUID
    village: AreaRow
    on: date
    at: datetime
    by: str
    by_id: UUID | None
    buildings: Mapping[UUID, AreaRow]
    heirs: Mapping[UUID, AreaRow]
    returns: Mapping[UUID, AreaRow]
    donors: Mapping[UUID, AreaRow]
    opened: Sequence[AreaRow]
    closed: Sequence[AreaRow]
    before: AreaIndex
    undoes: UUID | None = None


Mover = Callable[[Redrawn], None]
_movers: list[Mover] = []


def register_movers(movers: Sequence[Mover]) -> None:
    """Take over the list of who moves rows, in the order in which they are called."""
    _movers[:] = movers


def move_everything(redrawn: Redrawn) -> None:
    """Call every mover, in the transaction of the redrawing. What one refuses stops all of it."""
    for mover in _movers:
        mover(redrawn)


def move(redrawn: Redrawn, *, kind: str, table: str, targets: str, values: Sequence[Any]) -> None:
    """Put rows of a table where `targets` (id, new_id, new_path) says, and keep what was moved; one statement."""
    words = MOVE.replace("TARGETS", targets).replace("THING", table)
    with connection.cursor() as cursor:
        cursor.execute(words, [*values, redrawn.id, redrawn.town_id, kind])


def follow(redrawn: Redrawn, *, kind: str, table: str, live: str = "true", once: Sequence[str] = ()) -> None:
    """Rows of closed grids go to the heir; what an undone redrawing had brought there goes back; one statement.

    `once` names what an area has one of: a row stays where it is when there is one already.
    """
    taken = " AND ".join(f"o.{name} IS NOT DISTINCT FROM t.{name}" for name in once)
    words = FOLLOWING.replace("TAKEN", f"{taken} AND {live.replace('t.', 'o.')}" if once else "false")
    words = words.replace("ONCE", ", ".join(f"t.{name}" for name in once) or "t.id").replace("LIVE", live)
    values = [*_columns(redrawn.heirs), redrawn.undoes, kind, *_columns(redrawn.returns)]
    move(redrawn, kind=kind, table=table, targets=words, values=values)


def stand_upon(redrawn: Redrawn, *, kind: str, table: str, upon: str, column: str, live: str = "true") -> None:
    """Rows go along with the thing of another kind that one of their columns names; one statement."""
    words = STANDING.replace("LIVE", live).replace("UPON", column)
    move(redrawn, kind=kind, table=table, targets=words, values=[redrawn.id, upon])


def put(redrawn: Redrawn, *, kind: str, table: str, where: Mapping[UUID, AreaRow]) -> None:
    """Put single rows into areas; one statement."""
    targets = "SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS w (id, new_id, new_path)"
    move(redrawn, kind=kind, table=table, targets=targets, values=_columns(where))


def note(redrawn: Redrawn, *, kind: str, moved: Sequence[tuple[UUID, UUID, UUID]]) -> None:
    """Keep what a mover moved in its own way: (thing, from, to); one statement."""
    columns = [list(column) for column in zip(*moved, strict=True)] if moved else [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [redrawn.id, redrawn.town_id, kind, *columns])


def moved_things(redrawing_id: UUID, kind: str) -> dict[UUID, tuple[UUID, UUID]]:
    """What a redrawing moved of a kind: from where to where; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED, [redrawing_id, kind])
        return {thing: (old, new) for thing, old, new in cursor.fetchall()}


def _columns(where: Mapping[UUID, AreaRow]) -> list[Any]:
    return [list(where), [row.id for row in where.values()], [row.path for row in where.values()]]
