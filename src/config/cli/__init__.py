"""The command `wangge`: one module of this package per command, loaded only when it is called."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module

from config.cli.installation import django_alone, django_at_hand
from wangge.ground.foundation.postgres import PostgresFault

COMMANDS = {
    "serve": "一个进程组运行全部：数据库、网页、后台任务（小乡镇用这个）",
    "web": "只运行网页服务",
    "worker": "只运行后台任务",
    "migrate": "把数据库结构更新到当前版本，装入随附的规则",
    "admins": "为新安装建立三个管理员账号",
    "doctor": "检查安装，指出每处毛病怎么治",
    "import": "导入文件中的数据",
    "rulebook": "检查、比较、启用各地的规则",
    "areas": "导入、导出、检查各级区域与边界",
    "learn": "用一个地方纠正过的事项训练类别建议",
    "whatif": "推演：换个规模、时限或力量，一个地方会怎样",
    "demo": "建立演示地点",
    "backup": "把数据库备份到一个文件",
    "restore": "从备份文件恢复数据库",
    "manage": "Django 自带的管理命令",
    "messages": "界面译文：收集、检查、编译",
    "bench": "测速",
}
FORWARDED = {"import", "rulebook", "areas", "learn", "whatif", "demo", "manage"}
HANDED_ON = {**dict.fromkeys(FORWARDED, "forward"), "bench": "bench"}  # who reads the rest of the words
SURROUNDINGS = {  # what must stand before a command's module can be loaded
    **dict.fromkeys(("worker", "migrate", "admins"), django_at_hand),
    "doctor": django_alone,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 refused or faults found, 2 wrongly called."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    parser = _parser()
    if not words:
        parser.print_help()
        return 2
    try:
        if words[0] in COMMANDS:
            return _run(words)
    except PostgresFault as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    parser.parse_args(words)
    return 2


def _run(words: list[str]) -> int:
    name, *rest = words
    if name in HANDED_ON:
        return int(import_module(f"config.cli.{HANDED_ON[name]}").run(words))
    with SURROUNDINGS.get(name, nullcontext)():
        command = import_module(f"config.cli.{name}")
        parser = argparse.ArgumentParser(prog=f"wangge {name}", description=COMMANDS[name])
        command.add_arguments(parser)
        return int(command.run(parser.parse_args(rest)))


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<10}{says}" for name, says in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="wangge",
        description="网格：一件事从上报到办结。",
        usage="wangge 命令 [选项]",
        epilog=f"命令：\n{listed}\n\n每个命令的选项：wangge 命令 --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="命令", help="见下表")
    return parser
