"""The database: reachable, new enough, in the right words and time, with today's tables."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config.cli.checks.findings import Finding, advice, fault, good

OLDEST = 150000
PORTABLE = {"C", "POSIX", "C.UTF-8", "C.utf8"}
CLOCKS_MAY_DIFFER = timedelta(seconds=2)
FULL = 0.8


def reachable() -> Finding:
    """Whether a connection can be made at all; the other checks need one."""
    try:
        connection.ensure_connection()
    except DatabaseError as refusal:
        reason = str(refusal).strip().splitlines()[0]
        cure = "启动 wangge serve（自带的数据库随它启动），或检查 WANGGE_DATABASE_URL 和数据库服务"
        return fault("数据库", f"连接不上：{reason}", cure=cure)
    place = connection.settings_dict["HOST"] or "本机"
    return good("数据库", f"{connection.settings_dict['NAME']}（{place}）")


def version_is_new_enough() -> Iterator[Finding]:
    version = connection.pg_version  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it
    says = f"PostgreSQL {version // 10000}.{version % 10000}"
    if version < OLDEST:
        yield fault("数据库版本", says, cure="升级到 PostgreSQL 15 或更新的版本")
    else:
        yield good("数据库版本", says)
    used, most = _row(
        "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),"
        " current_setting('max_connections')::int"
    )
    says = f"{used} 个在用，上限 {most}"
    if used > most * FULL:
        yield fault("数据库连接", says, cure="提高 max_connections，或减少 wangge web 的 --workers 和 --threads")
    else:
        yield good("数据库连接", says)


def locale_is_portable() -> Iterator[Finding]:
    encoding, locale = _row(
        "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"
    )
    says = f"{encoding}，{locale}"
    cure = "新建数据库：CREATE DATABASE wangge TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'，再用备份恢复"
    if encoding != "UTF8":
        yield fault("数据库字符集", says, cure=cure)
    elif locale not in PORTABLE:
        yield advice("数据库字符集", f"{says}：系统升级后排序可能改变，索引要重建", cure=cure)
    else:
        yield good("数据库字符集", says)


def clock_agrees() -> Iterator[Finding]:
    before = datetime.now(UTC)
    (there,) = _row("SELECT clock_timestamp()")
    after = datetime.now(UTC)
    away = max(before - there, there - after, timedelta(0))
    says = f"与数据库相差 {away.total_seconds():.1f} 秒"
    if away > CLOCKS_MAY_DIFFER:
        yield fault("时钟", says, cure="两台机器都开启时间同步（timedatectl set-ntp true）；时限按时钟计算")
    else:
        yield good("时钟", says)


def structure_is_current() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield fault("数据库结构", f"缺 {len(missing)} 步更新", cure="停止服务、备份，然后运行 wangge migrate")
    else:
        yield good("数据库结构", "是当前版本")


def _row(question: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return tuple(cursor.fetchone())
