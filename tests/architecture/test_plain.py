"""The rulebook and the engines run where no Django is: also what they import must not load it."""

import os
import subprocess
import sys

import pytest

from tests.architecture.source import SRC

LOAD_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if name.partition(".")[0] == "django"))
"""


@pytest.mark.parametrize("package", ["wangge.ground.rulebook", "wangge.ground.engines"])
def test_nothing_they_import_loads_django(package):
    there = os.environ | {"PYTHONPATH": str(SRC.parent)}

    done = subprocess.run([sys.executable, "-c", LOAD_ALL, package], capture_output=True, text=True, env=there)

    assert (done.stdout.split(), done.returncode) == ([], 0), done.stderr
