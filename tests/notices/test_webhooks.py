import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.db import connection

from tests.world import MONDAY, make_account, make_actor, make_county, make_grid, make_town, make_village
from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.core.notices.channels import posting
from wangge.core.notices.lifecycle import DeliveryStatus
from wangge.core.notices.operations import NewWebhook, add_webhook, notify, remove_webhook, retry_delivery
from wangge.core.notices.queries import deliveries, outgoing_state, webhooks
from wangge.core.notices.sending import send_waiting
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

from .builders import CASE, a_notice, a_webhook, all_deliveries, clock, the_delivery
from .receiver import Answer, Receiver, Request, self_signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.NOTICE_CHANNELS = ["inbox", "webhook"]
    settings.WEBHOOKS_MAY_BE_PRIVATE = True


def is_genuine(request: Request, *, secret: str) -> bool:
    """What a receiver does, written from the README alone."""
    said = request.headers["X-Wangge-Timestamp"].encode() + b"." + request.body
    expected = "sha256=" + hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, request.headers["X-Wangge-Signature"])


def test_a_receiver_gets_signed_json(receiver: Receiver):
    town = make_town()
    target, secret = a_webhook(f"{receiver.url}/in?key=1", at=town, when=MONDAY)
    notify(new=[a_notice(make_account(at=town), at=town, words="只在站内看")], at=MONDAY)
    before = list(receiver.requests)

    send_waiting(now=clock(MONDAY + timedelta(seconds=5)))

    [request] = receiver.requests
    row = the_delivery()
    assert before == []
    assert (request.method, request.path) == ("POST", "/in?key=1")
    assert is_genuine(request, secret=secret)
    assert not is_genuine(request, secret=secret + "x")
    assert request.headers["X-Wangge-Timestamp"] == str(int(MONDAY.timestamp()) + 5)
    assert request.headers["X-Wangge-Id"] == str(row.pk)
    assert json.loads(request.body) == {
        "id": str(row.pk),
        "kind": "case.dispatched",
        "title": "有新事项待签收",
        "subject": {"kind": "case", "id": str(CASE.id), "label": CASE.label},
        "area_path": town.path,
        "created_at": MONDAY.isoformat(),
    }
    assert (row.status, row.webhook) == (DeliveryStatus.SENT, target)


def test_slow_then_broken_then_well_with_one_id(receiver: Receiver, monkeypatch: pytest.MonkeyPatch):
    town = make_town()
    _, secret = a_webhook(receiver.url, at=town, when=MONDAY)
    monkeypatch.setattr(posting, "TIMEOUT", 0.3)
    receiver.answers(Answer(after=0.8), Answer(status=500), Answer(status=200))
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    send_waiting(now=clock(MONDAY))
    slow = the_delivery()
    send_waiting(now=clock(slow.due_at))
    broken = the_delivery()
    send_waiting(now=clock(broken.due_at))
    well = the_delivery()

    assert (slow.status, slow.last_error) == (DeliveryStatus.WAITING, "对方 0 秒内没有答复")
    assert (broken.status, broken.last_error) == (DeliveryStatus.WAITING, "对方答复 HTTP 500")
    assert (well.status, well.attempts) == (DeliveryStatus.SENT, 3)
    assert len(receiver.requests) == 3
    assert {request.headers["X-Wangge-Id"] for request in receiver.requests} == {str(well.pk)}
    assert {json.loads(request.body)["id"] for request in receiver.requests} == {str(well.pk)}
    assert all(is_genuine(request, secret=secret) for request in receiver.requests)
    assert len({request.headers["X-Wangge-Timestamp"] for request in receiver.requests}) == 3


def test_an_answer_that_drips_in_gets_no_more_time(receiver: Receiver, monkeypatch: pytest.MonkeyPatch):
    town = make_town()
    a_webhook(receiver.url, at=town, when=MONDAY)
    monkeypatch.setattr(posting, "TIMEOUT", 0.3)
    receiver.answers(Answer(drips=20))
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    started = monotonic()
    send_waiting(now=clock(MONDAY))

    assert monotonic() - started < 1
    assert (the_delivery().status, the_delivery().last_error) == (DeliveryStatus.WAITING, "对方 0 秒内没有答复")


