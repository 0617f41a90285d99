from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.ids import uuid7


class MembershipKind(models.TextChoices):
    PARTY_MEMBER = "party_member", _("党员")
    PROBATIONARY = "probationary", _("预备党员")
    MEMBER = "member", _("会员")


class MembershipRows(AreaScoped["Membership"]):
    area_path = "organisation__area_path"
    unit_field = "organisation_id"


class Membership(models.Model):
    """党员、会员: a person belongs to an organisation; never shown to the public."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("teams.Organisation", on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=MembershipKind)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    objects = MembershipRows.as_manager()

    class Meta:
        db_table = "teams_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["town", "organisation", "person_name"],
                condition=Q(left_on=None),
                name="membership_name_once",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(person_name=""), name="membership_has_a_person"),
        ]

    def __str__(self) -> str:
        return self.person_name
