"""Processes and the database are killed in the middle of work; and whoever looks for what that left finds it."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from bench.aftermath import findings
from tests.cases.town import make_qingping
from tests.faces.workbench.office import ago, reported_lately
from tests.world import apply_shipped_rules
from wangge.core.cases import operations as ops
from wangge.core.cases.models import Case, CaseClock, CaseWords
from wangge.core.notices.models import Notice
from wangge.ground.foundation import jobs, postgres
from wangge.ground.foundation.postgres.binaries import find_binaries

ROOT = Path(__file__).resolve().parents[2]
REPORTS, KILLS = 30, 4


@pytest.mark.django_db(transaction=True)
def test_after_faults_every_report_is_there_once_every_fact_handled_once_and_every_clock_right(tmp_path):
    apply_shipped_rules()
    make_qingping()
    home = tmp_path / "home"
    home.mkdir()
    copy_database(home)
    command = [sys.executable, "-m", "bench.faults", str(home), "--reports", str(REPORTS), "--kills", str(KILLS)]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("WANGGE_", "PG"))}
    surroundings["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'src'}"

    done = subprocess.run(command, env=surroundings, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {name: value for name, (value, has_to_be_0) in found.items() if has_to_be_0 and value} == {}
    assert found["reports answered as received"][0] >= REPORTS
    assert "0" not in found["killed"][0], found["killed"]


def copy_database(home: Path) -> None:
    """The database of this test as that of an installation of its own."""
    here, binaries = connection.settings_dict, find_binaries()
    source = [
        binaries.program("pg_dump"),
        "-h",
        here["HOST"],
        "-U",
        here["USER"],
        "--no-owner",
        "--no-privileges",
        here["NAME"],
    ]
    dump = subprocess.run(source, capture_output=True, text=True, check=True).stdout
    server = postgres.start(home / "pg", die_with_parent=False)
    try:
        into = [binaries.program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", server.dsn]
        done = subprocess.run(into, input=dump, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    finally:
        server.stop()


@pytest.mark.django_db
def test_what_faults_leave_is_found():
    apply_shipped_rules()
    town, since = make_qingping(), ago(hours=1)
    pk = reported_lately(town)
    ops.accept_case(actor=town.grid_leader, case_id=pk, at=timezone.now())
    jobs.run_waiting()
    case = town.case(pk)
    form = case.source_ref.split(":")[1]
    told = {"reports": {form: f"/t/{case.number}/"}, "steps": [(str(pk), "accept", "")], "since": since}
    assert not any(findings(**told).values())

    lost = {form: "/t/QP0/", "unknown": "/t/QP1/"}
    CaseWords.objects.filter(case_id=pk).delete()
    Notice.objects.all().delete()
    clock = CaseClock.objects.get(case_id=pk, stopped_at=None)
    CaseClock.objects.filter(pk=clock.pk).update(due_at=clock.due_at + timedelta(minutes=1))
    Case.objects.everywhere("a test").filter(pk=pk).update(state="dispatched")

    found = findings(reports=lost, steps=[(str(pk), "accept", "a mark"), (str(pk), "sign", "")], since=since)

    assert {name: value for name, value in found.items() if value} == {
        "reports answered as received that are not there exactly once": 1,
        "reports whose number is not the one that was told": 1,
        "steps answered as taken that the history lacks": 1,
        "marked steps that the history lacks": 1,
        "cases whose state is not that of their last step": 1,
        "words missing until told again": 1,
        "notices missing until told again": 1,
        "clocks that end at another moment when reckoned anew": 1,
        "cases due at another moment than their first clock": 1,
    }
