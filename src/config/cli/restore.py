"""`wangge restore FILE`: database and uploaded files back from a backup."""

import argparse
import sys
from pathlib import Path

from config.cli.archive import ArchiveFault, is_empty, others_connected, read_archive
from config.cli.installation import database_at_hand


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="wangge backup 写的文件")
    parser.add_argument("--replace", action="store_true", help="替换现有的全部数据")


def run(options: argparse.Namespace) -> int:
    source: Path = options.file.absolute()
    try:
        with database_at_hand() as server:
            if (server is not None and server.is_adopted) or others_connected():
                raise ArchiveFault("数据库正在使用：请先停止 wangge serve、web 和 worker，再恢复。")
            if not is_empty() and not options.replace:
                raise ArchiveFault("数据库里已有数据：确定要全部替换时加上 --replace（先做一次备份）。")
            print(f"从 {source} 恢复 …", flush=True)
            read_archive(source)
    except ArchiveFault as fault:
        print(fault, file=sys.stderr)
        return 1
    print("完成。接着运行 wangge migrate，再启动服务。")
    return 0
