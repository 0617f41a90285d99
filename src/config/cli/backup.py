"""`wangge backup FILE`: database and uploaded files into one file."""

import argparse
import sys
from pathlib import Path

from config import environment
from config.cli.archive import ArchiveFault, write_archive
from config.cli.installation import database_at_hand


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="备份文件，例如 wangge-2026-11-01.tar")


def run(options: argparse.Namespace) -> int:
    target: Path = options.file.absolute()
    print(f"备份到 {target} …", flush=True)
    try:
        with database_at_hand():
            write_archive(target)
    except ArchiveFault as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"完成，{target.stat().st_size / 1e6:.1f} MB。")
    print(f"密钥不在备份里：请另外保管 {environment.home()} 下的 secret.key 和 keys.json，没有它们读不出加密的内容。")
    return 0
