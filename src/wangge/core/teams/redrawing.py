"""What the grids of a village becoming others does to teams: units open and close, posts go where their grid went."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from wangge.core.access.redrawing import succeed_grants, succeed_homes
from wangge.core.areas.queries import AreaRow
from wangge.core.areas.redrawing import Redrawn, moved_things, note
from wangge.core.teams.doors import grant_source
from wangge.core.teams.labels import post_of
from wangge.core.teams.models import (
    Appointment,
    DutyShift,
    EndReason,
    Membership,
    Organisation,
)
from wangge.core.teams.models.appointment import TOKEN_LENGTH
from wangge.core.teams.operations.appointing import lock_places
from wangge.core.teams.operations.numbers import NumberRun
from wangge.core.teams.units import REVISION
from wangge.ground.foundation import revisions
from wangge.ground.foundation.ids import readable_code, uuid7

HAND_ON = """
 UPDATE TABLE t SET CHANGE FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[])
  AS w (old_id, new_id, unit_id, member_id, area_path) WHERE """
ALONG = (
    (
        "teams_duty_shift",
        "appointment_id = w.new_id, organisation_id = w.unit_id",
        "t.appointment_id = w.old_id AND t.on >= %s",
    ),
    ("teams_appointment_absence", "appointment_id = w.new_id", "t.appointment_id = w.old_id AND t.ends_on >= %s"),
    ("teams_member_profile", "area_path = w.area_path", "t.member_id = w.member_id"),
    ("teams_training_record", "area_path = w.area_path", "t.member_id = w.member_id"),
)
WHY = "a grid that closes hands on what it has"
APPOINTMENT, ENDED = "appointment", "post_ended"


def move_teams(redrawn: Redrawn) -> None:
    """Units of new grids after those of the grid they came from; posts, rights and members of closed ones handed on.

    Whoever finds no free seat in the post of the grid that took over is out of it. A fixed number of statements, and
    one for each post that is handed on.
    """
    _open_units(redrawn)
    heirs = unit_heirs(redrawn)
    going = _going(redrawn)
    sources = _hand_on(redrawn, going)
    paths = {row.path: redrawn.heirs[row.id].path for row in redrawn.closed}
    succeed_grants(paths=paths, units=heirs, sources=sources, at=redrawn.at)
    succeed_homes(paths=paths)
    _hand_on_members(redrawn, heirs)
    closed = Organisation.objects.filter(area__in=redrawn.heirs, closed_on=None)
    closed.filter(opened_on__gt=redrawn.on).update(opened_on=redrawn.on)
    Organisation.objects.filter(part_of__area__in=redrawn.heirs, closed_on=None).exclude(area__in=redrawn.heirs).update(
        part_of=None
    )
    closed.update(closed_on=redrawn.on)
    revisions.bump(REVISION)


def unit_heirs(redrawn: Redrawn) -> dict[UUID, UUID]:
    """For each unit of a closed grid the one of its kind in the grid that took over; one statement."""
    likes = units_like((old, new.id) for old, new in redrawn.heirs.items())
    return {unit: heir for like in likes.values() for unit, heir in like.items()}


def units_like(moves: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], dict[UUID, UUID]]:
    """Of each move from one area to another: for each unit of the first that of its kind in the second; one statement.

    An area may be left for several others: what two grids had in common goes back to both.
    """
    wanted = set(moves)
    rows = Organisation.objects.filter(area__in={*chain.from_iterable(wanted)}).order_by("id")
    units: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    at: dict[tuple[UUID, str], UUID] = {}
    for pk, area_id, kind, closed_on in rows.values_list("pk", "area_id", "unit_kind", "closed_on"):
        units[area_id].append((pk, kind))
        if closed_on is None:
            at.setdefault((area_id, kind), pk)
    return {
        (old, new): {pk: at[new, kind] for pk, kind in units[old] if (new, kind) in at}
        for old, new in wanted
    }  # fmt: skip


def _open_units(redrawn: Redrawn) -> None:
    """Copies of the units of the grid a new one came from; of a closed one's where the heir has none of the kind."""
    around = {*redrawn.donors, *(row.id for row in redrawn.donors.values()), *redrawn.heirs}
    around |= {row.id for row in redrawn.heirs.values()}
    rows = Organisation.objects.filter(area__in=around, closed_on=None).order_by("id")
    by_area: dict[UUID, list[Organisation]] = defaultdict(list)
    for row in rows:
        by_area[row.area_id].append(row)
    made: list[Organisation] = []

    def copy(units: Iterable[Organisation], *, of: AreaRow, to: AreaRow) -> None:
        own: dict[UUID, UUID] = {}
        for unit in units:
            row = _copied(redrawn, unit, of, to)
            row.part_of_id = own.get(unit.part_of_id, unit.part_of_id) if unit.part_of_id else None
            own[unit.pk] = row.pk
            made.append(row)
            by_area[to.id].append(row)

    for area in redrawn.opened:
        donor = redrawn.donors.get(area.id)
        if donor is not None:
            copy(list(by_area[donor.id]), of=donor, to=area)
    for closed in redrawn.closed:
        heir = redrawn.heirs[closed.id]
        kinds = {unit.unit_kind for unit in by_area[heir.id]}
        copy([u for u in by_area[closed.id] if u.unit_kind not in kinds], of=closed, to=heir)
    Organisation.objects.bulk_create(made, batch_size=500)


