"""吹哨报到: a whistle on a case, and the units that work it at once."""

from django.db import models
from django.db.models import Q

from wangge.core.cases.lifecycle import PartyState, WhistleState
from wangge.ground.foundation.ids import uuid7

from .case import Case


class CaseWhistle(models.Model):
    """哨: asked for from the grid, approved and blown by those who may, concluded together."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="whistles", db_index=False)
    kind = models.CharField(max_length=40, help_text="code of the rulebook's kind")
    reason = models.TextField()
    wanted = models.JSONField(default=list, help_text="the units asked for, by id, the lead first")
    state = models.CharField(max_length=10, choices=WhistleState.choices, default=WhistleState.ASKED)
    asked_unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.UUIDField(null=True)
    asked_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    blower = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    blown_by = models.UUIDField(null=True)
    blown_name = models.CharField(max_length=60, blank=True)
    blown_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    meeting_place = models.CharField(max_length=200, blank=True, help_text="where to muster; no positions are kept")
    conclusion = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)
    review = models.TextField(blank=True, help_text="评哨: the leader's words")
    review_score = models.PositiveSmallIntegerField(null=True)
    reviewed_name = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "cases_whistle"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "case"],
                condition=Q(state__in=[WhistleState.ASKED, WhistleState.BLOWN]),
                name="whistle_one_at_a_time",
            ),
            models.CheckConstraint(
                name="whistle_review_of_five",
                condition=Q(review_score=None) | Q(review_score__gte=1, review_score__lte=5),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="whistle_of_case"),
            models.Index(fields=["blower", "asked_at"], condition=Q(state=WhistleState.ASKED), name="whistle_waiting"),
            models.Index(fields=["town_id", "-asked_at"], name="whistle_newest"),
        ]


class CaseParty(models.Model):
    """协办、应哨单位: one of several units that work a case at once, with its own clocks; the owner stays one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties", db_index=False)
    whistle = models.ForeignKey(
        CaseWhistle, null=True, on_delete=models.PROTECT, related_name="parties", db_index=False,
        help_text="null: asked to help without a whistle (协办)",
    )  # fmt: skip
    unit = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_lead = models.BooleanField(default=False)
    asked = models.TextField(blank=True, help_text="what a unit is to help with (协办)")
    state = models.CharField(max_length=10, choices=PartyState.choices, default=PartyState.CALLED)
    called_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_where = models.CharField(max_length=200, blank=True, help_text="in words, optional; no position")
    reported_at = models.DateTimeField(null=True)
    report = models.TextField(blank=True)
    decline_basis = models.TextField(blank=True, help_text="不应哨的依据")
    adjudication = models.TextField(blank=True, help_text="the binding decision on a decline")
    rating = models.PositiveSmallIntegerField(null=True, help_text="1-5, by the grid")
    rating_words = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, help_text="until then the unit works on the case and sees it")

    class Meta:
        db_table = "cases_party"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "case", "whistle", "unit"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="party_called_once",
            ),
            models.CheckConstraint(
                name="party_rating_of_five", condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5)
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="party_of_case"),
            models.Index(fields=["unit", "-called_at"], name="party_of_unit"),
            models.Index(fields=["unit", "case"], condition=Q(closed_at=None), name="party_open"),
            models.Index(fields=["town_id", "called_at"], name="party_by_town"),
            models.Index(fields=["whistle"], condition=Q(whistle__isnull=False), name="party_of_whistle"),
        ]


class CaseMember(models.Model):
    """党员报到: a party member called by name who signs up and comes; nothing is kept of where he is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    whistle = models.ForeignKey(CaseWhistle, on_delete=models.PROTECT, related_name="members", db_index=False)
    account_id = models.UUIDField()
    name = models.CharField(max_length=60)
    called_at = models.DateTimeField()
    signed_up_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_member"
        constraints = [models.UniqueConstraint(fields=["town_id", "whistle", "account_id"], name="member_called_once")]
