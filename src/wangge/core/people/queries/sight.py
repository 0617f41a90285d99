"""How much of a person somebody sees in lists: whole names in his own grids, masked ones elsewhere."""

from dataclasses import dataclass
from uuid import UUID

from wangge.core.access.queries import Actor
from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.ground.foundation.text import mask_address, mask_id_number, mask_name, mask_phone


@dataclass(frozen=True)
class Sight:
    """Where somebody sees the roster, where whole names and doors, and where sensitive care kinds by name."""

    scope: Scope
    names: Scope
    care: Scope

    def areas(self, path: str) -> list[UUID]:
        """What of the areas under a path is seen."""
        return [row.id for row in areas_in_memory().below(path) if self.scope.covers(row.path)]

    def towns(self, path: str) -> list[UUID]:
        """The towns of these."""
        seen = (row.town_id for row in areas_in_memory().below(path) if self.scope.covers(row.path))
        return list(dict.fromkeys(town for town in seen if town is not None))

    def name(self, name: str, path: str) -> str:
        """张大力 to those who keep the roster of the place, 张*力 to others."""
        return name if self.names.covers(path) else mask_name(name)

    def address(self, address: str, path: str) -> str:
        """With the room to those who keep the roster of the place, else to the building."""
        return address if self.names.covers(path) else mask_address(address)

    def phone(self, phone: str) -> str:
        """138****1234, to everybody; the whole is a reveal."""
        return mask_phone(phone) if phone else ""

    def document(self, number: str) -> str:
        """The last four, to everybody."""
        return mask_id_number(number) if number else ""


def sight_of(*, actor: Actor) -> Sight:
    """What a person sees of the roster."""
    return Sight(
        Scope(actor.scope("people.see").roots),
        Scope(actor.scope("people.edit").roots),
        Scope(actor.scope("people.care").roots),
    )