def _copied(redrawn: Redrawn, unit: Organisation, of: AreaRow, to: AreaRow) -> Organisation:
    return Organisation(
        id=uuid7(),
        place=unit.place,
        area_id=to.id,
        area_path=to.path,
        unit_kind=unit.unit_kind,
        nature=unit.nature,
        code=unit.code,
        name=unit.name.replace(of.name, to.name)[:80],
        duty_phone=unit.duty_phone,
        is_public=unit.is_public,
        opened_on=redrawn.on,
    )


def _going(redrawn: Redrawn) -> list[tuple[Appointment, AreaRow]]:
    """Who leaves a post with his grid, and where to: of a closed one, or back to one that stands again."""
    back = moved_things(redrawn.undoes, APPOINTMENT) if redrawn.undoes else {}
    returning = {pk: redrawn.returns[old] for pk, (old, _new) in back.items() if old in redrawn.returns}
    rows = Appointment.objects.everywhere(WHY).select_for_update(of=("self",))
    live = rows.filter(Q(area__in=redrawn.heirs) | Q(pk__in=returning))
    live = live.filter(Q(term__endswith=None) | Q(term__endswith__gt=redrawn.on))
    found = live.exclude(term__isempty=True).order_by("starts_on", "id")
    return [(row, returning.get(row.pk) or redrawn.heirs[row.area_id]) for row in found]


def _hand_on(redrawn: Redrawn, going: Sequence[tuple[Appointment, AreaRow]]) -> dict[str, str | None]:
    """End these appointments and begin them again, as far as there are seats; answers what their grants follow now."""
    if not going:
        return {}
    lock_places(sorted({row.place for row, _to in going}))
    likes = units_like((row.area_id, to.id) for row, to in going)
    seats = _Seats(redrawn, {to.id for _row, to in going})
    numbers = NumberRun()
    ids = [row.pk for row, _to in going]
    rows = Appointment.objects.everywhere(WHY)
    renewed = set(rows.filter(renewal_of__in=ids).values_list("renewal_of", flat=True))
    new: dict[UUID, Appointment] = {}
    for row, to in going:
        unit = likes[row.area_id, to.id].get(row.organisation_id, row.organisation_id)
        if seats.take(row, to, unit):
            new[row.pk] = _renewed(redrawn, row, to, unit, numbers)
            new[row.pk].renewal_of_id = None if row.pk in renewed else row.pk
    for row, _to in going:
        row.ended_on = max(redrawn.on, row.starts_on)
        row.ended_reason, row.ended_at, row.ended_by = EndReason.REDRAWN, redrawn.at, redrawn.by
    rows.bulk_update([row for row, _to in going], ["ended_on", "ended_reason", "ended_at", "ended_by"], batch_size=500)
    rows.bulk_create(new.values(), batch_size=500)
    _along(redrawn, new)
    left = DutyShift.objects.everywhere(WHY).filter(on__gte=redrawn.on, appointment__in=ids)
    left.delete()
    note(redrawn, kind=APPOINTMENT, moved=[(new[r.pk].pk, r.area_id, to.id) for r, to in going if r.pk in new])
    note(redrawn, kind=ENDED, moved=[(r.pk, r.area_id, to.id) for r, to in going if r.pk not in new])
    return {grant_source(pk): grant_source(new[pk].pk) if pk in new else None for pk in ids}


