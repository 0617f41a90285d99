"""Every page, on a phone and on a laptop: for everybody (WCAG 2, A and AA), within the width, without a fault."""

from collections.abc import Iterator

import pytest
from django.urls import get_resolver

from tests.browser.closing import add_closing
from tests.browser.disputes import DISPUTES, add_disputes
from tests.browser.gridplans import GRID_PLANS, SILENT, add_plans
from tests.browser.gridteams import GRID_TEAMS, add_grid_teams
from tests.browser.hot import add_hot
from tests.browser.looking import faults_of
from tests.browser.matters import add_matters
from tests.browser.pages import (
    ADMINISTRATION,
    CLOSING,
    MATTERS,
    MISSING,
    NO_PAGES,
    PUBLIC,
    STAFF,
    WHISTLES,
    Sites,
)
from tests.browser.phones import PHONES, REVIEWED
from tests.browser.reports import REPORTS, add_reports
from tests.browser.roster import ANSWERS, QUESTIONS, ROSTER, add_roster
from tests.browser.rounds import ALIKE, ROUNDS, add_rounds
from tests.browser.upstream import add_upstream
from tests.browser.visitor import PHONE
from tests.browser.whatif import WHATIF, add_runs
from tests.browser.whistles import add_whistles
from tests.browser.worlds import add_cases, let_jobs_run, make_jiaozuo, make_qingping_with_people
from tests.world import MONDAY, make_actor
from wangge.core.access.models import Account
from wangge.core.areas.models import Area
from wangge.core.areas.operations import issue_public_code, revoke_public_code
from wangge.ground.rulebook.permissions import ADMIN_ROLES

DESKS = STAFF | ADMINISTRATION | MATTERS | WHISTLES | REPORTS | CLOSING | DISPUTES | GRID_TEAMS | ROUNDS | ROSTER
DESKS |= PHONES | WHATIF | GRID_PLANS
EIGHTEEN_POINT = 24  # pixels
IN_ONE_SITTING = 8


def rounds() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The pages of each desk, some at a time."""
    for role in dict.fromkeys(role for role, _name in DESKS):
        names = [name for owner, name in DESKS if owner == role]
        for start in range(0, len(names), IN_ONE_SITTING):
            yield role, tuple(names[start : start + IN_ONE_SITTING])


@pytest.fixture(scope="module")
def sites(ground: None) -> Sites:
    qingping, jiaozuo = make_qingping_with_people(), make_jiaozuo()
    add_cases(qingping)
    let_jobs_run()
    county = Area.objects.get(code="621123000000")
    administrators = {role: make_actor(role, at=county, name=f"管理员{role[:2]}") for role in ADMIN_ROLES}
    Account.objects.filter(pk__in=[one.account_id for one in administrators.values()]).update(is_demonstration=True)
    dead = issue_public_code(area_id=qingping.long_grid.pk, at=MONDAY)
    revoke_public_code(code_id=dead.pk, at=MONDAY)
    town = qingping.town
    more = add_upstream(town), add_matters(qingping), add_hot(town), add_whistles(town), add_reports(town)
    add_runs(town)
    administrators["counsellor"] = make_actor("counsellor", at=town.area, name="疏导员")
    last = add_closing(qingping), add_disputes(town), add_grid_teams(qingping), add_rounds(qingping), add_roster(town)
    return Sites(qingping, jiaozuo, administrators, dead.token, *more, *last, add_plans(town))


@pytest.fixture(scope="module")
def signed_in() -> dict[str, object]:
    """Sessions, so that nobody signs in twice."""
    return {}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_for_everybody(visit, sites, name):
    assert faults_of(visit(PHONE), PUBLIC[name](sites)) == []


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_in_large_type_is_for_everybody(visit, sites, name):
    visitor = visit(PHONE)
    visitor.context.add_cookies([{"name": "elder", "value": "1", "url": visitor.server}])

    assert faults_of(visitor, PUBLIC[name](sites), sizes=(PHONE,)) == []
    size = visitor.page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)")
    assert size >= EIGHTEEN_POINT


@pytest.mark.parametrize("name", MISSING)
def test_a_page_that_says_no_is_for_everybody(visit, sites, name):
    assert faults_of(visit(PHONE), MISSING[name](sites), status=404) == []


@pytest.mark.parametrize(("role", "names"), list(rounds()))
def test_pages_of_the_workbench_are_for_everybody(visit, sites, signed_in, role, names):
    """Several pages in one sitting: opening a browser takes as long as looking at a page."""
    visitor = visit(storage_state=signed_in.get(role))
    if role not in signed_in:
        visitor.sign_in(sites.person(role))
        signed_in[role] = visitor.context.storage_state()

    found = {name: faults_of(visitor, DESKS[role, name](sites)) for name in names}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("name", ["home", "grid", "report", "case, to rate", "sent"])
def test_a_public_page_in_english_is_for_everybody(visit, sites, name):
    assert faults_of(visit(PHONE, locale="en-GB"), PUBLIC[name](sites)) == []


@pytest.mark.parametrize("name", ["todo", "cases", "case, handled", "intake"])
def test_a_page_of_the_workbench_in_english_is_for_everybody(visit, sites, signed_in, name):
    visitor = visit(storage_state=signed_in.get("english"), locale="en-GB")
    if "english" not in signed_in:
        visitor.sign_in(sites.person("town_desk"))
        signed_in["english"] = visitor.context.storage_state()

    assert faults_of(visitor, STAFF["town_desk", name](sites)) == []


@pytest.mark.parametrize("face", ["portal", "workbench"])
def test_every_page_is_looked_at(sites, face):
    """A new page is named in `pages.py`, so that it is looked at with all others."""
    resolver = get_resolver()
    looked_at = {resolver.resolve(page(sites).split("?")[0]) for page in (*PUBLIC.values(), *DESKS.values())}
    found = {match.url_name for match in looked_at if match.app_name == face}
    _prefix, patterns = resolver.namespace_dict[face]
    known = {name for name in patterns.reverse_dict if isinstance(name, str)}

    assert known - found - NO_PAGES[face] - SILENT[face] - ALIKE - REVIEWED - QUESTIONS - ANSWERS == set()
