"""`wangge bench`: run the measurements of the folder bench/ of the source tree."""

import argparse
import subprocess
import sys

from config.environment import PROJECT

SCRIPT = PROJECT / "bench" / "run.py"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="交给 bench/run.py 的选项")


def run(options: argparse.Namespace) -> int:
    if not SCRIPT.exists():
        print(f"没有 {SCRIPT}：测速只能在源码目录里运行。", file=sys.stderr)
        return 1
    return subprocess.run([sys.executable, str(SCRIPT), *options.words], check=False).returncode
