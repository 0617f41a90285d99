"""A grid's case with two more stations to call, and party members who may be called."""

from datetime import timedelta

from tests.cases.town import make_qingping
from tests.world import MONDAY, TODAY, make_actor, make_unit
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CaseClock, CaseParty, CaseWhistle
from wangge.core.cases.operations import Call
from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import in_force
from wangge.core.teams.operations import NewAppointment, appoint
from wangge.ground.rulebook.document import from_document, to_document

HOUR = timedelta(hours=1)
LATER = MONDAY + HOUR


class Muster:
    """A grid's case, two more stations with an officer each, and a way through a whistle."""

    def __init__(self, make=make_qingping):
        self.town = make()
        self.water = make_unit("town_station", at=self.town.area, name=f"{self.town.area.name}水利站")
        self.forest = make_unit("town_station", at=self.town.area, name=f"{self.town.area.name}林业站")
        self.water_officer = make_actor("department", unit=self.water, name="水利员")
        self.forest_officer = make_actor("department", unit=self.forest, name="林业员")
        found = self.town.report("河道里倒了建筑垃圾")
        self.number, self.case_id = found.number, found.case_id
        ops.accept_case(actor=self.town.grid_leader, case_id=self.case_id, at=MONDAY)

    def call(self, kind="assembly", **given):
        values = {"reason": "网格看得见管不了", "lead": self.water.pk, "assist": (self.forest.pk,)} | given
        return Call(kind=kind, meeting_place="沟口", **values)

    def asked(self, **given):
        return ops.ask_whistle(actor=self.town.grid_leader, case_id=self.case_id, call=self.call(**given), at=MONDAY)

    def blown(self, *, at=MONDAY, **given):
        whistle = self.asked(**given)
        ops.approve_whistle(
            actor=self.town.village_officer, case_id=self.case_id, whistle_id=whistle.pk, call=self.call(**given), at=at
        )
        return CaseWhistle.objects.get(pk=whistle.pk)

    def party(self, unit):
        return CaseParty.objects.get(case_id=self.case_id, unit=unit)

    def of(self, unit, actor, at=MONDAY):
        return {"actor": actor, "case_id": self.case_id, "party_id": self.party(unit).pk, "at": at}

    def went(self, unit, actor, at=MONDAY):
        ops.arrive_party(**self.of(unit, actor, at))
        ops.report_party(words="清了一半", **self.of(unit, actor, at))

    def concluded(self):
        whistle = self.blown()
        self.went(self.water, self.water_officer)
        self.went(self.forest, self.forest_officer)
        ops.conclude_whistle(
            actor=self.town.grid_leader,
            case_id=self.case_id,
            whistle_id=whistle.pk,
            conclusion="两家分段清完",
            at=LATER,
        )
        return CaseWhistle.objects.get(pk=whistle.pk)

    def clocks(self, unit):
        return {c.kind: c for c in CaseClock.objects.filter(party__unit=unit).order_by("id")}


MEMBERS = {
    "code": "members", "label": "党员哨", "help": "要人手的事", "asked_by": ["grid_group"],
    "blown_by": ["village_centre"], "calls": "party_members", "member_posts": ["linked_member"],
    "sign": {"amount": 2, "unit": "hours"}, "arrive": {"amount": 1, "unit": "days"},
}  # fmt: skip


def with_members_whistle():
    document = to_document(in_force(place="qingping").rules)
    document["whistle"]["kinds"] = [*document["whistle"]["kinds"], MEMBERS]
    apply_rulebook(rulebook=from_document(document), applied_by="测试", at=MONDAY)


def make_member(town, name):
    actor = make_actor("linked_member", at=town.grid, unit=town.grid_group, name=name)
    new = NewAppointment("linked_member", town.grid.pk, town.grid_group.pk, name, TODAY, account_id=actor.account_id)
    appoint(actor=town.lead, new=new, at=MONDAY)
    return actor