def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path: Path):
    town = make_town()
    with Receiver(self_signed(tmp_path)) as impostor:
        a_webhook(impostor.url, at=town, when=MONDAY)
        notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

        send_waiting(now=clock(MONDAY))

        assert impostor.requests == []
    assert the_delivery().last_error == "对方的证书不可信或加密连接失败"


def test_a_certificate_that_is_vouched_for_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    town = make_town()
    context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with Receiver(context) as receiver:
        _, secret = a_webhook(receiver.url, at=town, when=MONDAY)
        notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

        send_waiting(now=clock(MONDAY))

    assert the_delivery().status == DeliveryStatus.SENT
    assert is_genuine(receiver.requests[0], secret=secret)


@pytest.mark.parametrize(("status", "becomes"), [(404, "dead"), (410, "dead"), (429, "waiting"), (503, "waiting")])
def test_a_refusal_is_final_and_a_bad_moment_is_not(receiver: Receiver, status: int, becomes: str):
    town = make_town()
    a_webhook(receiver.url, at=town, when=MONDAY)
    receiver.answers(Answer(status=status))
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    send_waiting(now=clock(MONDAY))

    row = the_delivery()
    assert (row.status, row.last_error) == (becomes, f"对方答复 HTTP {status}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver: Receiver, status: int):
    town = make_town()
    with Receiver() as elsewhere:
        a_webhook(receiver.url, at=town, when=MONDAY)
        receiver.answers(Answer(status=status, headers={"Location": f"{elsewhere.url}/other"}))
        notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

        send_waiting(now=clock(MONDAY))

        assert elsewhere.requests == []
    row = the_delivery()
    assert (row.status, row.last_error) == (DeliveryStatus.DEAD, "对方把地址转到了别处；请改填最终的地址")


def test_nobody_at_the_address_is_a_bad_moment(receiver: Receiver):
    town = make_town()
    with Receiver() as gone:
        a_webhook(gone.url, at=town, when=MONDAY)
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    send_waiting(now=clock(MONDAY))

    row = the_delivery()
    assert (row.status, row.last_error) == (DeliveryStatus.WAITING, "连不上对方（ConnectionRefusedError）")


def test_a_receiver_that_is_down_does_not_hold_up_another(receiver: Receiver):
    town = make_town()
    with Receiver() as gone:
        a_webhook(gone.url, at=town, when=MONDAY, label="停了的")
    a_webhook(receiver.url, at=town, when=MONDAY, label="好的")
    person = make_account(at=town)
    notify(new=[a_notice(person, at=town, key=f"{n}") for n in range(3)], at=MONDAY)

    send_waiting(now=clock(MONDAY))

    found = {(row.webhook.label, row.status) for row in all_deliveries() if row.webhook}
    assert found == {("停了的", DeliveryStatus.WAITING), ("好的", DeliveryStatus.SENT)}
    assert len(receiver.requests) == 3


def test_an_address_in_a_private_network_is_refused_when_it_is_sent_to(receiver: Receiver, settings: Any):
    town = make_town()
    a_webhook(receiver.url.replace("127.0.0.1", "localhost"), at=town, when=MONDAY)
    settings.WEBHOOKS_MAY_BE_PRIVATE = False
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    send_waiting(now=clock(MONDAY))

    row = the_delivery()
    assert (row.status, row.last_error) == (DeliveryStatus.DEAD, "这个地址在内部网络上，不允许推送")
    assert receiver.requests == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1", "fc00::1", "::ffff:127.0.0.1", "224.0.0.1"],
)  # fmt: skip
def test_private_addresses_are_known(address: str):
    assert not posting.is_public(address)


@pytest.mark.parametrize("address", ["1.2.4.8", "2400:3200::1", "::ffff:1.2.4.8"])
def test_public_addresses_are_known(address: str):
    assert posting.is_public(address)


