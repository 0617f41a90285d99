"""Pages of grid teams: what they show, what their forms do, who gets in, what they cost."""

from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from tests.faces.administration.office import rows, words
from tests.faces.workbench.office import Desk, now, page, sign_in, statements
from tests.gridteams.place import Place, make_place
from tests.world import make_actor, make_unit
from wangge.core.access.models import AuditEntry
from wangge.core.teams.models import Appointment, MemberProfile, TrainingRecord
from wangge.practice.gridteams.models import (
    Broadcast,
    Charge,
    ChatGroup,
    ContactCard,
    HouseholdLink,
    ListEntry,
    NetCover,
    SupplyItem,
)

pytestmark = pytest.mark.django_db
LISTS = (
    "checks", "links", "contact-cards", "charges", "composition", "supplies", "chat-groups", "group-texts", "nets",
    "grid-numbers", "town-lists",
)  # fmt: skip
LOOK = "a test looks"


def url(name: str, *args: object, query: str = "") -> str:
    return reverse(f"workbench:{name}", args=args) + query


@pytest.fixture
def town() -> Place:
    return make_place("qingping", "庆坪镇", grids=(2,))


@pytest.fixture
def shanghu() -> Place:
    """A town that must see nothing of the first."""
    return make_place("shanghu", "尚湖镇", grids=(2,), number="111")


@pytest.fixture
def desk(town: Place) -> Desk:
    return sign_in(town.keeper)


def member_of(town: Place, name: str = "李四", post: str = "linked_member") -> Appointment:
    grid = town.grids[0]
    unit = make_unit(
        "grid_group" if post == "linked_member" else "town_government",
        at=grid if post == "linked_member" else town.town,
    )
    return town.appoint((post, grid, unit, name))[0]


def send(desk: Desk, address: str, **given: object) -> str:
    """Send a form; the words of the page it leads to."""
    response: HttpResponse = desk.post(address, given, follow=True)
    assert response.status_code == 200, page(response)
    return words(response)


def test_every_list_opens_and_shows_nothing_of_another_town(town, shanghu, desk):
    stranger = sign_in(shanghu.keeper)
    member_of(town)

    for name in LISTS:
        assert desk.get(url(name)).status_code == 200, name
        assert "李四" not in page(stranger.get(url(name))), name
        assert stranger.get(url(name, query=f"?area={town.town.code}")).status_code == 404, name


def test_checks_tell_who_mends_lead_there_and_leave_as_a_file(town, desk):
    member = member_of(town, "王五", "linked_cadre")

    shown = desk.get(url("checks", query="?check=field"))
    sheet = desk.post(url("checks-export", query="?check=field"), {})

    assert rows(shown) == ["王五"]
    assert "还没有认领责任田" in words(shown)
    assert f"member={member.member_id}" in page(shown)
    table = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert table[1][:4] == ["责任田认领并上墙", town.grids[0].name, "王五", "还没有认领责任田"]
    assert AuditEntry.objects.filter(action="exported", target="组织检查").count() == 1


def test_households_are_shared_out_looked_at_linked_and_ended(town, desk):
    member, grid = member_of(town), town.grids[0]
    homes = town.households(grid, 3)

    assert "分了 3 户，最多的一人 3 户" in send(desk, url("links-share", query=f"?area={grid.code}"))
    assert len(rows(desk.get(url("links-of", member.member_id)))) == 3
    assert "解除了 1 户" in send(desk, url("links-end", member.member_id), households=[str(homes[0])])
    assert "李四新联了 1 户" in send(desk, url("links-add", member.member_id), households=[str(homes[0])])
    assert HouseholdLink.objects.everywhere(LOOK).filter(until=None).count() == 3


def test_cards_are_issued_counted_and_printed(town, desk):
    grid = town.grids[0]
    town.households(grid, 4)

    said = send(desk, url("contact-cards-issue", query=f"?area={grid.code}"), on=localdate(now()).isoformat(), most="3")

    assert "覆盖率 75.0%" in said
    assert ContactCard.objects.everywhere(LOOK).count() == 3
    assert desk.get(url("contact-cards-print", query=f"?area={grid.code}")).content[:5] == b"%PDF-"


def test_a_field_is_claimed_put_on_the_wall_printed_and_ended(town, desk):
    member, today = member_of(town, "王五", "linked_cadre"), localdate(now()).isoformat()

    send(desk, url("charge-new"), kind="field", title="王五的责任田", member=str(member.member_id), on=today)
    charge = Charge.objects.everywhere(LOOK).get()

    assert charge.area_id == town.grids[0].pk
    assert "“王五的责任田”已上墙" in send(desk, url("charge-publish", charge.pk), on=today)
    assert desk.get(url("charge-notice", charge.pk)).content[:5] == b"%PDF-"
    assert "“王五的责任田”已结束" in send(desk, url("charge-end", charge.pk))


def test_what_is_known_of_a_member_is_written_on_the_page_of_the_appointment(town, desk):
    member = member_of(town)

    send(desk, url("member-about", member.pk), is_party="on", employment="part_time")
    said = send(desk, url("member-card", member.pk), slot1="党员", slot2="随叫随到", slot3="", slot4="", slot5="")

    assert MemberProfile.objects.everywhere(LOOK).get().employment == "part_time"
    assert "随叫随到" in said
    anybody = words(Client().get(reverse("portal:verify", args=[member.token])))
    assert "公示卡 亮身份 党员 亮承诺 随叫随到" in anybody
    assert ListEntry.objects.everywhere(LOOK).count() == 2


