"""The ledger between server and phones: what each scope looks like now, and every op that ever came in.

A scope is a grid, a town or an account; its id is the scope. No domain word stands here: what a kind means is known
to the package that writes its rows (`rows.put_rows`) and to the applier that takes its ops (`pushing.register`).
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.models import StoredFile

from .lifecycle import FileState, OpState, Review, Shown

if TYPE_CHECKING:
    PositionBase = models.BigIntegerField[int, int]
else:  # not a generic class when it runs
    PositionBase = models.BigIntegerField


class TransactionId(PositionBase):
    """A transaction's 64-bit number; rows are read in the order of these, below the oldest that still runs."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class SyncRow(models.Model):
    """One thing as the phones of a scope have it; written in the transaction that changes the thing itself.

    Written by `rows`, read by `pulling`, both in SQL: the payload is sealed for its place.
    """

    pk = models.CompositePrimaryKey("scope", "kind", "row_id")
    scope = models.UUIDField()
    kind = models.CharField(max_length=20)
    row_id = models.UUIDField()
    town_id = models.UUIDField()
    ver = models.IntegerField()
    tx = TransactionId()
    seq = models.BigIntegerField()
    is_deleted = models.BooleanField()
    payload = models.BinaryField()
    field_ver = models.JSONField(help_text="{field: [version, device, observed at]}")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "sync_row"
        indexes = [
            models.Index(fields=["scope", "tx", "seq"], name="sync_row_order"),
            models.Index(fields=["row_id"], name="sync_row_thing"),
            models.Index(fields=["changed_at"], name="sync_row_gone", condition=models.Q(is_deleted=True)),
        ]


class SyncHorizon(models.Model):
    """Up to where the tombstones of a scope were cleared away: a phone that is older copies everything again."""

    scope = models.UUIDField(primary_key=True)
    town_id = models.UUIDField()
    tx = TransactionId()

    class Meta:
        db_table = "sync_horizon"


class SyncDevice(models.Model):
    """One person's store on one phone; two persons on a phone are two of these."""

    id = models.UUIDField(primary_key=True, editable=False)
    town_id = models.UUIDField()
    account_id = models.UUIDField()
    label = models.CharField(max_length=120, blank=True)
    first_seen_at = models.DateTimeField()
    pulled_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="lost or given back: nothing is sent to it any more")
    token_digest = models.BinaryField(max_length=32, null=True)
    token_until = models.DateTimeField(
        null=True, help_text="after it the store is locked until somebody signs in again"
    )
    secret = EncryptedText(blank=True, help_text="the server's half of the key that opens the store")

    class Meta:
        db_table = "sync_device"
        constraints = [models.UniqueConstraint(fields=["town_id", "token_digest"], name="sync_device_token_once")]
        indexes = [
            models.Index(fields=["town_id", "pulled_at"], name="sync_device_silent"),
            models.Index(fields=["token_digest"], name="sync_device_token"),
            models.Index(fields=["account_id"], name="sync_device_of_person"),
        ]


