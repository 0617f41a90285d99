"""Doors with errands, a note, a survey and an order with its list, with words as long as they can be; their pages."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tests.browser.pages import Address, Sites, at
from tests.browser.worlds import LONGEST_NAME, Qingping
from wangge.core.people.operations import NewBuilding, NewDwelling, NewHousehold, add_buildings, register_households
from wangge.core.people.persons import NewPerson
from wangge.ground.engines import machine_code
from wangge.practice.emergency.conditions import Conditions
from wangge.practice.emergency.operations import NewOrder, issue_order
from wangge.practice.surveys.operations import NewAnswer, NewItem, NewSurvey, answer_survey, open_survey
from wangge.practice.surveys.queries import survey_page
from wangge.practice.visits.operations import NewErrand, NewVisit, ask_errands, record_visit

LONG = LONGEST_NAME[:40]
ITEM = NewItem(LONGEST_NAME[:200], (LONG, "不知道"), (0,))


def add_rounds(qingping: Qingping) -> dict[str, UUID]:
    """Two doors on low ground with two errands each; one of them was visited."""
    town, now = qingping.town, timezone.now()
    by = {"actor": town.lead, "at": now}
    rooms = (NewDwelling(room="101室"), NewDwelling(room="102室"))
    house = NewBuilding(name="低洼1幢", lies_low=True, lon=104.2, lat=35.1, dwellings=rooms)
    doors = add_buildings(area_id=town.grid.pk, new=[house], **by).dwelling_ids[0]
    new = [
        NewHousehold(dwelling_id=door, persons=(NewPerson(name=name, role="head", kinds=("lives",)),))
        for door, name in zip(doors, (LONG[:20], "𠮷野"), strict=True)
    ]
    homes = register_households(new=new, on=timezone.localdate(now), **by).household_ids
    kinds = ("care_check", "notice")
    ask_errands(new=[NewErrand(household_id=one, kind=kind, title=LONG) for one in homes for kind in kinds], **by)
    note = NewVisit(household_id=homes[0], kind="home", happened_at=now, words=LONGEST_NAME * 3, checks=("need",))
    visit = record_visit(new=note, **by)
    asked = NewSurvey(area_id=town.area.pk, title=LONG, frame=LONG, items=(ITEM,))
    survey = open_survey(new=asked, **by)
    item = survey_page(scope=town.lead.scope("visit.see"), survey_id=survey).items[0]
    answer_survey(new=NewAnswer(survey_id=survey, area_id=town.grid.pk, choices={item.id: 0}), **by)
    order = NewOrder(title=LONG, conditions=Conditions(lies_low=True), areas=(town.area.pk,), words=LONGEST_NAME * 3)
    machine_code.make()  # no page waits for the compiler here
    return {"door": homes[0], "note": visit, "survey": survey, "alarm": issue_order(new=order, **by)}


def of(name: str, which: str) -> Address:
    """A page about one of them."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.rounds[which]])


def missed(sites: Sites) -> str:
    return reverse("workbench:covered", args=["missed"])


ROUNDS: dict[tuple[str, str], Address] = {
    **{
        ("town_lead", name): at(f"workbench:{name}")
        for name in ("rounds", "tonight", "coverage", "errands", "surveys", "alarms", "alarm-new")
    },
    ("town_lead", "covered"): missed,
    ("town_lead", "round-door"): of("round-door", "door"),
    ("town_lead", "round-note"): of("round-note", "note"),
    ("town_lead", "survey"): of("survey", "survey"),
    **{("town_lead", name): of(name, "alarm") for name in ("alarm", "alarm-list", "alarm-paper")},
}
ALIKE = {
    *("rounds-export", "round-errand", "round-wish", "round-wish-drop", "round-agency", "round-follow", "errands-ask"),
    *("errand-withdraw", "talk-new", "survey-new", "survey-result-new", "survey-answer", "survey-close"),
    *("survey-sheet", "alarm-end", "alarm-tick", "alarm-figures", "tonight-ways", "tonight-doors", "tonight-ready"),
    *("calls", "talks", "agencies", "agency", "survey-results", "notebook", "notebook-print"),
}
"""Addresses that ask one thing by the page all such questions have, are drawn by the template of another, or none."""
