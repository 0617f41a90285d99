from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.world import MONDAY, make_account, make_county, make_town, shipped_rulebook
from wangge.core.notices.channels import SendFailed
from wangge.core.notices.lifecycle import ATTEMPTS, DeliveryStatus, wait_before_next
from wangge.core.notices.models import Delivery
from wangge.core.notices.operations import notify
from wangge.core.notices.sending import LEASE, send_waiting
from wangge.core.places.operations import apply_rulebook
from wangge.ground.foundation import jobs
from wangge.ground.rulebook.schema.place import QuietHours

from .builders import CASE, a_notice, all_deliveries, clock, the_delivery
from .probe import Probe

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 3, 2, 22, tzinfo=SHANGHAI)
MORNING = datetime(2026, 3, 3, 7, 30, tzinfo=SHANGHAI)
BUSY = SendFailed("对方忙", temporary=True)
REFUSED = SendFailed("对方不收", temporary=False)


def test_a_message_holds_title_and_reference_but_not_the_words(probe: Probe):
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, words="王某家门口积水")], at=MONDAY)

    send_waiting(now=clock(MONDAY))

    [message] = probe.sent
    assert (message.title, message.subject, message.kind) == ("有新事项待签收", CASE, "case.dispatched")
    assert (message.area_path, message.created_at, message.sent_at) == (town.path, MONDAY, MONDAY)
    assert [one.address for one in message.recipients] == [person.login_name]
    assert "积水" not in str(message)
    row = the_delivery()
    assert (row.status, row.sent_at, row.attempts, row.last_error) == (DeliveryStatus.SENT, MONDAY, 1, "")


def test_sending_happens_outside_any_transaction_of_ours(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    send_waiting(now=clock(MONDAY))

    assert probe.savepoints == [len(connection.savepoint_ids)]


def test_one_message_to_many_persons_is_few_calls(probe: Probe):
    town = make_town()
    persons = [make_account(at=town) for _ in range(7)]
    probe.recipients_per_call = 3  # only this instance
    notify(new=[a_notice(*persons, at=town), a_notice(persons[0], at=town, key="b", title="另一件")], at=MONDAY)

    send_waiting(now=clock(MONDAY))

    assert sorted(len(message.recipients) for message in probe.sent) == [1, 1, 3, 3]
    assert {row.status for row in all_deliveries()} == {DeliveryStatus.SENT}


def test_the_job_sends_what_was_announced(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town, is_urgent=True)], at=datetime(2020, 1, 1, tzinfo=UTC))

    jobs.run_waiting()

    assert len(probe.sent) == 1
    assert jobs.counts_by_status().get("todo") is None


def test_a_message_that_can_wait_leaves_after_the_quiet_hours(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town)], at=EVENING)

    send_waiting(now=clock(EVENING))
    send_waiting(now=clock(MORNING - timedelta(seconds=1)))
    before = list(probe.sent)
    send_waiting(now=clock(MORNING))

    assert before == []
    assert len(probe.sent) == 1
    assert the_delivery().created_at == EVENING


def test_an_urgent_message_does_not_wait(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town, is_urgent=True)], at=EVENING)

    send_waiting(now=clock(EVENING))

    assert len(probe.sent) == 1


def test_a_message_that_came_late_waits_for_the_morning_too(probe: Probe):
    town = make_town()
    afternoon = EVENING - timedelta(hours=5)
    notify(new=[a_notice(make_account(at=town), at=town)], at=afternoon)

    send_waiting(now=clock(EVENING))

    assert probe.sent == []
    row = the_delivery()
    assert (row.due_at, row.attempts, row.status) == (MORNING, 0, DeliveryStatus.WAITING)