class SyncOp(models.Model):
    """One thing a person did on a phone, as it was sent, and what became of it. The id is made on the phone."""

    id = models.UUIDField(primary_key=True, editable=False)
    town_id = models.UUIDField(null=True, help_text="empty where the scope is of no town we know")
    device_id = models.UUIDField()
    author_id = models.UUIDField()
    scope = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    row_id = models.UUIDField(null=True)
    said_at = models.DateTimeField(null=True, help_text="what the phone's clock showed")
    happened_at = models.DateTimeField(help_text="when it was, as far as the server can tell")
    received_at = models.DateTimeField()
    raw = EncryptedText(help_text="the op as it came, JSON")
    digest = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=OpState.choices)
    ver = models.IntegerField(null=True)
    made_id = models.UUIDField(null=True, help_text="what came of it: a case, a step, a hazard")
    why = models.CharField(max_length=30, blank=True)
    words = models.CharField(max_length=300, blank=True)
    review = models.CharField(max_length=10, choices=Review.choices, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    review_note = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "sync_op"
        indexes = [
            models.Index(
                fields=["scope", "received_at"], name="sync_op_held", condition=models.Q(state="held", review="")
            ),
            models.Index(fields=["author_id", "received_at"], name="sync_op_author"),
        ]


class SyncConflict(models.Model):
    """Two values of one field, both observed without knowing of the other; a person chooses."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField()
    op = models.ForeignKey(SyncOp, on_delete=models.PROTECT, related_name="conflicts")
    scope = models.UUIDField()
    kind = models.CharField(max_length=20)
    row_id = models.UUIDField()
    field = models.CharField(max_length=40)
    mine = EncryptedText(help_text="the value of the op, JSON")
    theirs = EncryptedText(help_text="the value it met, JSON")
    shown = models.CharField(max_length=10, choices=Shown.choices)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    settled = models.CharField(max_length=10, choices=Shown.choices, blank=True)

    class Meta:
        db_table = "sync_conflict"
        indexes = [models.Index(fields=["scope", "at"], name="sync_conflict_open", condition=models.Q(settled_at=None))]


class SyncFile(models.Model):
    """A photo of an op: announced by it, or already sent by its phone; the id is made there.

    `about` is the thing that shows it (a case, a hazard), `made` the line of its history; both empty while nothing
    came of the op.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    town_id = models.UUIDField()
    device_id = models.UUIDField()
    account_id = models.UUIDField()
    op_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=40, blank=True)
    bytes = models.PositiveIntegerField()
    got = models.PositiveIntegerField(default=0, help_text="so much of it is here")
    state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.AWAITED)
    why = models.CharField(max_length=10, blank=True)
    keeper = models.CharField(max_length=20, blank=True, help_text="who puts it where it belongs when it is here")
    about_id = models.UUIDField(null=True)
    made_id = models.UUIDField(null=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sync_file"
        constraints = [
            models.CheckConstraint(name="sync_file_state_known", condition=models.Q(state__in=FileState.values)),
            models.CheckConstraint(
                name="sync_file_stored_whole",
                condition=models.Q(state="stored", file__isnull=False) | ~models.Q(state="stored"),
            ),
        ]
        indexes = [
            models.Index(fields=["about_id"], condition=models.Q(about_id__isnull=False), name="sync_file_about"),
            models.Index(fields=["op_id"], name="sync_file_of_op"),
            models.Index(fields=["device_id", "announced_at"], name="sync_file_of_device"),
            models.Index(fields=["announced_at"], condition=models.Q(about_id=None), name="sync_file_of_nothing"),
        ]


class SyncFilePart(models.Model):
    """A piece of a photo that is still on its way; gone when it is whole."""

    pk = models.CompositePrimaryKey("file_id", "start")
    town_id = models.UUIDField()
    file = models.ForeignKey(SyncFile, on_delete=models.CASCADE, related_name="parts", db_index=False)
    start = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "sync_file_part"


class SyncTelemetry(models.Model):
    """How a phone fared on a day: counts and times of its own work, nothing of what its person did or where."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField()
    device_id = models.UUIDField()
    account_id = models.UUIDField()
    on = models.DateField()
    received_at = models.DateTimeField()
    numbers = models.JSONField()

    class Meta:
        db_table = "sync_telemetry"
        constraints = [models.UniqueConstraint(fields=["town_id", "device_id", "on"], name="telemetry_once_a_day")]
        indexes = [models.Index(fields=["device_id", "-on"], name="telemetry_newest")]


class SyncDrift(models.Model):
    """What the nightly comparison of a town found between things and the rows of them, and mended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField()
    on = models.DateField()
    kind = models.CharField(max_length=20)
    compared = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    different = models.PositiveIntegerField()
    stale = models.PositiveIntegerField(help_text="on phones, but no longer there")
    at = models.DateTimeField()

    class Meta:
        db_table = "sync_drift"
        constraints = [models.UniqueConstraint(fields=["town_id", "on", "kind"], name="drift_once_a_night")]
        indexes = [models.Index(fields=["-on"], name="drift_newest")]
