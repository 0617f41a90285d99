"""A household with all that may hang on it, one with words as long as they can be; and the pages that show them."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tests.browser.pages import Address, at
from tests.browser.worlds import LONGEST_NAME
from tests.cases.town import Town
from tests.people.roster import family, tenant
from wangge.core.areas.queries import areas_in_memory
from wangge.core.people import operations as act_on
from wangge.core.people.persons import NewPerson
from wangge.core.people.queries import household_card, sight_of
from wangge.faces.exchange.roster.staging import lay_aside


def add_roster(town: Town) -> dict[str, UUID]:
    """A family with care, a hazard, a correction, a double; tenants of a long name; a shop; a file."""
    now = timezone.now()
    by = {"actor": town.lead, "at": now}
    rooms = tuple(act_on.NewDwelling(unit="1单元", room=f"10{room}室") for room in (1, 2, 3))
    new = act_on.NewBuilding(name="荣星小区3幢", lon=104.2, lat=35.1, dwellings=rooms)
    added = act_on.add_buildings(area_id=town.grid.pk, new=[new], **by)
    building, doors = added.building_ids[0], added.dwelling_ids[0]
    home, *_others = (
        act_on.register_households(new=[act_on.NewHousehold(dwelling_id=door, persons=persons)], **by).household_ids[0]
        for door, persons in zip(
            doors, (family(), (tenant(LONGEST_NAME[:50]),), (NewPerson(name="张大力", role="head"),)), strict=True
        )
    )
    members = household_card(sight=sight_of(actor=town.lead), household_id=home).members
    head, wife = members[0].person_id, members[1].person_id
    tag = act_on.propose_care(
        new=act_on.NewCareTag(
            about="person", subject_id=wife, kind="disabled", reason=LONGEST_NAME, source="走访", owner_name="王芳"
        ),
        **by,
    )  # fmt: skip
    hazard = act_on.find_hazard(
        new=act_on.NewHazard(about="dwelling", place_id=doors[0], kind="wiring", words=LONGEST_NAME[:200]), **by
    )
    shop = act_on.add_enterprise(
        area_id=town.grid.pk,
        new=act_on.NewEnterprise(name="兴旺小卖部", contact_name="周店主", building_id=building),
        **by,
    )
    asking = act_on.Asking(person_id=head, field="name", value="张大立", reason="户口簿", source_ref="browser")
    change = act_on.ask_change(asking=asking, **by)
    twice = _others[1]
    double = household_card(sight=sight_of(actor=town.lead), household_id=twice).members[0].person_id
    content = f"网格,门牌,姓名,身份证号\n{town.grid.code},村口12号,王伟,123\n".encode()
    area = areas_in_memory().by_id[town.grid.pk]
    file = lay_aside(actor=town.lead, area=area, name=f"{LONGEST_NAME[:60]}.csv", content=content, at=now)
    act_on.confirm_household(household_id=home, **by)
    return {
        "home": home, "head": head, "double": double, "tag": tag.pk, "hazard": hazard, "shop": shop,
        "change": change.pk, "building": building, "door": doors[0], "file": file.pk,
    }  # fmt: skip


def of(name: str, *which: str, more: tuple[object, ...] = ()) -> Address:
    """A page about one or two of them."""
    return lambda sites: reverse(f"workbench:{name}", args=[*(sites.residents[one] for one in which), *more])


ROSTER: dict[tuple[str, str], Address] = {
    **{
        ("town_lead", name): at(f"workbench:{name}")
        for name in (
            *("people", "households", "persons", "enterprises", "care", "hazards", "changes"),
            *("grid-map", "dossiers", "rosters", "household-new"),
        )
    },
    ("town_lead", "households, nothing found"): at("workbench:households", query="?state=hazard&care=left_behind"),
    ("town_lead", "household"): of("household", "home"),
    ("town_lead", "person"): of("person", "head"),
    ("town_lead", "person in full"): of("person-full", "head"),
    ("town_lead", "person looks"): of("person-looks", "head"),
    ("town_lead", "person doubles"): of("person-doubles", "head"),
    ("town_lead", "person merge"): of("person-merge", "head", "double"),
    ("town_lead", "household step"): of("household-step", "home", more=("split",)),
    ("town_lead", "person step"): of("person-step", "head", more=("consent",)),
    ("town_lead", "who moves in"): of("household-in", "home"),
    ("town_lead", "door"): of("door", "door"),
    ("town_lead", "building"): of("building", "building"),
    ("town_lead", "care-tag"): of("care-tag", "tag"),
    ("town_lead", "hazard"): of("hazard", "hazard"),
    ("town_lead", "enterprise"): of("enterprise", "shop"),
    ("town_lead", "person-change"): of("person-change", "change"),
    ("town_lead", "roster-file"): of("roster-file", "file"),
    ("town_lead", "dossier-paper"): at("workbench:dossier-paper"),
}
QUESTIONS = {
    "persons-export",
    *("households-export", "household-in-person", "event-reverse", "person-held", "person-relate", "person-relate-to"),
    *("consent-withdraw", "sheet-reveal", "building-new", "building-rooms", "building-describe", "door-tenants"),
    *("door-use", "door-sheet", "door-close", "enterprise-new", "enterprise-change", "enterprise-close"),
    *("enterprise-contact", "care-reason", "care-step", "hazard-new", "hazard-step", "change-values"),
    *("change-withdraw", "change-decide"),
}
"""Forms drawn by the template of questions, of which some are looked at above."""
ANSWERS = {"grid-map-areas", "grid-map-points", "roster-take", "roster-remarks", "hazard-photo"}
