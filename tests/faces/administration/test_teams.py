"""Organisations, posts and appointments, papers, vacancies, the rota."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.faces.administration.office import desk_of, heading, now, page, rows, sign_in, statements, words
from tests.faces.workbench.office import reported_lately
from tests.world import make_account, make_actor, make_unit
from wangge.core.access.models import Grant
from wangge.core.teams.models import Appointment, DutyShift, MembershipKind, Organisation
from wangge.core.teams.operations import NewAppointment, NewMembership, add_memberships, appoint

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def today():
    return localdate(now())


def appointed(town, name: str = "李亚红", post: str = "grid_leader", **more):
    where = {"grid_leader": (town.grid, town.grid_group), "linked_member": (town.grid, town.grid_group)}
    area, unit = where.get(post, (town.area, town.centre))
    new = NewAppointment(post, area.pk, unit.pk, name, more.pop("starts_on", today()), **more)
    return appoint(actor=town.lead, new=new, at=now())


def test_organisations_are_listed_by_area_and_narrowed(town, other):
    desk = sign_in(town.lead)

    everything = rows(desk.get(url("organisations")))
    of_village = rows(desk.get(url("organisations"), data={"area": town.village.code, "kind": "village_centre"}))
    by_words = rows(desk.get(url("organisations"), data={"q": "派出所"}))

    assert everything[:1] == [town.centre.name]
    assert set(everything) == set(
        Organisation.objects.filter(area_path__startswith=town.area.path).values_list("name", flat=True)
    )
    assert (of_village, by_words) == ([town.village_centre.name], [town.station.name])


def test_organisations_are_paged_by_key_without_losing_a_filter(town):
    for number in range(52):
        make_unit("town_station", at=town.area, name=f"站所{number:02}")
    desk = sign_in(town.lead)

    first = desk.get(url("organisations"), data={"kind": "town_station"})
    onwards = re.search(r'rel="next" href="([^"]*)"', page(first))[1].replace("&amp;", "&")
    second = desk.get(url("organisations") + onwards)

    assert "kind=town_station" in onwards
    assert (len(rows(first)), len(rows(second)), set(rows(first)) & set(rows(second))) == (50, 3, set())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_organisations_costs_the_same(count, town):
    for number in range(count):
        make_unit("town_station", at=town.area, name=f"站所{number}")

    assert statements(sign_in(town.lead), url("organisations")) == 8


def test_party_organisations_and_their_members_are_counted(town, other):
    joined = today() - timedelta(days=400)
    add_memberships(
        actor=town.lead,
        new=[NewMembership(town.grid_group.pk, name, joined) for name in ("李建国", "王芳")],
        at=now(),
    )

    shown = words(sign_in(town.lead).get(url("organisations")))

    assert "党组织 1 个，党小组 1 个 ，党员 2 名" in shown


def test_the_tree_says_who_is_part_of_whom(town):
    below = make_unit("town_station", at=town.area, name="派出所警务室")
    below.part_of = town.station
    below.save()

    shown = words(sign_in(town.lead).get(url("organisation-tree")))

    assert shown.index(town.station.name) < shown.index("派出所警务室")


def test_an_organisation_shows_its_people_and_who_may_act_for_it(town):
    appointed(town)
    reported_lately(town)

    shown = sign_in(town.lead).get(url("organisation", town.grid_group.pk))

    for expected in ("李亚红", "1 在任", "1 在办事项", "组长丁", "谁能代表本单位办理"):
        assert expected in words(shown)
    assert f"unit={town.grid_group.pk}&amp;state=open" in page(shown)


def test_the_number_of_cases_of_a_unit_leads_to_these_cases(town):
    reported_lately(town, "路灯坏了")
    town.dispatched(body="自来水发黄", to=town.station)

    shown = sign_in(town.officer).get(f"{url('cases')}?unit={town.grid_group.pk}&state=open")

    assert ("路灯坏了" in words(shown), "自来水发黄" in words(shown)) == (True, False)
    assert "责任单位是" in words(shown)


def test_an_organisation_is_set_up_renamed_given_a_phone_and_closed(town):
    desk = sign_in(town.lead)

    desk.post(
        url("organisation-add"),
        {"area": town.area.name, "unit_kind": "town_station", "name": "水管所", "part_of": town.centre.name},
    )
    unit = Organisation.objects.get(name="水管所")
    desk.post(url("organisation-rename", unit.pk), {"name": "供水站"})
    desk.post(url("organisation-phone", unit.pk), {"phone": "0932-4512345"})
    desk.post(url("organisation-close", unit.pk))

    unit.refresh_from_db()
    assert (unit.name, unit.duty_phone, unit.part_of_id, unit.closed_on) == (
        "供水站",
        "0932-4512345",
        town.centre.pk,
        today(),
    )


def test_a_unit_of_another_town_cannot_be_named_as_the_one_above(town, other):
    shown = sign_in(town.lead).post(
        url("organisation-add"),
        {"area": town.area.code, "unit_kind": "town_station", "name": "水管所", "part_of": other.centre.name},
    )

    assert "没有找到这个单位" in words(shown)
    assert not Organisation.objects.filter(name="水管所").exists()


def test_a_mobile_number_is_no_duty_phone_and_what_was_typed_is_kept(town):
    shown = sign_in(town.lead).post(url("organisation-phone", town.station.pk), {"phone": "问老王"})

    assert shown.status_code == 400
    assert "值班电话只用数字" in words(shown)
    assert 'value="问老王"' in page(shown)


def test_an_organisation_with_people_in_post_is_not_closed(town):
    appointed(town)

    shown = sign_in(town.lead).post(url("organisation-close", town.grid_group.pk))

    assert (shown.status_code, "还有在任人员" in words(shown)) == (409, True)


def test_members_are_counted_and_listed(town):
    joined = today() - timedelta(days=400)
    add_memberships(
        actor=town.lead,
        new=[
            NewMembership(town.grid_group.pk, name, joined, MembershipKind.PARTY_MEMBER) for name in ("李建国", "王芳")
        ],
        at=now(),
    )
    desk = sign_in(town.lead)

    assert "2 党员、会员" in words(desk.get(url("organisation", town.grid_group.pk)))
    found = words(desk.get(url("members", town.grid_group.pk), data={"q": "王"}))
    assert ("王芳" in found, "李建国" in found) == (True, False)


def test_appointments_are_listed_and_narrowed(town):
    appointed(town)
    appointed(town, "王芳", "linked_member")
    appointed(town, "明天来", "linked_member", starts_on=today() + timedelta(days=1))
    desk = sign_in(town.lead)

    def found(**query: str) -> list[str]:
        return rows(desk.get(url("appointments"), data=query))

    assert found() == ["王芳", "李亚红"]
    assert found(post="grid_leader") == ["李亚红"]
    assert found(q="王") == ["王芳"]
    assert found(state="ahead") == ["明天来"]
    assert found(unit=str(town.centre.pk)) == []
    assert found(area=town.village.code, state="all") == ["明天来", "王芳", "李亚红"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_appointments_costs_the_same(count, town):
    for number in range(count):
        appointed(town, f"党员{number}", "linked_member")

    assert statements(sign_in(town.lead), f"{url('appointments')}?post=linked_member") == 4


def test_somebody_is_appointed_with_an_account_that_gets_the_role(town):
    account = make_account("李亚红", at=town.village)
    desk = sign_in(town.lead)
    address = f"{url('appoint')}?area={town.grid.code}&post=grid_leader"

    offered = desk.get(address)
    response = desk.post(
        address,
        {
            "post_kind": "grid_leader",
            "unit": str(town.grid_group.pk),
            "person_name": "李亚红",
            "starts_on": today().isoformat(),
            "login_name": account.login_name,
            "is_public": "on",
        },
    )

    row = Appointment.objects.everywhere("a test looks").get()
    assert f'<option value="{town.grid_group.pk}" selected' in page(offered)
    assert (row.account_id, row.is_public, response["Location"]) == (account.pk, True, url("appointment", row.pk))
    assert Grant.objects.get(account=account).role == "grid_leader"


def test_where_no_area_is_said_it_is_asked_first(town):
    response = sign_in(town.lead).post(url("appoint"), {"area": town.grid.name})

    assert response["Location"] == f"{url('appoint')}?area={town.grid.code}"


def test_an_account_of_another_town_is_not_known(town, other):
    stranger = make_account("外人", at=other.area)

    shown = sign_in(town.lead).post(
        f"{url('appoint')}?area={town.grid.code}",
        {
            "post_kind": "grid_leader",
            "unit": str(town.grid_group.pk),
            "person_name": "外人",
            "starts_on": today().isoformat(),
            "login_name": stranger.login_name,
        },
    )

    assert (shown.status_code, "没有这个账号" in words(shown)) == (404, True)
    assert Appointment.objects.everywhere("a test looks").count() == 0


def test_a_full_post_is_refused_and_what_was_typed_is_kept(town):
    appointed(town)

    shown = sign_in(town.lead).post(
        f"{url('appoint')}?area={town.grid.code}",
        {
            "post_kind": "grid_leader",
            "unit": str(town.grid_group.pk),
            "person_name": "王芳",
            "starts_on": today().isoformat(),
        },
    )

    assert (shown.status_code, "已经满了" in words(shown), 'value="王芳"' in page(shown)) == (409, True, True)


def test_somebody_leaves_a_post_and_somebody_stays_for_another_term(town):
    leaving, staying = appointed(town), appointed(town, "王芳", "linked_member")
    desk = sign_in(town.lead)

    desk.post(url("appointment-end", leaving.pk), {"reason": "moved"})
    desk.post(url("appointment-renew", staying.pk), {"ends_on": ""})

    leaving.refresh_from_db()
    assert (leaving.ended_on, leaving.ended_reason) == (today(), "moved")
    renewed = Appointment.objects.everywhere("a test looks").get(renewal_of=staying)
    assert renewed.starts_on == staying.ends_on + timedelta(days=1)
    assert "已离任" in words(desk.get(url("appointment", leaving.pk)))


def test_papers_are_printed_for_one_and_for_a_page_of_the_list(town):
    row = appointed(town)
    appointed(town, "王芳", "linked_member")
    desk = sign_in(town.lead)

    papers = [
        desk.get(url("certificate", row.pk)),
        desk.get(url("certificate", row.pk), data={"duties": "1"}),
        desk.get(url("work-card", row.pk)),
        desk.get(url("certificates")),
        desk.get(url("work-cards"), data={"post": "linked_member"}),
    ]

    assert [paper.content[:5] for paper in papers] == [b"%PDF-"] * 5
    assert papers[0]["Cache-Control"] == "private, no-store"


def test_a_post_without_a_certificate_is_refused_in_words(town):
    row = appointed(town, "何主任", "town_officer")

    shown = sign_in(town.lead).get(url("certificate", row.pk))

    assert (shown.status_code, "不发聘书" in words(shown)) == (400, True)


def test_an_appointment_of_another_town_looks_like_a_missing_one(town, other):
    row = appointed(town)
    desk = sign_in(other.lead)

    for name in ("appointment", "certificate", "work-card", "appointment-end", "appointment-renew"):
        assert desk.get(url(name, row.pk)).status_code == 404


def test_empty_posts_are_reported_with_the_way_to_fill_them(town):
    desk = sign_in(town.lead)

    before = desk.get(url("vacancies"), data={"area": town.grid.code, "post": "grid_leader"})
    appointed(town)
    after = desk.get(url("vacancies"), data={"area": town.grid.code, "post": "grid_leader"})

    assert "共缺 1 人" in words(before)
    assert f"area={town.grid.code}&amp;post=grid_leader&amp;unit={town.grid_group.pk}" in page(before)
    assert "岗位都有人" in words(after)


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_of_vacancies_costs_the_same(count, town):
    for number in range(count):
        make_unit("town_station", at=town.area, name=f"站所{number}")

    assert statements(sign_in(town.lead), url("vacancies")) == 4


def test_who_is_on_duty_is_shown_for_now_and_for_any_other_moment(town):
    appointed(town, "值班的人", "town_officer")
    desk = sign_in(town.officer)

    for query in ({}, {"area": town.grid.code}, {"when": "2031-01-01T03:00"}, {"when": "nonsense"}):
        shown = words(desk.get(url("duty"), data=query))

        assert "没有单位管这里" not in shown
        assert "0932-4500000" in shown


def test_a_month_is_planned_a_shift_added_and_taken_off(town):
    appointed(town, "值班的人", "town_officer")
    desk = sign_in(town.lead)
    month = (today().replace(day=1) + timedelta(days=31)).replace(day=1)

    desk.post(f"{url('duty-plan', town.centre.pk)}?month={month:%Y-%m}")
    shifts = DutyShift.objects.everywhere("a test looks").filter(organisation=town.centre)
    planned = shifts.count()
    desk.post(
        url("shift-set", town.centre.pk),
        {"on": month.isoformat(), "starts": "18:00", "ends": "22:00", "appointment": "", "note": "防汛"},
    )
    added = shifts.get(note="防汛")
    shown = desk.get(f"{url('duty-month', town.centre.pk)}?month={month:%Y-%m}")
    desk.post(url("shift-clear", town.centre.pk, added.pk))

    assert planned >= 28
    assert ("防汛" in words(shown), "值班的人" in words(shown), "单位整体" in words(shown)) == (True, True, True)
    assert shifts.count() == planned


def test_who_may_not_plan_sees_the_month_and_no_buttons(town):
    shown = page(sign_in(make_actor("linked_member", at=town.area)).get(url("duty-month", town.centre.pk)))

    assert ("值班表" in shown, "/plan/" in shown, "/set/" in shown) == (True, False, False)


def test_a_day_that_has_passed_gets_no_shift(town):
    shown = sign_in(town.lead).post(
        url("shift-set", town.centre.pk), {"on": "2020-01-01", "starts": "08:00", "ends": "18:00"}
    )

    assert (shown.status_code, "不能给已经过去的日子排班" in words(shown)) == (400, True)


def test_somebody_of_a_unit_sees_only_that_unit(town):
    desk = sign_in(town.policeman)

    assert rows(desk.get(url("organisations"))) == [town.station.name]
    assert heading(desk.get(url("organisation", town.station.pk))) == town.station.name
    assert desk.get(url("organisation", town.centre.pk)).status_code == 404


def test_the_system_administrator_sees_no_cases_behind_a_unit(town):
    shown = words(desk_of("system_admin", town.area).get(url("organisation", town.grid_group.pk)))

    assert "在办事项" not in shown
