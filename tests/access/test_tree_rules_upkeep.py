"""What knows no persons, changed by a person: the right is asked for and the act is kept."""

from datetime import date

import pytest
from django.db import connection

from tests.world import MONDAY, make_actor, make_county, make_grid, make_town, make_village, shipped_rulebook
from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.access.operations import rules, tree, upkeep
from wangge.core.areas import operations as areas
from wangge.core.areas.models import Area, PublicCode
from wangge.core.places.queries import in_force, versions
from wangge.ground.foundation import jobs
from wangge.ground.foundation.calendar.announcement import AnnouncedDay
from wangge.ground.foundation.calendar.queries import years_of_days
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound

from .test_accounts import administrator

pytestmark = pytest.mark.django_db


def _acts() -> list[tuple[str, str, object]]:
    return [(row.action, row.target, row.detail.get("change")) for row in AuditEntry.objects.order_by("id")]


def test_renaming_an_area_is_kept_in_the_audit():
    town = make_town()

    tree.rename_area(actor=administrator("system_admin", town), area_id=town.pk, name="新庆坪镇", at=MONDAY)

    assert Area.objects.get(pk=town.pk).name == "新庆坪镇"
    assert _acts() == [("configured", "庆坪镇", "renamed")]


def test_who_may_only_look_is_refused_and_a_stranger_finds_nothing():
    here, there = make_town(), make_town("锹峪镇", number="110")
    reader, stranger = make_actor("town_desk", at=here), administrator("system_admin", there)

    with pytest.raises(NotAllowed):
        tree.rename_area(actor=reader, area_id=here.pk, name="甲", at=MONDAY)
    with pytest.raises(NotFound):
        tree.rename_area(actor=stranger, area_id=here.pk, name="甲", at=MONDAY)
    assert AuditEntry.objects.count() == 0


def test_areas_are_added_described_and_closed():
    town = make_town()
    system = administrator("system_admin", town)

    village = tree.add_area(
        actor=system,
        area=areas.NewArea(level="village", parent_code=town.code, code="621123109201", name="荣星村"),
        at=MONDAY,
    )
    tree.describe_area(actor=system, area_id=village.id, lon=104.2, lat=35.1, households=88, at=MONDAY)
    tree.close_area(actor=system, area_id=village.id, at=MONDAY)

    row = Area.objects.get(pk=village.id)
    assert (row.households, row.closed_on) == (88, date(2026, 3, 2))
    assert [change for _action, _target, change in _acts()] == ["added", "described", "closed"]


def test_codes_are_issued_replaced_and_revoked():
    town = make_town()
    grid = make_grid(under=make_village(under=town))
    system = administrator("system_admin", town)

    (first,) = tree.issue_public_codes(actor=system, area_ids=[grid.pk], at=MONDAY)
    second = tree.rotate_public_code(actor=system, code_id=first.pk, at=MONDAY)
    tree.revoke_public_code(actor=system, code_id=second.pk, at=MONDAY)

    rows = PublicCode.objects.everywhere("a test looks")
    assert rows.filter(revoked_at=None).count() == 0
    assert [change for _action, _target, change in _acts()] == ["code_issued", "code_replaced", "code_revoked"]


def test_a_code_of_another_town_looks_like_a_missing_one():
    here, there = make_town(), make_town("锹峪镇", number="110")
    (code,) = areas.issue_public_codes(area_ids=[here.pk], at=MONDAY)

    with pytest.raises(NotFound):
        tree.revoke_public_code(actor=administrator("system_admin", there), code_id=code.pk, at=MONDAY)


def test_boundaries_are_imported_only_for_areas_one_may_change():
    here, there = make_town(), make_town("锹峪镇", number="110")
    ring = [[104.1, 35.1], [104.2, 35.1], [104.2, 35.2], [104.1, 35.1]]
    file = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": here.code},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        ],
    }
    given = {"collection": file, "frame": "wgs84", "source": "surveyed", "note": "", "at": MONDAY}

    dry = tree.import_boundaries(actor=administrator("system_admin", here), dry_run=True, **given)
    stored = tree.import_boundaries(actor=administrator("system_admin", here), dry_run=False, **given)
    foreign = tree.import_boundaries(actor=administrator("system_admin", there), dry_run=False, **given)

    assert (dry.stored, stored.stored, foreign.stored, len(foreign.faults)) == (0, 1, 0, 1)
    assert [change for _action, _target, change in _acts()] == ["boundaries"]
    with pytest.raises(NotAllowed):
        tree.import_boundaries(actor=make_actor("town_desk", at=here), dry_run=False, **given)


def _changed_rules():
    old = shipped_rulebook("qingping")
    return old.model_copy(update={"place": old.place.model_copy(update={"name": "新庆坪"})})


def test_rules_are_applied_by_who_may_and_kept_in_the_audit():
    town = make_town()
    system = administrator("system_admin", town)

    rules.apply_rulebook(actor=system, rulebook=_changed_rules(), seen=1, note="改名", at=MONDAY)

    assert (in_force(place="qingping").number, versions(place="qingping")[0].applied_by) == (2, system.name)
    assert AuditEntry.objects.get().detail["number"] == 2


def test_rules_are_not_applied_over_a_version_nobody_looked_at():
    town = make_town()

    with pytest.raises(Conflict):
        rules.apply_rulebook(
            actor=administrator("system_admin", town), rulebook=_changed_rules(), seen=0, note="", at=MONDAY
        )

    assert in_force(place="qingping").number == 1


def test_rules_of_two_towns_are_not_for_the_administrator_of_one():
    town = make_town()
    make_town("锹峪镇", number="110")

    with pytest.raises(NotAllowed):
        rules.apply_rulebook(
            actor=administrator("system_admin", town), rulebook=_changed_rules(), seen=1, note="", at=MONDAY
        )


def _failed_job() -> int:
    jobs.enqueue(jobs.take_up_stalled)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
        (job_id,) = cursor.fetchone()
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
    return job_id


def test_a_failed_job_is_retried_once_and_kept_in_the_audit():
    county = make_county()
    job_id, system = _failed_job(), administrator("system_admin", county)
    assert [row.touched_at is not None for row in jobs.rows_with_status(status="failed")] == [True]

    upkeep.retry_job(actor=system, job_id=job_id, at=MONDAY)

    assert jobs.rows_with_status(status="failed") == []
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target.endswith(f"take_up_stalled #{job_id}")) == (AuditAction.JOB_RETRIED, True)
    with pytest.raises(Conflict):
        upkeep.retry_job(actor=system, job_id=job_id, at=MONDAY)
    with pytest.raises(NotAllowed):
        upkeep.retry_job(actor=administrator("audit_admin", county), job_id=job_id, at=MONDAY)


def test_a_years_days_off_are_taken_over_and_kept_in_the_audit():
    county = make_county()
    days = [AnnouncedDay(date(2031, 1, 1), "holiday", "元旦")]
    given = {"year": 2031, "days": days, "source": "国办发明电〔2030〕1号", "published_on": date(2030, 11, 1)}

    upkeep.import_announcement(actor=administrator("system_admin", county), at=MONDAY, **given)

    newest = years_of_days()[0]
    assert (newest.year, newest.days_off, newest.source) == (2031, 1, "国办发明电〔2030〕1号")
    assert AuditEntry.objects.get().detail == {"change": "calendar", "year": 2031, "added": 1, "removed": 0}
    with pytest.raises(NotAllowed):
        upkeep.import_announcement(actor=administrator("audit_admin", county), at=MONDAY, **given)
