"""Who is asking, what they may do, and where."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from wangge.core.areas.scope import Scope
from wangge.core.places.queries import places_in_force
from wangge.ground.rulebook.permissions import ADMIN_ROLES, Permission

from .models import Account, AuditEntry, Grant

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


def active_account(*, account_id: UUID) -> Account | None:
    """The account of somebody who signed in; None once it is closed."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def live_grants(*, at: datetime) -> QuerySet[Grant]:
    """Grants in force at a moment."""
    return Grant.objects.filter(valid_from__lte=at).filter(Q(valid_to=None) | Q(valid_to__gt=at))


def _held(row: Grant) -> HeldGrant:
    if row.role in ADMIN_ROLES:
        role = ADMIN_ROLES[row.role]
        return HeldGrant(row.role, role.permissions, row.area_path, row.unit_id, gettext(role.label))
    place = places_in_force().get(row.place)
    named = next((r for r in place.rules.roles if r.code == row.role), None) if place else None
    if named is None:  # newer rules no longer have the role: it allows nothing any more
        return HeldGrant(row.role, frozenset(), row.area_path, row.unit_id)
    return HeldGrant(row.role, frozenset(named.permissions), row.area_path, row.unit_id, named.label)


def accounts_within(*, scope: Scope) -> QuerySet[Account]:
    """Accounts kept in these areas."""
    match = Q(pk__in=[])
    for root in scope.roots:
        match |= Q(home_path__startswith=root)
    return Account.objects.filter(match)


def accounts_of_units(*, unit_ids: list[UUID], at: datetime) -> dict[UUID, list[UUID]]:
    """Who acts for each unit now: account ids by unit id."""
    found: dict[UUID, list[UUID]] = {}
    rows = live_grants(at=at).filter(unit_id__in=unit_ids, account__is_active=True)
    for unit_id, account_id in rows.order_by("account_id").values_list("unit_id", "account_id").distinct():
        if unit_id is not None:
            found.setdefault(unit_id, []).append(account_id)
    return found


def audit_entries(*, scope: Scope) -> QuerySet[AuditEntry]:
    """What was done in these areas, newest first."""
    match = Q(pk__in=[])
    for root in scope.roots:
        match |= Q(area_path__startswith=root)
    return AuditEntry.objects.filter(match).order_by("-at", "-id")
