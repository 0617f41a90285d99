"""Child processes that are started again when they fall, later each time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from wangge.ground.foundation.processes import end_with_parent

LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # seconds after which an earlier fall is forgotten
STOPPED_WITHIN = 20.0


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


def start_command(words: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Another `wangge` command in a group of its own that ends with us (call from the main thread)."""
    return subprocess.Popen(
        [sys.executable, "-m", "config.cli", *words],
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in a terminal is for us; we stop the children in order
        preexec_fn=end_with_parent(signal.SIGTERM),
    )


@dataclass
class Child:
    """One command kept alive."""

    title: str
    words: Sequence[str]
    falls: int = 0
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    _changed_at: float = 0.0  # when it was started, or fell

    def start(self) -> None:
        self._process = start_command(self.words)
        self._changed_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def watch(self) -> None:
        """Notice a fall, and start again after a pause that doubles with each fall."""
        now = time.monotonic()
        if self.is_running:
            if now - self._changed_at > STEADY_AFTER:
                self.falls = 0
        elif self._process is not None:
            code = self._process.returncode
            self._sweep()
            self.falls += 1
            self._changed_at = now
            say(f"{self.title}停了（{code}），{self._pause:.0f} 秒后重新启动。")
        elif now - self._changed_at >= self._pause:
            self.start()

    def stop(self) -> None:
        if self._process is not None and self.is_running:
            self._process.terminate()

    def wait(self, *, until: float) -> None:
        """Wait for the end that `stop` asked for; from `until` on it is forced."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{self.title}没有按时停下，强制结束。")
        self._sweep()

    @property
    def _pause(self) -> float:
        return float(min(2 ** max(0, self.falls - 1), LONGEST_PAUSE)) if self.falls else 0.0

    def _sweep(self) -> None:
        """End what is left of the group: a killed web server leaves its workers on the port."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
