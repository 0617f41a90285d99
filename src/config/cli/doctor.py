"""`wangge doctor`: looks at the whole installation and says how to mend each fault."""

import argparse
from collections.abc import Iterable, Iterator

from django.db import DatabaseError

from config.cli import checks
from config.cli.checks.database import reachable
from config.cli.checks.findings import Finding, fault

MARKS = {"good": "好　", "advice": "建议", "fault": "毛病"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="只说毛病和建议")


def run(options: argparse.Namespace) -> int:
    faults = 0
    for finding in examine():
        faults += finding.level == "fault"
        if not options.quiet or finding.level != "good":
            print(f"[{MARKS[finding.level]}] {finding.title}：{finding.says}", flush=True)
            if finding.cure:
                print(f"        治法：{finding.cure}", flush=True)
    print(f"共 {faults} 处毛病。" if faults else "一切正常。")
    return 1 if faults else 0


def examine() -> Iterator[Finding]:
    """Every check in turn; what needs the database is left out when there is none."""
    yield from _all(checks.WITHOUT_DATABASE)
    database = reachable()
    yield database
    if database.level == "fault":
        return
    structure = list(_all(checks.ON_DATABASE))
    yield from structure
    if not any(finding.level == "fault" and finding.title == "数据库结构" for finding in structure):
        yield from _all(checks.ON_CURRENT_STRUCTURE)


def _all(group: Iterable[checks.Check]) -> Iterator[Finding]:
    for check in group:
        try:
            yield from check()
        except (OSError, DatabaseError) as trouble:
            yield fault(check.__name__, f"检查没有做成：{trouble}", cure="先治好上面的毛病，再运行一次")
