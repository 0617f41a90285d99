"""What is said to persons, and what leaves for other systems with what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .lifecycle import DeliveryStatus


class Notice(models.Model):
    """站内消息: one line in a person's inbox; `town_id` is empty when it concerns the whole county.

    The title also leaves by other channels and holds nothing personal; `words` are read only here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(null=True)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    subject_label = models.CharField(max_length=60, blank=True)
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_notice"
        indexes = [
            models.Index(fields=["account", "-id"], name="notice_of_account"),
            models.Index(fields=["account", "-id"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "account", "dedupe_key"], nulls_distinct=False, name="notice_told_once"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(dedupe_key="") & ~Q(kind=""), name="notice_says_something"
            ),
        ]


class WebhookTargetRows(AreaScoped["WebhookTarget"]):
    area_path = "area_path"


class WebhookTarget(models.Model):
    """推送地址: another system that is told what happens in an area; empty `kinds` means every kind."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(null=True)
    area_path = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    secret = EncryptedText()
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = WebhookTargetRows.as_manager()

    class Meta:
        db_table = "notices_webhook_target"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "area_path", "label"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="webhook_named_once",
            ),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://[^/]"), name="webhook_speaks_http"),
        ]


class Address(models.Model):
    """通知地址: where a person is reached by one channel: a mobile telephone, a member's id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    value = EncryptedText()
    set_at = models.DateTimeField()

    class Meta:
        db_table = "notices_address"
        constraints = [models.UniqueConstraint(fields=["account", "channel"], name="address_once_a_channel")]


class DeliveryRows(AreaScoped["Delivery"]):
    area_path = "area_path"


class Delivery(models.Model):
    """外发消息: one message for one receiver by one channel; the row is the truth, the job only looks for rows.

    While it is being sent `due_at` lies some minutes ahead, so that it is taken up again when the sender dies.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(null=True)
    area_path = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    account = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    webhook = models.ForeignKey(WebhookTarget, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    payload = models.JSONField(help_text="title and subject, as notify() was given them")
    is_urgent = models.BooleanField(default=False)
    dedupe_key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True, default="")
    status = models.CharField(max_length=8, choices=DeliveryStatus, default=DeliveryStatus.WAITING)

    objects = DeliveryRows.as_manager()

    class Meta:
        db_table = "notices_delivery"
        indexes = [
            models.Index(
                fields=["-is_urgent", "due_at", "id"],
                condition=Q(status=DeliveryStatus.WAITING),
                name="delivery_waiting",
            ),
            models.Index(fields=["status", "-id"], name="delivery_by_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "channel", "account", "webhook", "dedupe_key"],
                nulls_distinct=False,
                name="delivery_made_once",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=True, webhook__isnull=False)
                | Q(account__isnull=False, webhook__isnull=True),
                name="delivery_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(status=DeliveryStatus.SENT, sent_at__isnull=False)
                | (~Q(status=DeliveryStatus.SENT) & Q(sent_at__isnull=True)),
                name="delivery_sent_is_dated",
            ),
        ]