def test_quiet_hours_are_those_of_the_place(probe: Probe):
    county = make_county()
    early = make_town("庆坪镇", under=county, place="qingping")
    late = make_town("尚湖镇", under=county, number="110", place="jiaozuo")
    book = shipped_rulebook("qingping")
    quiet = QuietHours(start=time(19), end=time(8))
    changed = book.model_copy(update={"place": book.place.model_copy(update={"quiet_hours": quiet})})
    apply_rulebook(rulebook=changed, applied_by="测试", at=MONDAY)
    at = EVENING.replace(hour=20)

    person = make_account(at=county)
    notify(new=[a_notice(person, at=early, key="a"), a_notice(person, at=late, key="b")], at=at)
    notify(new=[a_notice(person, at=county, key="c")], at=EVENING)

    due = {row.dedupe_key: row.due_at for row in all_deliveries()}
    assert due == {"a": MORNING.replace(hour=8, minute=0), "b": at, "c": MORNING}


def test_a_failed_message_is_tried_again_later_and_later(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)
    probe.failures.extend([BUSY, BUSY])

    send_waiting(now=clock(MONDAY))
    first = the_delivery()
    send_waiting(now=clock(MONDAY + timedelta(seconds=59)))
    between = probe.tries
    send_waiting(now=clock(first.due_at))
    second = the_delivery()
    send_waiting(now=clock(second.due_at))
    last = the_delivery()

    assert (first.status, first.last_error, first.attempts) == (DeliveryStatus.WAITING, "对方忙", 1)
    assert first.due_at == MONDAY + timedelta(minutes=1)
    assert between == 1
    assert second.due_at == first.due_at + timedelta(minutes=3)
    assert (last.status, last.attempts, last.last_error) == (DeliveryStatus.SENT, 3, "")


def test_after_the_last_attempt_the_message_is_dead_and_says_why(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town, is_urgent=True)], at=MONDAY)
    probe.failures.extend([BUSY] * (ATTEMPTS + 1))

    moment = MONDAY
    for attempt in range(1, ATTEMPTS + 3):
        send_waiting(now=clock(moment))
        moment += wait_before_next(attempts=attempt)

    row = the_delivery()
    assert (row.status, row.attempts, row.last_error) == (DeliveryStatus.DEAD, ATTEMPTS, "对方忙")
    assert probe.tries == ATTEMPTS


def test_a_refused_message_is_dead_at_once(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)
    probe.failures.append(REFUSED)

    send_waiting(now=clock(MONDAY))

    row = the_delivery()
    assert (row.status, row.attempts, row.last_error) == (DeliveryStatus.DEAD, 1, "对方不收")


def test_only_those_not_reached_count_as_failed(probe: Probe):
    town = make_town()
    reached, missed = make_account(at=town), make_account(at=town)
    notify(new=[a_notice(reached, missed, at=town)], at=MONDAY)
    probe.failures.append(SendFailed("没有这个人", temporary=False, not_reached={missed.login_name}))

    send_waiting(now=clock(MONDAY))

    assert {row.account_id: row.status for row in all_deliveries()} == {
        reached.pk: DeliveryStatus.SENT,
        missed.pk: DeliveryStatus.DEAD,
    }


def test_whoever_is_down_is_asked_once_a_run(probe: Probe):
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, key=f"{n}", title=f"第{n}件") for n in range(5)], at=MONDAY)
    probe.failures.append(BUSY)

    send_waiting(now=clock(MONDAY))

    assert probe.tries == 1
    assert {(row.status, row.last_error) for row in all_deliveries()} == {(DeliveryStatus.WAITING, "对方忙")}


def test_a_message_that_trips_a_channel_does_not_stop_the_others(probe: Probe, caplog: pytest.LogCaptureFixture):
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, key="a", title="坏")], at=MONDAY)
    probe.failures.append(ZeroDivisionError())
    send_waiting(now=clock(MONDAY))

    tripped = the_delivery()
    notify(new=[a_notice(person, at=town, key="b", title="好")], at=MONDAY)
    send_waiting(now=clock(MONDAY))

    assert (tripped.status, tripped.last_error) == (DeliveryStatus.WAITING, "程序出错：ZeroDivisionError")
    assert "ZeroDivisionError" in caplog.text
    assert [message.title for message in probe.sent] == ["好"]


