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
