"""A whistle at every stage, and one with words as long as they can be."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from tests.browser.worlds import LONGEST_NAME
from tests.cases.town import Town
from tests.world import make_actor, make_unit
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CaseParty
from wangge.core.cases.operations import Call


@dataclass
class Whistles:
    """What the pages show."""

    asked: UUID
    blown: UUID
    concluded: UUID
    party: UUID
    declined: UUID
    help: UUID
    new: UUID


def add_whistles(town: Town) -> Whistles:
    """One waits, one is under way with a unit that declines, one is concluded; a case to whistle for."""
    long = make_unit("town_station", at=town.area, name=f"{town.area.name}{LONGEST_NAME[:40]}站")
    water = make_unit("town_station", at=town.area, name=f"{town.area.name}水利站")
    helper = make_actor("department", unit=water, name="水利员")
    clerk = make_actor("department", unit=long, name="站员")
    now = timezone.now()
    call = Call("assembly", f"看得见管不了{LONGEST_NAME}", town.station.pk, (water.pk, long.pk), "村委会门口")
    cases = [_case(town, f"第{number}条沟里倒了渣土") for number in range(4)]
    asked = ops.ask_whistle(actor=town.grid_leader, case_id=cases[0], call=call, at=now)
    blown = ops.blow_whistle(actor=town.officer, case_id=cases[1], call=call, at=now - timedelta(hours=3))
    done = ops.blow_whistle(actor=town.officer, case_id=cases[2], call=call, at=now - timedelta(hours=3))
    parties = {(p.case_id, p.unit_id): p.pk for p in CaseParty.objects.all()}
    for unit, actor in ((town.station, town.policeman), (water, helper), (long, clerk)):
        who = {"actor": actor, "case_id": cases[2], "party_id": parties[cases[2], unit.pk], "at": now}
        ops.arrive_party(where="沟口", **who)
        ops.report_party(words="清了三车", **who)
    ops.conclude_whistle(
        actor=town.officer, case_id=cases[2], whistle_id=done.pk, conclusion="分段清完", at=now
    )  # fmt: skip
    declined = parties[cases[1], long.pk]
    ops.decline_party(actor=clerk, case_id=cases[1], party_id=declined, basis="《防洪法》第八条", at=now)
    helping = ops.ask_help(actor=town.grid_leader, case_id=cases[3], unit_id=town.station.pk, words="借警戒带", at=now)
    party = parties[cases[1], town.station.pk]
    return Whistles(asked.pk, blown.pk, done.pk, party, declined, helping.pk, cases[3])


def _case(town: Town, words: str) -> UUID:
    found = town.report(words, category="environment_litter").case_id
    ops.accept_case(actor=town.grid_leader, case_id=found, at=timezone.now())
    return found
