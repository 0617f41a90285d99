"""The upstream systems of towns: how they are reached, what is agreed with them, what passed between us."""

from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .lifecycle import ContactKind, FileState, ReturnWay

UNSENT = Q(sent_step_id=None) | ~Q(sent_step_id=F("step_id"))


class UpstreamSystemRows(AreaScoped["UpstreamSystem"]):
    area_path = "area_path"


class UpstreamSystem(models.Model):
    """上级平台: a platform that sends a town tickets, with the agreement: addresses, secrets, status map."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=60)
    channel = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    pull_url = models.CharField(max_length=500, blank=True)
    list_url = models.CharField(max_length=500, blank=True)
    return_url = models.CharField(max_length=500, blank=True)
    returns_by = models.CharField(max_length=8, choices=ReturnWay.choices, blank=True)
    token = EncryptedText(blank=True, help_text="ours at the upstream")
    push_secret = EncryptedText(blank=True, help_text="the upstream's with us; signs what we return, too")
    statuses = models.JSONField(default=list)
    categories = models.JSONField(default=dict, help_text="the upstream's word: our code")
    cursor = models.CharField(max_length=200, blank=True)
    pulled_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    objects = UpstreamSystemRows.as_manager()

    class Meta:
        db_table = "exchange_system"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "code"], name="upstream_system_once"),
            models.CheckConstraint(name="upstream_system_named", condition=Q(code__regex=r"^[a-z][a-z0-9_]{1,19}$")),
            models.CheckConstraint(name="upstream_returns_known", condition=Q(returns_by__in=["", *ReturnWay.values])),
        ]


class ColumnMappingRows(AreaScoped["ColumnMapping"]):
    area_path = "system__area_path"


class ColumnMapping(models.Model):
    """列对照: which column holds what, remembered for one header of one system."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    system = models.ForeignKey(UpstreamSystem, on_delete=models.CASCADE, related_name="+", db_index=False)
    header = models.CharField(max_length=64, help_text="the mark of the header, or json")
    columns = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    objects = ColumnMappingRows.as_manager()

    class Meta:
        db_table = "exchange_mapping"
        constraints = [models.UniqueConstraint(fields=["town_id", "system", "header"], name="mapping_once_a_header")]


class ArrivingFile(models.Model):
    """A file on its way in; its content is kept encrypted and only until it was taken in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    name = models.CharField(max_length=120)
    content = EncryptedText(blank=True)
    state = models.CharField(max_length=8, choices=FileState.choices)
    columns = models.JSONField(default=dict)
    refused = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class TicketFileRows(AreaScoped["TicketFile"]):
    area_path = "system__area_path"


class TicketFile(ArrivingFile):
    """工单文件: a file of tickets on its way in."""

    system = models.ForeignKey(UpstreamSystem, on_delete=models.PROTECT, related_name="+", db_index=False)
    total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)

    objects = TicketFileRows.as_manager()

    class Meta:
        db_table = "exchange_file"
        indexes = [models.Index(fields=["town_id", "-id"], name="ticket_files")]


class ContactRows(AreaScoped["Contact"]):
    area_path = "system__area_path"


class Contact(models.Model):
    """往来: one pull, push, file, list or return, whether it went well, and how many rows it carried."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    system = models.ForeignKey(UpstreamSystem, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    at = models.DateTimeField()
    is_sound = models.BooleanField()
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    words = models.CharField(max_length=300, blank=True)

    objects = ContactRows.as_manager()

    class Meta:
        db_table = "exchange_contact"
        indexes = [models.Index(fields=["system", "-at"], name="contact_of_system")]


class ResultReturnRows(AreaScoped["ResultReturn"]):
    area_path = "system__area_path"


class ResultReturn(models.Model):
    """结果回传: what a ticket's upstream is still to be told; one row a case, so that old news never follows new."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    system = models.ForeignKey(UpstreamSystem, on_delete=models.CASCADE, related_name="+", db_index=False)
    case_id = models.UUIDField()
    step_id = models.UUIDField(help_text="the newest step to tell of")
    sent_step_id = models.UUIDField(null=True, help_text="the newest step told")
    happened_at = models.DateTimeField(help_text="of the first step not told yet")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)

    objects = ResultReturnRows.as_manager()

    class Meta:
        db_table = "exchange_return"
        constraints = [models.UniqueConstraint(fields=["town_id", "system", "case_id"], name="return_once_a_case")]
        indexes = [
            models.Index(fields=["due_at"], condition=UNSENT, name="return_waiting"),
        ]


class ReconciliationRows(AreaScoped["Reconciliation"]):
    area_path = "system__area_path"


class Reconciliation(models.Model):
    """对账: one comparison of what the upstream has with what we have; every difference is named."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    system = models.ForeignKey(UpstreamSystem, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    theirs = models.PositiveIntegerField()
    ours = models.PositiveIntegerField()
    both = models.PositiveIntegerField()
    differences = models.JSONField()

    objects = ReconciliationRows.as_manager()

    class Meta:
        db_table = "exchange_reconciliation"
        indexes = [models.Index(fields=["system", "-at"], name="reconciliations")]


class RosterColumnsRows(AreaScoped["RosterColumns"]):
    area_path = "area_path"


class RosterColumns(models.Model):
    """花名册列对照: which column holds what, remembered for one header of one town."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    header = models.CharField(max_length=64, help_text="the mark of the header")
    columns = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    objects = RosterColumnsRows.as_manager()

    class Meta:
        db_table = "exchange_roster_columns"
        constraints = [models.UniqueConstraint(fields=["town_id", "header"], name="roster_columns_once_a_header")]


class RosterFileRows(AreaScoped["RosterFile"]):
    area_path = "area_path"


class RosterFile(ArrivingFile):
    """花名册: a roster on its way in.

    `remarks` say of a row what is wrong, to be minded or different, never what stands in it.
    """

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=60)
    total = models.PositiveIntegerField(default=0, help_text="persons to register")
    households = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    phones = models.PositiveIntegerField(default=0)
    remarks = models.JSONField(default=dict)
    sent_by_id = models.UUIDField(null=True)

    objects = RosterFileRows.as_manager()

    class Meta:
        db_table = "exchange_roster_file"
        indexes = [models.Index(fields=["town_id", "-id"], name="roster_files")]
