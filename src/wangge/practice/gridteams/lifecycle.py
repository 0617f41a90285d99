"""What somebody may answer for beside a post."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChargeKind(models.TextChoices):
    """A piece of ground somebody took on."""

    FIELD = "field", _("责任田")
    ROAD = "road", _("包街")
    BUILDING = "building", _("楼栋")