def test_a_receiver_hears_of_its_area_and_below_and_of_its_kinds(receiver: Receiver):
    county = make_county(place="qingping")
    town, other = make_town(under=county), make_town("尚湖镇", under=county, number="110")
    grid = make_grid(under=make_village(under=town))
    a_webhook("http://a.example/", at=county, when=MONDAY, label="县")
    a_webhook("http://b.example/", at=town, when=MONDAY, label="镇")
    a_webhook("http://c.example/", at=other, when=MONDAY, label="邻镇")
    a_webhook("http://d.example/", at=town, when=MONDAY, label="只要结案", kinds=("case.closed",))

    notify(new=[a_notice(make_account(), at=grid)], at=MONDAY)

    assert [row.webhook.label for row in all_deliveries() if row.webhook] == ["县", "镇"]
    assert {(row.town_id, row.area_path) for row in all_deliveries()} == {(town.pk, grid.path)}


def test_two_towns_never_see_each_others_receivers_and_messages(receiver: Receiver):
    county = make_county()
    town, other = make_town(under=county), make_town("尚湖镇", under=county, number="110")
    mine, _ = a_webhook("http://a.example/", at=town, when=MONDAY, label="甲")
    theirs, _ = a_webhook("http://b.example/", at=other, when=MONDAY, label="乙")
    person = make_account()
    notify(new=[a_notice(person, at=town, key="a"), a_notice(person, at=other, key="b")], at=MONDAY)
    my_lead = make_actor("town_lead", at=town)

    assert [row.label for row in webhooks(scope=my_lead.scope("notice.send"))] == ["甲"]
    assert [row.receiver for row in deliveries(scope=Scope((town.path,))).rows] == ["甲"]
    assert [row.receiver for row in deliveries(scope=EVERYWHERE).rows] == ["乙", "甲"]
    with pytest.raises(NotFound):
        remove_webhook(actor=my_lead, webhook_id=theirs.pk, at=MONDAY)
    assert [row.label for row in webhooks(scope=EVERYWHERE)] == ["甲", "乙"]
    assert mine.town_id == town.pk


