"""Accounts as a list, the grants of one, and who acts for a unit or may do a thing somewhere."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import Account, Grant
from wangge.core.areas.scope import Scope, within
from wangge.core.places.queries import places_in_force
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.permissions import ADMIN_ROLES, Permission

from .actors import live_grants, role_meaning

AccountState = Literal["", "active", "closed", "locked", "idle"]
Term = Literal["live", "ahead", "over"]


@dataclass(frozen=True)
class AccountRow:
    """One line of the list of accounts."""

    id: UUID
    login_name: str
    name: str
    home_path: str
    is_active: bool
    is_demonstration: bool
    must_change_password: bool
    has_two_factor: bool
    locked_until: datetime | None
    last_login: datetime | None
    created_at: datetime
    grants: int  # in force

    def is_locked(self, at: datetime) -> bool:
        return self.locked_until is not None and self.locked_until > at


@dataclass(frozen=True)
class AccountPage:
    """A page of the list; `after` is the login name to go on behind, empty on the last."""

    rows: tuple[AccountRow, ...]
    after: str


@dataclass(frozen=True)
class GrantRow:
    """A role that somebody holds, held or will hold."""

    id: UUID
    role: str
    role_label: str
    place: str
    area_path: str
    unit_id: UUID | None
    source: str
    valid_from: datetime
    valid_to: datetime | None
    granted_by: str
    term: Term


@dataclass(frozen=True)
class ActingRow:
    """Somebody who holds a role now."""

    account_id: UUID
    name: str
    login_name: str
    role_label: str
    valid_to: datetime | None
    source: str


def accounts_within(*, scope: Scope) -> QuerySet[Account]:
    """Accounts kept in these areas."""
    return Account.objects.filter(within(Scope(scope.roots), area_path="home_path"))


def account_names(*, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """What persons are called, whether they still work here or not; one statement."""
    return dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "name"))


def accounts_at(*, scope: Scope, among: Collection[UUID], at: datetime) -> set[UUID]:
    """Those of these persons who hold a grant somewhere within the scope now; one statement."""
    rows = live_grants(at=at).filter(account__in=among).exclude(area_path="")
    return {account_id for account_id, path in rows.values_list("account_id", "area_path") if scope.covers(path)}


def account_page(
    *, scope: Scope, at: datetime, words: str = "", state: AccountState = "", after: str = "", size: int = 50
) -> AccountPage:
    """The accounts of these areas by login name, found by name or login name; two statements."""
    rows = _in_state(accounts_within(scope=scope), state, at=at)
    if words:
        tidy = "".join(words.split())
        rows = rows.filter(Q(name__contains=tidy) | Q(login_name__startswith=tidy.lower()))
    if after:
        rows = rows.filter(login_name__gt=after)
    found = list(rows.order_by("login_name")[: size + 1])
    kept = found[:size]
    grants = _live_grants([row.pk for row in kept], at=at)
    more = kept[-1].login_name if len(found) > size else ""
    return AccountPage(tuple(_row(row, grants[row.pk]) for row in kept), more)


def account_row(*, scope: Scope, account_id: UUID, at: datetime) -> AccountRow:
    """One account of these areas. Raises NotFound alike for a missing one and one of another place."""
    row = accounts_within(scope=scope).filter(pk=account_id).first()
    if row is None:
        raise NotFound(_("没有这个账号"))
    return _row(row, _live_grants([row.pk], at=at)[row.pk])


def account_by_login(*, scope: Scope, login_name: str) -> UUID:
    """The account of these areas with a login name. Raises NotFound."""
    found = accounts_within(scope=scope).filter(login_name=login_name.strip().lower())
    account_id = found.values_list("pk", flat=True).first()
    if account_id is None:
        raise NotFound(_("没有这个账号"), field="login_name")
    return account_id


def _in_state(rows: QuerySet[Account], state: AccountState, *, at: datetime) -> QuerySet[Account]:
    if state == "locked":
        return rows.filter(locked_until__gt=at)
    if state == "idle":
        return rows.filter(is_active=True, last_login=None)
    return rows.filter(is_active=state == "active") if state else rows


def _live_grants(ids: Collection[UUID], *, at: datetime) -> Counter[UUID]:
    rows = live_grants(at=at).filter(account_id__in=ids).order_by()
    return Counter(dict(rows.values_list("account_id").annotate(Count("id"))))


def _row(row: Account, grants: int) -> AccountRow:
    return AccountRow(
        id=row.pk,
        login_name=row.login_name,
        name=row.name,
        home_path=row.home_path,
        is_active=row.is_active,
        is_demonstration=row.is_demonstration,
        must_change_password=row.must_change_password,
        has_two_factor=row.totp_confirmed_at is not None,
        locked_until=row.locked_until,
        last_login=row.last_login,
        created_at=row.created_at,
        grants=grants,
    )


def grants_of(*, account_id: UUID, at: datetime) -> list[GrantRow]:
    """All grants an account ever had, those in force first, then those to come, then the ended ones."""
    rows = [_grant(row, at=at) for row in Grant.objects.filter(account_id=account_id).order_by("-valid_from", "-id")]
    order: tuple[Term, ...] = ("live", "ahead", "over")
    return sorted(rows, key=lambda row: order.index(row.term))


def _grant(row: Grant, *, at: datetime) -> GrantRow:
    is_over = row.valid_to is not None and row.valid_to <= at
    return GrantRow(
        id=row.pk,
        role=row.role,
        role_label=role_meaning(place=row.place, role=row.role).label or row.role,
        place=row.place,
        area_path=row.area_path,
        unit_id=row.unit_id,
        source=row.source,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        granted_by=row.granted_by,
        term="over" if is_over else "ahead" if row.valid_from > at else "live",
    )


def accounts_of_units(*, unit_ids: list[UUID], at: datetime) -> dict[UUID, list[UUID]]:
    """Who acts for each unit now: account ids by unit id."""
    found: dict[UUID, list[UUID]] = {}
    rows = live_grants(at=at).filter(unit_id__in=unit_ids, account__is_active=True)
    for unit_id, account_id in rows.order_by("account_id").values_list("unit_id", "account_id").distinct():
        if unit_id is not None:
            found.setdefault(unit_id, []).append(account_id)
    return found


def acting_for(*, unit_id: UUID, at: datetime) -> list[ActingRow]:
    """Who acts for a unit now, with the role and until when."""
    return _acting(live_grants(at=at).filter(unit_id=unit_id))


def who_may(*, permission: Permission, at_path: str, at: datetime, limit: int = 5) -> list[ActingRow]:
    """Some of those who hold a permission over an area: whom to ask."""
    pieces = at_path.strip("/").split("/")
    lines = ["/", *("/" + "/".join(pieces[:end]) + "/" for end in range(1, len(pieces) + 1))]
    roles = Q(role__in=[code for code, role in ADMIN_ROLES.items() if permission in role.permissions])
    for place, current in places_in_force().items():
        able = [role.code for role in current.rules.roles if permission in role.permissions]
        roles |= Q(place=place, role__in=able)
    return _acting(live_grants(at=at).filter(roles, area_path__in=lines))[:limit]


def _acting(rows: QuerySet[Grant]) -> list[ActingRow]:
    found = rows.filter(account__is_active=True).select_related("account").order_by("account__login_name", "id")
    return [
        ActingRow(
            account_id=row.account_id,
            name=row.account.name,
            login_name=row.account.login_name,
            role_label=role_meaning(place=row.place, role=row.role).label or row.role,
            valid_to=row.valid_to,
            source=row.source,
        )
        for row in found
    ]
