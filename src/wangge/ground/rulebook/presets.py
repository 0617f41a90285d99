"""Ready-made clocks as practised elsewhere (practice.md 2.2, 2.3); a rule takes one over by its name and may differ."""

from collections.abc import Mapping
from typing import Literal

PresetCode = Literal["beijing_urgent", "beijing_day", "beijing_week", "beijing_fortnight", "shanghai_simple",
                     "shanghai_complex", "bureau_advice", "bureau_complaint", "hengyang", "enterprise",
                     "gulou_work", "gulou_hard"]  # fmt: skip

_Given = Mapping[str, tuple[int, str]]


def _of(**given: tuple[int, str]) -> _Given:
    return given


# kind of clock → (amount, unit)
PRESETS: dict[PresetCode, _Given] = {
    "beijing_urgent": _of(accept=(1, "hours"), contact=(2, "hours"), close=(2, "hours")),
    "beijing_day": _of(accept=(2, "hours"), contact=(24, "hours"), close=(24, "hours")),
    "beijing_week": _of(accept=(24, "hours"), contact=(24, "hours"), close=(7, "days")),
    "beijing_fortnight": _of(accept=(24, "hours"), contact=(24, "hours"), close=(15, "days")),
    "shanghai_simple": _of(contact=(1, "workdays"), close=(5, "workdays")),
    "shanghai_complex": _of(contact=(1, "workdays"), close=(15, "workdays")),
    "bureau_advice": _of(close=(3, "workdays"), visit=(1, "workdays")),
    "bureau_complaint": _of(close=(13, "workdays"), visit=(1, "workdays")),
    "hengyang": _of(sign=(1, "workdays"), close=(5, "workdays")),
    "enterprise": _of(contact=(1, "hours"), interim=(3, "workdays"), close=(5, "workdays")),
    "gulou_work": _of(sign=(1, "hours"), contact=(24, "hours"), close=(3, "workdays")),
    "gulou_hard": _of(sign=(1, "hours"), contact=(24, "hours"), close=(5, "workdays")),
}

PRESET_LABELS: dict[PresetCode, str] = {
    "beijing_urgent": "北京四级响应·2小时",
    "beijing_day": "北京四级响应·24小时",
    "beijing_week": "北京四级响应·7天",
    "beijing_fortnight": "北京四级响应·15天",
    "shanghai_simple": "上海·简单5个工作日",
    "shanghai_complex": "上海·复杂15个工作日",
    "bureau_advice": "部门·咨询3个工作日",
    "bureau_complaint": "部门·投诉13个工作日",
    "hengyang": "衡阳·签收1、办结5",
    "enterprise": "企业诉求·1小时、3、5",
    "gulou_work": "鼓楼·工作推进哨",
    "gulou_hard": "鼓楼·攻坚克难哨",
}
