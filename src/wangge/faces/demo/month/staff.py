"""Who acts for a unit: the persons of a place with their grants, looked up once."""

import random
from datetime import datetime
from uuid import UUID

from wangge.core.access.queries import Actor, accounts_of_units, accounts_within, actor_of
from wangge.core.areas.scope import Scope
from wangge.core.teams.units import Unit, units
from wangge.ground.rulebook.permissions import Permission


class Staff:
    """The demonstration's persons; who is asked for by unit and permission comes in the order of login names."""

    def __init__(self, *, root: str, place: str, at: datetime) -> None:
        self._units = [unit for unit in units().by_id.values() if unit.place == place]
        self._at = at
        self._accounts = {account.pk: account for account in accounts_within(scope=Scope((root,)))}
        self._actors: dict[UUID, Actor] = {}
        found = accounts_of_units(unit_ids=[unit.id for unit in self._units], at=at)
        self._of_unit = {
            unit_id: sorted((pk for pk in pks if pk in self._accounts), key=self._login_name)
            for unit_id, pks in found.items()
        }

    def _login_name(self, account_id: UUID) -> str:
        return self._accounts[account_id].login_name

    def _actor(self, account_id: UUID) -> Actor:
        if account_id not in self._actors:
            self._actors[account_id] = actor_of(account=self._accounts[account_id], at=self._at)
        return self._actors[account_id]

    @property
    def account_ids(self) -> list[UUID]:
        return list(self._accounts)

    def acting(
        self, unit_id: UUID, permission: Permission, *, path: str, rng: random.Random, but: UUID | None = None
    ) -> Actor:
        """Somebody of the unit who may do this; else somebody further up who may. Raises LookupError."""
        able = self._able(unit_id, permission, path=path, but=but)
        above = (self._able(unit.id, permission, path=path, but=but, by_area=True) for unit in self._serving(path))
        found = able or next((actors for actors in above if actors), [])
        if not found:
            raise LookupError(f"nobody may {permission} at {path}")
        return rng.choice(found)

    def _able(
        self, unit_id: UUID, permission: Permission, *, path: str, but: UUID | None, by_area: bool = False
    ) -> list[Actor]:
        actors = [self._actor(pk) for pk in self._of_unit.get(unit_id, ()) if pk != but]
        return [a for a in actors if a.can(permission, at_path=path, for_unit=None if by_area else unit_id)]

    def _serving(self, path: str) -> list[Unit]:
        serving = [unit for unit in self._units if path.startswith(unit.area_path)]
        return sorted(serving, key=lambda unit: (-len(unit.area_path), unit.name))

    def handling(self, words: str, *, path: str) -> Unit:
        """The nearest unit of that name with somebody who can take the work. Raises LookupError."""
        for unit in self._serving(path):
            if unit.name.endswith(words) and self._able(unit.id, "case.sign", path=path, but=None):
                return unit
        raise LookupError(f"no {words} with anybody at {path}")

    def nearest(self, kinds: list[str], *, path: str) -> Unit:
        """The first of these kinds of unit that answers for the area. Raises LookupError."""
        for kind in kinds:
            unit = units().nearest(area_path=path, unit_kind=kind)
            if unit is not None:
                return unit
        raise LookupError(f"none of {kinds} at {path}")
