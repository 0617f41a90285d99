"""The two demonstration places: the figures of their reports, a month of cases, and nothing shared between them."""

import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils.timezone import localdate

from tests.demo.built.conftest import FEW, NOW, SEED, Built, history_of
from wangge.core.access.models import Account
from wangge.core.access.operations import sign_in
from wangge.core.areas.models import Area, Boundary, NamedPlace, PublicCode
from wangge.core.areas.queries import areas_in_memory, coverage_faults
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import Case, CaseAsker, CaseClock, CasePhoto, CaseRating, CaseStep
from wangge.core.cases.queries import CaseFilter, case_list, waiting_counts
from wangge.core.cases.routing import units_to_dispatch_to
from wangge.core.notices.models import Notice
from wangge.core.teams.models import Appointment, DutyShift, Membership, Organisation
from wangge.core.teams.queries import on_duty, vacancies
from wangge.faces.demo.accounts import ACCOUNTS, demo_accounts, lines
from wangge.faces.demo.facts import figures
from wangge.faces.demo.names import GIVEN, SURNAMES
from wangge.faces.demo.worlds import WITH_A_MONTH, build_place
from wangge.faces.demo.worlds.builder import PASSWORD
from wangge.ground.engines.numerals import spell
from wangge.ground.foundation.errors import Refusal

pytestmark = pytest.mark.django_db
QINGPING = "/621123/109/"
DISTRICT = "/410871/"
LIWAN = "/410871/060/"
WENCHANG = "/410871/062/"
BUILT_ACCOUNTS = [one for one in ACCOUNTS if one.place in WITH_A_MONTH]
TOWNS = ("621123109000", "410871060000", "410871062000")


def everything(model):
    return model.objects.everywhere("a test looks")


def at(model, root, field="area__path"):
    return everything(model).filter(**{f"{field}__startswith": root})


def areas(root, level):
    return list(Area.objects.filter(path__startswith=root, level=level).order_by("path"))


# the figures of the reports


def test_Q01_the_town_has_exactly_the_figures_of_its_report(built: Built):
    """The 14,784 persons come with the roster; until then households are counts of addresses."""
    figure = figures("qingping")

    parties = Organisation.objects.filter(area_path__startswith=QINGPING, nature="party").exclude(
        unit_kind="grid_group"
    )
    found = {
        "villages": len(areas(QINGPING, "village")),
        "groups": at(NamedPlace, QINGPING).filter(kind="village_group").count(),
        "households": sum(grid.households for grid in areas(QINGPING, "grid")),
        "party_organisations": parties.count(),
        "village_parties": parties.filter(unit_kind="village_party").count(),
        "party_members": at(Membership, QINGPING, "organisation__area_path").count(),
        "grids": Organisation.objects.filter(area_path__startswith=QINGPING, unit_kind="grid_group").count(),
        "linked_members": at(Appointment, QINGPING, "area_path").filter(post_kind="linked_member").count(),
    }

    assert found == {name: figure[name] for name in found}
    assert found == {
        "villages": 14, "groups": 65, "households": 3545, "party_organisations": 18, "village_parties": 14,
        "party_members": 644, "grids": 42, "linked_members": 266,
    }  # fmt: skip


def test_Q02_the_chain_runs_from_branch_to_group_to_linked_member(built: Built):
    groups = Organisation.objects.filter(area_path__startswith=QINGPING, unit_kind="grid_group").select_related(
        "part_of"
    )
    linked = at(Appointment, QINGPING, "area_path").filter(post_kind="linked_member")
    by_grid = Counter(linked.values_list("area_id", flat=True))
    members = set(
        everything(Membership).filter(organisation__unit_kind="village_party").values_list("person_name", flat=True)
    )

    assert {g.part_of.unit_kind for g in groups} == {"village_party"}
    assert all(g.area_path.startswith(g.part_of.area_path) for g in groups)
    assert set(by_grid) == {grid.pk for grid in areas(QINGPING, "grid")}
    assert max((grid.households or 0) / by_grid[grid.pk] for grid in areas(QINGPING, "grid")) < 27
    assert set(linked.values_list("person_name", flat=True)) <= members
    assert linked.exclude(number__regex=r"^QPLH20\d\d-\d{4}$").count() == 0


def test_grids_and_their_party_groups_are_named_by_the_rule(built: Built):
    for grid in areas(QINGPING, "grid"):
        assert grid.name == f"{grid.parent.name}第{spell(grid.ordinal)}网格"

    names = set(Organisation.objects.filter(unit_kind="grid_group").values_list("name", flat=True))
    assert names == {f"{grid.name}党小组" for grid in areas(QINGPING, "grid")}


def test_villages_carry_their_names_and_public_codes(built: Built):
    found = {area.code: area.name for area in areas(QINGPING, "village")}

    assert (found["621123109201"], found["621123109214"], len(found)) == ("庆坪村", "清泉村", 14)