def test_the_secret_lies_encrypted_and_the_audit_holds_neither_secret_nor_path(receiver: Receiver):
    town = make_town()

    target, secret = a_webhook("https://push.example/robot?key=verysecret", at=town, when=MONDAY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM notices_webhook_target")
        stored = bytes(cursor.fetchone()[0])
    entry = AuditEntry.objects.get(action=AuditAction.CONFIGURED)
    assert secret.encode() not in stored
    assert len(secret) >= 40
    assert (entry.target, entry.area_path, entry.at) == (target.label, town.path, MONDAY)
    assert entry.detail == {"webhook": "added", "host": "push.example", "kinds": []}


def test_only_who_may_send_notices_there_registers_a_receiver():
    county = make_county()
    town, other = make_town(under=county), make_town("尚湖镇", under=county, number="110")
    new = NewWebhook(area_path=town.path, label="x", url="https://a.example/")

    for actor in (make_actor("grid_leader", at=town), make_actor("town_lead", at=other)):
        with pytest.raises(NotAllowed):
            add_webhook(actor=actor, new=new, at=MONDAY)

    assert list(webhooks(scope=EVERYWHERE)) == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://a.example/", "请填写完整的 http:// 或 https:// 地址"),
        ("file:///etc/passwd", "请填写完整的 http:// 或 https:// 地址"),
        ("https://", "请填写完整的 http:// 或 https:// 地址"),
        ("https://a.example:99999/", "请填写完整的 http:// 或 https:// 地址"),
        ("https://a.example/\nX: y", "请填写完整的 http:// 或 https:// 地址"),
        ("https://" + "a" * 500, "请填写完整的 http:// 或 https:// 地址"),
        ("https://user:pass@a.example/", "地址里不能有空格、用户名或密码"),
        ("http://127.0.0.1/", "不能推送到内部网络的地址"),
        ("http://[::1]:8000/", "不能推送到内部网络的地址"),
        ("http://localhost./", "不能推送到内部网络的地址"),
        ("http://169.254.169.254/latest/", "不能推送到内部网络的地址"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused(settings: Any, url: str, says: str):
    town = make_town()
    settings.WEBHOOKS_MAY_BE_PRIVATE = False

    with pytest.raises(Refusal) as refused:
        a_webhook(url, at=town, when=MONDAY)

    assert (refused.value.message, refused.value.field) == (says, "url")


def test_a_receiver_is_named_once_at_its_area_until_it_is_removed():
    town = make_town()
    lead = make_actor("town_lead", at=town)
    target, _ = a_webhook("https://a.example/", at=town, when=MONDAY)

    with pytest.raises(Conflict):
        a_webhook("https://b.example/", at=town, when=MONDAY)
    remove_webhook(actor=lead, webhook_id=target.pk, at=MONDAY)
    again, _ = a_webhook("https://b.example/", at=town, when=MONDAY)

    assert [row.pk for row in webhooks(scope=EVERYWHERE)] == [again.pk]
    with pytest.raises(Conflict):
        remove_webhook(actor=lead, webhook_id=target.pk, at=MONDAY)


def test_no_receiver_is_registered_where_pushing_is_switched_off(settings: Any):
    settings.NOTICE_CHANNELS = ["inbox"]

    with pytest.raises(Refusal, match="WANGGE_CHANNELS"):
        a_webhook("https://a.example/", at=make_town(), when=MONDAY)


def test_what_waits_for_a_removed_receiver_is_given_up(receiver: Receiver):
    town = make_town()
    target, _ = a_webhook(receiver.url, at=town, when=MONDAY)
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)

    remove_webhook(actor=make_actor("town_lead", at=town), webhook_id=target.pk, at=MONDAY)
    send_waiting(now=clock(MONDAY))

    row = the_delivery()
    assert (row.status, row.last_error) == (DeliveryStatus.DEAD, "这个推送地址已经撤销")
    assert receiver.requests == []


def test_a_dead_message_is_shown_and_sent_again_by_hand(receiver: Receiver):
    county = make_county()
    town = make_town(under=county)
    a_webhook(receiver.url, at=town, when=MONDAY)
    receiver.answers(Answer(status=404))
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)
    send_waiting(now=clock(MONDAY))
    admin = make_actor("system_admin", at=county)

    [shown] = deliveries(scope=admin.scope("job.see"), status="dead").rows
    state = outgoing_state()
    retry_delivery(actor=admin, delivery_id=shown.id, at=MONDAY + timedelta(hours=1))
    queued = jobs.counts_by_status()
    send_waiting(now=clock(MONDAY + timedelta(hours=1)))

    assert (shown.receiver, shown.channel, shown.last_error) == ("县平台", "webhook", "对方答复 HTTP 404")
    assert (shown.title, shown.subject_label, shown.attempts) == ("有新事项待签收", CASE.label, 1)
    assert (state.waiting, state.dead, state.oldest_due_at) == (0, 1, None)
    assert queued == {"todo": 2}
    assert (the_delivery().status, the_delivery().attempts) == (DeliveryStatus.SENT, 1)
    assert deliveries(scope=EVERYWHERE, status="dead").rows == ()
    assert AuditEntry.objects.filter(action=AuditAction.JOB_RETRIED).count() == 1


def test_only_a_dead_message_within_reach_is_sent_again(receiver: Receiver):
    county = make_county()
    town, other = make_town(under=county), make_town("尚湖镇", under=county, number="110")
    a_webhook(receiver.url, at=town, when=MONDAY)
    notify(new=[a_notice(make_account(at=town), at=town)], at=MONDAY)
    waiting = the_delivery()

    with pytest.raises(Conflict):
        retry_delivery(actor=make_actor("town_lead", at=town), delivery_id=waiting.pk, at=MONDAY)
    for stranger in (make_actor("town_lead", at=other), make_actor("grid_leader", at=town)):
        with pytest.raises(NotFound):
            retry_delivery(actor=stranger, delivery_id=waiting.pk, at=MONDAY)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_deliveries_is_one_statement(django_assert_num_queries: Any, rows: int):
    town = make_town()
    a_webhook("https://a.example/", at=town, when=MONDAY)
    notify(new=[a_notice(make_account(at=town), at=town, key=f"{n}") for n in range(rows)], at=MONDAY)

    with django_assert_num_queries(1):
        page = deliveries(scope=Scope((town.path,)), size=2)

    assert len(page.rows) == min(rows, 2)
    assert (page.next_before is not None) == (rows > 2)
