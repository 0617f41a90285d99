"""How the states of a case look: a word, a colour and a shape each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Look:
    """`share` is how much of the way is behind (0 to 1); `icon` takes the place of the filled circle."""

    label: str | Promise
    tone: str
    share: float = 0.0
    icon: str = ""


LOOKS = {
    "reported": Look(_("已上报"), "new", 0.0),
    "accepted": Look(_("已受理"), "busy", 0.15),
    "dispatched": Look(_("已派遣"), "busy", 0.3),
    "signed": Look(_("已签收"), "busy", 0.45),
    "handled": Look(_("已处置"), "busy", 0.65),
    "verified": Look(_("已核查"), "busy", 0.85),
    "answered": Look(_("待评价"), "ask", 1.0, "message-circle"),
    "closed": Look(_("已结案"), "done", 1.0, "check"),
    "archived": Look(_("已归档"), "past", 1.0, "stack-2"),
    "returned": Look(_("已退回"), "warn", 0.0, "arrow-back-up"),
    "reopened": Look(_("再次办理"), "warn", 0.3, "refresh"),
    "rejected": Look(_("不予受理"), "past", 1.0, "ban"),
    "suspended": Look(_("挂账"), "warn", 0.45, "clock-pause"),
    "withdrawn": Look(_("已撤回"), "past", 1.0, "arrow-back-up"),
    "voided": Look(_("已作废"), "past", 1.0, "ban"),
    "merged": Look(_("已并案"), "past", 1.0, "git-merge"),
}


def look_of(state: str) -> Look:
    """The look of a state; an unknown one is grey and shows its own code."""
    return LOOKS.get(state) or Look(state, "past")
