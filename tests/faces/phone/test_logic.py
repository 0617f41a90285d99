"""The plain functions behind the phone's screens: what is tested in TypeScript is run with all other tests."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[3] / "assets"
BUNDLER = ASSETS / "node_modules" / ".bin" / "rolldown"


@pytest.mark.skipif(
    shutil.which("node") is None or not BUNDLER.exists(), reason="这个测试要用 node：请先运行 make assets"
)
def test_the_logic_of_the_screens(tmp_path: Path) -> None:
    bundle = tmp_path / "logic.test.mjs"
    source = ASSETS / "src" / "phone" / "tests" / "logic.test.ts"
    quiet = {**os.environ, "NO_COLOR": "1"}

    made = subprocess.run(
        [BUNDLER, source, "--platform", "node", "--file", bundle], capture_output=True, text=True, env=quiet
    )
    assert made.returncode == 0, made.stderr
    ran = subprocess.run(["node", "--test", bundle], capture_output=True, text=True, env=quiet)

    assert ran.returncode == 0, ran.stdout
