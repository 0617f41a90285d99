"""What disputes, their steps and everything done about them are called on the pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.faces.shell.parts import Words
from wangge.faces.workbench.navigation import Work
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.mediation import Mediation

TABS = (
    Work(_("纠纷"), "clipboard-list", "workbench:disputes", ("case.see",)),
    Work(_("调解情况"), "chart-bar", "workbench:dispute-figures", ("case.see",)),
    Work(_("小纠纷登记"), "plus", "workbench:dispute-small", ("case.report",)),
    Work(_("心理疏导"), "lock", "workbench:counselling", ("dispute.counsel",)),
)
DUTIES: dict[str, Words] = {
    "settle": _("要调结"),
    "perform": _("要履行"),
    "confirm": _("可申请司法确认"),
    "review": _("要复核风险"),
}
RESULTS: tuple[tuple[str, Words], ...] = (
    ("unrecorded", _("还没登记成纠纷")),
    ("open", _("调解中")),
    ("closed", _("已了结")),
    ("agreed", _("达成协议")),
    ("failed", _("调解不成")),
    ("elsewhere", _("引导走其他途径")),
    ("withdrawn", _("当事人撤回")),
)
PERFORMANCES: tuple[tuple[str, Words], ...] = (
    ("kept", _("已履行")),
    ("waiting", _("没到履行期限")),
    ("late", _("过期没有回访")),
    ("broken", _("没有履行")),
)
STEPS: dict[str, Words] = {
    "open": _("登记纠纷"),
    "change": _("更正档案"),
    "party": _("加当事人"),
    "step": _("进入下一步"),
    "invite": _("请调解员"),
    "session": _("记一次调解"),
    "line": _("记走访、证据、节点"),
    "extend": _("延长期限"),
    "agree": _("达成协议"),
    "end": _("没有达成协议"),
    "performance": _("回访履行"),
    "confirm-ask": _("申请司法确认"),
    "confirmed": _("法院已确认"),
    "risk": _("标注风险"),
    "risk-review": _("复核风险"),
    "refer": _("转介心理疏导"),
}
SUBJECTS: dict[tuple[str, str], Words] = {
    ("performance", "done"): _("已履行"),
    ("performance", "broken"): _("没有履行"),
    ("confirmation", "asked"): _("已申请"),
    ("confirmation", "confirmed"): _("已确认"),
    ("risk", "flagged"): pgettext_lazy("risk", "标注"),
    ("risk", "kept"): _("复核后保留"),
    ("risk", "lifted"): _("复核后解除"),
}
NOTE: Promise = _(
    "调解成功率＝达成协议的÷已了结的，调解中的和还没登记的不进分母；履行率＝已履行的÷达成协议的。点数字看是哪些事项。"
)


def step_label(rules: Mediation, code: str) -> str:
    """A step of the procedure; a code that newer rules dropped stands for itself."""
    try:
        return rules.step(code).label
    except UnknownCode:
        return code


def venue_label(rules: Mediation, code: str) -> str:
    try:
        return rules.venue(code).label
    except UnknownCode:
        return code


def mediator_label(rules: Mediation, code: str) -> str:
    try:
        return rules.mediator(code).label
    except UnknownCode:
        return code
