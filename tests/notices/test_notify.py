from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.world import MONDAY, make_account, make_county, make_grid, make_town, make_village
from wangge.core.notices.models import Notice
from wangge.core.notices.operations import mark_all_read, mark_read, notify
from wangge.core.notices.queries import UNREAD_CAP, inbox, unread_count
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import NotFound

from .builders import CASE, a_notice, all_deliveries, notices
from .probe import Probe

pytestmark = pytest.mark.django_db


def test_everybody_named_is_told():
    town = make_town()
    first, second = make_account("王一", at=town), make_account("李二", at=town)
    make_account("旁人", at=town)

    notify(new=[a_notice(first, second, at=town, words="荣星村第一网格")], at=MONDAY)

    assert [n.account_id for n in notices()] == [first.pk, second.pk]
    [row] = inbox(account_id=first.pk).rows
    assert (row.title, row.words, row.subject, row.created_at) == ("有新事项待签收", "荣星村第一网格", CASE, MONDAY)
    assert row.is_unread


def test_a_notice_belongs_to_the_town_where_it_happened_and_the_county_to_none():
    county = make_county()
    town = make_town(under=county)
    grid = make_grid(under=make_village(under=town))
    person = make_account()

    notify(new=[a_notice(person, at=grid, key="a"), a_notice(person, at=county, key="b")], at=MONDAY)

    assert [n.town_id for n in notices()] == [town.pk, None]


def test_a_fact_delivered_twice_is_told_once(probe: Probe):
    town = make_town()
    person = make_account(at=town)

    for _ in range(2):
        notify(new=[a_notice(person, person, at=town)], at=MONDAY)

    assert len(notices()) == 1
    assert len(all_deliveries()) == 1


def test_a_fact_of_the_county_delivered_twice_is_told_once(probe: Probe):
    county = make_county()
    person = make_account()

    for _ in range(2):
        notify(new=[a_notice(person, at=county)], at=MONDAY)

    assert len(notices()) == 1
    assert len(all_deliveries()) == 1


def test_two_facts_of_one_batch_under_one_key_are_told_once():
    town = make_town()
    person = make_account(at=town)

    notify(new=[a_notice(person, at=town), a_notice(person, at=town, title="同一件事")], at=MONDAY)

    assert [n.title for n in notices()] == ["有新事项待签收"]


def test_what_is_rolled_back_was_never_told(probe: Probe):
    town = make_town()
    person = make_account(at=town)

    with transaction.atomic():
        notify(new=[a_notice(person, at=town)], at=MONDAY)
        transaction.set_rollback(True)

    assert notices() == []
    assert all_deliveries() == []
    assert jobs.counts_by_status() == {}
    assert probe.tries == 0


@pytest.mark.parametrize("persons", [1, 30])
def test_inboxes_take_one_insert_however_many_persons(persons: int):
    town = make_town()
    new = [a_notice(*[make_account(at=town) for _ in range(persons)], at=town, key=f"{n}") for n in range(3)]

    with CaptureQueriesContext(connection) as caught:
        notify(new=new, at=MONDAY)

    inserts = [q["sql"] for q in caught if q["sql"].startswith("INSERT")]
    assert len(inserts) == 1
    assert len(notices()) == 3 * persons


def test_nothing_leaves_where_only_the_inbox_is_switched_on():
    town = make_town()

    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    assert all_deliveries() == []
    assert jobs.counts_by_status() == {}


def test_what_leaves_is_one_job(probe: Probe):
    town = make_town()

    notify(new=[a_notice(make_account(at=town), at=town, key=f"{n}") for n in range(5)], at=MONDAY)

    assert len(all_deliveries()) == 5
    assert jobs.counts_by_status() == {"todo": 1}


def test_nothing_to_tell_writes_nothing():
    with CaptureQueriesContext(connection) as caught, transaction.atomic():
        notify(new=[], at=MONDAY)

    assert [q for q in caught if "notices" in q["sql"]] == []


def test_the_inbox_is_paged_newest_first_in_one_statement():
    town = make_town()
    person, other = make_account(at=town), make_account(at=town)
    for n in range(5):
        notify(new=[a_notice(person, other, at=town, key=f"{n}", title=f"第{n}件")], at=MONDAY + timedelta(hours=n))

    with CaptureQueriesContext(connection) as caught:
        first = inbox(account_id=person.pk, size=2)
    second = inbox(account_id=person.pk, size=2, before=first.next_before)
    last = inbox(account_id=person.pk, size=2, before=second.next_before)

    assert [[row.title for row in page.rows] for page in (first, second, last)] == [
        ["第4件", "第3件"],
        ["第2件", "第1件"],
        ["第0件"],
    ]
    assert last.next_before is None
    assert len(caught) == 1


def test_reading_counts_once_and_leads_to_the_subject():
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, key="a"), a_notice(person, at=town, key="b")], at=MONDAY)
    [newest, _] = inbox(account_id=person.pk).rows

    subject = mark_read(account_id=person.pk, notice_id=newest.id, at=MONDAY + timedelta(minutes=1))
    mark_read(account_id=person.pk, notice_id=newest.id, at=MONDAY + timedelta(minutes=9))

    assert subject == CASE
    assert Notice.objects.get(pk=newest.id).read_at == MONDAY + timedelta(minutes=1)
    assert unread_count(account_id=person.pk) == 1
    assert [row.is_unread for row in inbox(account_id=person.pk, unread_only=True).rows] == [True]


def test_nobody_reads_the_notices_of_another():
    town = make_town()
    person, stranger = make_account(at=town), make_account(at=town)
    notify(new=[a_notice(person, at=town)], at=MONDAY)
    [notice] = notices()

    with pytest.raises(NotFound):
        mark_read(account_id=stranger.pk, notice_id=notice.pk, at=MONDAY)

    assert mark_all_read(account_id=stranger.pk, at=MONDAY) == 0
    assert inbox(account_id=stranger.pk).rows == ()
    assert unread_count(account_id=person.pk) == 1


def test_reading_all_spares_what_came_after_the_page_was_shown():
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, key="a"), a_notice(person, at=town, key="b")], at=MONDAY)
    shown = inbox(account_id=person.pk).rows[0].id
    notify(new=[a_notice(person, at=town, key="c")], at=MONDAY)

    assert mark_all_read(account_id=person.pk, up_to=shown, at=MONDAY) == 2
    assert unread_count(account_id=person.pk) == 1
    assert mark_all_read(account_id=person.pk, at=MONDAY) == 1


def test_the_unread_are_counted_up_to_a_cap():
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, key=f"{n}") for n in range(UNREAD_CAP + 5)], at=MONDAY)

    assert unread_count(account_id=person.pk) == UNREAD_CAP
