"""Pull, push, results, comparison: a city platform that is slow, fails, repeats itself and mixes up the order."""

import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cases.town import Town, a_result, make_other_town, make_qingping
from tests.exchange.city import City, agreement, city, connect, operator, record, system_admin
from tests.world import MONDAY
from wangge.core.cases import operations
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import Case, CaseStep, CaseUpstream
from wangge.core.notices.channels import posting
from wangge.faces.exchange.lifecycle import MOST_ATTEMPTS
from wangge.faces.exchange.models import Contact, ResultReturn, UpstreamSystem
from wangge.faces.exchange.operations.mappings import remember_columns
from wangge.faces.exchange.operations.systems import change_system, send_again
from wangge.faces.exchange.pulling import pull
from wangge.faces.exchange.queries import folder_of
from wangge.faces.exchange.reconciling import reconcile
from wangge.faces.exchange.returning import send_waiting
from wangge.faces.exchange.score import reckon, score_of
from wangge.faces.exchange.statuses import presets, read_statuses
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def near(settings, tmp_path):
    settings.UPSTREAM_HOSTS = ["127.0.0.1"]
    settings.DROP_ROOT = tmp_path / "drop"


@pytest.fixture
def upstream():
    with city() as server:
        yield server


def tickets() -> list[CaseUpstream]:
    return list(CaseUpstream.objects.everywhere("a test looks").order_by("upstream_id"))


def sound() -> list[bool]:
    return list(Contact.objects.everywhere("a test looks").order_by("id").values_list("is_sound", flat=True))


def fresh(system: UpstreamSystem) -> UpstreamSystem:
    return UpstreamSystem.objects.everywhere("a test looks").get(pk=system.pk)


def through(town: Town, case_id) -> None:
    """The whole way of a case to its answer."""
    now = timezone.now()
    operations.accept_case(actor=town.officer, case_id=case_id, at=now)
    operations.dispatch_case(actor=town.officer, case_id=case_id, unit_id=town.station.pk, note="请处理", at=now)
    operations.sign_case(actor=town.policeman, case_id=case_id, at=now)
    operations.handle_case(actor=town.policeman, case_id=case_id, done=a_result(), at=now)
    operations.verify_case(actor=town.officer, case_id=case_id, at=now)
    operations.answer_case(actor=town.officer, case_id=case_id, answer="路灯已换好", at=now)


def test_J17_a_pull_takes_every_page_with_the_token_and_keeps_the_cursor(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1), record(2)], [record(3)]]
    system = connect(town, upstream)

    first = pull(system=system, at=MONDAY)
    again = pull(system=fresh(system), at=MONDAY)

    assert (first.accepted, again.rows) == (3, 0)
    assert {token for _path, token in upstream.asked} == {"Bearer our-token"}
    assert fresh(system).cursor == "2"
    assert [t.categories for t in tickets()] == [["城乡建设", "市政", "路灯"]] * 3


def test_J17_what_fails_is_written_down_and_the_next_pull_goes_on(upstream: City, monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT", 0.2)
    town = make_qingping()
    upstream.pages = [[record(1)], [record(2)]]
    system = connect(town, upstream)

    for fault in ("500", "slow", "cut"):
        upstream.faults = [fault]
        assert pull(system=fresh(system), at=MONDAY).rows == 0
    done = pull(system=fresh(system), at=MONDAY)

    assert done.accepted == 2
    assert sound() == [False, False, False, True]


def test_J17_a_failure_in_the_middle_loses_nothing_and_doubles_nothing(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1)], [record(2)], [record(3)]]
    system = connect(town, upstream)
    upstream.faults = []
    asked = upstream.asked

    class Failing(list[object]):
        def __bool__(self) -> bool:
            return len(asked) == 2

        def pop(self, _index: int = 0) -> object:  # type: ignore[override]
            return "500"

    upstream.faults = Failing()
    pull(system=system, at=MONDAY)
    upstream.faults = []
    pull(system=fresh(system), at=MONDAY)

    assert [t.upstream_id for t in tickets()] == ["GD-1", "GD-2", "GD-3"]


def test_J17_duplicates_and_a_mixed_up_order_end_in_the_newest_state(upstream: City):
    town = make_qingping()
    newest = record(1, status="督办", changed_at="2026-03-02T10:00:00+08:00", urged=1, urging="请抓紧")
    upstream.pages = [[newest, record(1), record(1)], [record(1, status="派单")], [newest]]
    system = connect(town, upstream)

    tally = pull(system=system, at=MONDAY)

    assert (tally.accepted, tally.repeated, [t.status for t in tickets()]) == (1, 4, ["督办"])
    assert Case.objects.everywhere("a test counts").count() == 1


