"""Pulling by transaction and sequence: nothing is passed over, nothing stays that is gone."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from tests.sync.phones import BEGINNING, TOWN, an_id, ignore_others
from wangge.ground.foundation import revisions
from wangge.ground.foundation.ids import uuid7
from wangge.ground.sync.models import SyncRow
from wangge.ground.sync.pulling import MustReset, pull, read_cursor, scopes_with_news
from wangge.ground.sync.restored import AFTER_RESTORE
from wangge.ground.sync.rows import TOMBSTONES_KEPT, NewRow, move_rows, prune_tombstones, put_rows, remove_rows

GRID, OTHER = an_id("g1"), an_id("g2")
WRITERS, EACH = 12, 15


@pytest.fixture(autouse=True)
def _nobody_else_writes(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "real_horizon" not in request.keywords:
        ignore_others(monkeypatch)


def rows(*names: str, scope=GRID, **payload: str) -> list[NewRow]:
    return [NewRow(scope, "hh", an_id(name), TOWN, {"name": name, **payload}) for name in names]


def names_of(page) -> list[str]:
    import json

    return [(json.loads(line.payload) or {}).get("name", "gone") for line in page.lines]


@pytest.mark.django_db(transaction=True)
class TestPulling:
    def test_pages_follow_each_other_in_the_order_of_writing(self):
        for name in "abcde":
            put_rows(rows(name), at=BEGINNING)

        first = pull(scope=GRID, cursor=None, limit=3)
        second = pull(scope=GRID, cursor=first.cursor, limit=3)

        assert (names_of(first), first.has_more) == (["a", "b", "c"], True)
        assert (names_of(second), second.has_more) == (["d", "e"], False)
        assert pull(scope=GRID, cursor=second.cursor).lines == []
        assert read_cursor(str(second.cursor)) == second.cursor

    def test_what_did_not_change_is_not_sent_again_and_what_did_has_a_new_version(self):
        put_rows(rows("a", "b"), at=BEGINNING)
        have = pull(scope=GRID, cursor=None).cursor

        changed = put_rows([*rows("a"), *rows("b", phone="1")], at=BEGINNING)

        page = pull(scope=GRID, cursor=have)
        assert (changed, names_of(page), page.lines[0].ver) == (1, ["b"], 2)
        assert SyncRow.objects.get(row_id=an_id("b")).field_ver == {"phone": [2, "", BEGINNING.isoformat()]}

    def test_one_scope_never_shows_what_another_has(self):
        put_rows([*rows("a"), *rows("b", scope=OTHER)], at=BEGINNING)

        assert names_of(pull(scope=GRID, cursor=None)) == ["a"]
        assert names_of(pull(scope=OTHER, cursor=None)) == ["b"]
        assert pull(scope=uuid4(), cursor=None).lines == []

    def test_what_moves_leaves_a_tombstone_and_takes_its_versions_along(self):
        put_rows(rows("a"), at=BEGINNING)
        put_rows(rows("a", phone="1"), device="d1", at=BEGINNING)
        have = pull(scope=GRID, cursor=None).cursor

        assert move_rows([(GRID, "hh", an_id("a"))], to=OTHER, town_id=TOWN, at=BEGINNING) == 1

        gone, there = pull(scope=GRID, cursor=have).lines, pull(scope=OTHER, cursor=None).lines
        assert [(line.is_deleted, line.payload) for line in gone] == [(True, "null")]
        assert [(line.is_deleted, line.ver) for line in there] == [(False, 3)]
        assert SyncRow.objects.get(scope=OTHER).field_ver["phone"][1] == "d1"

    def test_a_full_copy_gets_no_tombstones_but_those_made_while_it_goes_on(self):
        put_rows(rows("a", "b", "c"), at=BEGINNING)
        remove_rows([(GRID, "hh", an_id("a"))], at=BEGINNING)
        first = pull(scope=GRID, cursor=None, limit=1)
        remove_rows([(GRID, "hh", an_id("b"))], at=BEGINNING)

        second = pull(scope=GRID, cursor=first.cursor)

        assert names_of(first) == ["b"]
        assert names_of(second) == ["c", "gone"]

    def test_a_phone_older_than_the_tombstones_copies_again_and_that_copy_is_not_reset_again(self):
        put_rows(rows("a", "b"), at=BEGINNING)
        have = pull(scope=GRID, cursor=None).cursor
        with transaction.atomic():  # the very next transaction: its number is where the copy began
            remove_rows([(GRID, "hh", an_id("a"))], at=BEGINNING)
        prune_tombstones(at=BEGINNING + TOMBSTONES_KEPT + timedelta(days=1))

        assert scopes_with_news(cursors={GRID: have}) == {GRID}
        with pytest.raises(MustReset):
            pull(scope=GRID, cursor=have)
        first = pull(scope=GRID, cursor=None, limit=1)
        assert names_of(first) == ["b"]
        assert pull(scope=GRID, cursor=first.cursor).lines == []
        assert scopes_with_news(cursors={GRID: first.cursor}) == set()

    @pytest.mark.parametrize("words", ["x", "1.2", "1.2.3", "1.2.s3", "99999999999999999999.1.s1.g0", "1.2.s3.g0;"])
    def test_what_is_no_cursor_begins_again(self, words):
        with pytest.raises(MustReset):
            read_cursor(words)

    def test_a_cursor_of_a_database_that_was_since_put_back_begins_again(self):
        put_rows(rows("a"), at=BEGINNING)
        have = pull(scope=GRID, cursor=None).cursor
        with pytest.raises(MustReset):
            pull(scope=GRID, cursor=have._replace(tx=2**40))

        with connection.cursor() as cursor:
            cursor.execute(AFTER_RESTORE)
        revisions.forget_all()

        with pytest.raises(MustReset):
            pull(scope=GRID, cursor=have)
        assert names_of(pull(scope=GRID, cursor=None)) == ["a"]


@pytest.mark.real_horizon
@pytest.mark.django_db(transaction=True)
def test_twelve_writers_at_once_and_nothing_is_passed_over():
    """A plain sequence or a time as cursor loses a quarter of these rows."""
    stop, seen, cursor = threading.Event(), set(), None

    def write(number: int) -> None:
        for _time in range(EACH):
            with transaction.atomic():
                put_rows([NewRow(GRID, "hh", uuid7(), TOWN, {"by": number})], at=BEGINNING)
                with connection.cursor() as wait:
                    wait.execute("SELECT pg_sleep(random() * 0.01)")
        connections.close_all()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    timer = threading.Timer(60, stop.set)
    timer.start()
    while len(seen) < WRITERS * EACH and not stop.is_set():
        page = pull(scope=GRID, cursor=cursor, limit=7)
        assert not seen & {line.id for line in page.lines}
        seen |= {line.id for line in page.lines}
        cursor = page.cursor
    timer.cancel()
    for writer in writers:
        writer.join()
    assert len(seen) == WRITERS * EACH
