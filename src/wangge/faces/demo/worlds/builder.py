"""What the worlds are built with: the operations that users call, many rows at a time."""

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.operations import create_accounts, grant_roles
from wangge.core.access.operations.accounts import NewAccount
from wangge.core.access.operations.grants import NewGrant
from wangge.core.access.queries import Actor, HeldGrant
from wangge.core.areas.operations import NewArea, add_areas, draw_missing_boundaries, issue_public_codes
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.places.queries import in_force
from wangge.core.teams.named_units import missing_named_units
from wangge.core.teams.operations import (
    NewAppointment,
    NewMembership,
    NewOrganisation,
    add_memberships,
    add_organisations,
    appoint_many,
    plan_rota,
)
from wangge.core.teams.units import Unit, units
from wangge.faces.demo.facts import divisions, figures
from wangge.faces.demo.geography import around
from wangge.faces.demo.names import invented_names
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.permissions import ADMIN_ROLES, Permission
from wangge.ground.rulebook.rulebook import Rulebook

PASSWORD = "wangge-yanshi"  # noqa: S105 - printed for everybody: accounts of the demonstration only
CONTENT = Path(__file__).parent / "content.toml"
MONTHS_OF_ROTA = 3
BUILDS_WITH: frozenset[Permission] = frozenset({"area.edit", "team.see", "team.edit", "duty.edit", "account.see"})

Say = Callable[[str], None]


@dataclass(frozen=True)
class Seat:
    """Who is to take which post, and under which login name, if any; from when the place was set up, or later."""

    post: str
    area_id: UUID
    unit_id: UUID
    name: str
    login: str = ""
    since: date | None = None