def test_J17_a_faulty_ticket_is_named_and_the_rest_comes_in(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1, due_at="soon"), record(2), {"id": "GD-3"}]]

    tally = pull(system=connect(town, upstream), at=MONDAY)

    assert (tally.accepted, [(f.row, f.id) for f in tally.refused]) == (1, [(1, "GD-1"), (3, "GD-3")])


def test_J17_names_of_fields_are_agreed_on_and_remembered(upstream: City):
    town = make_qingping()
    upstream.pages = [[{"gdbh": "9", "nr": {"text": "井盖丢了"}, "zt": "派单"}]]
    system = connect(town, upstream)
    columns = {"id": "gdbh", "body": "nr.text", "status": "zt"}
    remember_columns(actor=operator(town), system=system, header="json", columns=columns, at=MONDAY)

    assert pull(system=system, at=MONDAY).accepted == 1
    assert tickets()[0].status == "派单"


def test_J17_round_trip_without_loss(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1)]]
    system = connect(town, upstream)
    pull(system=system, at=timezone.now())

    through(town, tickets()[0].case_id)
    jobs.run_waiting()
    send_waiting(system=system, at=timezone.now() + timedelta(seconds=1))

    case = Case.objects.everywhere("a test looks").get()
    (told, headers) = upstream.results[-1]
    assert (told["id"], told["number"], told["status"], told["state"]) == ("GD-1", case.number, "回访", "answered")
    assert (told["outcome"], told["outcome_words"], told["answer"]) == ("solved", "已解决", "路灯已换好")
    assert {"report", "accept", "dispatch", "sign", "handle", "verify", "answer"} == set(told["times"])
    assert headers["Authorization"] == "Bearer our-token"
    assert (case.title, case.body, case.where_words) == ("路灯坏了 1", "村口路灯坏了三天，晚上看不见路", "村口")
    assert case.reported_at.isoformat() == "2026-03-02T00:00:00+00:00"
    assert len(upstream.results) == 1


def test_J17_a_result_that_did_not_arrive_is_sent_again_and_once_only(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1)]]
    system = connect(town, upstream)
    now = timezone.now()
    pull(system=system, at=now)
    operations.accept_case(actor=town.officer, case_id=tickets()[0].case_id, at=now)
    jobs.run_waiting()
    soon = timezone.now() + timedelta(seconds=1)

    upstream.faults = ["503"]
    assert send_waiting(system=system, at=soon) == 0
    assert send_waiting(system=system, at=soon) == 0
    assert send_waiting(system=system, at=soon + timedelta(hours=2)) == 1
    assert send_waiting(system=system, at=soon + timedelta(hours=4)) == 0

    assert [told["status"] for told, _headers in upstream.results] == ["受理"]
    row = ResultReturn.objects.everywhere("a test looks").get()
    assert row.sent_step_id == row.step_id


def test_what_was_given_up_goes_again_when_the_administrator_says_so(upstream: City):
    town, other = make_qingping(), make_other_town()
    upstream.pages = [[record(1)]]
    system = connect(town, upstream)
    pull(system=system, at=timezone.now())
    operations.accept_case(actor=town.officer, case_id=tickets()[0].case_id, at=timezone.now())
    jobs.run_waiting()
    ResultReturn.objects.everywhere("a test gives up").update(attempts=MOST_ATTEMPTS)
    soon = timezone.now() + timedelta(seconds=1)

    assert send_waiting(system=system, at=soon) == 0
    with pytest.raises(Refusal):
        send_again(actor=system_admin(other), system_id=system.pk, at=soon)
    assert send_again(actor=system_admin(town), system_id=system.pk, at=soon) == 1
    assert send_waiting(system=system, at=soon) == 1


def test_J17_results_go_back_as_a_file_where_that_is_agreed(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1)]]
    system = connect(town, upstream, returns_by="file")
    pull(system=system, at=timezone.now())
    through(town, tickets()[0].case_id)
    jobs.run_waiting()

    assert send_waiting(system=system, at=timezone.now() + timedelta(seconds=1)) == 1

    (file,) = (folder_of(system=system) / "results").glob("*.csv")
    assert "GD-1" in file.read_text("utf-8-sig")
    assert "路灯已换好" in file.read_text("utf-8-sig")


def _push(system: UpstreamSystem, content: object, *, secret: str = "", stamp: int = 0, **headers: str):
    body = json.dumps(content).encode()
    when = str(stamp or int(time.time()))
    sealed = hmac.new((secret or system.push_secret).encode(), when.encode() + b"." + body, hashlib.sha256).hexdigest()
    given = headers or {"X-Wangge-Timestamp": when, "X-Wangge-Signature": f"sha256={sealed}"}
    return Client(headers=given).post(f"/exchange/{system.pk}/tickets", body, content_type="application/json")


