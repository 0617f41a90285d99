from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wangge.core.areas.scope import AreaScoped
from wangge.core.cases.tickets import LONGEST_ID, LONGEST_SYSTEM, MOST_LEVELS, TicketRole

from .case import Case


class CaseUpstreamRows(AreaScoped["CaseUpstream"]):
    area_path = "case__area_path"


class CaseUpstream(models.Model):
    """上级工单: what an upstream platform says about a case. The upstream owns these words, we own the work."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="upstream")
    town_id = models.UUIDField(editable=False)
    system = models.CharField(max_length=LONGEST_SYSTEM)
    upstream_id = models.CharField(max_length=LONGEST_ID)
    categories = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    role = models.CharField(max_length=8, choices=TicketRole.choices)
    is_confidential = models.BooleanField(default=False)
    status = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True)
    urged = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, help_text="the upstream's own last change")
    taken_at = models.DateTimeField()

    objects = CaseUpstreamRows.as_manager()

    class Meta:
        db_table = "cases_upstream"
        constraints = [
            models.UniqueConstraint(fields=["town_id", "system", "upstream_id"], name="upstream_ticket_once"),
            models.CheckConstraint(name="upstream_role_known", condition=Q(role__in=TicketRole.values)),
            models.CheckConstraint(name="upstream_levels_bounded", condition=Q(categories__len__lte=MOST_LEVELS)),
            models.CheckConstraint(name="upstream_is_named", condition=~Q(system="") & ~Q(upstream_id="")),
        ]
