"""Short words for steps and states, as buttons and lists say them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.core.cases.lifecycle import Action

SHORT_STEPS: dict[Action, str | Promise] = {
    Action.ACCEPT: pgettext_lazy("button", "受理"),
    Action.DISPATCH: pgettext_lazy("button", "交办"),
    Action.TAKE: pgettext_lazy("button", "自办"),
    Action.SIGN: pgettext_lazy("button", "签收"),
    Action.CONTACT: pgettext_lazy("button", "联系"),
    Action.RETURN: pgettext_lazy("button", "退回"),
    Action.HANDLE: pgettext_lazy("button", "写处置"),
    Action.VERIFY: pgettext_lazy("button", "核查"),
    Action.SEND_BACK: pgettext_lazy("button", "退回重办"),
    Action.ANSWER: pgettext_lazy("button", "答复"),
    Action.CLOSE: pgettext_lazy("button", "结案"),
    Action.REOPEN: pgettext_lazy("button", "重办"),
    Action.ARCHIVE: pgettext_lazy("button", "归档"),
}

BUTTONS: dict[Action, str | Promise] = {
    Action.CONTACT: pgettext_lazy("button", "记下联系情况"),
    Action.HANDLE: pgettext_lazy("button", "提交处置结果"),
    Action.VERIFY: pgettext_lazy("button", "核查通过"),
    Action.SEND_BACK: pgettext_lazy("button", "退回重办"),
    Action.ANSWER: pgettext_lazy("button", "发出答复"),
    Action.COMMENT: pgettext_lazy("button", "记下备注"),
}

DEADLINES: dict[str, str | Promise] = {
    "overdue": _("已超期"),
    "today": _("一天内到期"),
    "three_days": _("三天内到期"),
}