def test_J17_a_push_is_taken_with_a_signature_or_the_secret_and_not_otherwise():
    town = make_qingping()
    system = connect(town)

    signed = _push(system, {"tickets": [record(1), record(2, due_at="soon")]})
    token = _push(system, {"tickets": [record(1)]}, Authorization=f"Bearer {system.push_secret}")
    wrong = [
        _push(system, {"tickets": [record(3)]}, secret="another"),
        _push(system, {"tickets": [record(3)]}, stamp=int(time.time()) - 3600),
        _push(system, {"tickets": [record(3)]}, Authorization="Bearer nothing"),
        _push(system, {"tickets": [record(3)]}, Accept="*/*"),
        Client().post(f"/exchange/{town.area.pk}/tickets", b"{}", content_type="application/json"),
    ]

    assert (signed.status_code, signed.json()["accepted"], signed.json()["refused"][0]["id"]) == (200, 1, "GD-2")
    assert token.json()["repeated"] == 1
    assert [answer.status_code for answer in wrong] == [401] * 5
    assert [t.upstream_id for t in tickets()] == ["GD-1"]


@pytest.mark.parametrize(
    "odd",
    [
        {"id": "GD\x001"}, {"status": "派\x00单"}, {"status": "\ud800"}, {"title": "\x00", "content": "\x00"},
        {"lon": "nan", "lat": "inf"}, {"lon": "1e400", "lat": "0"}, {"urged": "9" * 5000}, {"urged": -3},
        {"due_at": "0001-01-01 00:00"}, {"changed_at": "9999-12-31T23:59:59-23:00"}, {"categories": ["x" * 50]},
        {"categories": {"a": {"b": 1}}}, {"content": "长" * 30_000}, {"id": None}, {"id": ["a", "b"]}, {"phone": "1"},
        {"reply": "好", "reply_time": "", "reported_at": ""}, {"area": "龘" * 500}, {"deep": 1},
    ],
)  # fmt: skip
def test_odd_records_are_taken_or_named_and_never_break_anything(odd):
    town = make_qingping()
    if "deep" in odd:
        odd = {"deep": 1}
        for _level in range(200):
            odd = {"deep": odd}

    answer = _push(connect(town), {"tickets": [record(1) | odd, record(2)]})

    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["accepted"] + told["repeated"] + len(told["refused"]) == 2
    assert "GD-2" in [t.upstream_id for t in tickets()]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"tickets": [1]}'])
def test_what_is_no_list_of_tickets_is_said(body):
    system = connect(make_qingping())

    answer = Client(headers={"Authorization": f"Bearer {system.push_secret}"}).post(
        f"/exchange/{system.pk}/tickets", body, content_type="application/json"
    )

    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)


def test_a_push_is_bounded_in_size_and_in_how_often(monkeypatch):
    town = make_qingping()
    system = connect(town)

    assert _push(system, {"tickets": "none"}).status_code == 400
    assert _push(system, {"tickets": [{"id": str(n)} for n in range(501)]}).status_code == 413
    assert _push(system, {"tickets": ["x" * (1 << 20)]}).status_code == 413
    monkeypatch.setattr("wangge.faces.exchange.pushing.BY_SYSTEM", 0)
    refused = _push(system, {"tickets": []})
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)


def test_J17_the_comparison_names_every_difference(upstream: City):
    town, other = make_qingping(), make_other_town()
    upstream.pages = [[record(n) for n in range(1, 6)]]
    system = connect(town, upstream)
    pull(system=system, at=MONDAY)
    pull(system=connect(other, upstream), at=MONDAY)
    operations.accept_case(actor=town.officer, case_id=tickets()[0].case_id, at=MONDAY)
    upstream.list = [
        {"id": "GD-1", "status": "受理", "due_at": "2026-03-09T17:30:00+08:00"},
        {"id": "GD-2", "status": "办理", "due_at": "2026-03-09T17:30:00+08:00"},
        {"id": "GD-3", "status": "受理", "due_at": "2026-03-10T17:30:00+08:00"},
        {"id": "GD-4", "status": "没听说过", "due_at": ""},
        {"id": "GD-99", "status": "派单", "due_at": ""},
    ]

    found = reconcile(system=fresh(system), at=MONDAY + timedelta(hours=1))

    assert found is not None
    assert (found.theirs, found.ours, found.both) == (5, 5, 4)
    assert [(d["kind"], d["upstream_id"], d["theirs"], d["ours"]) for d in found.differences] == [
        ("status", "GD-2", "办理", "reported"),
        ("deadline", "GD-3", "2026-03-10 17:30", "2026-03-09 17:30"),
        ("status", "GD-4", "没听说过", "reported"),
        ("missing_here", "GD-99", "派单", ""),
        ("missing_there", "GD-5", "", "reported"),
    ]


