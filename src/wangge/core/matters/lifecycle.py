"""The fixed words of matters: duties, what registers are about, how requests and demands stand, what burden is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """Whose duty a matter is for the town (履职事项清单)."""

    BASIC = "basic", _("基本履职")
    COOPERATE = "cooperate", _("配合履职")
    TAKEN_BACK = "taken_back", _("上级收回")


class Frequency(models.TextChoices):
    """How often something is asked."""

    ONCE = "once", _("一次")
    ON_CHANGE = "on_change", _("有变化才报")
    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季")
    YEARLY = "yearly", _("每年")


class About(models.TextChoices):
    """What a field that is held says something about."""

    PERSON = "person", _("人")
    HOUSEHOLD = "household", _("户")
    DWELLING = "dwelling", _("房")
    MATTER = "matter", _("事")
    THING = "thing", _("物")


class RequestState(models.TextChoices):
    """How a request for admission (准入申请) stands; that it has expired is seen from its last day."""

    ASKED = "asked", _("待审")
    APPROVED = "approved", _("准入")
    MERGED = "merged", _("并入")
    REFUSED = "refused", _("不准入")


class Decision(models.TextChoices):
    """What the deciding desk says."""

    APPROVE = "approve", _("准入")
    MERGE = "merge", _("并入已准入的一项")
    REFUSE = "refuse", _("不准入")


DECIDED: dict[str, RequestState] = {
    Decision.APPROVE: RequestState.APPROVED,
    Decision.MERGE: RequestState.MERGED,
    Decision.REFUSE: RequestState.REFUSED,
}


class Answer(models.TextChoices):
    """What a grid says to a demand."""

    DONE = "done", _("办好了")
    NO_CHANGE = "no_change", _("没有变化")


class Burden(models.TextChoices):
    """What the burden counter (减负账) counts."""

    FIELDS_TYPED = "fields_typed", _("填写的项")
    FIELDS_RETYPED = "fields_retyped", _("重复填写的项")
    REPORTS_UNTYPED = "reports_untyped", _("不用填写就报出的表")
    DOORS_SAVED = "doors_saved", _("少敲的门")
    DEMANDS_REFUSED = "demands_refused", _("挡下的任务")
