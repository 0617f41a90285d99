"""`wangge migrate`: the tables, the shipped rulebooks and, if wanted, the demonstration brought up to date."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from django.core.management import call_command, get_commands
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config import environment
from config.cli.preparation import ACCOUNTS, PENDING, RULES, shipped_rules
from wangge.core.areas.models import Area
from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import places_in_force
from wangge.core.places.shipped import SHIPPED, newer_rules, take_up
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.faults import RulebookFaults
from wangge.ground.rulebook.load import load, shipped_places

LOCK = 0x77616E67  # any number, the same in every process of ours
BY = "wangge migrate"
DEMONSTRATIONS = ("qingping", "jiaozuo")
WORDS = "wangge.faces.demo.accounts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="数据库为空时建立演示地点")


def run(options: argparse.Namespace) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # two starts at once migrate one after the other
    try:
        migrate()
        apply_shipped_rulebooks()
        take_up_newer_rulebooks(takes_all=options.demo)
        if options.demo:
            build_demonstrations()
    except RulebookFaults as found:
        print(*found.faults, "随附的规则有错误，没有启用。", sep="\n", file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    return 0


def migrate() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with told(f"更新数据库结构（{len(plan)} 步）"):
            call_command("migrate", verbosity=0, interactive=False)


def apply_shipped_rulebooks() -> None:
    """Put the rulebooks that come with the product in force where a place has none yet."""
    known = places_in_force()
    for code, folder in shipped_places().items():
        if code not in known:
            rules = load(folder)
            with told(f"启用{rules.place.name}的规则"):
                apply_rulebook(rulebook=rules, applied_by=BY, note=SHIPPED, is_shipped=True, at=timezone.now())


def take_up_newer_rulebooks(*, takes_all: bool) -> None:
    """An upgrade may bring newer rules: a demonstration takes them up, elsewhere it is said that they are there.

    Rules that a place changed for itself are left alone everywhere.
    """
    for newer in newer_rules():
        name, code = newer.rules.place.name, newer.rules.place.code
        if takes_all and newer.is_untouched:
            with told(f"{name}的规则换成随附的新规则（{len(newer.changes)} 处）"):
                take_up(newer=newer, applied_by=BY, at=timezone.now())
            continue
        print(
            f"随附的{name}规则与现行第 {newer.number} 版有 {len(newer.changes)} 处不同，没有自动启用："
            f"wangge rulebook diff {code} 看差别，wangge rulebook upgrade 启用",
            flush=True,
        )
    known = environment.home() / RULES
    known.parent.mkdir(parents=True, exist_ok=True)
    known.write_text(shipped_rules(), "ascii")


def build_demonstrations() -> None:
    """Build the demonstration places in an empty database; one that was interrupted goes on with what is missing."""
    if "demo" not in get_commands():
        return
    pending = environment.home() / PENDING
    areas = Area.objects.all()
    if not areas.exists():
        pending.touch()
    for code in DEMONSTRATIONS if pending.exists() else ():
        if not areas.filter(place=code).exists():
            with told(f"建立演示地点 {code}"), transaction.atomic():
                call_command("demo", code)
    pending.unlink(missing_ok=True)
    if find_spec(WORDS.rpartition(".")[0]) and find_spec(WORDS):
        told_accounts = environment.home() / ACCOUNTS
        told_accounts.touch(mode=0o600)
        told_accounts.write_text("\n".join(import_module(WORDS).lines()) + "\n", "utf-8")


@contextmanager
def told(title: str) -> Iterator[None]:
    begun = time.monotonic()
    print(f"{title} …", flush=True)
    yield
    print(f"  完成，用时 {time.monotonic() - begun:.1f} 秒", flush=True)
