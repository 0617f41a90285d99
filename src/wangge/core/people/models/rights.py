from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.core.people.lifecycle import IdentityField, RequestState, Signatory
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.ids import uuid7

from .persons import Person


class ChangeRequestRows(AreaScoped["ChangeRequest"]):
    area_path = "area_path"


class ChangeRequest(models.Model):
    """身份信息变更申请: an identity field, what it was and should be (encrypted), decided by another person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    area_path = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="change_requests")
    field = models.CharField(max_length=10, choices=IdentityField.choices)
    value_before = EncryptedText(blank=True)
    value = EncryptedText()
    document_kind = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200)
    source_ref = models.CharField(max_length=80, help_text="one form or one operation of a phone; taken once")
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    asked_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_id = models.UUIDField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    objects = ChangeRequestRows.as_manager()

    class Meta:
        db_table = "people_change_request"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "source_ref"], name="change_asked_once"),
            models.CheckConstraint(name="change_state_known", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(name="change_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="change_decided_by_another",
                condition=Q(decided_by_id=None) | Q(asked_by_id=None) | ~Q(decided_by_id=models.F("asked_by_id")),
            ),
        ]
        indexes = [
            models.Index(fields=["town_id", "-id"], condition=Q(state=RequestState.ASKED), name="change_waiting")
        ]


class ConsentText(models.Model):
    """告知书: the words that were shown, known by their hash; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=80)
    body = models.TextField()
    shown_from = models.DateTimeField()

    class Meta:
        db_table = "people_consent_text"
        constraints = [models.UniqueConstraint(fields=["town_id", "sha256"], name="consent_text_once")]


class ConsentRows(AreaScoped["Consent"]):
    area_path = "person__area_path"


class Consent(models.Model):
    """同意: a person, or a guardian, agreed to a purpose after reading a text; may be withdrawn at any time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=200)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+", db_index=False)
    text_sha256 = models.CharField(max_length=64)
    signatory = models.CharField(max_length=10, choices=Signatory.choices)
    guardian = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    expires_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)

    objects = ConsentRows.as_manager()

    class Meta:
        db_table = "people_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "person", "purpose"], condition=Q(withdrawn_at=None), name="consent_once"
            ),
            models.CheckConstraint(
                name="consent_of_a_guardian_names_him",
                condition=Q(signatory=Signatory.SELF, guardian=None)
                | Q(signatory=Signatory.GUARDIAN, guardian__isnull=False),
            ),
        ]
