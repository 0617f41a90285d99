"""Hazards seen on the way, ticks on the list of an emergency, messages read."""

from wangge.core.notices.operations import mark_read
from wangge.core.people.operations import NewHazard, find_hazard
from wangge.ground.foundation.errors import NotFound
from wangge.ground.sync.ops import Op, Outcome
from wangge.practice.emergency.operations import record_tick

from .author import author_of, following, household_of
from .shapes import HazardSaid, TickSaid, read
from .visits import dwelling_of


def apply_hazard(op: Op) -> Outcome:
    """Something unsafe at a household's door; its photos follow."""
    said = read(op, HazardSaid)
    home = household_of(op, said.household)
    new = NewHazard(
        id=op.said.id, about="dwelling", place_id=dwelling_of(home), kind=said.kind, words=said.words,
        grade=said.grade, source=f"phone:{op.said.op}",
    )  # fmt: skip
    hazard_id = find_hazard(actor=following(author_of(op), op, home), new=new, at=op.received_at)
    return Outcome(made=hazard_id, awaits=tuple(file.awaited(about=hazard_id) for file in said.files))


def apply_tick(op: Op) -> Outcome:
    """How far somebody on a list is; ticks are only ever added, so that phones never conflict."""
    said = read(op, TickSaid)
    tick_id = record_tick(
        actor=author_of(op), order_row=said.order_row, step=said.step, where=said.where, happened_at=op.at,
        id=op.said.id, at=op.received_at,
    )  # fmt: skip
    return Outcome(made=tick_id)


def apply_read(op: Op) -> Outcome:
    """A message was opened; one that is no longer kept needs no reading."""
    try:
        mark_read(account_id=op.said.author, notice_id=op.said.id, at=op.at)
    except NotFound:
        return Outcome()
    return Outcome()
