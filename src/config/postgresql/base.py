import time

from django.db.backends.postgresql import base

IDLE_SECONDS = 2.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection used within the last seconds is taken to live: one statement less on every request.

    Should the server have gone just then, the request fails as it would in the middle, and the next one connects anew.
    """

    _used_at = float("-inf")

    def close_if_health_check_failed(self) -> None:
        now = time.monotonic()
        if now - self._used_at < IDLE_SECONDS:
            self.health_check_done = True
        self._used_at = now
        super().close_if_health_check_failed()
