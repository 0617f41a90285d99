"""wangge rulebook check|diff|apply|upgrade: read a place's rules, compare them with those in force, put them in force;
take up what an upgrade of the program brought."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TypeGuard

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import places_in_force
from wangge.core.places.shipped import SHIPPED, newer_rules, take_up
from wangge.ground.foundation.errors import Conflict
from wangge.ground.rulebook.document import Change, diff
from wangge.ground.rulebook.faults import RulebookFaults
from wangge.ground.rulebook.load import load, shipped_places
from wangge.ground.rulebook.rulebook import Rulebook


class Command(BaseCommand):
    help = "检查、比较、启用一个地方的规则"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check", "diff", "apply", "upgrade", "list"])
        parser.add_argument(
            "folder", nargs="?", help=f"规则文件夹，或者随程序提供的地方代码（{'、'.join(shipped_places())}）"
        )
        parser.add_argument("--note", default="", help="这次为什么改")
        parser.add_argument("--by", default="wangge rulebook apply", help="谁启用")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "list":
            self._list()
            return
        if options["what"] == "upgrade":
            self._upgrade(only=options["folder"] or "", by=options["by"])
            return
        if not options["folder"]:
            raise CommandError(_("请写规则文件夹或者地方代码"))
        rules = self._load(options["folder"])
        self.stdout.write(_("{name}的规则没有错误").format(name=rules.place.name))
        if options["what"] != "check":
            self._show_changes(rules)
        if options["what"] == "apply":
            self._apply(rules, note=options["note"], by=options["by"], is_shipped=options["folder"] in shipped_places())

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
            self.stdout.write(_words(change))

    def _upgrade(self, *, only: str, by: str) -> None:
        """Take up newer shipped rules where those in force came with the program, too; say where a person decides."""
        found = [one for one in newer_rules() if only in ("", one.rules.place.code)]
        if not found:
            self.stdout.write(_("现行的规则和随附的一样"))
        for one in found:
            name, code = one.rules.place.name, one.rules.place.code
            if one.is_untouched:
                version = take_up(newer=one, applied_by=by, at=timezone.now())
                self.stdout.write(_("已启用{name}第 {n} 版规则").format(name=name, n=version.number))
                continue
            words = _("{name}的规则是本地改过的，没有动。随附的有 {n} 处不同，看 wangge rulebook diff {code}")
            self.stdout.write(words.format(name=name, n=len(one.changes), code=code))
            for role, permissions in one.permissions.items():
                self.stdout.write(f"  {role}：+ {'、'.join(permissions)}")

    def _apply(self, rules: Rulebook, *, note: str, by: str, is_shipped: bool) -> None:
        try:
            version = apply_rulebook(
                rulebook=rules, applied_by=by, note=note or (SHIPPED if is_shipped else ""), is_shipped=is_shipped,
                at=timezone.now(),
            )  # fmt: skip
        except Conflict as same:
            self.stdout.write(same.message)
            return
        self.stdout.write(_("已启用{name}第 {n} 版规则").format(name=rules.place.name, n=version.number))


def _words(change: Change) -> str:
    """Of lists of words what came and what went, of all else both values."""
    old, new = change.before, change.after
    if not (_is_words(old) and _is_words(new)) or sorted(old) == sorted(new):
        return f"{change.path}: {old} → {new}"
    came, went = [f"+ {one}" for one in new if one not in old], [f"− {one}" for one in old if one not in new]
    return f"{change.path}: {'，'.join(came + went)}"


def _is_words(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
