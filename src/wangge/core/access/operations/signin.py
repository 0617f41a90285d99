from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import Account, AuditAction
from wangge.core.access.queries import Actor
from wangge.ground.foundation import crypto
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal, TooMany

from .audit import record

FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
TOTP_SECONDS = 30
WRONG = _("登录名、密码或动态口令不对")
TICKET_HOLDS_FOR = timedelta(minutes=5)
_TICKETS = signing.Signer(salt="access.sign_in")


class CodeNeeded(Refusal):
    """The password is right and the account asks for a one-time code as well.

    `ticket` says so for five minutes, so that the password need not be typed or kept once more.
    """

    def __init__(self, account: Account, *, at: datetime) -> None:
        super().__init__(_("请输入动态口令"), field="code")
        self.ticket = _TICKETS.sign_object([str(account.pk), _mark(account), at.timestamp()])


def sign_in(*, login_name: str, password: str, code: str, address: str, at: datetime) -> Account:
    """Check who it is (登录). Raises Refusal, CodeNeeded, TooMany; failures are counted and kept.

    Five wrong tries lock the account for 15 minutes; an unknown name costs as much time as a known one.
    """
    return _committed(
        lambda: _by_password(login_name.strip().lower(), password=password, code=code, address=address, at=at)
    )


def sign_in_by_code(*, ticket: str, code: str, address: str, at: datetime) -> Account:
    """The second half of a sign-in that raised CodeNeeded. Raises Refusal, TooMany."""
    return _committed(lambda: _by_ticket(ticket, code=code, address=address, at=at))


def _committed(check: Callable[[], Account]) -> Account:
    """What was counted must be committed before the refusal leaves."""
    with transaction.atomic():
        try:
            return check()
        except Refusal as found:
            refusal = found
    raise refusal


def _by_password(login_name: str, *, password: str, code: str, address: str, at: datetime) -> Account:
    account = Account.objects.select_for_update().filter(login_name=login_name).first()
    if account is None or not account.is_active:
        make_password(password)
        _note_failure(None, address=address, at=at)
        raise Refusal(WRONG)
    _check_not_locked(account, at=at)
    if not check_password(password, account.password):
        _note_failure(account, address=address, at=at)
        raise Refusal(WRONG)
    if account.totp_confirmed_at is not None:
        if not code.strip():
            raise CodeNeeded(account, at=at)
        _check_code(account, code, address=address, at=at)
    return _signed_in(account, address=address, at=at)


def _by_ticket(ticket: str, *, code: str, address: str, at: datetime) -> Account:
    try:
        account_id, mark, issued = _TICKETS.unsign_object(ticket)
    except signing.BadSignature as error:
        raise Refusal(_("请重新输入登录名和密码")) from error
    account = Account.objects.select_for_update().filter(pk=account_id, is_active=True).first()
    is_late = at.timestamp() - issued > TICKET_HOLDS_FOR.total_seconds()
    if (
        account is None
        or account.totp_confirmed_at is None
        or is_late
        or not constant_time_compare(mark, _mark(account))
    ):
        raise Refusal(_("请重新输入登录名和密码"))
    _check_not_locked(account, at=at)
    _check_code(account, code, address=address, at=at)
    return _signed_in(account, address=address, at=at)


def _mark(account: Account) -> str:
    """Changes with the password, so that a ticket ends with it."""
    return salted_hmac("access.sign_in", account.password).hexdigest()[:16]


def _check_not_locked(account: Account, *, at: datetime) -> None:
    if account.locked_until and account.locked_until > at:
        raise TooMany(_("连续输错，账号已锁定 15 分钟，请稍后再试或联系管理员"))


def _check_code(account: Account, code: str, *, address: str, at: datetime) -> None:
    if not _code_is_right(account, code, at=at):
        _note_failure(account, address=address, at=at)
        raise Refusal(_("动态口令不对，请核对手机时间后重新输入"), field="code")


def _signed_in(account: Account, *, address: str, at: datetime) -> Account:
    account.failed_logins, account.locked_until, account.last_login = 0, None, at
    account.save(update_fields=["failed_logins", "locked_until", "last_login", "totp_last_step"])
    _audit(account, AuditAction.SIGNED_IN, at=at, address=address)
    return account


