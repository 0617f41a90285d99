"""What kinds of surveys there are, and how people are asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyKind(models.TextChoices):
    """Some are asked for all, or every group is asked."""

    SAMPLE = "sample", _("抽样调查")
    GROUPS = "groups", _("逐村逐组调研")


class Method(models.TextChoices):
    """How people are asked."""

    DOOR = "door", _("入户")
    PHONE = "phone", _("电话")
    PAPER = "paper", _("纸质问卷")
    MEETING = "meeting", _("座谈")
