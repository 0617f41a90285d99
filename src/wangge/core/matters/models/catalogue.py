from django.db import models
from django.db.models import Q

from wangge.core.areas.levels import Level
from wangge.core.areas.scope import AreaScoped
from wangge.core.matters.lifecycle import Duty

from .listed import Listed, listed_constraints, words


class MatterRows(AreaScoped["Matter"]):
    area_path = "area_path"


class Matter(Listed):
    """事项清单的一条: something the town answers for, helps with, or no longer does because it was taken back.

    `categories` are codes of the place's rulebook; `holder` says in words who is responsible, and
    `holder_level` from which level upwards a taken-back matter may be worked on.
    """

    categories = words(40)
    duty = models.CharField(max_length=12, choices=Duty.choices)
    legal_basis = models.CharField(max_length=200)
    holder = models.CharField(max_length=80, blank=True)
    holder_level = models.CharField(max_length=8, choices=Level.choices, default=Level.COUNTY)
    note = models.CharField(max_length=200, blank=True)

    objects = MatterRows.as_manager()

    class Meta:
        db_table = "matters_matter"
        constraints = [
            *listed_constraints("matter"),
            models.CheckConstraint(name="matter_duty_known", condition=Q(duty__in=Duty.values)),
            models.CheckConstraint(
                name="matter_taken_back_by_somebody", condition=~Q(duty=Duty.TAKEN_BACK) | ~Q(holder="")
            ),
        ]
        indexes = [models.Index(fields=["town_id", "code"], name="matter_by_code")]


class PowerRows(AreaScoped["Power"]):
    area_path = "area_path"


class Power(Listed):
    """事权清单的一条: which level, and which kind of unit or named unit there, has the power for some categories.

    `handed_down_from` is the level that gave the power away (下放), empty where it always lay here.
    """

    categories = words(40)
    level = models.CharField(max_length=8, choices=Level.choices)
    unit_kind = models.CharField(max_length=40)
    unit_code = models.CharField(max_length=40, blank=True, help_text="the rulebook's named unit, where it is one")
    handed_down_from = models.CharField(max_length=8, choices=Level.choices, blank=True)
    legal_basis = models.CharField(max_length=200)

    objects = PowerRows.as_manager()

    class Meta:
        db_table = "matters_power"
        constraints = [
            *listed_constraints("power"),
            models.CheckConstraint(name="power_for_something", condition=~Q(categories=[])),
        ]
        indexes = [models.Index(fields=["town_id", "code"], name="power_by_code")]
