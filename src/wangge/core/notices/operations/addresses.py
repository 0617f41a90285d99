from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import Account, AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.notices.channels import OutgoingChannel, Reaches, channel_of
from wangge.core.notices.models import Address
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal


@transaction.atomic
def set_address(*, actor: Actor, account_id: UUID, channel: str, value: str, at: datetime) -> Address:
    """Say where a person is reached by a channel (通知地址), oneself too. Raises NotFound, NotAllowed, Refusal."""
    account = _account(actor, account_id)
    value = value.strip()
    fault = _addressed_channel(channel).fault_of_address(value)
    if fault is not None:
        raise Refusal(fault, field="value")
    row = Address.objects.select_for_update().filter(account=account, channel=channel).first()
    row = row or Address(account=account, channel=channel)
    row.value, row.set_at = value, at
    row.save()
    _record(actor, account, channel=channel, is_set=True, at=at)
    return row


@transaction.atomic
def drop_address(*, actor: Actor, account_id: UUID, channel: str, at: datetime) -> None:
    """Forget where a person is reached (删除通知地址). Raises NotFound, NotAllowed."""
    account = _account(actor, account_id)
    dropped, _by_table = Address.objects.filter(account=account, channel=channel).delete()
    if not dropped:
        raise NotFound(_("没有登记这个通道的地址"))
    _record(actor, account, channel=channel, is_set=False, at=at)


def _account(actor: Actor, account_id: UUID) -> Account:
    account = Account.objects.filter(pk=account_id).first()
    is_own = account_id == actor.account_id
    if account is None or not (is_own or actor.can("account.see", at_path=account.home_path)):
        raise NotFound(_("没有这个账号"))
    if not (is_own or actor.can("account.edit", at_path=account.home_path)):
        raise NotAllowed(_("你没有修改这个账号的权限"))
    return account


def _addressed_channel(code: str) -> OutgoingChannel:
    channel = channel_of(code)
    if channel is None or channel.reaches is not Reaches.ADDRESS:
        raise Refusal(_("没有开通这个通道"), field="channel")
    return channel


def _record(actor: Actor, account: Account, *, channel: str, is_set: bool, at: datetime) -> None:
    record(
        actor=actor,
        action=AuditAction.ACCOUNT_CHANGED,
        at=at,
        target=account.login_name,
        area_path=account.home_path,
        detail={"address": channel, "is_set": is_set},
    )
