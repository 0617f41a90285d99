"""The states of an outgoing message, and when a failed one is tried again."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryStatus(models.TextChoices):
    """Where an outgoing message stands; a dead one is shown with its error and can be sent again by hand."""

    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    DEAD = "dead", _("发送失败")


ATTEMPTS = 8  # over some eighteen hours
FIRST_WAIT = timedelta(minutes=1)


def wait_before_next(*, attempts: int) -> timedelta:
    """How long to wait after that many attempts: 1, 3, 9, 27, 81, 243, 729 minutes."""
    wait: timedelta = FIRST_WAIT * 3 ** (attempts - 1)
    return wait
