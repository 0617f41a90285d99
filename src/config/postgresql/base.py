import time

from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper
from psycopg import ProgrammingError, RawCursor

IDLE_SECONDS = 2.0


class DatabaseOperations(operations.DatabaseOperations):
    """What is told of a statement whose values the server numbers is the statement itself."""

    def last_executed_query(self, cursor: object, sql: str, params: object) -> str:
        try:
            return super().last_executed_query(cursor, sql, params) or sql
        except ProgrammingError:
            return sql


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection used within the last seconds is taken to live: one statement less on every request.

    Should the server have gone just then, the request fails as it would in the middle, and the next one connects anew.
    """

    ops_class = DatabaseOperations
    _used_at = float("-inf")

    def numbered_cursor(self) -> CursorWrapper:
        """A cursor for statements with $1, $2 …: nothing is rewritten here, and the server may keep the plan."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            prepared: CursorWrapper = self._prepare_cursor(RawCursor(self.connection))  # type: ignore[attr-defined]  # of the base class
            return prepared

    def close_if_health_check_failed(self) -> None:
        now = time.monotonic()
        if now - self._used_at < IDLE_SECONDS:
            self.health_check_done = True
        self._used_at = now
        super().close_if_health_check_failed()
