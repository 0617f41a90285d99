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
