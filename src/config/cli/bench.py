"""`wangge bench`: run the measurements of the folder bench/ of the source tree."""

import subprocess
import sys
from collections.abc import Sequence

from config.environment import PROJECT

SCRIPT = PROJECT / "bench" / "run.py"


def run(words: Sequence[str]) -> int:
    if not SCRIPT.exists():
        print(f"没有 {SCRIPT}：测速只能在源码目录里运行。", file=sys.stderr)
        return 1
    return subprocess.run([sys.executable, str(SCRIPT), *words[1:]], check=False).returncode
