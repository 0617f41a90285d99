"""What a visit and an errand may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """Whether somebody was met."""

    MET = "met", _("见到了")
    UNMET = "unmet", _("没见到")


class ErrandState(models.TextChoices):
    """An errand waits, was done at a door, or is not wanted any more."""

    OPEN = "open", _("待办")
    DONE = "done", _("已办")
    WITHDRAWN = "withdrawn", _("不用办了")


class FollowKind(models.TextChoices):
    """What came of a visit."""

    CASE = "case", _("事项")
    HAZARD = "hazard", _("隐患")
    CARE = "care", _("关爱")
    DISPUTE = "dispute", _("纠纷")


class Authority(models.TextChoices):
    """How somebody let another do an errand for him."""

    SIGNED = "signed", _("书面委托")
    VERBAL = "verbal", _("口头委托")


class AgencyStep(models.TextChoices):
    """代办: asked with an authority → papers handed in → result → papers given back."""

    ASKED = "asked", _("已接受委托")
    HANDED_IN = "handed_in", _("已递交")
    RESULT = "result", _("已有结果")
    RETURNED = "returned", _("材料已交还")
    WITHDRAWN = "withdrawn", _("不办了")


# From where a step may be taken; papers go back after a result, or when nothing is to be done any more.
AGENCY_SOURCES: dict[str, tuple[AgencyStep, ...]] = {
    AgencyStep.HANDED_IN: (AgencyStep.ASKED,),
    AgencyStep.RESULT: (AgencyStep.ASKED, AgencyStep.HANDED_IN),
    AgencyStep.WITHDRAWN: (AgencyStep.ASKED, AgencyStep.HANDED_IN),
    AgencyStep.RETURNED: (AgencyStep.RESULT, AgencyStep.WITHDRAWN),
}
AGENCY_OVER = (AgencyStep.RETURNED,)
