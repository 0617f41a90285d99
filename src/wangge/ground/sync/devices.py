"""Whose phones there are, when each was last heard of, and which of them get nothing any more."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Conflict, NotAllowed

from .models import SyncDevice

NOTED_EVERY = timedelta(minutes=1)


def known_device(*, device_id: UUID, account_id: UUID, town_id: UUID, label: str = "", at: datetime) -> SyncDevice:
    """The store of a person on a phone, noted at its first contact. Raises NotAllowed for another person's.

    A closed one is given back too: it may still send what it has, and is told to wipe itself.
    """
    defaults = {"account_id": account_id, "town_id": town_id, "label": label[:120], "first_seen_at": at}
    device, _is_new = SyncDevice.objects.get_or_create(pk=device_id, defaults=defaults)
    if device.account_id != account_id:
        raise NotAllowed(_("这部手机上的这份资料是别人的"))
    return device


def note_pull(*, device: SyncDevice, at: datetime) -> None:
    """Remember that a phone has what there was at a moment: nothing it sends later happened before."""
    if device.pulled_at is None or at - device.pulled_at >= NOTED_EVERY:
        SyncDevice.objects.filter(pk=device.pk).update(pulled_at=at)


def close_device(*, device_id: UUID, account_id: UUID, at: datetime) -> None:
    """Lost or given back: nothing is sent to it any more. Raises Conflict where that was said before."""
    if not SyncDevice.objects.filter(pk=device_id, account_id=account_id, closed_at=None).update(closed_at=at):
        raise Conflict(_("这部手机已经停用"))
