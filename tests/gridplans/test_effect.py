"""A plan takes effect on its day: all that lies in its grids moves, and a second version brings it back."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.gridplans.village import Village, make_planned_village, spot_of
from tests.world import MONDAY, make_account, make_actor, make_town, make_unit
from wangge.core.access.queries import actor_of
from wangge.core.areas.levels import Source
from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.models import Area, NamedPlace
from wangge.core.areas.queries import coverage_faults
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case
from wangge.core.cases.operations import report_case
from wangge.core.cases.reports import CaseReport
from wangge.core.notices.models import Notice
from wangge.core.people.models import Building, Hazard, Household, Person, Residence
from wangge.core.people.operations import NewHazard, find_hazard
from wangge.core.teams.models import Appointment, Organisation
from wangge.core.teams.operations import NewAppointment, appoint_many
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound
from wangge.ground.foundation.jobs import run_waiting
from wangge.ground.foundation.outbox import facts
from wangge.ground.sync.models import SyncRow
from wangge.practice.gridplans import operations, queries
from wangge.practice.gridplans.events import PlanPublished, PlanTookEffect
from wangge.practice.gridplans.lifecycle import PlanState, ProposalKind
from wangge.practice.gridplans.subscribers import tell_grids, tell_of_notice
from wangge.practice.visits.models import Errand
from wangge.practice.visits.nightly import refresh_phones
from wangge.practice.visits.operations import NewErrand, ask_errands

pytestmark = pytest.mark.django_db
LOOK = "a test looks"
NEAR, FAR, LAST = (0, 0), (3, 3), (5, 0)  # stays in 第一, leaves 第一, stands in 第三
EFFECT, UNDONE = 10, 30  # days after MONDAY


def _halved(village: Village) -> UUID:
    """第三 goes into 第二, 第一 is cut: its eastern half is a new grid."""
    plan_id = village.begun(norm=8, tolerance=20)
    edit = {"actor": village.desk, "plan_id": plan_id, "at": MONDAY}
    first, second, third = (str(grid.pk) for grid in village.grids)
    operations.choose_proposal(**edit, kind=ProposalKind.TODAY)
    operations.merge_grids(**edit, key=third, into=second)
    judgement = operations.split_grid(**edit, key=first)
    new = next(grid.key for grid in judgement.grids if grid.is_new)
    east = [village.houses[column, row] for column in (2, 3) for row in range(4)]
    west = [village.houses[column, row] for column in (0, 1) for row in range(4)]
    operations.move_buildings(**edit, building_ids=west, key=first)
    operations.move_buildings(**edit, building_ids=east, key=new)
    return plan_id


def _case(village: Village, grid: Area, spot: tuple[int, int] | None, number: int) -> Case:
    lon, lat = spot_of(*spot) if spot else (None, None)
    report = CaseReport(
        area_id=grid.pk, channel="qr", body="村口路灯坏了三天", source_ref=f"form:{number}", lon=lon, lat=lat
    )
    found = report_case(report=report, actor=village.desk, at=MONDAY)
    unit = Organisation.objects.get(area=grid, unit_kind="grid_group")
    Case.objects.everywhere(LOOK).filter(pk=found.case_id).update(owner_unit=unit)
    return Case.objects.everywhere(LOOK).get(pk=found.case_id)


def _outlines(village: Village) -> dict[str, str]:
    index = areas_in_memory()
    shapes = {row.name: index.outlines[row.id].shape.normalize() for row in index.children(village.area.pk)}
    return {name: shape.wkt for name, shape in shapes.items()}


def _picture(village: Village) -> dict[str, object]:
    """Where everything is, by names: to compare before and after."""

    def named(rows: object) -> dict[object, str]:
        return dict(rows.values_list("pk", "area__name"))  # type: ignore[attr-defined]

    everywhere = {"area__parent": village.area}
    posts = Appointment.objects.everywhere(LOOK).filter(**everywhere, ended_on=None)
    cases = Case.objects.everywhere(LOOK).filter(**everywhere, closed_at=None)
    carried = SyncRow.objects.filter(is_deleted=False, kind__in=["household", "person", "case", "task"])
    names = {area.pk: area.name for area in Area.objects.filter(parent=village.area)}
    return {
        "grids": sorted(row.name for row in areas_in_memory().children(village.area.pk)),
        "buildings": named(Building.objects.everywhere(LOOK).filter(**everywhere)),
        "households": named(Household.objects.everywhere(LOOK).filter(**everywhere)),
        "persons": named(Person.objects.everywhere(LOOK).filter(**everywhere)),
        "living": sorted(
            Residence.objects.everywhere(LOOK).filter(**everywhere, until=None).values_list("person_id", "area__name")
        ),
        "hazards": named(Hazard.objects.everywhere(LOOK).filter(**everywhere)),
        "errands": named(Errand.objects.everywhere(LOOK).filter(**everywhere)),
        "places": dict(NamedPlace.objects.everywhere(LOOK).filter(**everywhere).values_list("pk", "area__name")),
        "cases": dict(cases.values_list("pk", "area__name")),
        "owners": dict(cases.values_list("pk", "owner_unit__area__name")),
        "posts": sorted(posts.values_list("post_kind", "person_name", "area__name", "organisation__area__name")),
        "phones": sorted((row.kind, row.row_id, names.get(row.scope)) for row in carried if row.scope in names),
    }


def _effect_of(plan_id: UUID) -> PlanTookEffect:
    """The fact as it was written."""
    payload = facts(name=PlanTookEffect.name)[0].payload
    assert payload["plan_id"] == str(plan_id)
    return PlanTookEffect(
        plan_id, UUID(payload["town_id"]), payload["area_path"], payload["title"], tuple(map(UUID, payload["units"]))
    )


def test_T18_a_household_is_in_its_grid_on_every_day_and_a_second_version_undoes_it():
    village = make_planned_village()
    stranger = make_planned_village(make_town("尚湖镇", number="111", place="shanghu"))
    first, _second, third = village.grids
    units = {grid.pk: Organisation.objects.get(area=grid) for grid in village.grids}
    posts = [("grid_leader", first, "王大山"), ("grid_leader", third, "赵小河"), ("linked_member", third, "孙二")]
    people = {name: make_account(name, at=village.area) for _post, _grid, name in posts}
    appoint_many(
        actor=village.lead,
        new=[
            NewAppointment(post_kind=post, area_id=grid.pk, organisation_id=units[grid.pk].pk, person_name=name,
                           starts_on=day_of(MONDAY), account_id=people[name].pk)
            for post, grid, name in posts
        ],
        at=MONDAY,
    )  # fmt: skip
    make_unit("village_centre", at=village.area)
    make_unit("town_centre", at=village.town)
    NamedPlace.objects.create(town=village.town, area=third, name="三组", kind="village_group")
    _case(village, first, FAR, 1)
    _case(village, third, None, 2)
    _case(village, first, None, 3)
    closed = _case(village, third, None, 4)
    Case.objects.everywhere(LOOK).filter(pk=closed.pk).update(state="withdrawn", closed_at=MONDAY - timedelta(days=100))
    find_hazard(
        actor=village.lead, at=MONDAY,
        new=NewHazard(about="dwelling", place_id=village.doors[LAST], kind="wiring", words="楼道堆物"),
    )  # fmt: skip
    ask_errands(actor=village.lead, new=[NewErrand(household_id=village.homes[FAR], kind="notice")], at=MONDAY)
    plan_id = _halved(village)
    run_waiting()
    refresh_phones(areas=set(units), at=MONDAY)
    before, elsewhere, surveyed = _picture(village), _picture(stranger), _outlines(village)

    village.put_in_force(plan_id, days=EFFECT)

    names = [grid.name for grid in village.grids]
    new = next(
        row for row in areas_in_memory().children(village.area.pk) if row.id not in {g.pk for g in village.grids}
    )
    after = _picture(village)
    assert new.name == "荣星村第四网格"
    assert [village.held_by(FAR, EFFECT - 1), village.held_by(FAR, EFFECT)] == [names[0], new.name]
    assert [village.held_by(LAST, EFFECT - 1), village.held_by(LAST, EFFECT)] == [names[2], names[1]]
    assert [village.held_by(NEAR, EFFECT - 1), village.held_by(NEAR, EFFECT)] == [names[0], names[0]]
    assert after["grids"] == sorted([names[0], names[1], new.name])
    assert sorted(after["cases"].values()) == sorted([new.name, names[1], names[0]])
    assert after["owners"] == after["cases"]
    assert Case.objects.everywhere(LOOK).get(pk=closed.pk).area_path == third.path
    assert after["posts"] == [
        ("grid_leader", "王大山", names[0], names[0]), ("grid_leader", "赵小河", names[1], names[1]),
        ("linked_member", "孙二", names[1], names[1]),
    ]  # fmt: skip
    assert list(after["hazards"].values()) == [names[1]]
    assert list(after["errands"].values()) == [new.name]
    assert list(after["places"].values()) == [names[1]]
    assert {grid for kind, _pk, grid in after["phones"]} == {names[0], names[1], new.name}
    assert not SyncRow.objects.filter(scope=third.pk, is_deleted=False).exists()
    told = Notice.objects.filter(kind=PlanTookEffect.name)
    tell_grids([_effect_of(plan_id), _effect_of(plan_id)])
    assert sorted(told.values_list("account_id", flat=True)) == sorted(account.pk for account in people.values())

    undoing = operations.undo_plan(actor=village.desk, plan_id=plan_id, at=MONDAY + timedelta(days=EFFECT + 1))
    village.put_in_force(undoing, days=UNDONE)

    assert _picture(village) == before
    assert _outlines(village) == surveyed
    assert _picture(stranger) == elsewhere
    held = [village.held_by(FAR, days) for days in (EFFECT - 1, EFFECT, UNDONE - 1, UNDONE)]
    assert held == [names[0], new.name, new.name, names[0]]


def test_posts_of_two_grids_that_were_merged_go_back_each_to_the_unit_of_its_own():
    village = make_planned_village()
    names = ("钱二", "赵小河")
    posts = zip(village.grids[1:], ("linked_member", "grid_leader"), names, strict=True)
    new = [
        NewAppointment(post_kind=post, area_id=grid.pk, organisation_id=Organisation.objects.get(area=grid).pk,
                       person_name=name, starts_on=day_of(MONDAY))
        for grid, post, name in posts
    ]  # fmt: skip
    appoint_many(actor=village.lead, new=new, at=MONDAY)
    plan_id = village.begun(norm=24, tolerance=20)
    edit = {"actor": village.desk, "plan_id": plan_id, "at": MONDAY}
    operations.choose_proposal(**edit, kind=ProposalKind.TODAY)
    for grid in village.grids[1:]:
        operations.merge_grids(**edit, key=str(grid.pk), into=str(village.grids[0].pk))
    before = _picture(village)["posts"]

    village.put_in_force(plan_id, days=EFFECT)
    merged = _picture(village)["posts"]
    undoing = operations.undo_plan(actor=village.desk, plan_id=plan_id, at=MONDAY + timedelta(days=EFFECT + 1))
    village.put_in_force(undoing, days=UNDONE)

    first = village.grids[0].name
    assert merged == [("grid_leader", "赵小河", first, first), ("linked_member", "钱二", first, first)]
    assert _picture(village)["posts"] == before


def test_whoever_finds_no_seat_where_the_grid_went_is_out_of_the_post():
    village = make_planned_village()
    people = [make_account(name, at=village.area) for name in ("钱二", "赵小河")]
    new = [
        NewAppointment(post_kind="grid_leader", area_id=grid.pk, organisation_id=Organisation.objects.get(area=grid).pk,
                       person_name=account.name, starts_on=day_of(MONDAY), account_id=account.pk)
        for grid, account in zip(village.grids[1:], people, strict=True)
    ]  # fmt: skip
    appoint_many(actor=village.lead, new=new, at=MONDAY)

    moved = village.put_in_force(_halved(village), days=EFFECT)

    later = MONDAY + timedelta(days=EFFECT + 1)
    may = [actor_of(account=account, at=later).may("case.handle") for account in people]
    assert (moved["post_ended"], moved.get("appointment"), may) == (1, None, [True, False])


def test_J33_no_gap_no_overlap_and_every_grid_in_one_piece_after_it_takes_effect():
    village = make_planned_village()

    surveyed = areas_in_memory().outlines[village.grids[0].pk].shape
    village.put_in_force(_halved(village), days=EFFECT)

    rows = queries.plans(scope=village.lead.scope("area.see"))
    first = areas_in_memory().outlines[village.grids[0].pk]
    assert coverage_faults(parent_id=village.area.pk) == []
    assert (first.source, round(first.shape.area / surveyed.area, 6)) == (Source.PLANNED, 0.5)
    assert [row.state for row in rows] == [PlanState.IN_FORCE]


def test_people_of_the_grids_and_who_approves_are_told_of_a_notice_once_and_of_the_next_again():
    village = make_planned_village()
    stranger = make_planned_village(make_town("尚湖镇", number="111", place="shanghu"))
    leader = make_account("王大山", at=village.area)
    new = [
        NewAppointment(post_kind="grid_leader", area_id=village.grids[0].pk, person_name="王大山", account_id=leader.pk,
                       organisation_id=Organisation.objects.get(area=village.grids[0]).pk, starts_on=day_of(MONDAY))
    ]  # fmt: skip
    appoint_many(actor=village.lead, new=new, at=MONDAY)
    plan_id = village.begun(norm=8, tolerance=20)
    operations.choose_proposal(actor=village.desk, plan_id=plan_id, kind=ProposalKind.TODAY, at=MONDAY)
    told = Notice.objects.filter(kind=PlanPublished.name)

    operations.publish_plan(actor=village.desk, plan_id=plan_id, at=MONDAY)
    run_waiting()

    accounts = set(told.values_list("account_id", flat=True))
    assert {leader.pk, village.lead.account_id} <= accounts
    assert not accounts & {stranger.lead.account_id, stranger.desk.account_id}
    payload = facts(name=PlanPublished.name)[0].payload
    again = PlanPublished(
        plan_id, UUID(payload["town_id"]), payload["area_path"], payload["title"], payload["until"],
        tuple(map(UUID, payload["units"])),
    )  # fmt: skip
    tell_of_notice([again, again])
    assert told.count() == len(accounts)

    operations.revise_plan(actor=village.desk, plan_id=plan_id, words="一组的意见", at=MONDAY)
    operations.publish_plan(actor=village.desk, plan_id=plan_id, at=MONDAY + timedelta(days=1))
    run_waiting()
    assert told.count() == 2 * len(accounts)


def test_a_plan_goes_its_way_with_notice_comments_and_another_person():
    village = make_planned_village()
    plan_id = village.begun(norm=8, tolerance=20)
    operations.choose_proposal(actor=village.desk, plan_id=plan_id, kind=ProposalKind.TODAY, at=MONDAY)
    operations.publish_plan(actor=village.desk, plan_id=plan_id, at=MONDAY)
    later = MONDAY + timedelta(days=8)
    elsewhere = make_actor("town_desk", at=make_town("尚湖镇", number="111", place="shanghu"))

    with pytest.raises(NotFound):
        operations.revise_plan(actor=elsewhere, plan_id=plan_id, words="不行", at=MONDAY)
    comment = operations.say_comment(
        plan_id=plan_id, words="我家应该和三组在一起", name="张大力", phone="13893212345", source_ref="f1", at=MONDAY
    )
    notice = queries.public_notice(plan_id=plan_id, at=MONDAY)
    with pytest.raises(Conflict, match="公示到"):
        operations.approve_plan(actor=village.lead, plan_id=plan_id, effective_on=day_of(later), at=MONDAY)
    with pytest.raises(Conflict, match="1 条意见"):
        operations.approve_plan(actor=village.lead, plan_id=plan_id, effective_on=day_of(later), at=later)
    operations.answer_comment(actor=village.desk, comment_id=comment, words="按小组划", is_public=True, at=later)
    with pytest.raises(NotAllowed):
        operations.approve_plan(actor=village.desk, plan_id=plan_id, effective_on=day_of(later), at=later)
    operations.approve_plan(actor=village.lead, plan_id=plan_id, effective_on=day_of(later), at=later)
    Building.objects.everywhere(LOOK).filter(pk=village.houses[NEAR]).update(closed_on=day_of(later))

    changed = "底册变了，请重新测算：注销或者划走了 1 栋：0列0号"
    with pytest.raises(Conflict, match=changed):
        operations.put_in_force(actor=village.lead, plan_id=plan_id, at=later)
    assert operations.put_due_in_force(at=later) == [(plan_id, changed)]
    Building.objects.everywhere(LOOK).filter(pk=village.houses[NEAR]).update(closed_on=None)
    assert operations.put_due_in_force(at=later) == []

    shown = queries.public_notice(plan_id=plan_id, at=later)
    page = queries.plan_page(scope=village.desk.scope("area.see"), plan_id=plan_id)
    assert (page.row.state, page.row.in_force_on) == (PlanState.IN_FORCE, day_of(later))
    assert (notice.is_open, notice.comments) == (True, ())
    assert [(one.words, one.answer) for one in shown.comments] == [("我家应该和三组在一起", "按小组划")]
    assert (page.comments[0].name, page.comments[0].phone) == ("张*力", "138****2345")
    with pytest.raises(NotFound):
        queries.plan_page(scope=Scope(("/621123/111/",)), plan_id=plan_id)
