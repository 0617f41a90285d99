"""What phones sent and nobody could do, two values of one field, a phone that is silent; their pages."""

import json
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.browser.pages import Address, Sites, at
from tests.browser.worlds import LONGEST_NAME
from wangge.ground.foundation.ids import uuid7
from wangge.ground.sync.lifecycle import OpState, Shown
from wangge.ground.sync.models import SyncConflict, SyncDevice, SyncOp


def _held(sites: Sites) -> SyncOp:
    """A visit that waits for somebody, with a field of which two persons said different things; made once."""
    town, now = sites.qingping.town, timezone.now()
    found = SyncOp.objects.filter(state=OpState.HELD).first()
    if found is not None:
        return found
    author = town.grid_leader.account_id
    device = SyncDevice(id=uuid7(), town_id=town.area.pk, account_id=author, label=LONGEST_NAME[:60],
                        first_seen_at=now - timedelta(days=9))  # fmt: skip
    device.save(force_insert=True)
    data = {"kind": "home", "words": LONGEST_NAME * 2, "unmet": "无人在家", "files": [{}]}
    op = SyncOp(
        id=uuid7(), town_id=town.area.pk, device_id=device.pk, author_id=author, scope=town.grid.pk, kind="visit",
        row_id=uuid7(), happened_at=now, received_at=now, raw=json.dumps({"data": data}), digest=b"",
        state=OpState.HELD, why="scope",
    )  # fmt: skip
    op.save(force_insert=True)
    SyncConflict.objects.create(
        town_id=town.area.pk, op=op, scope=town.grid.pk, kind="person", row_id=uuid7(), field="sheet.occupation",
        mine=json.dumps(LONGEST_NAME[:60]), theirs='"务农"', shown=Shown.MINE, at=now,
    )  # fmt: skip
    return op


def _with_data(name: str) -> Address:
    def address(sites: Sites) -> str:
        _held(sites)
        return at(f"workbench:{name}")(sites)

    return address


def _of_held(sites: Sites) -> str:
    return reverse("workbench:phone-held", args=[_held(sites).pk])


def _of_conflict(sites: Sites) -> str:
    return reverse("workbench:phone-conflict", args=[_held(sites).conflicts.get().pk])


PHONES: dict[tuple[str, str], Address] = {
    ("town_lead", "phones"): _with_data("phones"),
    ("town_lead", "phone-devices"): _with_data("phone-devices"),
    ("town_lead", "phone-held"): _of_held,
    ("town_lead", "phone-conflict"): _of_conflict,
}
REVIEWED = {"phone-held-apply", "phone-held-dismiss", "phone-close"}
"""Addresses that ask one thing by the page all such questions have."""