def test_training_kit_nets_and_groups_are_entered_where_the_rules_name_them():
    place = make_place("jiaozuo", "文昌街道", grids=(1,))
    desk, grid, today = sign_in(place.keeper), place.grids[0], localdate(now()).isoformat()
    (team,) = place.units("grid_team", [grid])
    (member,) = place.appoint(("full_time_member", grid, team, "赵六"))

    send(desk, url("member-training", member.pk), training="emergency", held_on=today, hours="8")
    send(desk, url("supply-new", query=f"?area={grid.code}"), supply="vest", quantity="2", on=today)
    send(desk, url("net-new", query=f"?area={grid.code}"), net="party", name="", holder_name="赵六")
    send(desk, url("chat-group-new"), name="网格群", owner=str(member.member_id), size="88")

    assert TrainingRecord.objects.everywhere(LOOK).get().valid_until is not None
    item, cover, group = (table.objects.everywhere(LOOK).get() for table in (SupplyItem, NetCover, ChatGroup))
    assert (item.quantity, cover.name, group.owner_name, group.area_id) == (2, grid.name, "赵六", grid.pk)
    assert "红马甲已收回" in send(desk, url("supply-back", item.pk), on=today)
    assert "已归并" in send(desk, url("net-lift", cover.pk))
    change = {"owner_name": "赵六", "size": "90", "join_words": "weixin://x", "join_until": today}
    assert "“网格群”已更新" in send(desk, url("chat-group-change", group.pk), **change)
    assert desk.get(url("chat-group-poster", group.pk)).content[:5] == b"%PDF-"
    assert "“网格群”已解散" in send(desk, url("chat-group-close", group.pk))


def test_texts_are_kept_copied_and_logged_and_a_slot_of_a_list_is_filled(town, shanghu, desk):
    other, today = sign_in(shanghu.keeper), localdate(now()).isoformat()
    send(other, url("chat-group-new", query=f"?area={shanghu.grids[0].code}"), name="一群", owner_name="陈伟龙")
    group = ChatGroup.objects.everywhere(LOOK).get()
    said = send(other, url("group-text-new"), topic="消防安全", title="关好火", words="出门关火关电。")
    text_id = page(other.get(url("group-texts"))).split("/texts/")[2].split("/")[0]

    assert "出门关火关电。" in said
    assert "发到 1 个群" in send(other, url("group-text-sent", text_id), groups=[str(group.pk)], on=today)
    assert Broadcast.objects.everywhere(LOOK).count() == 1
    assert "已停用" in send(other, url("group-text-withdraw", text_id))
    assert "关好火" not in page(desk.get(url("group-texts")))
    said = send(desk, url("town-list-slot", "ten_joints", 3, query=f"?area={town.town.code}"), words="矛盾纠纷联调")
    assert "3 / 10" in said


OF_ONE = (
    "links-of", "links-add", "charge-publish", "charge-end", "charge-notice", "supply-back", "chat-group-change",
    "chat-group-close", "chat-group-poster", "net-lift",
)  # fmt: skip


def test_what_is_of_another_town_looks_like_what_is_not_there(town, shanghu):
    member = member_of(town)
    today, kept = localdate(now()), _kept(town)
    made = {
        "links": member.member_id,
        "charge": Charge.objects.create(
            kind="field", title="一", member_id=member.member_id, claimed_on=today, **kept
        ).pk,
        "supply": SupplyItem.objects.create(supply="vest", issued_on=today, **kept).pk,
        "chat": ChatGroup.objects.create(name="群", owner_name="李四", opened_on=today, **kept).pk,
        "net": NetCover.objects.create(net="party", name="党建", since=today, **kept).pk,
    }

    stranger = sign_in(shanghu.keeper)

    for name in OF_ONE:
        assert stranger.get(url(name, made[name.split("-")[0]])).status_code == 404, name


def _kept(town: Place, number: int = 0) -> dict[str, object]:
    grid = town.grids[number % 2]
    return {
        "town_id": town.town.pk, "area": grid, "area_path": grid.path, "recorded_at": now(), "recorded_by": "测试",
    }  # fmt: skip


def test_who_may_only_look_is_shown_no_button_and_kept_from_forms(town):
    looker = sign_in(make_actor("linked_member", at=town.grids[0]))

    shown = page(looker.get(url("charges")))

    assert url("charge-new") not in shown
    assert looker.get(url("charge-new")).status_code in (403, 404)


@pytest.mark.parametrize("name", ["links", "contact-cards", "charges", "supplies", "chat-groups", "nets"])
def test_a_list_costs_the_same_for_one_and_for_three(name, town, desk):
    def fill(count: int) -> None:
        for number in range(count):
            today, kept = localdate(now()), _kept(town, number)
            Charge.objects.create(
                kind="field", title=f"{count}{number}", member_id=member.member_id, claimed_on=today, **kept
            )
            SupplyItem.objects.create(supply="vest", issued_on=today, member_id=member.member_id, **kept)
            ChatGroup.objects.create(name=f"群{count}{number}", owner_name="李四", opened_on=today, **kept)
            NetCover.objects.create(net="party", name=f"网{count}{number}", since=today, **kept)
            town.households(town.grids[number % 2], 1)

    member = member_of(town)
    fill(1)
    one = statements(desk, url(name))
    fill(3)

    assert statements(desk, url(name)) == one
