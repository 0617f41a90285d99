"""All open organisations in memory: which unit of which kind answers for an area."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.revisions import Cached

from .models import Organisation

REVISION = "units"


@dataclass(frozen=True)
class Unit:
    """What a request needs to know of an organisation."""

    id: UUID
    name: str
    place: str
    area_id: UUID
    area_path: str
    unit_kind: str
    nature: str
    duty_phone: str
    is_public: bool
    code: str = ""
    part_of_id: UUID | None = None


class UnitIndex:
    """Units by id, and by the area they answer for; immutable."""

    def __init__(self, units: list[Unit]) -> None:
        self.by_id = {u.id: u for u in units}
        self._at: dict[tuple[str, str], list[Unit]] = {}
        for unit in units:
            self._at.setdefault((unit.area_path, unit.unit_kind), []).append(unit)

    def at(self, *, area_path: str, unit_kind: str) -> list[Unit]:
        """The units of this kind that answer for the area itself, the oldest first."""
        return self._at.get((area_path, unit_kind), [])

    def nearest(self, *, area_path: str, unit_kind: str) -> Unit | None:
        """The unit of this kind at the area, else at the nearest area above it."""
        while len(area_path) > 1:
            found = self.at(area_path=area_path, unit_kind=unit_kind)
            if found:
                return found[0]
            area_path = _above(area_path)
        return None

    def within(self, *, scope: Scope) -> list[Unit]:
        """The units whose area lies in the scope, or that are named by it."""
        return [u for u in self.by_id.values() if scope.covers(u.area_path) or u.id in scope.units]

    def serving(self, *, area_path: str) -> list[Unit]:
        """The units that answer for the area or for one above it, nearest first."""
        found = [u for u in self.by_id.values() if area_path.startswith(u.area_path)]
        return sorted(found, key=lambda u: (-len(u.area_path), u.name, u.id))


def _above(area_path: str) -> str:
    return area_path[: area_path.rstrip("/").rfind("/") + 1]


def _load() -> UnitIndex:
    rows = Organisation.objects.filter(closed_on=None).order_by("id")
    return UnitIndex(
        [
            Unit(
                id=r.pk,
                name=r.name,
                place=r.place,
                area_id=r.area_id,
                area_path=r.area_path,
                unit_kind=r.unit_kind,
                nature=r.nature,
                duty_phone=r.duty_phone,
                is_public=r.is_public,
                code=r.code,
                part_of_id=r.part_of_id,
            )
            for r in rows
        ]
    )


units = Cached(REVISION, _load)


def unit_by_id(*, unit_id: UUID) -> Unit:
    """An open organisation. Raises NotFound."""
    found = units().by_id.get(unit_id)
    if found is None:
        raise NotFound(_("没有这个单位，或者它已经撤销"))
    return found
