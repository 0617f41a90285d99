import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import Account, AuditAction
from wangge.core.access.queries import Actor
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

from .audit import record

LOGIN_NAME = re.compile(r"[a-z][a-z0-9_.-]{1,59}")


@dataclass(frozen=True)
class NewAccount:
    """What an account is made of."""

    login_name: str
    name: str
    home_path: str
    password: str = ""  # empty: cannot sign in until one is set
    must_change_password: bool = True


@transaction.atomic
def create_account(*, actor: Actor, new: NewAccount, at: datetime) -> Account:
    """Open an account (新建账号). Raises NotAllowed, Conflict, Refusal."""
    if not actor.can("account.edit", at_path=new.home_path):
        raise NotAllowed(_("你不能在这个地方新建账号"))
    _check_login_name(new.login_name)
    if Account.objects.filter(login_name=new.login_name).exists():
        raise Conflict(_("这个登录名已经有人用了"), field="login_name")
    if new.password:
        check_password_rules(new.password)
    account = _built(new, at=at)
    account.save(force_insert=True)
    record(actor=actor, action=AuditAction.ACCOUNT_MADE, at=at, target=account.login_name, area_path=new.home_path)
    return account


@transaction.atomic
def create_accounts(*, new: Sequence[NewAccount], demonstration: bool, at: datetime) -> list[Account]:
    """Open many accounts for a place that is being set up; one password is hashed once."""
    hashed: dict[str, str] = {}
    made = [_built(one, at=at, hashed=hashed, demonstration=demonstration) for one in new]
    return Account.objects.bulk_create(made, batch_size=1000)


def _built(
    new: NewAccount, *, at: datetime, hashed: dict[str, str] | None = None, demonstration: bool = False
) -> Account:
    hashed = {} if hashed is None else hashed
    if new.password not in hashed:
        hashed[new.password] = make_password(new.password or None)
    return Account(
        login_name=new.login_name,
        name=new.name,
        home_path=new.home_path,
        password=hashed[new.password],
        password_set_at=at if new.password else None,
        must_change_password=new.must_change_password,
        is_demonstration=demonstration,
        created_at=at,
    )


def _check_login_name(login_name: str) -> None:
    if not LOGIN_NAME.fullmatch(login_name):
        raise Refusal(_("登录名用小写字母开头，2 到 60 个小写字母、数字、点、横线或下划线"), field="login_name")


def check_password_rules(password: str, *, account: Account | None = None) -> None:
    """Raise a Refusal that names every rule the password breaks."""
    try:
        validate_password(password, account)
    except ValidationError as broken:
        raise Refusal(" ".join(broken.messages), field="password") from broken


@transaction.atomic
def change_password(*, account_id: UUID, old: str, new: str, at: datetime) -> Account:
    """Set one's own password (修改密码). Raises Refusal."""
    account = Account.objects.select_for_update().get(pk=account_id)
    if not check_password(old, account.password):
        raise Refusal(_("原密码不对"), field="old")
    if old == new:
        raise Refusal(_("新密码不能与原密码相同"), field="password")
    check_password_rules(new, account=account)
    account.password = make_password(new)
    account.password_set_at = at
    account.must_change_password = False
    account.save(update_fields=["password", "password_set_at", "must_change_password"])
    me = Actor(account_id=account.pk, name=account.name)
    record(actor=me, action=AuditAction.PASSWORD_SET, at=at, target=account.login_name, area_path=account.home_path)
    return account


@transaction.atomic
def set_account_active(*, actor: Actor, account_id: UUID, active: bool, at: datetime) -> Account:
    """Close or reopen an account (停用、启用账号). Raises NotFound, NotAllowed."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None or not actor.can("account.see", at_path=account.home_path):
        raise NotFound(_("没有这个账号"))
    if not actor.can("account.edit", at_path=account.home_path):
        raise NotAllowed(_("你没有修改这个账号的权限"))
    if account.pk == actor.account_id:
        raise Refusal(_("不能停用自己的账号"))
    account.is_active = active
    account.failed_logins, account.locked_until = 0, None
    account.save(update_fields=["is_active", "failed_logins", "locked_until"])
    record(
        actor=actor,
        action=AuditAction.ACCOUNT_CHANGED,
        at=at,
        target=account.login_name,
        area_path=account.home_path,
        detail={"active": active},
    )
    return account
