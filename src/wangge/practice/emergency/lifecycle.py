"""How far somebody who is to be moved has got, and why somebody is called."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """通知 → 已转 → 到点 → 返家; who does not want to go is written down and asked again."""

    TOLD = "told", _("已通知")
    REFUSED = "refused", _("暂不愿转移")
    MOVED = "moved", _("已转移")
    ARRIVED = "arrived", _("已到安置点")
    HOME = "home", _("已返家")


# Ticks of several phones come in any order: the furthest one counts, whenever it arrives.
RANK: dict[str, int] = {"": 0, **{step.value: number for number, step in enumerate(Step, start=1)}}
BY_RANK: dict[int, str] = {number: step for step, number in RANK.items()}

WAITING = _("还没通知")


class Why(models.TextChoices):
    """The kinds of reasons; behind the colon of a reason stands the code of the place's rules."""

    HAZARD = "hazard", _("隐患")
    LOW = "low", _("地势低洼")
    CARE = "care", _("关爱")
    ALONE = "alone", _("高龄独住")
    SHEET = "sheet", _("登记")
    EVERYBODY = "everybody", _("全部转移")
