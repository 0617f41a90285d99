"""The choices of the exchange with upstream platforms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_ATTEMPTS = 16  # of returning one result; then it waits until somebody says again


class ReturnWay(models.TextChoices):
    """How results go back."""

    CALL = "call", _("接口")
    FILE = "file", _("文件")


class FileState(models.TextChoices):
    WAITING = "waiting", _("等待核对")
    QUEUED = "queued", _("排队导入")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已导入")
    FAILED = "failed", _("没有导入")


class ContactKind(models.TextChoices):
    PULL = "pull", _("拉取")
    PUSH = "push", _("推送")
    FILE = "file", _("文件")
    LIST = "list", _("对账清单")
    RETURN = "return", _("回传")


class Difference(models.TextChoices):
    """What a comparison may find."""

    MISSING_HERE = "missing_here", _("上级有，这里没有")
    MISSING_THERE = "missing_there", _("这里有，上级没有")
    STATUS = "status", _("状态不一致")
    DEADLINE = "deadline", _("期限不一致")
