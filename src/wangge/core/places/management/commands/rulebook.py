"""wangge rulebook check|diff|apply: read a place's rules, compare them with those in force, put them in force."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import places_in_force
from wangge.ground.foundation.errors import Conflict
from wangge.ground.rulebook.document import diff
from wangge.ground.rulebook.faults import RulebookFaults
from wangge.ground.rulebook.load import load, shipped_places
from wangge.ground.rulebook.rulebook import Rulebook


class Command(BaseCommand):
    help = "检查、比较、启用一个地方的规则"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check", "diff", "apply", "list"])
        parser.add_argument(
            "folder", nargs="?", help=f"规则文件夹，或者随程序提供的地方代码（{'、'.join(shipped_places())}）"
        )
        parser.add_argument("--note", default="", help="这次为什么改")
        parser.add_argument("--by", default="wangge rulebook apply", help="谁启用")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "list":
            self._list()
            return
        if not options["folder"]:
            raise CommandError(_("请写规则文件夹或者地方代码"))
        rules = self._load(options["folder"])
        self.stdout.write(_("{name}的规则没有错误").format(name=rules.place.name))
        if options["what"] != "check":
            self._show_changes(rules)
        if options["what"] == "apply":
            self._apply(rules, note=options["note"], by=options["by"])

    def _list(self) -> None:
        for code, current in sorted(places_in_force().items()):
            self.stdout.write(f"{code}  {current.rules.place.name}  {_('第 {n} 版').format(n=current.number)}")

    def _load(self, given: str) -> Rulebook:
        try:
            return load(shipped_places().get(given, Path(given)))
        except RulebookFaults as found:
            for fault in found.faults:
                self.stderr.write(str(fault))
            raise CommandError(_("共 {n} 处错误，现行规则没有变").format(n=len(found.faults))) from found

    def _show_changes(self, rules: Rulebook) -> None:
        current = places_in_force().get(rules.place.code)
        if current is None:
            self.stdout.write(_("这个地方还没有启用过规则"))
            return
        for change in diff(current.rules, rules):
            self.stdout.write(f"{change.path}: {change.before} → {change.after}")

    def _apply(self, rules: Rulebook, *, note: str, by: str) -> None:
        try:
            version = apply_rulebook(rulebook=rules, applied_by=by, note=note, at=timezone.now())
        except Conflict as same:
            self.stdout.write(same.message)
            return
        self.stdout.write(_("已启用{name}第 {n} 版规则").format(name=rules.place.name, n=version.number))
