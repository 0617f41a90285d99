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
from wangge.ground.foundation.ids import readable_code
from wangge.ground.foundation.text.cleaning import clean_line

from .audit import record

NAME_LENGTH = 60
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
def open_account(*, actor: Actor, login_name: str, name: str, home_path: str, at: datetime) -> tuple[Account, str]:
    """Open an account with a first password, returned this once, to be changed at the first sign-in (新建账号).

    Raises NotAllowed, Conflict, Refusal.
    """
    password = first_password()
    name = clean_line(name, NAME_LENGTH, field="name")
    if not name:
        raise Refusal(_("请填写姓名"), field="name")
    new = NewAccount(login_name=login_name.strip().lower(), name=name, home_path=home_path, password=password)
    return create_account(actor=actor, new=new, at=at), password


def first_password() -> str:
    """A password to read aloud over the telephone: four groups of four characters that nobody mixes up."""
    code = readable_code(16).lower()
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


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
    """Close or reopen an account (停用、启用账号). Raises NotFound, NotAllowed, Refusal."""
    account = _account_to_edit(actor, account_id)
    if account.pk == actor.account_id:
        raise Refusal(_("不能停用自己的账号"))
    account.is_active = active
    _unlock(account)
    account.save(update_fields=["is_active", "failed_logins", "locked_until"])
    _record_change(actor, account, {"active": active}, at=at)
    return account


@transaction.atomic
def unlock_account(*, actor: Actor, account_id: UUID, at: datetime) -> Account:
    """Let somebody try again before the lock ends by itself (解锁). Raises NotFound, NotAllowed, Conflict."""
    account = _account_to_edit(actor, account_id)
    if account.locked_until is None or account.locked_until <= at:
        raise Conflict(_("这个账号没有锁定"))
    _unlock(account)
    account.save(update_fields=["failed_logins", "locked_until"])
    _record_change(actor, account, {"unlocked": True}, at=at)
    return account


@transaction.atomic
def reset_password(*, actor: Actor, account_id: UUID, at: datetime) -> str:
    """Give an account a new first password, returned this once (重置密码). Raises NotFound, NotAllowed, Refusal.

    Whoever is signed in with the old one is out; one-time codes stay as they are.
    """
    account = _account_to_edit(actor, account_id)
    if account.pk == actor.account_id:
        raise Refusal(_("自己的密码请用“修改密码”"))
    password = first_password()
    account.password, account.password_set_at, account.must_change_password = make_password(password), at, True
    _unlock(account)
    account.save(update_fields=["password", "password_set_at", "must_change_password", "failed_logins", "locked_until"])
    record(actor=actor, action=AuditAction.PASSWORD_SET, at=at, target=account.login_name, area_path=account.home_path)
    return password


def _account_to_edit(actor: Actor, account_id: UUID) -> Account:
    """An account, locked, that the actor keeps. Raises NotFound, NotAllowed."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None or not actor.can("account.see", at_path=account.home_path):
        raise NotFound(_("没有这个账号"))
    if not actor.can("account.edit", at_path=account.home_path):
        raise NotAllowed(_("你没有修改这个账号的权限"))
    return account


def _unlock(account: Account) -> None:
    account.failed_logins, account.locked_until = 0, None


def _record_change(actor: Actor, account: Account, detail: dict[str, bool], *, at: datetime) -> None:
    record(
        actor=actor,
        action=AuditAction.ACCOUNT_CHANGED,
        at=at,
        target=account.login_name,
        area_path=account.home_path,
        detail=detail,
    )
