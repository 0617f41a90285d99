"""What grid teams have, with words as long as they can be; and the pages that show it."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tests.browser.pages import Address, at, of_card
from tests.browser.worlds import LONGEST_NAME, Qingping
from wangge.core.people.models import Household
from wangge.core.teams.operations import NewAppointment, appoint
from wangge.practice.gridteams.lifecycle import ChargeKind
from wangge.practice.gridteams.models import GroupText, NetCover
from wangge.practice.gridteams.operations import (
    NewCharge,
    NewGroup,
    NewSupply,
    issue_supplies,
    link_households,
    register_groups,
    take_charge,
)

LONG = LONGEST_NAME[:60]


def add_grid_teams(qingping: Qingping) -> dict[str, UUID]:
    """A linking member with households, a field, kit, a chat group, a text, a special-purpose grid."""
    town, now = qingping.town, timezone.now()
    by, today = {"actor": town.lead, "at": now}, timezone.localdate(now)
    new = NewAppointment("linked_member", town.grid.pk, town.grid_group.pk, LONG, today)
    member = appoint(new=new, **by)
    kept = {"town_id": town.area.pk, "area": town.grid, "area_path": town.grid.path}
    homes = Household.objects.bulk_create(Household(door_key=f"{n:04}", **kept) for n in range(3))
    link_households(member_id=member.member_id, household_ids=[home.pk for home in homes[:2]], **by)
    charge = NewCharge(ChargeKind.FIELD, town.grid.pk, LONG, today, member.member_id, promise=LONGEST_NAME)
    take_charge(new=[charge], **by)
    issue_supplies(new=[NewSupply(town.grid.pk, "vest", today, member_id=member.member_id, note=LONG)], **by)
    (group,) = register_groups(new=[NewGroup(town.grid.pk, LONG, LONG, size=499)], **by)
    text = GroupText.objects.create(
        topic="消防安全", title=LONG, words=LONGEST_NAME * 5, made_at=now, made_by=LONG, **kept
    )
    NetCover.objects.create(
        net="party", name=LONG, holder_name=LONG, since=today, recorded_at=now, recorded_by=LONG, **kept
    )
    return {"member": member.member_id, "group": group.pk, "text": text.pk}


def of(name: str, which: str) -> Address:
    """A page about one of them."""
    return lambda sites: reverse(f"workbench:{name}", args=[sites.grid_teams[which]])


def slot(sites: object) -> str:
    return reverse("workbench:town-list-slot", args=["ten_joints", 3])


GRID_TEAMS: dict[tuple[str, str], Address] = {
    **{
        ("town_lead", name): at(f"workbench:{name}")
        for name in (
            *("checks", "checks-export", "links", "links-share", "contact-cards", "contact-cards-issue", "charges"),
            *("charge-new", "composition", "supplies", "supply-new", "chat-groups", "chat-group-new", "group-texts"),
            *("group-text-new", "nets", "net-new", "grid-numbers", "town-lists"),
        )
    },
    ("town_lead", "checks, all well"): at("workbench:checks", query="?check=naming"),
    **{("town_lead", name): of(name, "member") for name in ("links-of", "links-add", "links-end")},
    ("town_lead", "chat-group-change"): of("chat-group-change", "group"),
    ("town_lead", "group-text-sent"): of("group-text-sent", "text"),
    **{("town_lead", name): of_card(name) for name in ("member-about", "member-training", "member-card")},
    ("town_lead", "town-list-slot"): slot,
}
