from django.db import models

from wangge.core.areas.scope import AreaScoped
from wangge.core.matters.lifecycle import About, Frequency

from .listed import Listed, listed_constraints, words


class HeldFieldRows(AreaScoped["HeldField"]):
    area_path = "area_path"


class HeldField(Listed):
    """已有信息: something that is known already about persons, households, dwellings, matters or things.

    `aliases` are the other names under which departments ask for it; `holder_unit` keeps it up and alone
    may say why it is to be asked again.
    """

    about = models.CharField(max_length=12, choices=About.choices)
    aliases = words()
    where_held = models.CharField(max_length=120)
    holder_unit = models.ForeignKey(
        "teams.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = HeldFieldRows.as_manager()

    class Meta:
        db_table = "matters_held_field"
        constraints = listed_constraints("held_field")
        indexes = [models.Index(fields=["town_id", "code"], name="held_field_by_code")]


class RequiredReportRows(AreaScoped["RequiredReport"]):
    area_path = "area_path"


class RequiredReport(Listed):
    """报表台账的一条: a report that is asked of the grid: who asks, by which law, how often, with which fields."""

    asked_by = models.CharField(max_length=80)
    legal_basis = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=12, choices=Frequency.choices)
    fields = words()
    ended_because = models.CharField(max_length=200, blank=True)

    objects = RequiredReportRows.as_manager()

    class Meta:
        db_table = "matters_required_report"
        constraints = listed_constraints("report")
        indexes = [models.Index(fields=["town_id", "code"], name="report_by_code")]
