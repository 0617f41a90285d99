"""Who is asking, what they may do, and where."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from wangge.core.access.models import Account, Grant
from wangge.core.areas.scope import Scope
from wangge.core.places.queries import places_in_force
from wangge.ground.rulebook.permissions import ADMIN_ROLES, Permission

NOWHERE = Scope(())


@dataclass(frozen=True)
class HeldGrant:
    """One grant as it stands now, its role resolved to permissions."""

    role: str
    permissions: frozenset[str]
    area_path: str  # empty: none
    unit_id: UUID | None
    label: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with the grants held at that moment, or the system itself."""

    account_id: UUID | None
    name: str
    grants: tuple[HeldGrant, ...] = ()

    def _holding(self, permission: Permission) -> list[HeldGrant]:
        return [g for g in self.grants if permission in g.permissions]

    def scope(self, permission: Permission) -> Scope:
        """The subtrees and units in which the permission is held."""
        held = self._holding(permission)
        return Scope(
            tuple(sorted({g.area_path for g in held if g.area_path})),
            tuple(sorted({g.unit_id for g in held if g.unit_id})),
        )

    def can(self, permission: Permission, *, at_path: str = "", for_unit: UUID | None = None) -> bool:
        """Whether the permission is held at that area, or on behalf of that unit."""
        return any(
            (g.area_path and at_path.startswith(g.area_path)) or (for_unit is not None and g.unit_id == for_unit)
            for g in self._holding(permission)
        )

    def may(self, permission: Permission) -> bool:
        """Whether the permission is held anywhere at all (to show a menu)."""
        return bool(self._holding(permission))

    @property
    def is_administrator(self) -> bool:
        """Whether one of the three administrator roles is held (they need one-time codes to sign in)."""
        return any(g.role in ADMIN_ROLES for g in self.grants)

    @property
    def units(self) -> tuple[UUID, ...]:
        """The organisations this person acts for."""
        return tuple(sorted({g.unit_id for g in self.grants if g.unit_id}))


def system_actor(*, name: str) -> Actor:
    """The system acting by itself (jobs, imports, the demonstration); it holds no grant."""
    return Actor(account_id=None, name=name)


def actor_of(*, account: Account, at: datetime) -> Actor:
    """A person with the grants that are in force at that moment."""
    rows = live_grants(at=at).filter(account=account).order_by("id")
    return Actor(account_id=account.pk, name=account.name, grants=tuple(_held(row) for row in rows))


def actors_over_time(*, account: Account) -> Callable[[datetime], Actor]:
    """As `actor_of` for any moment, from one reading of all grants the person ever had."""
    rows = list(Grant.objects.filter(account=account).order_by("id"))

    def then(at: datetime) -> Actor:
        held = (row for row in rows if row.valid_from <= at and (row.valid_to is None or row.valid_to > at))
        return Actor(account_id=account.pk, name=account.name, grants=tuple(map(_held, held)))

    return then


def was_ever_there(*, account_id: UUID, path: str) -> bool:
    """Whether a person ever held anything at an area, or above it: whom a thing concerns, not what is allowed."""
    held = Grant.objects.filter(account_id=account_id).exclude(area_path="").values_list("area_path", flat=True)
    return any(path.startswith(one) for one in held)


def active_account(*, account_id: UUID) -> Account | None:
    """The account of somebody who signed in; None once it is closed."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def live_grants(*, at: datetime) -> QuerySet[Grant]:
    """Grants in force at a moment."""
    return Grant.objects.filter(valid_from__lte=at).filter(Q(valid_to=None) | Q(valid_to__gt=at))


def _held(row: Grant) -> HeldGrant:
    meaning = role_meaning(place=row.place, role=row.role)
    return HeldGrant(row.role, meaning.permissions, row.area_path, row.unit_id, meaning.label)


@dataclass(frozen=True)
class RoleMeaning:
    """What a role is called and allows; a role that newer rules no longer have allows nothing any more."""

    label: str
    permissions: frozenset[str]


def role_meaning(*, place: str, role: str) -> RoleMeaning:
    """One of the three administrators, or a role of a place's rules in force."""
    if role in ADMIN_ROLES:
        return RoleMeaning(gettext(ADMIN_ROLES[role].label), frozenset(ADMIN_ROLES[role].permissions))
    in_force = places_in_force().get(place)
    named = next((r for r in in_force.rules.roles if r.code == role), None) if in_force else None
    return RoleMeaning(named.label, frozenset(named.permissions)) if named else RoleMeaning("", frozenset())
