"""Two places with people, outlines, named places and cases: enough to walk through them and look at every page."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connections
from django.utils import timezone

from tests.cases.town import RESIDENT, Town, make_qingping
from tests.foundation.pictures import picture
from tests.world import MONDAY, TODAY, make_actor, make_grid, make_unit, make_village
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area, PublicCode
from wangge.core.areas.operations import (
    NewArea,
    NewNamedPlace,
    add_areas,
    add_named_places,
    draw_missing_boundaries,
    issue_public_code,
)
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import RequestKind
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.teams.models import Appointment, Organisation
from wangge.core.teams.operations import NewAppointment, NewOrganisation, add_named_units, add_organisation, appoint
from wangge.ground.foundation import jobs, revisions
from wangge.ground.foundation.files import receive_image

CENTRE = (104.301, 35.101)
LONGEST_NAME = "㛃龘𬭼" * 20
assert len(LONGEST_NAME) == 60


def let_jobs_run() -> None:
    """What follows from what happened; on a thread of its own, as the browser keeps an event loop on this one."""

    def work() -> None:
        jobs.run_waiting()
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def ago(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)


@dataclass
class Qingping:
    """庆坪 with a second village whose names are as long and rare as names can be."""

    town: Town
    long_village: Area
    long_grid: Area
    code: PublicCode
    card: Appointment
    cases: dict[str, Reported] = field(default_factory=dict)


def make_qingping_with_people() -> Qingping:
    """Everything but cases."""
    town = make_qingping()
    Area.objects.filter(pk=town.village.pk).update(lon=CENTRE[0], lat=CENTRE[1], households=180)
    village = make_village(LONGEST_NAME, under=town.area)
    Area.objects.filter(pk=village.pk).update(lon=CENTRE[0] + 0.02, lat=CENTRE[1])
    grid = make_grid(LONGEST_NAME, under=village)
    group = make_unit("grid_group", at=grid, name=LONGEST_NAME)
    make_grid(under=town.village)
    revisions.forget_all()
    add_named_places(
        places=[
            NewNamedPlace(area_id=town.grid.pk, name=name, kind="other", lon=CENTRE[0] + off, lat=CENTRE[1])
            for name, off in (("荣星小学", 0.001), ("老油坊", 0.002))
        ]
    )
    draw_missing_boundaries(parent_id=town.area.pk, on=TODAY)
    card = _put_in_post(town, "李亚红", "grid_leader", area=town.grid, unit=town.grid_group)
    _put_in_post(town, "阿卜杜拉·买买提江𬭼㛃", "linked_member", area=town.grid, unit=town.grid_group)
    _put_in_post(town, LONGEST_NAME[:40], "grid_leader", area=grid, unit=group)
    _put_in_post(town, "祁建国", "village_officer", area=town.village, unit=town.village_centre)
    return Qingping(town, village, grid, code=issue_public_code(area_id=town.grid.pk, at=MONDAY), card=card)


def _put_in_post(town: Town, name: str, post: str, *, area: Area, unit: Organisation) -> Appointment:
    new = NewAppointment(post, area.pk, unit.pk, name, TODAY)
    return appoint(actor=town.lead, new=new, at=MONDAY)


def add_cases(place: Qingping) -> None:
    """A case in every state, one of them late, one with all that is long and rare."""
    town, photo = place.town, receive_image(picture(size=(900, 700)))
    told = {"name": "王𬭼㛃", "phone": "13812345678", "lon": CENTRE[0], "lat": CENTRE[1]}
    found = place.cases
    found["new"] = town.report("村口路灯坏了三天", at=ago(minutes=5), photos=(photo,), where_words="荣星小学东", **told)
    found["late"] = town.dispatched(body="水渠堵了，地浇不上水")
    found["signed"] = town.signed(body="河道里倒了建筑垃圾")
    found["asked_for"] = town.signed(body="养殖场的臭味飘到村里")
    asking = ops.Asking(kind=RequestKind.ADJUDICATE, words=f"归环保还是归农业说法不一 {LONGEST_NAME}")
    ops.ask_for(actor=town.policeman, case_id=found["asked_for"].case_id, asking=asking, at=timezone.now())
    found["handled"] = town.handled(body="荣星小学门口的路面塌了一块", **told)
    found["answered"] = town.answered(body="村口路灯又坏了", at=ago(days=1))
    found["closed"] = town.answered(body="自来水管漏水", **told)
    ops.rate_case(number=found["closed"].number, code=found["closed"].tracking_code, score=5, at=timezone.now())
    words = f"{LONGEST_NAME} https://example.invalid/{'a' * 200} <b>{'长' * 300}"
    found["long"] = town.report(words, at=ago(hours=2), area_id=place.long_grid.pk, where_words="龘" * 120)
    found["returned"] = town.dispatched(body="电线垂下来了")
    ops.return_case(
        actor=town.policeman, case_id=found["returned"].case_id, reason="wrong_area", note="在邻村", at=timezone.now()
    )


@dataclass
class Jiaozuo:
    """The demonstration zone with one street: sector, community, grid, and somebody at every desk."""

    street: Area
    grid: Area
    operator: Actor
    district: Actor
    street_desk: Actor
    station_desk: Actor
    member: Actor

    def report(self, body: str, *, at: datetime, **told: object) -> Reported:
        report = CaseReport(area_id=self.grid.pk, channel="hotline", body=body, source_ref=f"call:{at}", **told)  # type: ignore[arg-type]
        return ops.report_case(report=report, actor=RESIDENT, at=at)


def make_jiaozuo() -> Jiaozuo:
    rows = add_areas(
        areas=[
            NewArea(level="county", code="410871000000", name="焦作城乡一体化示范区", place="jiaozuo"),
            NewArea(level="town", parent_code="410871000000", code="410871062000", name="文昌街道"),
            NewArea(level="sector", parent_code="410871062000", code="410871062G01", name="文昌第一管区"),
            NewArea(
                level="village", parent_code="410871062G01", code="410871062001", name="和美社区", kind="community"
            ),
            NewArea(level="grid", parent_code="410871062001", ordinal=1, households=400),
        ],
        at=MONDAY,
    )
    county, street, _sector, village, grid = (Area.objects.get(pk=row.id) for row in rows)
    keeper = make_actor("district_lead", at=county, name="管组织的")
    add_named_units(actor=keeper, place="jiaozuo", at=MONDAY)
    add_organisation(actor=keeper, new=NewOrganisation(street.pk, "town_station", "文昌街道市政站"), at=MONDAY)
    units = {unit.unit_kind: unit for unit in Organisation.objects.filter(place="jiaozuo")}
    revisions.forget_all()
    assert areas_in_memory().place_of(grid.pk) == "jiaozuo"
    return Jiaozuo(
        street=street,
        grid=grid,
        operator=make_actor("district_desk", at=county, unit=units["district_centre"], name="话务员己"),
        district=make_actor("district_desk", at=county, unit=units["district_centre"], name="调度员庚"),
        street_desk=make_actor("town_desk", at=street, unit=units["town_centre"], name="街道值班辛"),
        station_desk=make_actor("station_desk", at=village, unit=units["village_station"], name="工作站壬"),
        member=make_actor("grid_member", at=grid, unit=units["grid_team"], name="网格员癸"),
    )
