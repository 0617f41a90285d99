"""Words shown to people: the usual word for each fixed code, and Chinese numerals."""

from datetime import time


def gettext_noop(words: str) -> str:
    """Mark words for the catalogue; this package is plain Python and translates nothing itself."""
    return words


_ = gettext_noop

# A place may put its own word in the stead of any of these (place.toml, [labels]); it cannot add keys.
LABELS: dict[str, str] = {
    "state.reported": _("已上报"),
    "state.accepted": _("已受理"),
    "state.dispatched": _("已派遣"),
    "state.signed": _("已签收"),
    "state.handled": _("已处置"),
    "state.verified": _("已核查"),
    "state.answered": _("待评价"),
    "state.closed": _("已结案"),
    "state.archived": _("已归档"),
    "state.suspended": _("挂账"),
    "state.rejected": _("不予受理"),
    "state.merged": _("已并案"),
    "state.withdrawn": _("已撤回"),
    "state.voided": _("已作废"),
    "step.report": _("上报"),
    "step.accept": _("受理"),
    "step.dispatch": _("派遣"),
    "step.sign": _("签收"),
    "step.contact": _("联系"),
    "step.handle": _("处置"),
    "step.return": _("退回"),
    "step.verify": _("核查"),
    "step.answer": _("答复"),
    "step.decide": _("审定"),
    "step.rate": _("评价"),
    "step.close": _("结案"),
    "step.reopen": _("重办"),
    "step.archive": _("归档"),
    "clock.accept": _("受理时限"),
    "clock.sign": _("签收时限"),
    "clock.contact": _("首次联系时限"),
    "clock.close": _("办结时限"),
    "clock.interim": _("阶段答复时限"),
    "clock.redo": _("重办时限"),
    "clock.visit": _("回访时限"),
    "urgency.normal": _("普通"),
    "urgency.urgent": _("紧急"),
    "urgency.major": _("重大"),
    "word.case": _("事项"),
    "word.report": _("我要反映"),
    "word.grid": _("网格"),
    "word.grid_leader": _("网格长"),
    "word.grid_member": _("网格员"),
    "word.linked_cadre": _("包联干部"),
    "word.linked_member": _("联户党员"),
    "word.centre": _("指挥中心"),
    "word.promise": _("事事有着落，件件有回音"),
    "word.public_code": _("网格码"),
    "word.contact_card": _("便民联系卡"),
    "word.notebook": _("民情本"),
}

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")


def chinese_ordinal(number: int) -> str:
    """1…9999 in Chinese numerals as used in names of grids (二, 十二, 二十, 一百零五). Raises ValueError."""
    if not 1 <= number <= 9999:
        raise ValueError(f"{number} is not between 1 and 9999")
    digits = [int(digit) for digit in str(number)]
    words = ""
    for position, digit in enumerate(digits):
        place = _PLACES[len(digits) - 1 - position]
        if digit:
            words += _DIGITS[digit] + place
        elif not words.endswith("零"):
            words += "零"
    words = words.rstrip("零")
    return words.removeprefix("一") if 10 <= number <= 19 else words


def clock_face(moment: time) -> str:
    """A time of day as it stands in a TOML file: 08:30."""
    return moment.strftime("%H:%M")
