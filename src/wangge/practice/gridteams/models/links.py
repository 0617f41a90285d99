from django.db import models
from django.db.models import F, Q

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7


class HouseholdLinkRows(AreaScoped["HouseholdLink"]):
    area_path = "household__area_path"


class HouseholdLink(models.Model):
    """联户: a member is linked with a household from one day to another; in force as long as the member is in post.

    `member_id` is the member through all renewals of the appointment.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+", db_index=False)
    member_id = models.UUIDField()
    since = models.DateField()
    until = models.DateField(null=True, help_text="the first day on which it no longer holds")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    ended_by = models.CharField(max_length=60, blank=True, default="")

    objects = HouseholdLinkRows.as_manager()

    class Meta:
        db_table = "gridteams_household_link"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "household", "member_id"], condition=Q(until=None), name="household_link_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="household_link_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["household"], condition=Q(until=None), name="link_of_household"),
            models.Index(fields=["member_id"], condition=Q(until=None), name="link_of_member"),
        ]


class ContactCardRows(AreaScoped["ContactCard"]):
    area_path = "household__area_path"


class ContactCard(models.Model):
    """便民联系卡: a card with the household's contact was handed over; a lost one is replaced."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town_id = models.UUIDField(editable=False)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+", db_index=False)
    issued_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    replaced_on = models.DateField(null=True)

    objects = ContactCardRows.as_manager()

    class Meta:
        db_table = "gridteams_contact_card"
        constraints = [
            models.UniqueConstraint(
                fields=["town_id", "household"], condition=Q(replaced_on=None), name="contact_card_one_in_use"
            ),
            models.CheckConstraint(
                condition=Q(replaced_on=None) | Q(replaced_on__gte=F("issued_on")), name="contact_card_replaced_later"
            ),
        ]
        indexes = [models.Index(fields=["household"], name="card_of_household")]