def _along(redrawn: Redrawn, new: dict[UUID, Appointment]) -> None:
    """What hangs on an appointment hangs on the one that goes on; four statements."""
    rows = new.values()
    columns: list[Any] = [
        list(new), [row.pk for row in rows], [row.organisation_id for row in rows], [row.member_id for row in rows],
        [row.area_path for row in rows],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for table, change, which in ALONG:
            words = HAND_ON.replace("TABLE", table).replace("CHANGE", change) + which
            cursor.execute(words, [*columns, redrawn.on] if "%s" in which else columns)


class _Seats:
    """How many hold each post of the grids that take over, and who; one statement."""

    def __init__(self, redrawn: Redrawn, areas: set[UUID]) -> None:
        self.held: dict[tuple[UUID, str, UUID], int] = defaultdict(int)
        self.names: set[tuple[UUID, str, str]] = set()
        rows = Appointment.objects.everywhere(WHY).filter(area__in=areas).exclude(term__isempty=True)
        rows = rows.filter(Q(term__endswith=None) | Q(term__endswith__gt=redrawn.on))
        for area, post, unit, name in rows.values_list("area_id", "post_kind", "organisation_id", "person_name"):
            self.held[area, post, unit] += 1
            self.names.add((area, post, name))

    def take(self, row: Appointment, to: AreaRow, unit: UUID) -> bool:
        """Whether there is a seat for somebody, who has it then."""
        post = post_of(row.place, row.post_kind)
        most = post.seats.max if post is not None else None
        name, seat = (to.id, row.post_kind, row.person_name), (to.id, row.post_kind, unit)
        if name in self.names or (most is not None and self.held[seat] >= most):
            return False
        self.held[seat] += 1
        self.names.add(name)
        return True


def _renewed(redrawn: Redrawn, row: Appointment, to: AreaRow, unit: UUID, numbers: NumberRun) -> Appointment:
    starts_on = max(redrawn.on, row.starts_on)
    stem = row.number.partition("-")[0].removesuffix(str(row.starts_on.year))
    return Appointment(
        id=uuid7(),
        town_id=row.town_id,
        place=row.place,
        post_kind=row.post_kind,
        member_id=row.member_id,
        area_id=to.id,
        area_path=to.path,
        organisation_id=unit,
        person_name=row.person_name,
        account_id=row.account_id,
        number=numbers.take(row.place, stem, starts_on.year),
        starts_on=starts_on,
        ends_on=row.ends_on,
        is_public=row.is_public,
        token=readable_code(TOKEN_LENGTH),
        appointed_at=redrawn.at,
        appointed_by=redrawn.by,
    )


def _hand_on_members(redrawn: Redrawn, heirs: dict[UUID, UUID]) -> None:
    """Party members and others who belong to the unit of a closed grid belong to that of its heir."""
    rows = Membership.objects.everywhere(WHY)
    live = list(rows.filter(organisation__in=heirs, left_on=None).order_by("joined_on", "id"))
    taken = set(rows.filter(organisation__in=heirs.values(), left_on=None).values_list("organisation", "person_name"))
    new = []
    for row in live:
        seat = (heirs[row.organisation_id], row.person_name)
        if seat not in taken:
            taken.add(seat)
            new.append(
                Membership(
                    id=uuid7(), town_id=row.town_id, organisation_id=seat[0], person_name=row.person_name,
                    kind=row.kind, joined_on=max(redrawn.on, row.joined_on),
                )
            )  # fmt: skip
        row.left_on = max(redrawn.on, row.joined_on)
    rows.bulk_update(live, ["left_on"], batch_size=500)
    rows.bulk_create(new, batch_size=500)