class _Killed(BaseException):
    """The worker was killed."""


def test_a_message_survives_the_death_of_its_sender(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)
    probe.failures.append(_Killed())  # what no except clause catches

    with pytest.raises(_Killed):
        send_waiting(now=clock(MONDAY))
    send_waiting(now=clock(MONDAY + LEASE - timedelta(seconds=1)))
    held = probe.tries
    send_waiting(now=clock(MONDAY + LEASE))

    assert held == 1
    assert (the_delivery().status, the_delivery().attempts) == (DeliveryStatus.SENT, 2)


def test_a_message_that_kills_its_sender_does_so_only_so_often(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)
    probe.failures.extend([_Killed()] * (ATTEMPTS + 3))  # what no except clause catches

    for attempt in range(ATTEMPTS):
        with pytest.raises(_Killed):
            send_waiting(now=clock(MONDAY + LEASE * attempt))
    send_waiting(now=clock(MONDAY + LEASE * ATTEMPTS))

    assert (the_delivery().status, the_delivery().last_error) == (DeliveryStatus.DEAD, "发送程序多次中途停止")
    assert probe.tries == ATTEMPTS


def test_a_message_survives_the_loss_of_its_job(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town, is_urgent=True)], at=MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    send_waiting(now=clock(MONDAY + timedelta(minutes=1)))  # what runs every minute

    assert the_delivery().status == DeliveryStatus.SENT


def test_two_senders_do_not_send_the_same(probe: Probe):
    town = make_town()
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    class Second(Probe):
        def send(self, message: object) -> None:
            send_waiting(now=clock(MONDAY))

    probe.send = Second().send  # a second sender in the midst of the first
    send_waiting(now=clock(MONDAY))

    assert the_delivery().attempts == 1


def test_urgent_messages_go_first(probe: Probe):
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, key=f"{n}", title=f"第{n}件") for n in range(3)], at=MONDAY)
    notify(new=[a_notice(person, at=town, key="u", title="急", is_urgent=True)], at=MONDAY)

    send_waiting(now=clock(MONDAY))

    assert [message.title for message in probe.sent] == ["急", "第0件", "第1件", "第2件"]


def test_a_run_ends_in_time_and_leaves_the_rest(probe: Probe, monkeypatch: pytest.MonkeyPatch):
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, key=f"{n}", title=f"第{n}件") for n in range(3)], at=MONDAY)
    monkeypatch.setattr("wangge.core.notices.sending.BUDGET", -1.0)

    left = send_waiting(now=clock(MONDAY))

    assert left
    assert {(row.status, row.attempts, row.due_at) for row in all_deliveries()} == {(DeliveryStatus.WAITING, 0, MONDAY)}


def test_more_than_one_run_can_hold_goes_in_several(probe: Probe, monkeypatch: pytest.MonkeyPatch):
    town = make_town()
    monkeypatch.setattr("wangge.core.notices.sending.CLAIMED", 2)
    persons = [make_account(at=town) for _ in range(5)]
    notify(new=[a_notice(*persons, at=town, is_urgent=True)], at=datetime(2020, 1, 1, tzinfo=UTC))

    jobs.run_waiting()

    assert sorted(len(message.recipients) for message in probe.sent) == [1, 2, 2]


def test_nothing_goes_to_a_closed_account_or_by_a_channel_switched_off(probe: Probe):
    town = make_town()
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town)], at=MONDAY)
    Delivery.objects.everywhere("test").update(channel="sms")

    send_waiting(now=clock(MONDAY))
    off = the_delivery()
    Delivery.objects.everywhere("test").update(channel="probe", status=DeliveryStatus.WAITING, due_at=MONDAY)
    person.is_active = False
    person.save()
    send_waiting(now=clock(MONDAY))

    assert (off.status, off.last_error) == (DeliveryStatus.DEAD, "这个通道没有开通")
    assert (the_delivery().status, the_delivery().last_error) == (DeliveryStatus.DEAD, "这个账号已经停用")
    assert probe.sent == []
