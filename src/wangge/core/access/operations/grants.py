from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import Account, AuditAction, Grant
from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.places.queries import in_force
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal
from wangge.ground.rulebook.permissions import ADMIN_ROLES

from .audit import record


@dataclass(frozen=True)
class NewGrant:
    """A role for somebody, somewhere, from when to when."""

    account_id: UUID
    role: str
    place: str
    area_path: str = ""
    unit_id: UUID | None = None
    source: str = ""
    valid_from: datetime | None = None  # None: at once
    valid_to: datetime | None = None


@transaction.atomic
def grant_role(*, actor: Actor, new: NewGrant, at: datetime) -> Grant:
    """Give a role (授权). Raises NotAllowed, NotFound, Refusal; nobody grants to oneself."""
    account = Account.objects.filter(pk=new.account_id).first()
    if account is None or not actor.can("account.see", at_path=account.home_path):
        raise NotFound(_("没有这个账号"))
    if not actor.can("grant.edit", at_path=new.area_path or account.home_path):
        raise NotAllowed(_("你不能在这个范围内授权"))
    if account.pk == actor.account_id:
        raise NotAllowed(_("不能给自己授权"))
    _check_term_and_area(new, at=at)
    if new.role in ADMIN_ROLES:
        _keep_administrators_apart(new, at=at)
    elif new.role not in {role.code for role in in_force(place=new.place).rules.roles}:
        raise Refusal(_("这个地方的规则里没有这个角色"), field="role")
    grant = _built(new, granted_by=actor.name, at=at)
    grant.save(force_insert=True)
    _record(actor, AuditAction.GRANTED, grant, login_name=account.login_name, home_path=account.home_path, at=at)
    return grant


def _check_term_and_area(new: NewGrant, *, at: datetime) -> None:
    if new.valid_to is not None and new.valid_to <= max(at, new.valid_from or at):
        raise Refusal(_("授权的最后一天不能早于第一天，也不能已经过去"), field="valid_to")
    if new.area_path not in ("", "/") and new.area_path not in areas_in_memory().by_path:
        raise Refusal(_("没有这个区域，或者它已经撤销"), field="area")
    if not new.area_path and new.unit_id is None:
        raise Refusal(_("请选一个区域或者一个单位"), field="area")


def _keep_administrators_apart(new: NewGrant, *, at: datetime) -> None:
    """The system, security and audit administrators are three persons (三员分立)."""
    live = Grant.objects.filter(account_id=new.account_id, role__in=set(ADMIN_ROLES) - {new.role})
    if live.filter(Q(valid_to=None) | Q(valid_to__gt=at)).exists():
        raise Refusal(_("系统管理员、安全管理员、审计管理员必须由不同的人担任"), field="role")


@transaction.atomic
def grant_roles(*, granted_by: str, new: Sequence[NewGrant], at: datetime) -> list[Grant]:
    """Give the roles that follow from appointments; the appointing operation has checked the right."""
    return Grant.objects.bulk_create([_built(one, granted_by=granted_by, at=at) for one in new], batch_size=1000)


def _built(new: NewGrant, *, granted_by: str, at: datetime) -> Grant:
    return Grant(
        account_id=new.account_id,
        role=new.role,
        place="" if new.role in ADMIN_ROLES else new.place,
        area_path=new.area_path,
        unit_id=new.unit_id,
        source=new.source,
        valid_from=new.valid_from or at,
        valid_to=new.valid_to,
        granted_by=granted_by,
    )


@transaction.atomic
def revoke_grants(*, actor: Actor, at: datetime, grant_id: UUID | None = None, source: str = "") -> int:
    """End grants now (收回授权), one by id or all that follow from a source. Raises NotFound, NotAllowed.

    A source is ended by the operation that made it, which has checked the right.
    """
    live = Grant.objects.select_for_update(of=("self",)).select_related("account")
    live = live.filter(Q(valid_to=None) | Q(valid_to__gt=at))
    rows = list(live.filter(source=source) if source else live.filter(pk__in=[grant_id] if grant_id else []))
    if not source:
        _check_may_revoke(actor, rows)
    for grant in rows:
        grant.valid_to = max(at, grant.valid_from)
        _record(
            actor,
            AuditAction.REVOKED,
            grant,
            login_name=grant.account.login_name,
            home_path=grant.account.home_path,
            at=at,
        )
    Grant.objects.bulk_update(rows, ["valid_to"])
    return len(rows)


def _check_may_revoke(actor: Actor, rows: list[Grant]) -> None:
    if not rows or not actor.can("account.see", at_path=rows[0].account.home_path):
        raise NotFound(_("没有这条授权"))
    if not actor.can("grant.edit", at_path=rows[0].area_path or rows[0].account.home_path):
        raise NotAllowed(_("你不能在这个范围内收回授权"))


def _record(actor: Actor, action: AuditAction, grant: Grant, *, login_name: str, home_path: str, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        at=at,
        target=login_name,
        area_path=grant.area_path or home_path,
        detail={"role": grant.role, "unit": str(grant.unit_id or ""), "source": grant.source},
    )