def test_a_list_that_cannot_be_had_is_no_comparison(upstream: City):
    system = connect(make_qingping(), upstream)
    upstream.faults = ["500"]

    assert reconcile(system=system, at=MONDAY) is None
    assert sound() == [False]


def test_J17_the_score_of_donghai_reproduces_and_says_what_it_is_reckoned_from():
    score = reckon(complete=(948, 1000), valid=(999, 1000), timely=(996, 1000), stable=(500, 500))

    assert [str(part.points) for part in score.parts] == ["9.48", "9.99", "4.98", "5.00"]
    assert str(score.total) == "29.45"
    assert reckon(complete=(0, 0), valid=(1, 1), timely=(1, 1), stable=(1, 1)).total is None


def test_the_score_of_a_month_comes_from_contacts_and_the_last_comparison(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1), record(2), record(3, due_at="soon")]]
    upstream.list = [{"id": "GD-1", "status": "受理"}, {"id": "GD-3", "status": "受理"}]
    system = connect(town, upstream)
    upstream.faults = ["500"]
    pull(system=system, at=MONDAY)
    pull(system=system, at=MONDAY)
    reconcile(system=system, at=MONDAY)

    score = score_of(system=system, start=MONDAY - timedelta(days=1), end=MONDAY + timedelta(days=1))

    assert [(p.code, p.numerator, p.denominator) for p in score.parts] == [
        ("complete", 1, 3), ("valid", 2, 3), ("timely", 0, 0), ("stable", 2, 3),
    ]  # fmt: skip


def test_J17_status_maps_come_ready_and_are_written_as_lines():
    hotline = presets()["hotline"][1]

    assert hotline.word("dispatched") == "派单"
    assert hotline.states("受理") == {"reported", "accepted"}
    assert read_statuses(hotline.written()) == hotline
    for _label, preset in presets().values():
        assert [state for state in State.values if not preset.word(state)] == []
    for wrong in ("派单", "派单 = nowhere", "= reported"):
        with pytest.raises(Refusal):
            read_statuses(wrong)


def test_only_the_system_administrator_of_the_town_changes_the_agreement():
    here, there = make_qingping(), make_other_town()
    system = connect(here)

    changed = change_system(
        actor=system_admin(here), system_id=system.pk, agreed=agreement(label="市平台", token=""), at=MONDAY
    )
    assert (changed.label, changed.token) == ("市平台", "our-token")
    with pytest.raises(NotAllowed):
        change_system(actor=operator(here), system_id=system.pk, agreed=agreement(), at=MONDAY)
    with pytest.raises(Refusal):
        change_system(actor=system_admin(there), system_id=system.pk, agreed=agreement(), at=MONDAY)
    for wrong in (
        {"pull_url": "ftp://x"},
        {"channel": "telepathy"},
        {"categories": {"路灯": "x"}},
        {"returns_by": "call"},
    ):
        with pytest.raises(Refusal):
            change_system(actor=system_admin(here), system_id=system.pk, agreed=agreement(**wrong), at=MONDAY)


def test_secrets_stand_encrypted_in_the_table():
    system = connect(make_qingping())

    with_secrets = UpstreamSystem.objects.everywhere("a test looks").filter(pk=system.pk)
    for sealed in with_secrets.values_list("token", "push_secret").get():
        assert b"our-token" not in bytes(sealed)
        assert system.push_secret.encode() not in bytes(sealed)


def test_an_address_in_a_private_network_needs_the_sites_leave(upstream: City, settings):
    settings.UPSTREAM_HOSTS = []
    settings.WEBHOOKS_MAY_BE_PRIVATE = False
    upstream.pages = [[record(1)]]

    assert pull(system=connect(make_qingping(), upstream), at=MONDAY).rows == 0
    assert (upstream.asked, sound()) == ([], [False])


def test_the_results_of_our_own_cases_go_nowhere(upstream: City):
    town = make_qingping()
    system = connect(town, upstream)
    town.answered()
    jobs.run_waiting()

    assert send_waiting(system=system, at=timezone.now()) == 0
    assert CaseStep.objects.filter(action="answer").count() == 1
    assert ResultReturn.objects.everywhere("a test counts").count() == 0
