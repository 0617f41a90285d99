"""Open cases of a village whose grids became others: where their place lies now, in the hands of its units.

Closed ones stay where they were. Each case that changed has a line in its history, and its fact is announced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.queries import AreaRow
from wangge.core.areas.redrawing import Redrawn, moved_things, put
from wangge.core.cases.events import CaseMoved
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.models import Case, CaseStep
from wangge.core.teams.redrawing import unit_heirs, units_like
from wangge.core.teams.units import units
from wangge.ground.foundation import outbox
from wangge.ground.foundation.ids import uuid7

WHY = "open cases of a village whose grids became others"
OWNERS = """
 UPDATE cases_case c SET owner_unit_id = w.owner_id, handler_unit_id = w.handler_id
 FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS w (id, owner_id, handler_id) WHERE c.id = w.id"""
CLOCKS = """
 UPDATE cases_clock c SET unit_id = w.new_id FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS w (id, old_id, new_id)
 WHERE c.case_id = w.id AND c.unit_id = w.old_id AND c.stopped_at IS NULL"""
PARTIES = """
 UPDATE cases_party p SET unit_id = w.new_id FROM unnest(%s::uuid[], %s::uuid[]) AS w (old_id, new_id)
 WHERE p.unit_id = w.old_id AND p.closed_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM cases_party o WHERE o.case_id = p.case_id AND o.unit_id = w.new_id AND o.closed_at IS NULL)"""
WHISTLES = """
 UPDATE cases_whistle h SET asked_unit_id = coalesce(a.new_id, h.asked_unit_id),
  blower_id = coalesce(b.new_id, h.blower_id)
 FROM cases_whistle same
 LEFT JOIN unnest(%s::uuid[], %s::uuid[]) AS a (old_id, new_id) ON a.old_id = same.asked_unit_id
 LEFT JOIN unnest(%s::uuid[], %s::uuid[]) AS b (old_id, new_id) ON b.old_id = same.blower_id
 WHERE h.id = same.id AND h.state IN ('asked', 'blown') AND (a.new_id IS NOT NULL OR b.new_id IS NOT NULL)"""
CLUSTERS = """
 UPDATE cases_cluster k SET area_path = s.path FROM (
  SELECT l.cluster_id, CASE WHEN min(c.area_path) = max(c.area_path) THEN min(c.area_path) ELSE %s END AS path
  FROM cases_cluster_case l JOIN cases_case c ON c.id = l.case_id GROUP BY l.cluster_id) s
 WHERE s.cluster_id = k.id AND starts_with(k.area_path, %s) AND k.area_path <> %s"""


@dataclass(frozen=True)
class _Going:
    """A case that changes: where it lies and whose it is from now on."""

    case: Case
    area: AreaRow
    owner: UUID
    handler: UUID | None

    @property
    def is_other(self) -> bool:
        now = (self.case.area_id, self.case.owner_unit_id, self.case.handler_unit_id)
        return now != (self.area.id, self.owner, self.handler)


def move_cases(redrawn: Redrawn) -> None:
    """Open cases go to the grid their point lies in now, else with their grid; owners with them. Eleven statements."""
    heirs = unit_heirs(redrawn)
    going = _going(redrawn, heirs)
    put(redrawn, kind="case", table="cases_case", where={one.case.pk: one.area for one in going})
    changed = [one for one in going if one.owner != one.case.owner_unit_id or one.handler != one.case.handler_unit_id]
    clocks = [
        (one.case.pk, old, new)
        for one in changed
        for old, new in ((one.case.owner_unit_id, one.owner), (one.case.handler_unit_id, one.handler))
        if old != new
    ]
    closed, taking = list(heirs), list(heirs.values())
    with connection.cursor() as cursor:
        ids = [one.case.pk for one in changed]
        cursor.execute(OWNERS, [ids, [one.owner for one in changed], [one.handler for one in changed]])
        cursor.execute(CLOCKS, [list(column) for column in zip(*clocks, strict=True)] if clocks else [[], [], []])
        cursor.execute(PARTIES, [closed, taking])
        cursor.execute(WHISTLES, [closed, taking, closed, taking])
        cursor.execute(CLUSTERS, [redrawn.village.path] * 3)
    _tell(redrawn, going)


def _going(redrawn: Redrawn, heirs: dict[UUID, UUID]) -> list[_Going]:
    rows = Case.objects.everywhere(WHY).select_for_update(of=("self",)).filter(closed_at=None)
    here = list(rows.filter(area_path__startswith=redrawn.village.path).order_by("id"))
    far = rows.filter(owner_unit__in=heirs) | rows.filter(handler_unit__in=heirs)
    here += list(far.exclude(pk__in=[case.pk for case in here]).order_by("id")) if heirs else []
    where = _areas(redrawn, here)
    here = [case for case in here if case.pk in where]
    pairs = {(case.area_id, where[case.pk].id) for case in here if where[case.pk].id != case.area_id}
    likes = units_like(pairs)
    found = []
    for case in here:
        like = heirs | likes.get((case.area_id, where[case.pk].id), {})
        handler = like.get(case.handler_unit_id, case.handler_unit_id) if case.handler_unit_id else None
        one = _Going(case, where[case.pk], like.get(case.owner_unit_id, case.owner_unit_id), handler)
        if one.is_other:
            found.append(one)
    return found


def _areas(redrawn: Redrawn, cases: Sequence[Case]) -> dict[UUID, AreaRow]:
    """Where each lies now. A point counts where it lay in the case's own grid before; a person may have said better."""
    now = areas_in_memory()
    back = moved_things(redrawn.undoes, "case") if redrawn.undoes else {}
    found = {}
    for case in cases:
        area = redrawn.heirs.get(case.area_id) or now.by_id.get(case.area_id)
        if area is None:
            continue
        if case.pk in back and back[case.pk][1] == case.area_id:
            area = redrawn.returns.get(back[case.pk][0], area)
        if case.lon is not None and case.lat is not None and redrawn.before.cell_at(case.lon, case.lat) == case.area_id:
            spot = now.by_id.get(now.cell_at(case.lon, case.lat) or area.id, area)
            area = spot if spot.path.startswith(redrawn.village.path) else area
        found[case.pk] = area
    return found


