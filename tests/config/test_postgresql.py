"""A connection in use is not asked whether it lives; an idle one is, and a dead one is replaced."""

import pytest
from django.db import connection

from config.postgresql import base


@pytest.mark.django_db(transaction=True)
def test_an_idle_connection_that_died_is_replaced(monkeypatch):
    connection.ensure_connection()
    before = connection.connection
    before.close()
    monkeypatch.setattr(connection, "_used_at", float("-inf"))
    connection.health_check_enabled, connection.health_check_done = True, False

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    assert connection.connection is not before


@pytest.mark.django_db(transaction=True)
def test_a_busy_connection_is_not_asked(monkeypatch):
    asked = []
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: asked.append(1) or True)
    for _ in range(3):
        connection.health_check_enabled, connection.health_check_done = True, False
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    assert len(asked) <= 1
