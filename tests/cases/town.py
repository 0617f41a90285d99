"""A town that can handle a case: centre, village, grid, one station, and the people who act for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from tests.world import MONDAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.access.queries import Actor, system_actor
from wangge.core.areas.models import Area
from wangge.core.cases import operations
from wangge.core.cases.models import Case
from wangge.core.cases.operations.handling import Done
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.teams.models import Organisation

_forms = count(1)
RESIDENT = system_actor(name="")


@dataclass
class Town:
    """One small 庆坪; every moment is MONDAY unless a test says otherwise."""

    area: Area
    village: Area
    grid: Area
    centre: Organisation
    village_centre: Organisation
    grid_group: Organisation
    station: Organisation
    officer: Actor
    lead: Actor
    village_officer: Actor
    grid_leader: Actor
    policeman: Actor
    place: str = "qingping"
    channel: str = "qr"

    def report(self, body: str = "村口路灯坏了三天", *, at: datetime = MONDAY, **given: object) -> Reported:
        values: dict[str, object] = {
            "area_id": self.grid.pk, "channel": self.channel, "body": body, "source_ref": f"form:{next(_forms)}",
        }  # fmt: skip
        return operations.report_case(report=CaseReport(**(values | given)), actor=RESIDENT, at=at)  # type: ignore[arg-type]

    def case(self, reported: Reported | UUID) -> Case:
        pk = reported if isinstance(reported, UUID) else reported.case_id
        return Case.objects.everywhere("a test looks").get(pk=pk)

    def dispatched(self, to: Organisation | None = None, **given: object) -> Reported:
        found = self.report(**given)
        operations.accept_case(actor=self.officer, case_id=found.case_id, at=MONDAY)
        operations.dispatch_case(
            actor=self.officer, case_id=found.case_id, unit_id=(to or self.station).pk, note="请处理", at=MONDAY
        )
        return found

    def signed(self, **given: object) -> Reported:
        found = self.dispatched(**given)
        operations.sign_case(actor=self.policeman, case_id=found.case_id, at=MONDAY)
        return found

    def handled(self, **given: object) -> Reported:
        found = self.signed(**given)
        operations.handle_case(actor=self.policeman, case_id=found.case_id, done=a_result(), at=MONDAY)
        return found

    def answered(self, **given: object) -> Reported:
        found = self.handled(**given)
        operations.verify_case(actor=self.officer, case_id=found.case_id, at=MONDAY)
        operations.answer_case(
            actor=self.officer, case_id=found.case_id, answer="路灯已换好,谢谢您反映", at=MONDAY + timedelta(hours=1)
        )
        return found


def a_result(words: str = "已换灯泡", outcome: str = "solved") -> Done:
    return Done(words=words, outcome=outcome, no_evidence_reason="夜间无法拍照")


def make_qingping() -> Town:
    area = make_town("庆坪镇")
    return _town(area, place="qingping", village="荣星村")


def make_other_town() -> Town:
    """A second town in another county, under the same rulebook, that must see nothing of the first."""
    county = make_county("常熟市", code="320581")
    return _town(make_town("尚湖镇", under=county, number="111"), place="qingping", village="新和村")


def _town(area: Area, *, place: str, village: str) -> Town:
    village_area = make_village(village, under=area)
    grid = make_grid(under=village_area)
    centre = make_unit("town_centre", at=area)
    village_centre = make_unit("village_centre", at=village_area)
    make_unit("village_party", at=village_area)
    grid_group = make_unit("grid_group", at=grid)
    station = make_unit("town_station", at=area, name=f"{area.name}派出所")
    return Town(
        area=area, village=village_area, grid=grid, centre=centre, village_centre=village_centre,
        grid_group=grid_group, station=station,
        officer=make_actor("town_desk", at=area, unit=centre, name="值班员甲"),
        lead=make_actor("town_lead", at=area, unit=centre, name="负责人乙"),
        village_officer=make_actor("village_desk", at=village_area, unit=village_centre, name="村值守丙"),
        grid_leader=make_actor("grid_leader", at=grid, unit=grid_group, name="组长丁"),
        policeman=make_actor("department", unit=station, name="民警戊"),
        place=place,
    )  # fmt: skip
