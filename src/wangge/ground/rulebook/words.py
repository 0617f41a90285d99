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
    "step.take": _("自办"),
    "step.send_back": _("核查不通过"),
    "step.add_words": _("补充说明"),
    "step.comment": _("备注"),
    "step.grade": _("定级"),
    "step.interim": _("阶段答复"),
    "step.ask": _("提出申请"),
    "step.pause": _("暂停计时"),
    "step.resume": _("恢复计时"),
    "step.suspend": _("挂账"),
    "step.take_up": _("销账续办"),
    "step.review": _("挂账复核"),
    "step.reject": _("不予受理"),
    "step.appeal": _("申诉"),
    "step.merge": _("并案"),
    "step.withdraw": _("撤回"),
    "step.void": _("作废"),
    "step.urge": _("催办"),
    "step.supervise": _("督办"),
    "step.sign_off": _("签批"),
    "step.custody": _("包案"),
    "step.whistle": _("请求吹哨"),
    "step.blow": _("吹哨"),
    "step.muster": _("报到"),
    "step.conclude": _("收哨"),
    "step.no_whistle": _("不同意吹哨"),
    "step.assess": _("评哨"),
    "step.help": _("请协办"),
    "step.visit": _("回访"),
    "clock.accept": _("受理时限"),
    "clock.dispatch": _("派遣时限"),
    "clock.sign": _("签收时限"),
    "clock.contact": _("首次联系时限"),
    "clock.close": _("办结时限"),
    "clock.interim": _("阶段答复时限"),
    "clock.redo": _("重办时限"),
    "clock.visit": _("回访时限"),
    "clock.rate": _("评价期"),
    "clock.review": _("挂账复核时限"),
    "clock.arrive": _("到场时限"),
    "clock.report": _("报告结果时限"),
    "mark.urge": _("催办"),
    "mark.yellow": _("黄牌督办"),
    "mark.red": _("红牌督办"),
    "mark.leader": _("报领导"),
    "petition.first": _("初访"),
    "petition.repeat": _("重访"),
    "petition.backlog": _("积案"),
    "asker.person": _("群众"),
    "asker.enterprise": _("企业"),
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
    "word.deliberation": _("议事会"),
    "word.regular_day": _("走访日"),
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
