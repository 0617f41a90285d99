"""What whistles, called units and their steps are called on the pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.core.cases.lifecycle import ClockKind
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode

Label = str | Promise
WAITS: dict[str, Label] = {
    "approve": _("等批准吹哨"),
    "sign": _("等签收"),
    "arrive": _("等到场"),
    "report": _("等报结果"),
    "help": _("请协办，等回话"),
    "decide": _("等审定来不来"),
    "conclude": _("等收哨"),
    "rate": _("等打分"),
    "sign_up": _("叫您报到，自愿"),
}
STEPS: dict[str, Label] = {
    "sign": pgettext_lazy("step", "签收"),
    "agree": _("同意协办"),
    "contact": _("登记联系"),
    "arrive": _("登记到场"),
    "report": _("报结果"),
    "decline": _("不能来"),
    "refuse": _("不同意协办"),
    "adjudicate": _("审定"),
}
TIMES: tuple[tuple[ClockKind, str, Label], ...] = (
    (ClockKind.SIGN, "signed_at", pgettext_lazy("step", "签收")),
    (ClockKind.CONTACT, "contacted_at", _("联系")),
    (ClockKind.ARRIVE, "arrived_at", _("到场")),
    (ClockKind.REPORT, "reported_at", _("报结果")),
)
TONES = {
    "asked": "is-ask", "blown": "is-busy", "refused": "is-past", "concluded": "is-done", "withdrawn": "is-past",
    "called": "is-ask", "signed": "is-busy", "arrived": "is-busy", "reported": "is-done", "declined": "is-warn",
    "released": "is-past",
}  # fmt: skip
NOTE = _(
    "吹哨多不等于好，少也不等于好：多可能是往上推，少可能是瞒着不报。"
    "所以写明分子和分母，给研判用；单位按名称排，不排名次，不考核个人。"
)


def kind_label(rules: Rulebook | None, code: str) -> str:
    """What a place calls a kind of whistle; a code that newer rules dropped stands for itself."""
    if not code:
        return ""
    try:
        return rules.whistle.kind(code).label if rules else code
    except UnknownCode:
        return code
