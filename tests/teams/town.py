"""Two towns alike, side by side, so that what leaks from one into the other is seen."""

from dataclasses import dataclass
from datetime import date, datetime

from tests.world import MONDAY, TODAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.access.models import Account
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area
from wangge.core.areas.scope import Scope
from wangge.core.teams.models import Appointment, EndReason, Organisation
from wangge.core.teams.operations import NewAppointment, appoint, end_appointment


@dataclass
class Town:
    """A town with one village of two grids, its units, and whoever keeps its organisation."""

    area: Area
    village: Area
    grid: Area
    second_grid: Area
    government: Organisation
    centre: Organisation
    village_centre: Organisation
    group: Organisation
    second_group: Organisation
    keeper: Actor

    @property
    def scope(self) -> Scope:
        return Scope((self.area.path,))

    def appoint(
        self,
        name: str,
        post_kind: str = "grid_leader",
        *,
        at_area: Area | None = None,
        unit: Organisation | None = None,
        starts_on: date = TODAY,
        ends_on: date | None = None,
        account: Account | None = None,
        is_public: bool | None = None,
        at: datetime = MONDAY,
    ) -> Appointment:
        """Put somebody into a post, by default 网格党小组组长 of the first grid."""
        new = NewAppointment(
            post_kind=post_kind,
            area_id=(at_area or self.grid).pk,
            organisation_id=(unit or self.group).pk,
            person_name=name,
            starts_on=starts_on,
            ends_on=ends_on,
            account_id=account.pk if account else None,
            is_public=is_public,
        )
        return appoint(actor=self.keeper, new=new, at=at)

    def end(self, appointment: Appointment, *, at: datetime = MONDAY) -> Appointment:
        return end_appointment(actor=self.keeper, appointment_id=appointment.pk, reason=EndReason.MOVED, at=at)

    def fill(self) -> None:
        """Fill every required post."""
        self.appoint("镇长甲", "town_leader", at_area=self.area, unit=self.centre)
        self.appoint("值班员甲", "town_officer", at_area=self.area, unit=self.centre)
        self.appoint("值班员乙", "town_officer", at_area=self.area, unit=self.centre)
        self.appoint("值守员", "village_officer", at_area=self.village, unit=self.village_centre)
        for grid, group in ((self.grid, self.group), (self.second_grid, self.second_group)):
            self.appoint("组长", "grid_leader", at_area=grid, unit=group)
            self.appoint("联户党员", "linked_member", at_area=grid, unit=group)
            self.appoint("下沉干部", "linked_cadre", at_area=grid, unit=self.government)


def make_qingping() -> Town:
    return _town(make_town("庆坪镇"), "荣星村", name="管理员甲")


def make_shanghu() -> Town:
    """A second town, in another county, under the same rulebook."""
    county = make_county("常熟市", code="320581")
    return _town(make_town("尚湖镇", under=county, number="111"), "新和村", name="管理员乙")


def _town(area: Area, village_name: str, *, name: str) -> Town:
    village = make_village(village_name, under=area)
    grid, second_grid = make_grid(under=village), make_grid(under=village)
    return Town(
        area=area,
        village=village,
        grid=grid,
        second_grid=second_grid,
        government=make_unit("town_government", at=area),
        centre=make_unit("town_centre", at=area),
        village_centre=make_unit("village_centre", at=village),
        group=make_unit("grid_group", at=grid),
        second_group=make_unit("grid_group", at=second_grid),
        keeper=make_actor("town_lead", at=area, name=name),
    )
