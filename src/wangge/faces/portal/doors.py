"""The public door of an area: what every page about it needs, from memory, without a statement."""

import ipaddress
import math
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow, area_by_code, areas_in_memory
from wangge.core.places.queries import InForce, places_in_force
from wangge.core.teams.queries import standing_unit
from wangge.core.teams.units import Unit
from wangge.faces.shell.parts import Crumb
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.rulebook import Rulebook

MANY_TOWNS = 12


@dataclass(frozen=True)
class Door:
    """An area as residents meet it; `place` is None where no rules hold and nothing can be reported."""

    area: AreaRow
    place: InForce | None

    @property
    def url(self) -> str:
        return area_url(self.area)

    @property
    def takes_reports(self) -> bool:
        return self.place is not None and self.area.town_id is not None

    @property
    def rules(self) -> Rulebook:
        """The rules that hold here. Raises NotFound where there are none."""
        if self.place is None:
            raise NotFound(_("这个地方还没有开通"))
        return self.place.rules

    @property
    def crumbs(self) -> list[Crumb]:
        """The way to here, from the town down."""
        chain = areas_in_memory().above(self.area.id)
        return [Crumb(row.name, area_url(row)) for row in chain if row.level != "county" or row.id == self.area.id]

    @property
    def phone(self) -> Unit | None:
        """The unit to call about anything here."""
        return standing_unit(area_id=self.area.id)


def door_of(area: AreaRow) -> Door:
    """The door of a known area."""
    return Door(area, places_in_force().get(areas_in_memory().place_of(area.id)))


def door_by_code(code: str) -> Door:
    """The door at an address. Raises NotFound."""
    return door_of(area_by_code(code=code))


def area_url(area: AreaRow) -> str:
    """The address of an area's own page."""
    return reverse("portal:area", args=[area.code])


def towns() -> list[AreaRow]:
    """The towns where something can be reported, by code."""
    return [row for row in areas_in_memory().rows if row.level == "town" and door_of(row).takes_reports]


def town_phones() -> list[Unit]:
    """Whom to call where nobody knows which place it is about: one unit for each of the first towns."""
    return [unit for row in towns()[:MANY_TOWNS] if (unit := standing_unit(area_id=row.id)) is not None]


def read_point(lon: str, lat: str) -> tuple[float, float] | None:
    """Two numbers as a browser sends them; None for anything else."""
    try:
        point = float(lon), float(lat)
    except ValueError:
        return None
    return point if all(math.isfinite(number) for number in point) else None


def asked_from(request: HttpRequest) -> str:
    """Whose requests are counted together: an address, or the network an IPv6 line is given as a whole."""
    given = str(request.META.get("REMOTE_ADDR", ""))[:64]
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else given
