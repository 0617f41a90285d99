"""How phones fare: one row a phone and day, and which phones are silent."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from .models import SyncDevice, SyncTelemetry

SILENT_AFTER = timedelta(days=3)
KEPT_FOR = timedelta(days=90)
KEEP = """
 INSERT INTO sync_telemetry AS held (id, town_id, device_id, account_id, "on", received_at, numbers)
 VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s)
 ON CONFLICT ON CONSTRAINT telemetry_once_a_day DO UPDATE
 SET received_at = excluded.received_at, numbers = excluded.numbers"""
PHONES = """
 SELECT d.id, d.account_id, d.label, d.first_seen_at, d.pulled_at, d.pushed_at, d.closed_at, t."on", t.numbers::text,
  (SELECT count(*) FROM sync_file f WHERE f.device_id = d.id AND f.state = 'awaited' AND f.about_id IS NOT NULL)
 FROM sync_device d LEFT JOIN LATERAL (
  SELECT "on", numbers FROM sync_telemetry t WHERE t.device_id = d.id ORDER BY "on" DESC LIMIT 1) t ON true
 WHERE d.account_id = ANY(%s) AND (%s OR d.closed_at IS NULL)
 ORDER BY d.closed_at IS NOT NULL, greatest(d.pulled_at, d.pushed_at, d.first_seen_at), d.id LIMIT %s"""


@dataclass(frozen=True)
class PhoneRow:
    """A person's store on a phone, and how it was last heard of."""

    id: UUID
    account_id: UUID
    label: str
    first_seen_at: datetime
    pulled_at: datetime | None
    pushed_at: datetime | None
    closed_at: datetime | None
    on: date | None
    numbers: str | None  # JSON
    awaited: int  # photos that were announced and are not here

    @property
    def heard_at(self) -> datetime:
        return max(moment for moment in (self.pulled_at, self.pushed_at, self.first_seen_at) if moment)

    def is_silent(self, at: datetime) -> bool:
        return self.closed_at is None and at - self.heard_at > SILENT_AFTER

    @property
    def waiting(self) -> int:
        """Ops that were still on the phone when it last told."""
        return self._number("waiting")

    @property
    def oldest_hours(self) -> int:
        return self._number("oldest_hours")

    def _number(self, name: str) -> int:
        told = json.loads(self.numbers or "{}").get("outbox")
        value = told.get(name) if isinstance(told, dict) else None
        return value if isinstance(value, int) and not isinstance(value, bool) else 0


@transaction.atomic
def keep_telemetry(*, device: SyncDevice, on: date, numbers: str, at: datetime) -> None:
    """Keep a day's numbers of a phone (JSON); the last ones of a day count; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [device.town_id, device.pk, device.account_id, on, at, numbers])


def phones_of(*, accounts: Collection[UUID], with_closed: bool = False, limit: int = 500) -> list[PhoneRow]:
    """The phones of these persons, the longest silent first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(PHONES, [list(accounts), with_closed, limit])
        return [PhoneRow(*row) for row in cursor.fetchall()]


def forget_telemetry(*, at: datetime) -> None:
    """Nothing of it is needed after three months."""
    SyncTelemetry.objects.filter(received_at__lt=at - KEPT_FOR).delete()
