"""How far a run is, and where a number comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """推演走到哪一步."""

    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("正在推演")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有完成")


UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


class Source(models.TextChoices):
    """Where a number comes from; `ASSUMED` is nobody's and stands first among what is to be looked at."""

    RULES = "rules", _("规则")
    COUNTED = "counted", _("登记")
    CASES = "cases", _("本地事项")
    ASSUMED = "assumed", _("假定")
    GIVEN = "given", _("手工填写")


LEAST_SAMPLE = 30  # cases below which a share of a place's own is chance
LOOKED_BACK = 365  # days
FEWEST_SEEDS, USUAL_SEEDS, MOST_SEEDS = 2, 20, 100
