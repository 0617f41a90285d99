"""What phones have of visits and tasks, and the comparison of the night."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people.roster import Roster
from tests.world import MONDAY
from wangge.core.people.operations import NewCareTag, NewHazard, find_hazard, propose_care
from wangge.ground.foundation.jobs import run_waiting
from wangge.ground.sync.comparing import drifts
from wangge.ground.sync.models import SyncRow
from wangge.ground.sync.rows import opened, read_payload, remove_rows
from wangge.practice.visits.nightly import compare_phones, refresh_phones
from wangge.practice.visits.operations import NewErrand, NewVisit, Wish, ask_errands, keep_wish, record_visit

pytestmark = pytest.mark.django_db


def carried(area, kind: str) -> list[dict[str, object]]:
    rows = SyncRow.objects.filter(scope=area.pk, kind=kind, is_deleted=False).order_by("row_id")
    return [read_payload(opened(bytes(row.payload), (row.scope, kind, row.row_id))) for row in rows]


def test_S02_each_task_says_why_and_the_most_pressing_ranks_first(roster: Roster, other: Roster):
    home = roster.family()
    other.family()
    new = NewHazard(about="dwelling", place_id=roster.doors[0], kind="wiring", words="私拉电线")
    find_hazard(actor=roster.member, new=new, at=MONDAY)
    tag = NewCareTag(about="person", subject_id=roster.person("张大力").pk, kind="alone_elder", reason="独居",
                     source="本人", owner_name="王")  # fmt: skip
    propose_care(actor=roster.lead, new=tag, at=MONDAY)
    ask_errands(actor=roster.lead, new=[NewErrand(household_id=home, kind="notice", due_on=MONDAY.date())], at=MONDAY)
    later = MONDAY + timedelta(days=100)

    refresh_phones(at=later)

    tasks = sorted(carried(roster.grid, "task"), key=lambda task: (task["rank"], task["kind"]))
    assert [(task["rank"], task["kind"], task["why"]) for task in tasks] == [
        (2, "care", ""), (2, "hazard", "待责令整改"), (5, "errand", ""), (6, "visit", "独居老人 · 还没有走访过"),
    ]  # fmt: skip
    assert all(len(str(task["title"])) <= 40 and "张大力" not in str(task) for task in tasks)
    assert carried(roster.next_grid, "task") == []


def test_who_asked_not_to_be_visited_has_no_errands_on_the_phone(roster: Roster):
    home = roster.family()
    ask_errands(actor=roster.lead, new=[NewErrand(household_id=home, kind="notice")], at=MONDAY)
    assert len(carried(roster.grid, "task")) == 1

    keep_wish(actor=roster.member, household_id=home, wish=Wish(no_visits=True), at=MONDAY)

    assert (carried(roster.grid, "task"), carried(roster.grid, "wish")[0]["no_visits"]) == ([], True)


def test_a_visit_costs_the_same_however_much_hangs_on_the_door(roster: Roster):
    home = roster.family()
    counts = []
    for number in (1, 3):
        kinds = ("notice", "survey", "signature")[:number]
        ask_errands(actor=roster.lead, new=[NewErrand(household_id=home, kind=kind) for kind in kinds], at=MONDAY)
        new = NewVisit(household_id=home, kind="home", happened_at=MONDAY, words="在家")
        with CaptureQueriesContext(connection) as seen:
            record_visit(actor=roster.member, new=new, at=MONDAY)
        counts.append(len([query for query in seen if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1] <= 8


def test_the_comparison_of_the_night_finds_and_mends_what_differs_and_counts_it(roster: Roster, other: Roster):
    roster.family()
    other.family()
    run_waiting()
    refresh_phones(at=MONDAY)
    lost = SyncRow.objects.filter(scope=roster.grid.pk, kind="person")[0]
    before = carried(roster.grid, "person")
    remove_rows([(roster.grid.pk, "person", lost.row_id)], at=MONDAY)

    compare_phones(at=MONDAY)
    compare_phones(at=MONDAY + timedelta(days=1))

    assert carried(roster.grid, "person") == before
    found = {(row.on.isoformat(), row.kind): row.drift for row in drifts()}
    assert (found["2026-03-02", "person"].missing, found["2026-03-02", "person"].compared) == (1, 6)
    assert found["2026-03-03", "person"].wrong == found["2026-03-02", "household"].wrong == 0
