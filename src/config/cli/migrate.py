"""`wangge migrate`: the tables, the shipped rulebooks and, if wanted, the demonstration brought up to date."""

import argparse
import time

from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

LOCK = 0x77616E67  # any number, the same in every process of ours


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="数据库为空时建立演示地点")


def run(options: argparse.Namespace) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # two starts at once migrate one after the other
    migrate()
    return 0


def migrate() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        begun = time.monotonic()
        print(f"更新数据库结构（{len(plan)} 步） …", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
        print(f"  完成，用时 {time.monotonic() - begun:.1f} 秒", flush=True)


__all__ = ["add_arguments", "get_commands", "run"]
