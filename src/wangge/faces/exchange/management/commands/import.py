"""wangge import messages|tickets|list|roster FILE --place CODE: cases, a comparison, or residents from a file."""

import csv
import os
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, account_by_login, active_account, actor_of, system_actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import EVERYWHERE
from wangge.faces.exchange.lifecycle import Difference
from wangge.faces.exchange.messages import Import, run_import
from wangge.faces.exchange.models import UpstreamSystem
from wangge.faces.exchange.operations.mappings import columns_for
from wangge.faces.exchange.queries import reader_of, system_by_code
from wangge.faces.exchange.reconciling import comparison_with, counts_by_kind, read_list, save_comparison
from wangge.faces.exchange.roster.applying import Done
from wangge.faces.exchange.roster.intake import take_in
from wangge.faces.exchange.roster.staging import remark_lines
from wangge.faces.exchange.tables import headings, read_rows
from wangge.faces.exchange.tally import Tally, fault_lines
from wangge.faces.exchange.tickets import take_tickets
from wangge.ground.foundation.errors import NotFound, Refusal


class Command(BaseCommand):
    help = "把群众留言、上级工单的文件导入为事项，把花名册导入为住户"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["messages", "tickets", "list", "roster"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--place", required=True, help="地方代码（qingping）或者区划代码（621123109000）")
        parser.add_argument("--source", default="", help="来源的名称，同一来源同一编号只导入一次；默认用文件名")
        parser.add_argument("--channel", default="online", help="规则里的来源代码")
        parser.add_argument("--system", default="", help="导入工单时：上级平台的代码")
        parser.add_argument("--map", action="append", default=[], metavar="字段=列名", help="例如 --map body=反映内容")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--as", dest="login", default="", help="导入花名册时：用谁的权限（登录名）")
        parser.add_argument("--report", type=Path, help="把被拒绝的行写进这个 CSV 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            given = dict(pair.split("=", 1) for pair in options["map"])
            if options["what"] in ("list", "roster"):
                (self._compare if options["what"] == "list" else self._roster)(given, options)
                return
            tally = self._tickets(given, options) if options["what"] == "tickets" else self._messages(given, options)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self._tell(tally, seconds=time.monotonic() - began, dry_run=options["dry_run"])
        if options["report"]:
            _write_report(options["report"], tally)

    def _messages(self, given: dict[str, str], options: dict[str, Any]) -> Tally:
        load = Import.of(
            path=options["file"], area_code=_area_code(options["place"]), source=options["source"],
            channel=options["channel"], given=given,
        )  # fmt: skip
        self._show(load.columns)
        return run_import(
            load, actor=system_actor(name=_("导入")), at=timezone.now(), dry_run=options["dry_run"],
            progress=self._progress,
        )  # fmt: skip

    def _agreed(self, given: dict[str, str], options: dict[str, Any]) -> tuple[UpstreamSystem, dict[str, str]]:
        town = areas_in_memory().by_code.get(_area_code(options["place"]))
        if town is None or town.town_id is None:
            raise NotFound(_("没有代码为 {code} 的乡镇、村或网格").format(code=options["place"]))
        system = system_by_code(town_id=town.town_id, code=options["system"])
        columns = columns_for(system=system, names=headings(options["file"]), given=given)
        self._show(columns)
        return system, columns

    def _compare(self, given: dict[str, str], options: dict[str, Any]) -> None:
        system, columns = self._agreed(given, options)
        listed = read_list(rows=read_rows(options["file"]), columns=columns)
        found = comparison_with(system=system, listed=listed, at=timezone.now())
        if not options["dry_run"]:
            save_comparison(system=system, found=found, at=timezone.now())
        counts = counts_by_kind(kinds=[one.kind for one in found.differences])
        self.stdout.write(
            _("上级 {theirs} 件，本地 {ours} 件，两边都有 {both} 件").format(
                theirs=found.theirs, ours=found.ours, both=found.both
            )
        )
        for kind, count in counts.items():
            self.stdout.write(f"{Difference(kind).label} {count}")

    def _tickets(self, given: dict[str, str], options: dict[str, Any]) -> Tally:
        system, columns = self._agreed(given, options)
        return take_tickets(
            read_rows(options["file"]), reader=reader_of(system=system, columns=columns), at=timezone.now(),
            actor=system_actor(name=system.label), dry_run=options["dry_run"], progress=self._progress,
        )  # fmt: skip

    def _roster(self, given: dict[str, str], options: dict[str, Any]) -> None:
        began, at = time.monotonic(), timezone.now()
        report = take_in(
            path=options["file"], area_code=_area_code(options["place"]), actor=_actor_named(options["login"], at=at),
            at=at, given={heading: name for name, heading in given.items()}, dry_run=options["dry_run"],
            processes=min(2, os.cpu_count() or 1), tell=self._registered,
        )  # fmt: skip
        self._show({name: heading for heading, name in report.columns.items()})
        self.stdout.write(_("试运行，没有写入") if options["dry_run"] else _("导入完成"))
        self.stdout.write(
            _(
                "共 {rows} 人：新登记 {persons}（{households} 户），已有 {same}，没有导入 {refused}；用时 {s:.1f} 秒"
            ).format(
                rows=report.rows, persons=report.persons, households=report.households, same=report.same,
                refused=len(report.faults), s=time.monotonic() - began,
            )
        )  # fmt: skip
        for fault in report.faults[:20]:
            self.stdout.write(_("第 {row} 行：{why}").format(row=fault.row, why=fault.reason))
        if options["report"]:
            with options["report"].open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(remark_lines(report))

    def _registered(self, done: Done) -> None:
        self.stdout.write(_("已登记 {n} 人").format(n=done.persons))

    def _show(self, columns: dict[str, str]) -> None:
        self.stdout.write(_("列：") + "、".join(f"{k}←{v}" for k, v in columns.items()))

    def _progress(self, tally: Tally) -> None:
        self.stdout.write(_("已处理 {n} 行").format(n=tally.rows))

    def _tell(self, tally: Tally, *, seconds: float, dry_run: bool) -> None:
        self.stdout.write(_("试运行，没有写入") if dry_run else _("导入完成"))
        self.stdout.write(
            _(
                "共 {rows} 行：接收 {accepted}（其中已答复 {answered}），重复 {repeated}，拒绝 {refused}；"
                "用时 {s:.1f} 秒"
            ).format(
                rows=tally.rows,
                accepted=tally.accepted,
                answered=tally.answered,
                repeated=tally.repeated,
                refused=len(tally.refused),
                s=seconds,
            )
        )
        for fault in tally.refused[:20]:
            self.stdout.write(_("第 {row} 行（{id}）：{why}").format(row=fault.row, id=fault.id, why=fault.reason))
        if not tally.reconciles:
            raise CommandError(_("合计不相等，请保留文件并报告"))


def _actor_named(login: str, *, at: datetime) -> Actor:
    """Somebody whose right an import uses. Raises NotFound."""
    if not login:
        raise NotFound(_("请用 --as 写明用谁的权限"))
    account = active_account(account_id=account_by_login(scope=EVERYWHERE, login_name=login))
    if account is None:
        raise NotFound(_("账号 {login} 已经停用").format(login=login))
    return actor_of(account=account, at=at)


def _area_code(place: str) -> str:
    """The code of the area that a place's rulebook binds, or the code itself."""
    bound = [row for row in areas_in_memory().by_id.values() if row.place == place]
    towns = [row for row in bound if row.level == "town"] or [
        row
        for row in areas_in_memory().by_id.values()
        if row.level == "town" and bound and row.path.startswith(bound[0].path)
    ]
    return min(towns, key=lambda row: row.code).code if towns else place


def _write_report(path: Path, tally: Tally) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(fault_lines(tally))
