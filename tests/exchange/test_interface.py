"""Pull and results: a city platform that is slow, fails, repeats itself and mixes up the order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cases.town import Town, a_result, make_other_town, make_qingping
from tests.exchange.city import City, agreement, connect, fresh, operator, record, sound, system_admin, tickets
from tests.world import MONDAY
from wangge.core.cases import operations
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import Case, CaseStep
from wangge.core.notices.channels import posting
from wangge.faces.exchange.jobs import send_results
from wangge.faces.exchange.lifecycle import MOST_ATTEMPTS
from wangge.faces.exchange.models import ResultReturn, UpstreamSystem
from wangge.faces.exchange.operations.mappings import remember_columns
from wangge.faces.exchange.operations.systems import change_system, send_again
from wangge.faces.exchange.pulling import pull
from wangge.faces.exchange.queries import folder_of
from wangge.faces.exchange.returning import AT_ONCE, send_waiting
from wangge.faces.exchange.statuses import presets, read_statuses
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


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


def test_an_address_changed_during_a_pull_begins_from_its_own_beginning(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1)]]
    system = connect(town, upstream)
    change_system(
        actor=system_admin(town), system_id=system.pk, agreed=agreement(pull_url=f"{upstream.url}/new"), at=MONDAY
    )

    assert pull(system=system, at=MONDAY).accepted == 1
    assert fresh(system).cursor == ""


def test_a_job_tells_one_claim_after_another_while_all_of_it_arrives(upstream: City, monkeypatch):
    monkeypatch.setitem(AT_ONCE, "call", 2)
    town = make_qingping()
    upstream.pages = [[record(n) for n in range(1, 6)]]
    system = connect(town, upstream)
    pull(system=system, at=timezone.now())
    for ticket in tickets():
        operations.accept_case(actor=town.officer, case_id=ticket.case_id, at=timezone.now())
    jobs.run_waiting()

    upstream.faults = ["503"]
    send_results()
    assert len(upstream.results) == 1
    send_results()
    assert sorted(told["id"] for told, _headers in upstream.results) == ["GD-2", "GD-3", "GD-4", "GD-5"]


def test_the_results_of_our_own_cases_go_nowhere(upstream: City):
    town = make_qingping()
    system = connect(town, upstream)
    town.answered()
    jobs.run_waiting()

    assert send_waiting(system=system, at=timezone.now()) == 0
    assert CaseStep.objects.filter(action="answer").count() == 1
    assert ResultReturn.objects.everywhere("a test counts").count() == 0
