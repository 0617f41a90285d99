"""What the causes and results of return visits are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SAID: dict[str, str | Promise] = {
    "yes": _("解决了"),
    "partly": _("解决了一部分"),
    "no": _("没有解决"),
}
NOT_REACHED = _("没有联系上")
