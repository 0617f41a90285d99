"""Whose phones there are, when each was last heard of, and which of them get nothing any more."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Conflict, NotAllowed

from .models import SyncDevice

ASKING = "SELECT * FROM sync_device WHERE token_digest = %s"  # at every request: written once
NOTED_EVERY = timedelta(minutes=1)
OPENS_FOR = timedelta(days=7)  # so long a store may be opened without the server
DRAINS_FOR = timedelta(days=14)  # so long a closed phone may still send what it has


@dataclass(frozen=True)
class Enrolled:
    """What a phone gets when its person has signed in: a token for its requests, half of the key of its store."""

    device: SyncDevice
    token: str
    secret: str


@transaction.atomic
def enrol_device(*, device_id: UUID, account_id: UUID, town_id: UUID, label: str = "", at: datetime) -> Enrolled:
    """Take a person's store on a phone into use, or open it again; what was given out before is void.

    The secret stays the same as long as the store lives. Raises NotAllowed for another person's, and for a closed one.
    """
    device = known_device(device_id=device_id, account_id=account_id, town_id=town_id, label=label, at=at)
    if device.closed_at is not None:
        raise NotAllowed(_("这部手机已经停用，请重新安装后再登录"))
    token = secrets.token_urlsafe(32)
    device.secret = device.secret or secrets.token_urlsafe(32)
    device.token_digest, device.token_until, device.town_id = _digest(token), at + OPENS_FOR, town_id
    device.save(update_fields=["secret", "token_digest", "token_until", "town_id"])
    return Enrolled(device, token, device.secret)


def device_of_token(*, token: str, at: datetime) -> SyncDevice | None:
    """The store whose token this is; None where the token is unknown, or too old, or the store is closed too long."""
    device = next(iter(SyncDevice.objects.raw(ASKING, [_digest(token)])), None) if token else None
    if device is None or device.token_until is None:
        return None
    if device.closed_at is not None:
        return device if at < device.closed_at + DRAINS_FOR else None
    return device if at < device.token_until else None


def known_device(*, device_id: UUID, account_id: UUID, town_id: UUID, label: str = "", at: datetime) -> SyncDevice:
    """The store of a person on a phone, noted at its first contact. Raises NotAllowed for another person's.

    A closed one is given back too: it may still send what it has, and is told to wipe itself.
    """
    defaults = {"account_id": account_id, "town_id": town_id, "label": label[:120], "first_seen_at": at}
    device, _is_new = SyncDevice.objects.get_or_create(pk=device_id, defaults=defaults)
    if device.account_id != account_id:
        raise NotAllowed(_("这部手机上的这份资料是别人的"))
    return device


def accounts_with_phones(accounts: Collection[UUID]) -> set[UUID]:
    """Those of these persons who have a phone in use; one statement."""
    rows = SyncDevice.objects.filter(account_id__in=accounts, closed_at=None)
    return set(rows.values_list("account_id", flat=True))


def accounts_in_towns(towns: Collection[UUID]) -> set[UUID]:
    """The persons who have or had a phone in these towns; one statement."""
    return set(SyncDevice.objects.filter(town_id__in=towns).values_list("account_id", flat=True))


def note_pull(*, device: SyncDevice, at: datetime) -> None:
    """Remember that a phone has what there was at a moment: nothing it sends later happened before.

    Its store may be opened for another week from now.
    """
    if device.pulled_at is None or at - device.pulled_at >= NOTED_EVERY:
        SyncDevice.objects.filter(pk=device.pk).update(pulled_at=at, token_until=at + OPENS_FOR)


def close_device(*, device_id: UUID, account_id: UUID, at: datetime) -> None:
    """Lost or given back: nothing is sent to it any more. Raises Conflict where that was said before."""
    if not SyncDevice.objects.filter(pk=device_id, account_id=account_id, closed_at=None).update(closed_at=at):
        raise Conflict(_("这部手机已经停用"))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