@dataclass
class Builder:
    """A place being built: `since` is when it was set up, `now` when the demonstration begins."""

    place: str
    seed: int
    now: datetime
    say: Say
    seats: list[Seat] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.seed}:{self.place}")  # noqa: S311 - a demonstration, not a secret
        self.rules: Rulebook = in_force(place=self.place).rules
        self.figures = figures(self.place)
        self.divisions = divisions(self.place)
        self.content: dict[str, Any] = tomllib.loads(CONTENT.read_text("utf-8"))[self.place]
        self.since = _first_of_month(self.now - timedelta(days=90))
        self.actor = Actor(None, _("演示"), (HeldGrant("", BUILDS_WITH, "/", None),))
        self.names: Iterator[str] = invented_names(self.place, self.rng)

    @property
    def since_on(self) -> date:
        return localdate(self.since)

    @property
    def root(self) -> str:
        """Below which path its areas lie."""
        return f"/{self.divisions[0].code[:6]}/"

    def phone(self, number: int) -> str:
        """A duty telephone that cannot be rung: no number of the network begins with a 0."""
        return f"{self.content['area_code']}-0{number:06d}"

    # areas

    def add_county(self) -> None:
        """The county, unless another town has brought it; a place that has areas already is left alone."""
        county, *towns = [d for d in self.divisions if d.level in ("county", "town")]
        known = areas_in_memory().by_code
        if any(town.code in known for town in towns):
            raise Refusal(
                _("{name}已经有数据，演示只建在空的地方。历史不能清除，要重来请换一个空数据库。").format(
                    name=self.rules.place.name
                )
            )
        if county.code not in known:
            self.add_areas([NewArea(level="county", code=county.code, name=county.name, place=self._at(county.code))])

    def add_towns(self, *codes: str) -> None:
        """The towns of the place, or only some of them."""
        county = self.divisions[0].code
        self.add_areas(
            [
                NewArea(level="town", parent_code=county, code=d.code, name=d.name, place=self._at(d.code))
                for d in self.divisions
                if d.level == "town" and (not codes or d.code in codes)
            ]
        )

    def add_villages(self, town_code: str, *, apart: float) -> list[AreaRow]:
        """The villages of a town; those without a known position lie around it, so many metres from each other."""
        known = [d for d in self.divisions if d.level == "village" and d.code.startswith(town_code[:9])]
        town = next(d for d in self.divisions if d.code == town_code)
        spots = around((town.lon or 0.0, town.lat or 0.0), len(known), apart=apart, rng=self.rng)
        return self.add_areas(
            [
                NewArea(
                    level="village", parent_code=town_code, code=d.code, name=d.name, lon=d.lon or lon, lat=d.lat or lat
                )
                for d, (lon, lat) in zip(known, spots, strict=True)
            ]
        )

    def _at(self, code: str) -> str:
        """The rulebook is bound where its own code says."""
        return self.place if code == self.rules.place.division_code.ljust(12, "0") else ""

    def add_areas(self, new: Sequence[NewArea], *, at: datetime | None = None) -> list[AreaRow]:
        return add_areas(areas=new, at=at or self.since)

    def draw(self, town_code: str) -> None:
        """Outlines for a town and all below, marked as drawn; a code for the poster of every grid."""
        town = self.draw_outlines(town_code, at=self.since)
        grids = [row.id for row in areas_in_memory().below(town.path) if row.level == "grid"]
        issue_public_codes(area_ids=grids, at=self.since)

    def draw_outlines(self, town_code: str, *, at: datetime) -> AreaRow:
        """Outlines for what has none of a town and below; returns the town."""
        town = areas_in_memory().by_code[town_code]
        draw_missing_boundaries(parent_id=town.id, on=localdate(at))
        return town

    # units

    def add_units(self, more: Sequence[NewOrganisation]) -> None:
        """The units that the rules give every area, each with a duty telephone, and some of the place's own."""
        named = [
            NewOrganisation(one.area_id, one.unit_kind, one.name, one.code, part_of=one.part_of, id=one.id)
            for one in missing_named_units(place=self.place)
        ]
        both = [*named, *more]
        numbered = 101 + sum(unit.place == self.place for unit in units().by_id.values())
        add_organisations(
            actor=self.actor,
            new=[
                NewOrganisation(
                    one.area_id,
                    one.unit_kind,
                    one.name,
                    one.code,
                    self.phone(number),
                    one.part_of,
                    self.since_on,
                    one.id,
                )
                for number, one in enumerate(both, start=numbered)
            ],
            at=self.since,
        )

    def unit(self, code: str, area: AreaRow) -> Unit:
        """The named unit of an area or of the nearest above it."""
        path = area.path
        found = [u for u in units().by_id.values() if u.code == code and path.startswith(u.area_path)]
        return max(found, key=lambda u: len(u.area_path))

    # persons

    def seat(
        self, post: str, area: AreaRow, unit: Unit, *, login: str = "", name: str = "", since: date | None = None
    ) -> str:
        """Plan who takes a post; returns the name."""
        one = Seat(post, area.id, unit.id, name or next(self.names), login, since)
        self.seats.append(one)
        return one.name

    def fill_posts(self, prefix: str) -> None:
        """Open the accounts and appoint everybody planned, in one go each; then nobody is planned any more."""
        index, planned, self.seats = areas_in_memory().by_id, self.seats, []
        new = [
            NewAccount(f"{prefix}-{s.login}", s.name, index[s.area_id].path, PASSWORD, must_change_password=False)
            for s in planned
            if s.login
        ]
        accounts = create_accounts(new=new, demonstration=True, at=self.since)
        by_login = {account.login_name: account.pk for account in accounts}
        appoint_many(
            actor=self.actor,
            new=[
                NewAppointment(
                    s.post,
                    s.area_id,
                    s.unit_id,
                    s.name,
                    s.since or self.since_on,
                    account_id=by_login.get(f"{prefix}-{s.login}"),
                )
                for s in planned
            ],
            at=self.since,
        )

    def add_members(self, organisation_id: UUID, names: Sequence[str]) -> None:
        """Enter persons as members of a party organisation."""
        add_memberships(
            actor=self.actor,
            new=[NewMembership(organisation_id, name, self._joined()) for name in names],
            at=self.since,
        )

    def _joined(self) -> date:
        return date(
            self.rng.randint(1975, self.since.year - 1), self.rng.choice((3, 6, 7, 11)), self.rng.randint(1, 28)
        )

    def add_administrators(self, prefix: str) -> None:
        """The three administrators of the county, three persons."""
        path = self.root
        new = [
            NewAccount(
                f"{prefix}-{role.partition('_')[0]}", next(self.names), path, PASSWORD, must_change_password=False
            )
            for role in ADMIN_ROLES
        ]
        accounts = create_accounts(new=new, demonstration=True, at=self.since)
        grants = [
            NewGrant(account.pk, role, "", area_path=path) for account, role in zip(accounts, ADMIN_ROLES, strict=True)
        ]
        grant_roles(granted_by=self.actor.name, new=grants, at=self.since)

    def plan_duty(self, *, but: Callable[[Unit], bool] = lambda _unit: False) -> None:
        """Rotas for what is left of this month and for the two that follow: never less than 60 days.

        In the units left out the holders of the posts answer, as everywhere without a rota.
        """
        kinds = {rota.unit_kind for rota in self.rules.duty.rotas}
        known = [u for u in units().by_id.values() if u.place == self.place and u.unit_kind in kinds]
        planned = [unit for unit in known if not but(unit)]
        month = localdate(self.now).replace(day=1)
        for _nth in range(MONTHS_OF_ROTA):
            for unit in planned:
                plan_rota(actor=self.actor, organisation_id=unit.id, month=month, at=self.now)
            month = (month + timedelta(days=31)).replace(day=1)


def _first_of_month(moment: datetime) -> datetime:
    from_midnight = {"hour": 9, "minute": 0, "second": 0, "microsecond": 0}
    return moment.replace(day=1, **from_midnight)  # type: ignore[arg-type]  # whole numbers only
