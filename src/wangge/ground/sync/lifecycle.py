"""What may become of something that was typed on a phone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpState(models.TextChoices):
    """How the server answers an op; `held` and `conflict` wait for a person, nothing is ever thrown away."""

    APPLIED = "applied", _("已送达")
    MERGED = "merged", _("已送达，别人同时改了别的")
    CONFLICT = "conflict", _("和别人改的不一样，等网格长核对")
    REJECTED = "rejected", _("被退回")
    HELD = "held", _("待核实")


class Review(models.TextChoices):
    """What a person decided about a held op."""

    APPLY = "apply", _("照办")
    DISMISS = "dismiss", _("不采用")


class Shown(models.TextChoices):
    """Which of two values is shown until a person has decided."""

    MINE = "mine", _("这一次记的")
    THEIRS = "theirs", _("别人记的")


class FileState(models.TextChoices):
    """Whether a photo that an op announced is here."""

    AWAITED = "awaited", _("照片在途")
    STORED = "stored", _("照片已收到")
    BAD = "bad", _("照片坏了")