def test_liwan_has_38_micro_grids_and_more_than_a_hundred_members(built: Built):
    posts = ("grid_leader", "full_time_member", "part_time_member", "micro_member")
    members = at(Appointment, LIWAN, "area_path").filter(post_kind__in=posts)

    assert len(areas(LIWAN, "micro")) == figures("jiaozuo")["micro_grids_liwan"] == 38
    assert members.count() > figures("jiaozuo")["members_liwan_at_least"]


def test_wenchang_has_sectors_and_street_chiefs_and_liwan_has_none(built: Built):
    chiefs = everything(Appointment).filter(post_kind="street_chief")

    assert len(areas(WENCHANG, "sector")) == 5
    assert areas(LIWAN, "sector") == []
    assert {a.path.count("/") for a in areas(WENCHANG, "village")} == {5}
    assert chiefs.count() == chiefs.filter(area_path__startswith=WENCHANG).count() == len(areas(WENCHANG, "village"))


# the ground


def test_outlines_are_drawn_and_fit_together(built: Built):
    index = areas_in_memory()
    below = [row for code in TOWNS for row in index.below(index.by_code[code].path)]

    assert {row.name for row in below if row.id not in index.outlines} == set()
    assert set(Boundary.objects.values_list("source", flat=True)) == {"drawn"}
    assert [fault for row in below if index.tiles(row.id) for fault in coverage_faults(parent_id=row.id)] == []


def test_every_grid_has_one_code_for_its_poster_and_a_place_to_name(built: Built):
    grids = {grid.pk for root in (QINGPING, DISTRICT) for grid in areas(root, "grid")}

    assert Counter(everything(PublicCode).values_list("area_id", flat=True)) == Counter(grids)
    assert set(everything(NamedPlace).values_list("area_id", flat=True)) == grids


# the people


def test_no_required_post_is_vacant(built: Built):
    assert vacancies(scope=EVERYWHERE, on=localdate(NOW)) == []


@pytest.mark.parametrize("code", ["621123109201201000", "410871060001101000", "410871062200201000"])
def test_somebody_of_the_grid_or_above_is_on_duty_on_each_of_sixty_days(built: Built, code):
    area = Area.objects.get(code=code)

    for day in range(60):
        for hour in (0, 9):
            assert on_duty(area_id=area.pk, at=NOW + timedelta(days=day, hours=hour))


def test_the_rota_is_planned_for_sixty_days(built: Built):
    days = {localdate(NOW) + timedelta(days=n) for n in range(61)}

    for kind in ("grid_group", "grid_team", "district_centre"):
        unit = Organisation.objects.filter(unit_kind=kind).order_by("area_path").first()
        planned = set(everything(DutyShift).filter(organisation=unit).values_list("on", flat=True))
        assert days <= planned, kind


def test_all_names_are_invented_and_all_telephones_cannot_be_rung(built: Built):
    given = {name for names in GIVEN.values() for name in names}
    persons = set(everything(Appointment).values_list("person_name", flat=True))
    persons |= set(everything(Membership).values_list("person_name", flat=True))
    persons |= set(Account.objects.values_list("name", flat=True))
    callers = {asker.phone for asker in CaseAsker.objects.all()} - {""}

    assert {name for name in persons if name[0] not in SURNAMES or name[1:] not in given} == set()
    assert {phone for phone in callers if not re.fullmatch(r"1380000\d{4}", phone)} == set()
    assert Organisation.objects.exclude(duty_phone__regex=r"^0(932|391)-0\d{6}$").count() == 0


def test_members_of_an_organisation_are_different_persons(built: Built):
    names = list(everything(Membership).values_list("person_name", flat=True))

    assert len(names) == len(set(names))


def test_every_account_is_marked_as_demonstration_and_opens_with_the_printed_password(built: Built):
    assert not Account.objects.filter(is_demonstration=False).exists()
    assert [one.login for one in demo_accounts()] == [one.login for one in BUILT_ACCOUNTS]
    for one in demo_accounts()[:2]:
        account = sign_in(login_name=one.login, password=PASSWORD, code="", address="", at=NOW)
        assert not account.must_change_password
    text = "\n".join(lines())
    assert PASSWORD in text
    assert "/g/621123109201201000/" in text
    assert text.count("/t/") == 2


def test_there_is_something_to_see_for_everybody_who_is_named(built: Built):
    staff = [one.login for one in BUILT_ACCOUNTS if not one.login.endswith(("-system", "-security", "-audit"))]

    waiting = {login: waiting_counts(actor=built.actor(login), at=NOW).total for login in staff}

    assert [login for login, total in waiting.items() if total == 0] == []


def test_the_three_administrators_are_three_persons(built: Built):
    for county, prefix in (("/621123/", "wy"), ("/410871/", "jz")):
        roles = {
            login: {grant.role for grant in built.actor(f"{prefix}-{login}").grants}
            for login in ("system", "security", "audit")
        }
        assert roles == {"system": {"system_admin"}, "security": {"security_admin"}, "audit": {"audit_admin"}}
        assert {g.area_path for g in built.actor(f"{prefix}-system").grants} == {county}


# the month


