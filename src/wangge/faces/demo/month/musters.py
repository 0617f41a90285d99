"""吹哨报到: whistles that are blown in the month, and how far the units that they call have come."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from wangge.core.access.queries import Actor
from wangge.core.cases import operations
from wangge.core.cases.operations import Call, Mark
from wangge.core.cases.queries.whistles import calls_of_case
from wangge.core.teams.units import Unit
from wangge.ground.rulebook.permissions import Permission

from .stories import Came, Muster
from .walk import Walk

if TYPE_CHECKING:
    from wangge.core.cases.models import CaseWhistle

BLOWS: Permission = "case.whistle"
DOES: Permission = "case.handle"


@dataclass
class Whistling:
    """One whistle of the story, blown for a case of the month; each thing when people are about."""

    walk: Walk
    muster: Muster
    units: list[Unit] = field(init=False)

    def __post_init__(self) -> None:
        self.units = [self.walk.world.staff.handling(one.unit, path=self.walk.path) for one in self.muster.units]

    def run(self) -> None:
        ids = [unit.id for unit in self.units]
        call = Call(self.muster.kind, self.muster.reason, ids[0], tuple(ids[1:]), self.muster.place)
        grid = self.walk.acting(DOES)
        asked = operations.ask_whistle(actor=grid, case_id=self.walk.case_id, call=call, at=self.walk.later(2))
        if not self.muster.blown_by:
            return
        blower = self.walk.acting(BLOWS, unit_kind=self.muster.blown_by)
        operations.approve_whistle(
            actor=blower, case_id=self.walk.case_id, whistle_id=asked.pk, call=call, words=self.muster.agreed,
            at=self.walk.later(1),
        )  # fmt: skip
        parties = {party.unit_id: party.pk for party in calls_of_case(case_id=self.walk.case_id).of(asked)}
        for unit, came in zip(self.units, self.muster.units, strict=True):
            self._come(unit, came, parties[unit.id])
        if self.muster.conclusion:
            self._conclude(asked, parties, blower=blower, grid=grid)

    def _come(self, unit: Unit, came: Came, party_id: UUID) -> None:
        actor = self.walk.world.staff.acting(unit.id, DOES, path=self.walk.path, rng=self.walk.rng)
        case_id = self.walk.case_id
        if came.signed:
            operations.contact_party(
                actor=actor, case_id=case_id, party_id=party_id, words=came.signed, at=self.walk.later(0.6)
            )
        if came.came_to:
            operations.arrive_party(
                actor=actor, case_id=case_id, party_id=party_id, where=came.came_to, at=self.walk.later(4)
            )
        if came.said:
            operations.report_party(
                actor=actor, case_id=case_id, party_id=party_id, words=came.said, at=self.walk.later(9)
            )

    def _conclude(self, whistle: "CaseWhistle", parties: dict[UUID, UUID], *, blower: Actor, grid: Actor) -> None:
        case_id, words = self.walk.case_id, self.muster.conclusion
        operations.conclude_whistle(
            actor=blower, case_id=case_id, whistle_id=whistle.pk, conclusion=words, at=self.walk.later(2)
        )
        marks = {
            parties[unit.id]: Mark(came.score)
            for unit, came in zip(self.units, self.muster.units, strict=True)
            if came.score
        }
        operations.rate_parties(actor=grid, case_id=case_id, whistle_id=whistle.pk, marks=marks, at=self.walk.later(3))