def _note_failure(account: Account | None, *, address: str, at: datetime) -> None:
    if account is not None:
        account.failed_logins += 1
        if account.failed_logins >= FAILURES_BEFORE_LOCK:
            account.failed_logins, account.locked_until = 0, at + LOCKED_FOR
        account.save(update_fields=["failed_logins", "locked_until"])
    _audit(account, AuditAction.SIGN_IN_FAILED, at=at, address=address)


def _audit(account: Account | None, action: AuditAction, *, at: datetime, address: str = "") -> None:
    record(
        actor=Actor(account_id=account.pk if account else None, name=account.name if account else ""),
        action=action,
        at=at,
        target=account.login_name if account else "",
        area_path=account.home_path if account else "",
        address=address,
    )


def sign_out(*, account_id: UUID, at: datetime) -> None:
    """Note that a person left (退出)."""
    account = Account.objects.filter(pk=account_id).first()
    if account is not None:
        _audit(account, AuditAction.SIGNED_OUT, at=at)


@transaction.atomic
def offer_totp(*, account_id: UUID) -> tuple[str, str]:
    """A secret for one-time codes, the same until it is confirmed, as (secret, otpauth address) to show as a QR.

    Raises NotAllowed once codes are switched on.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.totp_confirmed_at is not None:
        raise NotAllowed(_("已经设置了动态口令，要更换请先联系安全管理员停用"))
    if account.totp_cipher is None:
        secret = pyotp.random_base32()
        account.totp_cipher = crypto.encrypt(secret, aad=_aad(account))
        account.save(update_fields=["totp_cipher"])
    else:
        secret = crypto.decrypt(bytes(account.totp_cipher), aad=_aad(account))
    return secret, pyotp.TOTP(secret).provisioning_uri(name=account.login_name, issuer_name="Wangge")


@transaction.atomic
def confirm_totp(*, account_id: UUID, code: str, at: datetime) -> Account:
    """Switch one-time codes on after the first right code (启用动态口令). Raises Refusal."""
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.totp_cipher is None or not _code_is_right(account, code, at=at):
        raise Refusal(_("动态口令不对，请核对手机时间后重新输入"), field="code")
    account.totp_confirmed_at = at
    account.save(update_fields=["totp_confirmed_at", "totp_last_step"])
    _audit(account, AuditAction.TOTP_SET, at=at)
    return account


@transaction.atomic
def drop_totp(*, actor: Actor, account_id: UUID, at: datetime) -> Account:
    """Take one-time codes off an account (停用动态口令), as when its phone was lost.

    Raises NotFound, NotAllowed, Conflict.
    """
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None or not actor.can("account.see", at_path=account.home_path):
        raise NotFound(_("没有这个账号"))
    if account.pk == actor.account_id or not actor.can("grant.edit", at_path=account.home_path):
        raise NotAllowed(_("只有安全管理员可以停用别人的动态口令"))
    if account.totp_confirmed_at is None:
        raise Conflict(_("这个账号没有启用动态口令"))
    account.totp_cipher, account.totp_confirmed_at = None, None
    account.save(update_fields=["totp_cipher", "totp_confirmed_at"])
    record(
        actor=actor,
        action=AuditAction.ACCOUNT_CHANGED,
        at=at,
        target=account.login_name,
        area_path=account.home_path,
        detail={"totp": False},
    )
    return account


def _aad(account: Account) -> str:
    return f"access_account.totp:{account.pk}"


def _code_is_right(account: Account, code: str, *, at: datetime) -> bool:
    """Check a code of this half minute or a neighbour; each code works once (RFC 6238, 5.2)."""
    secret = crypto.decrypt(bytes(account.totp_cipher or b""), aad=_aad(account))
    totp = pyotp.TOTP(secret, interval=TOTP_SECONDS)
    now = int(at.timestamp()) // TOTP_SECONDS
    for step in (now - 1, now, now + 1):
        if step > account.totp_last_step and totp.generate_otp(step) == code.strip():
            account.totp_last_step = step
            return True
    return False