@pytest.mark.parametrize(("prefix", "count"), [("qp", 140), ("jz", 60)])
def test_every_message_became_a_case_and_every_state_is_there(built: Built, prefix, count):
    cases = everything(Case).filter(source_ref__startswith=f"demo:{prefix}")

    assert cases.count() == count
    in_month = set(State.values) - {State.VOIDED}  # that one was not a message
    assert set(cases.values_list("state", flat=True)) == in_month
    assert everything(Case).filter(source_ref__startswith="aside:", state=State.VOIDED).count() == 2


@pytest.mark.parametrize("root", [QINGPING, DISTRICT])
def test_some_cases_are_overdue_returned_reopened_and_sent_back(built: Built, root):
    cases = at(Case, root, "area_path")
    actions = Counter(CaseStep.objects.filter(case__in=cases).values_list("action", flat=True))
    late = cases.filter(closed_at=None, due_at__lt=NOW).exclude(state=State.ANSWERED)

    assert {"accept", "sign", "close"} <= set(late.values_list("due_kind", flat=True))
    assert (actions["return"], actions["reopen"], actions["send_back"]) == (2, 3, 1)
    assert actions["take"] > 3
    assert min(actions[a] for a in ("dispatch", "contact", "comment", "add_words", "close", "archive")) > 0


def test_ratings_have_reasons_and_some_are_unhappy(built: Built):
    ratings = list(CaseRating.objects.all())

    assert {r.score for r in ratings} == {1, 2, 3, 4, 5} or {r.score for r in ratings} >= {3, 4, 5}
    assert any(r.score <= 2 for r in ratings)
    assert all(r.reasons for r in ratings)


def test_some_cases_have_pictures_before_and_after(built: Built):
    purposes = Counter(CasePhoto.objects.values_list("file__purpose", flat=True))

    assert purposes["case.report"] > 5
    assert purposes["case.evidence"] > 10


def test_the_month_has_a_believable_rhythm(built: Built):
    moments = [case.reported_at for case in everything(Case)]
    local = [moment.astimezone(NOW.astimezone().tzinfo) for moment in moments]

    assert max(moments) <= NOW
    assert min(moments) >= NOW - timedelta(days=30)
    assert CaseStep.objects.filter(at__gt=NOW).count() == 0
    assert len({moment.date() for moment in local}) > 25
    steps = CaseStep.objects.order_by("case_id", "id").values_list("case_id", "at")
    assert all(one[1] <= then[1] for one, then in pairwise(steps) if one[0] == then[0])


def test_most_clocks_were_met(built: Built):
    met = Counter(CaseClock.objects.exclude(was_met=None).values_list("was_met", flat=True))

    assert met[False] > 3
    assert met[True] / (met[True] + met[False]) > 0.85


def test_facts_were_carried_to_their_end_and_old_notices_are_read(built: Built):
    assert Notice.objects.filter(read_at=None).exists()
    assert Notice.objects.exclude(read_at=None).count() > Notice.objects.filter(read_at=None).count()


def test_messages_of_one_issue_lie_close_together(built: Built):
    lamps = everything(Case).filter(source_ref__in=["demo:qp001", "demo:qp003"])

    assert len({case.area_path for case in lamps}) == 1


# two places


def test_nothing_of_one_place_is_visible_in_the_other(built: Built):
    theirs = {"qp-lead": DISTRICT, "jz-lead": QINGPING, "wy-system": DISTRICT, "jz-system": QINGPING}

    for login, root in theirs.items():
        scope = built.actor(login).scope("case.see")
        seen = case_list(scope=scope, where=CaseFilter(), at=NOW, size=500).rows
        assert [row.number for row in seen if row.area_path.startswith(root)] == []
    for root, other in ((QINGPING, DISTRICT), (DISTRICT, QINGPING)):
        assert not at(Case, root, "area_path").filter(owner_unit__area_path__startswith=other).exists()
        assert not CaseStep.objects.filter(
            case__in=at(Case, root, "area_path"), to_unit__area_path__startswith=other
        ).exists()
    offered = units_to_dispatch_to(area_path=f"{QINGPING}201/201/", town_path=QINGPING)
    assert {unit.place for unit in offered} == {"qingping"}


def test_the_three_streets_and_towns_do_not_share_ground(built: Built):
    outlines = [areas_in_memory().outlines[areas_in_memory().by_code[code].id].shape for code in TOWNS]

    assert not outlines[1].intersects(outlines[2])
    assert not outlines[0].intersects(outlines[1])


def test_the_same_seed_gives_the_same_place_whatever_else_is_there(built: Built):
    assert len(built.alone) == FEW
    assert history_of("jz")[:FEW] == built.alone


def test_a_place_that_is_there_is_left_alone(built: Built):
    before = everything(Case).count()

    with pytest.raises(Refusal, match="已经有数据"):
        build_place(place="qingping", seed=SEED, now=NOW, say=lambda _words: None)

    assert everything(Case).count() == before


def test_progress_is_told(built: Built):
    assert len(built.said) >= 8


def test_grid_members_see_their_grid_only(built: Built):
    leader = built.actor("qp-g0101")
    scope = leader.scope("case.see")

    assert scope == Scope((f"{QINGPING}201/201/",), scope.units)
