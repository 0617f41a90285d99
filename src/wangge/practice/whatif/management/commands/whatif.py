"""wangge whatif PLACE [--members-per-grid N] [--clock close=3workdays] …: what a change would do, as a table."""

import json
import re
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow
from wangge.core.cases.operations.learning import towns_of_place
from wangge.ground.foundation.errors import Refusal
from wangge.practice.whatif.basis import MEANINGS, Basis, Limit, checked
from wangge.practice.whatif.changes import ALL_KINDS, CLOCKS, TRIED, Changes, words_of
from wangge.practice.whatif.lifecycle import USUAL_SEEDS
from wangge.practice.whatif.playing import Result, play
from wangge.practice.whatif.queries import read_basis
from wangge.practice.whatif.words import LEFT_OUT, kinds_of, numbers_of, table_of, warnings_of

CLOCK = re.compile(r"(?:(?P<kind>[^=]+)[./])?(?P<clock>close|sign)=(?P<amount>\d+(?:\.\d+)?)(?P<unit>[a-z_]*)")
UNITS = {
    "m": "minutes", "minutes": "minutes", "h": "hours", "hours": "hours", "wh": "work_hours",
    "work_hours": "work_hours", "wd": "workdays", "workdays": "workdays", "d": "days", "days": "days",
}  # fmt: skip


class Command(BaseCommand):
    help = "推演：换个规模、时限或力量，这个地方会怎样"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="规则的代码，或者乡镇的区划代码")
        parser.add_argument("--households-per-grid", type=float, help="每个网格多少户")
        parser.add_argument("--members-per-grid", type=float, help="每个网格几名网格员")
        parser.add_argument("--visits-per-household", type=float, help="每户一年走访几次")
        parser.add_argument("--capacity", type=float, help="承办单位的力量，今天是 1（1.2 是多两成）")
        parser.add_argument(
            "--clock", action="append", default=[],
            help="时限：close=3wd、sign=4h，或者 矛盾纠纷/close=10wd；单位 m h wh wd d，不写用规则原来的单位",
        )  # fmt: skip
        parser.add_argument("--set", action="append", default=[], help="改一个数，今天和改后都用它：member_minutes=30")
        parser.add_argument("--seeds", type=int, default=USUAL_SEEDS, help="推演多少年")
        parser.add_argument("--seed", type=int, default=1, help="第一年的随机数种子")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 2 <= options["seeds"] <= 1000:
            raise Refusal(_("年数在 2 到 1000 之间"))
        said = []
        for town in towns_of_place(place=options["place"]):
            basis = read_basis(area=town, at=timezone.now()).with_numbers(checked(_numbers(options["set"])))
            changes = _changes(options, basis)
            result = play(basis, changes, seeds=options["seeds"], seed=options["seed"])
            if options["json"]:
                said.append({"town": town.code, "basis": basis.as_json(), "changes": changes.as_json(),
                             "result": result.as_json()})  # fmt: skip
            else:
                self._tell(town, basis, changes, result)
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False))

    def _tell(self, town: AreaRow, basis: Basis, changes: Changes, result: Result) -> None:
        say = self.stdout.write
        say(_("{town}，规则第 {version} 版，{seeds} 个随机的年").format(
            town=town.name, version=basis.version, seeds=result.seeds))  # fmt: skip
        say("\n".join(f"  {line}" for line in words_of(basis, changes)) or _("  没有改动，只看今天"))
        for row in table_of(result):
            say(f"{row.label}：{row.before} → {row.after}（{row.difference}，{row.interval}；{row.verdict}）")
        for line in warnings_of(result):
            say(_("注意：{line}").format(line=line))
        say(_("用的数："))
        for label, value, source, is_assumed in numbers_of(basis):
            say(f"  {'? ' if is_assumed else '  '}{label}：{value}（{source}）")
        for kind, share, close, sign, source in kinds_of(basis):
            say(_("    {kind}：占 {share}，办结 {close}，签收 {sign}（{source}）").format(
                kind=kind, share=share, close=close, sign=sign, source=source))  # fmt: skip
        for line in basis.notes:
            say(f"    {line}")
        say(_("没有算进去的："))
        for words in LEFT_OUT:
            say(f"  {words}")


def _numbers(given: Iterable[str]) -> dict[str, float]:
    found = {}
    for one in given:
        code, _equals, value = one.partition("=")
        try:
            found[code] = float(value)
        except ValueError as error:
            raise Refusal(
                _("看不懂 --set {given}；可以写的数：{codes}").format(given=one, codes="、".join(MEANINGS))
            ) from error
    return found


def _changes(options: dict[str, Any], basis: Basis) -> Changes:
    clocks: dict[str, dict[str, Limit]] = {}
    for given in options["clock"]:
        matched = CLOCK.fullmatch(given)
        unit = UNITS.get(matched["unit"], "") if matched and matched["unit"] else ""
        if matched is None or (matched["unit"] and not unit) or float(matched["amount"]) <= 0:
            raise Refusal(
                _("看不懂 --clock {given}；写法：close=3wd、sign=4h、矛盾纠纷/close=10wd").format(given=given)
            )
        _put_clock(clocks, basis, matched["kind"] or ALL_KINDS, matched["clock"], float(matched["amount"]), unit)
    capacity = options["capacity"]
    if capacity is not None and not 0.01 <= capacity <= 100:
        raise Refusal(_("承办单位的力量在 0.01 到 100 之间"))
    tried = {name: options[name] for name in TRIED}
    return Changes(clocks=clocks, capacity=None if capacity is None else capacity * 100, **tried)


def _put_clock(
    clocks: dict[str, dict[str, Limit]], basis: Basis, kind: str, clock: str, amount: float, unit: str
) -> None:
    """Without a unit each kind keeps its own."""
    assert clock in CLOCKS
    if kind or unit:
        own = next((getattr(one, clock).unit for one in basis.kinds if one.code == kind), "workdays")
        clocks.setdefault(kind, {})[clock] = Limit(amount, unit or own)
        return
    for one in basis.kinds:
        clocks.setdefault(one.code, {}).setdefault(clock, Limit(amount, getattr(one, clock).unit))