def _tell(redrawn: Redrawn, going: Sequence[_Going]) -> None:
    """A line in the history of each, and its fact: phones, counts and whoever listens follow."""
    steps = [_step(redrawn, one) for one in going]
    facts = [
        CaseMoved(
            case_id=one.case.pk,
            step_id=step.pk,
            town_id=one.case.town_id,
            area_path=one.area.path,
            number=one.case.number,
            action=Action.COMMENT,
            state=one.case.state,
            owner_unit_id=one.owner,
            actor_id=redrawn.by_id,
        )
        for one, step in zip(going, steps, strict=True)
    ]
    if facts:
        outbox.publish(*facts, at=redrawn.at, alongside=[steps])


def _step(redrawn: Redrawn, one: _Going) -> CaseStep:
    was = redrawn.before.by_id.get(one.case.area_id)
    old = units().by_id.get(one.case.owner_unit_id)
    words = _("网格调整：由{old}划入{new}").format(old=was.name if was else old.name if old else "", new=one.area.name)
    return CaseStep(
        pk=uuid7(),
        town_id=one.case.town_id,
        case_id=one.case.pk,
        action=Action.COMMENT,
        state_after=one.case.state,
        actor_id=redrawn.by_id,
        actor_name=redrawn.by,
        to_unit_id=one.owner if one.owner != one.case.owner_unit_id else None,
        note=words,
        is_public=False,
        detail={"redrawing": str(redrawn.id), "from_unit": str(one.case.owner_unit_id)},
        at=redrawn.at,
        recorded_at=redrawn.at,
    )
