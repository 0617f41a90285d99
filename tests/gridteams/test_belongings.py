"""Cards, fields, public cards, lists, groups and duties: what a grid team has and hands out."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.gridteams.place import Place, add_micros, make_place
from tests.world import MONDAY, TODAY, make_actor, make_county, make_unit, shipped_rulebook
from wangge.core.areas.levels import Kind
from wangge.core.areas.models import Area
from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import EVERYWHERE
from wangge.core.people.models import Household
from wangge.core.teams.queries import organisations
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.practice.gridteams.lifecycle import ChargeKind
from wangge.practice.gridteams.operations import (
    NewCharge,
    NewGroup,
    NewSupply,
    change_group,
    end_links,
    fill_list,
    issue_cards,
    issue_cards_below,
    issue_supplies,
    keep_text,
    link_households,
    record_broadcast,
    register_groups,
    replace_card,
    share_out,
    show_card,
    take_charge,
)
from wangge.practice.gridteams.printing import contact_cards_pdf, field_notice_pdf, group_poster_pdf
from wangge.practice.gridteams.queries import (
    breaches,
    broadcasts,
    card_coverage,
    contact_cards,
    door_services,
    duty_counts,
    field_notice,
    grid_numbers,
    group_poster,
    lists_of_town,
    load_view,
    public_card,
    topics_of_month,
)
from wangge.practice.visits.models import Errand
from wangge.practice.visits.operations import DoneErrand, NewErrand, NewVisit, ask_errands, record_visit
from wangge.practice.visits.queries import visit_figures

pytestmark = pytest.mark.django_db
PAGE = "https://example.org/g/{code}/"
MONTH = (date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def qingping() -> Place:
    return make_place("qingping", "庆坪镇", grids=(2,))


@pytest.fixture
def other() -> Place:
    """A town that must see nothing of the first."""
    return make_place("shanghu", "尚湖镇", grids=(2,), number="111")


def test_Q28_3233_of_3545_households_have_a_card_that_says_whom_to_ask(qingping, other):
    grid, second = qingping.grids
    homes, far = qingping.households(grid, 3300), qingping.households(second, 245)
    make_unit("town_centre", at=qingping.town, phone="0932-4500001")
    (group,) = qingping.units("grid_group", [grid])
    (member,) = qingping.appoint(("linked_member", grid, group, "李四"))
    link_households(actor=qingping.keeper, member_id=member.member_id, household_ids=homes[:1], at=MONDAY)

    issue_cards_below(actor=qingping.keeper, area_id=qingping.town.pk, on=TODAY, most=3233, at=MONDAY)

    view = card_coverage(scope=qingping.scope)
    assert (view.whole.cards, view.whole.households, f"{float(view.whole.share or 0):.1%}") == (3233, 3545, "91.2%")
    assert view.whole.share == Fraction(3233, 3545)
    assert card_coverage(scope=other.scope).whole.households == 0
    again = issue_cards(actor=qingping.keeper, household_ids=[homes[0], far[-1]], on=TODAY, at=MONDAY)
    assert (again.cards, again.had_one) == (1, 1)
    replace_card(actor=qingping.keeper, household_id=homes[0], on=TODAY, at=MONDAY)
    assert card_coverage(scope=qingping.scope).whole.cards == 3234
    (card,) = contact_cards(scope=qingping.scope, household_ids=homes[:1], on=TODAY, page_url=PAGE)
    assert ([one.name for one in card.contacts], card.duty_phone) == (["李四"], "0932-4500001")
    assert (card.title, card.page_url) == ("便民联系卡", f"https://example.org/g/{grid.code}/")
    assert contact_cards_pdf(cards=[card], at=MONDAY)[:5] == b"%PDF-"
    assert contact_cards(scope=other.scope, household_ids=homes[:1], on=TODAY, page_url=PAGE) == []


def test_Q09_the_notice_of_a_field_prints_with_the_units_telephone(qingping):
    government = make_unit("town_government", at=qingping.town, phone="0932-4500002")
    (cadre,) = qingping.appoint(("linked_cadre", qingping.grids[0], government, "王五"))
    new = NewCharge(
        ChargeKind.FIELD, qingping.grids[0].pk, "第一网格责任田", TODAY, cadre.member_id, promise="随叫随到"
    )
    (charge,) = take_charge(actor=qingping.keeper, new=[new], at=MONDAY)

    notice = field_notice(scope=qingping.scope, charge_id=charge.pk, page_url=PAGE)

    assert (notice.person_name, notice.post_label, notice.duty_phone) == ("王五", "下沉干部", "0932-4500002")
    assert field_notice_pdf(notice=notice, at=MONDAY)[:5] == b"%PDF-"


def test_Q07_five_fields_on_the_public_card_and_Q10_ten_slots_of_which_two_are_given(qingping, other):
    (group,) = qingping.units("grid_group", qingping.grids[:1])
    (member,) = qingping.appoint(("linked_member", qingping.grids[0], group, "李四"))
    empty = public_card(member_ids=[member.member_id], place="qingping")[member.member_id]
    show_card(
        actor=qingping.keeper, member_id=member.member_id, words=("党员", "随叫随到", "走访", "代办", ""), at=MONDAY
    )

    shown = public_card(member_ids=[member.member_id], place="qingping")[member.member_id]
    ten = next(one for one in lists_of_town(scope=qingping.scope, town_id=qingping.town.pk) if one.code == "ten_joints")

    assert [slot.heading for slot in empty] == ["亮身份", "亮承诺", "亮行动", "亮服务", "亮成效"]
    assert [slot.words for slot in shown] == ["党员", "随叫随到", "走访", "代办", ""]
    assert (len(ten.slots), ten.filled, [slot.words for slot in ten.slots[:2]]) == (
        10, 2, ["群众工作联做", "基层管理联抓"],
    )  # fmt: skip
    fill = {"actor": qingping.keeper, "town_id": qingping.town.pk, "list_code": "ten_joints", "at": MONDAY}
    fill_list(slot=3, words="矛盾纠纷联调", **fill)
    with pytest.raises(Refusal):
        fill_list(slot=1, words="改掉文件上的", **fill)
    filled = next(
        one for one in lists_of_town(scope=qingping.scope, town_id=qingping.town.pk) if one.code == "ten_joints"
    )
    assert filled.filled == 3
    with pytest.raises(NotFound):
        lists_of_town(scope=other.scope, town_id=qingping.town.pk)


def test_Q08_fifteen_pioneer_teams_are_kept_as_units(qingping):
    qingping.units("pioneer_team", [qingping.town] * 15, name="先锋队")

    found = organisations(scope=qingping.scope, on=TODAY, unit_kind="pioneer_team", limit=50)

    assert len(found.rows) == 15


def test_Q14_what_is_on_the_menu_is_done_at_the_door_and_S13_counts_by_duty(other):
    grid = other.grids[0]
    (home,) = other.households(grid, 1)
    keeper = make_actor("village_lead", at=other.villages[0])
    kinds = ("confirm", "signature", "hazard_recheck", "care_check")
    ask_errands(actor=keeper, new=[NewErrand(household_id=home, kind=kind) for kind in kinds], at=MONDAY)
    from_visits = [DoneErrand(pk) for pk in _open_errands(home)[:3]]
    record_visit(
        actor=keeper, at=MONDAY,
        new=NewVisit(household_id=home, kind=_home_kind(), happened_at=MONDAY, errands=tuple(from_visits)),
    )  # fmt: skip
    span = {"since": MONDAY - timedelta(days=1), "until": MONDAY + timedelta(days=1)}

    counts = {one.label: one.done for one in duty_counts(scope=other.scope, place="shanghu", **span)}
    figures = visit_figures(scope=other.scope, path=other.town.path, **span)

    assert (sum(counts.values()), set(counts)) == (3, {"信息收集", "治理协管", "服务代办", ""})
    assert (counts["信息收集"], counts["治理协管"], counts["服务代办"]) == (1, 1, 1)
    assert figures.errands == 3
    menu = make_place("qingping", "庆坪镇", grids=(1,))
    assert len(door_services(area_path=menu.town.path)) == 5


def _open_errands(home):
    return list(Errand.objects.everywhere("a test").filter(household=home).order_by("id").values_list("id", flat=True))


def _home_kind() -> str:
    return shipped_rulebook("shanghu").visits.kinds[0].code


def test_S29_S30_texts_are_copied_into_groups_and_counted_by_topic_and_month(other, qingping):
    add_micros(other, (1, 1))
    groups = register_groups(
        actor=other.keeper,
        new=[NewGroup(one.pk, f"{one.name}群", "陈伟龙", size=88) for one in other.micros],
        at=MONDAY,
    )
    text = keep_text(
        actor=other.keeper, area_id=other.town.pk, topic="预防电信诈骗", title="不转账", words="要转账的是骗子。",
        at=MONDAY,
    )  # fmt: skip
    sent = {"actor": other.keeper, "text_id": text.pk, "on": TODAY, "at": MONDAY}
    record_broadcast(group_ids=[one.pk for one in groups], **sent)

    topics = topics_of_month(scope=other.scope, place="shanghu", first=MONTH[0], before=MONTH[1])

    assert topics == {"预防电信诈骗": (1, 2), "道路交通安全": (0, 0), "消防安全": (0, 0), "法治知识": (0, 0)}
    assert [one.title for one in broadcasts(scope=other.scope, first=MONTH[0], before=MONTH[1])] == ["不转账"] * 2
    assert broadcasts(scope=qingping.scope, first=MONTH[0], before=MONTH[1]) == []
    with pytest.raises(Conflict):
        record_broadcast(group_ids=[groups[0].pk], **sent)
    with pytest.raises(NotFound):
        record_broadcast(group_ids=[groups[0].pk], **(sent | {"actor": qingping.keeper}))
    group = change_group(
        actor=other.keeper, group_id=groups[0].pk, owner_name="陈伟龙", size=90, join_words="weixin://group", at=MONDAY,
        join_until=TODAY,
    )  # fmt: skip
    poster = group_poster(scope=other.scope, group_id=group.pk, on=TODAY, page_url=PAGE)
    late = group_poster(scope=other.scope, group_id=group.pk, on=TODAY + timedelta(days=1), page_url=PAGE)
    assert (poster.join_words, late.join_words) == ("weixin://group", "")
    assert group_poster_pdf(poster=late, at=MONDAY)[:5] == b"%PDF-"


def test_J11_J46_grids_are_counted_by_definition_and_by_day():
    zone = make_county("示范区", code="410871")
    place = make_place("jiaozuo", "李万街道", grids=(3,), kinds=[Kind.INDUSTRIAL_PARK], number="060", under=zone)
    beside = make_place("jiaozuo", "文昌街道", grids=(1,), number="062", under=zone)
    add_micros(place, (13, 13, 12), name="{grid}第{ordinal}微网格")
    add_micros(beside, (5,), name="{grid}第{ordinal}微网格")
    Area.objects.filter(pk=place.micros[0].pk).update(opened_on=TODAY)
    areas_in_memory.forget()

    now = {one.code: one for one in grid_numbers(scope=EVERYWHERE, place="jiaozuo", on=TODAY)}
    before = {one.code: one.counted for one in grid_numbers(scope=EVERYWHERE, place="jiaozuo", on=date(2026, 1, 1))}
    seen = {one.code: one.counted for one in grid_numbers(scope=beside.scope, place="jiaozuo", on=TODAY)}

    assert {code: (one.counted, one.reported) for code, one in now.items()} == {
        "all_duty": (47, 1400), "grids": (4, 693), "urban": (0, 62), "rural": (3, 631), "micro": (38, 38),
    }  # fmt: skip
    assert (now["micro"].agrees, now["rural"].difference, before["micro"]) == (True, -628, 37)
    assert (now["all_duty"].parts, now["grids"].parts) == ((("grid", 4), ("micro", 43)), ())
    assert (seen["all_duty"], seen["micro"]) == (6, 0)  # the 38 are those of 李万 alone


def test_nothing_is_kept_for_a_place_one_does_not_keep(qingping, other):
    homes = other.households(other.grids[0], 2)
    (group,) = qingping.units("grid_group", qingping.grids[:1])
    (member,) = qingping.appoint(("linked_member", qingping.grids[0], group, "李四"))
    mine = {"actor": qingping.keeper, "at": MONDAY}

    with pytest.raises(NotFound):
        link_households(member_id=member.member_id, household_ids=homes, **mine)
    with pytest.raises(NotFound):
        issue_cards(household_ids=homes, on=TODAY, **mine)
    with pytest.raises(NotFound):
        share_out(area_id=other.town.pk, **mine)
    with pytest.raises(NotFound):
        issue_supplies(new=[NewSupply(other.grids[0].pk, "vest", TODAY)], **mine)
    with pytest.raises(NotFound):
        end_links(member_id=member.member_id, household_ids=homes, **mine)
    assert Household.objects.everywhere("a test").filter(pk__in=homes).count() == 2
    assert load_view(scope=qingping.scope, on=TODAY).households == 0
    assert {one.area_path[:12] for one in breaches(scope=qingping.scope, on=TODAY)} == {qingping.town.path[:12]}
