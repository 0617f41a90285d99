"""The machine code of the engines: made once, by a process of its own, in half a minute that no page may take.

It is kept in a folder named after the sources: what is put into other functions would not be noticed otherwise. Nothing
large is loaded to ask whether it is there. `python -m wangge.ground.engines.machine_code` makes it.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from wangge.ground.engines.routes.request import QUICK, Evening, Stop, Visitor
from wangge.ground.foundation.processes import end_with_parent

State = Literal["made", "missing", "failed"]
KEPT_IN = "NUMBA_CACHE_DIR"  # where numba looks for it
BELOW = "machine-code"
PLANNING = "wangge.ground.engines.routes.planning"
SIX, EIGHT = 6 * 3600, 8 * 3600
GENTLE = 10  # what people wait for goes first


def keep_in(home: Path) -> None:
    """Let machine code be kept in the folder of an installation, unless the environment names another place."""
    os.environ.setdefault(KEPT_IN, str(home / BELOW / _of_sources()))


def _of_sources() -> str:
    here = Path(__file__).parent
    found = ((path.relative_to(here), path.stat()) for path in sorted(here.rglob("*.py")))
    words = "".join(f"{name} {stat.st_size} {stat.st_mtime_ns}\n" for name, stat in found)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _folder() -> Path | None:
    return Path(os.environ[KEPT_IN]) if os.environ.get(KEPT_IN) else None


def state() -> State:
    """Whether a plan can be made at once; "made" also where the extra is missing or no place for the code is named."""
    folder = _folder()
    if folder is None or find_spec("numba") is None or (folder / "made").exists():
        return "made"
    return "failed" if (folder / "failed").exists() else "missing"


def why_failed() -> str:
    """What went wrong when it was made last."""
    folder = _folder()
    return (folder / "failed").read_text("utf8") if folder is not None and state() == "failed" else ""


def start(*, again: bool = False) -> None:
    """Let a process of its own make what is missing, unless one does already; what failed is tried `again`.

    What the main thread of a server starts ends with the server; what a page's thread starts ends by itself.
    """
    folder = _folder()
    if folder is None or state() == "made" or (state() == "failed" and not again):
        return
    with _lock(folder, wait=False) as is_ours:
        if not is_ours:
            return
    words = [sys.executable, "-m", __name__]
    ends = end_with_parent(signal.SIGTERM) if threading.current_thread() is threading.main_thread() else None
    subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=ends)  # noqa: S603 - ourselves


def make() -> None:
    """Make it here and now, or wait for who makes it; what older sources left goes. Raises what goes wrong."""
    folder = _folder()
    if folder is None or find_spec("numba") is None:
        return
    with _lock(folder, wait=True):
        if (folder / "made").exists():
            return
        try:
            import_module(PLANNING).plan_evening(_evening())
        except Exception as fault:
            (folder / "failed").write_text(f"{type(fault).__name__}: {fault}", "utf8")
            raise
        (folder / "made").touch()
        (folder / "failed").unlink(missing_ok=True)
        for other in folder.parent.iterdir() if folder.parent.name == BELOW else ():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _lock(folder: Path, *, wait: bool) -> Iterator[bool]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def _evening() -> Evening:
    """Every function of the search is called by the smallest evening."""
    stops = tuple(Stop(f"{n}", 104.2 + n / 500, 35.1, 600, SIX, EIGHT, 1200) for n in range(4))
    return Evening(stops, tuple(Visitor(f"{n}", 104.2, 35.1, SIX, EIGHT) for n in range(2)), effort=QUICK)


if __name__ == "__main__":
    os.nice(GENTLE)
    make()
