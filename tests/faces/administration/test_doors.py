"""Who gets into which page: each only for those who hold the permission; missing and forbidden alike."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.faces.administration.office import desk_of, page, sign_in, words
from tests.world import make_actor
from wangge.faces.workbench.administration.urls import urlpatterns

pytestmark = pytest.mark.django_db

SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "audit_admin"
PAGES = [
    ("areas", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
    ("area-find", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
    ("boundaries", {SYSTEM, "town_lead"}),
    ("organisations", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
    ("organisation-tree", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
    ("organisation-add", {SYSTEM, "town_lead"}),
    ("appointments", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
    ("appoint", {SYSTEM, "town_lead"}),
    ("vacancies", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
    ("duty", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
    ("accounts", {SYSTEM, SECURITY, AUDIT, "town_lead"}),
    ("account-add", {SYSTEM}),
    ("jobs", {SYSTEM}),
    ("facts", {SYSTEM}),
    ("deliveries", {SYSTEM, "town_lead"}),
    ("webhooks", {"town_lead"}),
    ("webhook-add", {"town_lead"}),
    ("calendar", {SYSTEM, SECURITY, AUDIT, "town_lead"}),
    ("calendar-import", {SYSTEM}),
    ("audit", {AUDIT}),
    ("audit-export", {AUDIT}),
    ("inbox", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
    ("own-account", {SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"}),
]
OF_ONE = [  # a page of one thing, what its address names, and a role that may use it where the thing lies
    ("area", "code", "town_lead"),
    ("area-map", "code", "town_lead"),
    ("area-rename", "code", SYSTEM),
    ("area-describe", "code", SYSTEM),
    ("area-add", "code", SYSTEM),
    ("area-close", "code", SYSTEM),
    ("area-draw", "code", SYSTEM),
    ("area-places", "code", "town_lead"),
    ("area-places-add", "code", SYSTEM),
    ("area-notice", "code", "town_lead"),
    ("code-issue", "code", SYSTEM),
    ("codes-issue-below", "code", SYSTEM),
    ("organisation", "unit", "town_lead"),
    ("members", "unit", "town_lead"),
    ("organisation-rename", "unit", SYSTEM),
    ("organisation-phone", "unit", SYSTEM),
    ("organisation-close", "unit", SYSTEM),
    ("duty-month", "unit", "town_lead"),
    ("duty-plan", "unit", "town_lead"),
    ("shift-set", "unit", "town_lead"),
    ("account", "account", SYSTEM),
    ("account-password", "account", SYSTEM),
    ("account-active", "account", SYSTEM),
    ("account-unlock", "account", SYSTEM),
    ("account-two-factor", "account", SECURITY),
    ("grant", "account", SECURITY),
]
MISSING = {"code": "621123999999", "unit": str(uuid4()), "account": str(uuid4())}


def _desk(role: str, town):
    if role.endswith("_admin"):
        return desk_of(role, town.area)
    return sign_in(make_actor(role, at=town.area))


def test_every_page_stands_behind_the_door():
    bare = [pattern.name for pattern in urlpatterns if not getattr(pattern.callback, "is_staff_page", False)]

    assert bare == []


@pytest.mark.parametrize("name", [name for name, _roles in PAGES])
def test_a_visitor_is_sent_to_sign_in(name):
    url = reverse(f"workbench:{name}")

    response = Client().get(url)

    assert (response.status_code, response["Location"].startswith(reverse("workbench:sign-in"))) == (302, True)


@pytest.mark.parametrize("role", [SYSTEM, SECURITY, AUDIT, "town_lead", "linked_member"])
def test_each_role_gets_into_its_pages_and_no_others(role, town):
    desk = _desk(role, town)

    got = {name: desk.get(reverse(f"workbench:{name}")).status_code for name, _roles in PAGES}

    assert got == {name: 200 if role in roles else 403 for name, roles in PAGES}


@pytest.mark.parametrize(("name", "of", "role"), OF_ONE)
def test_what_lies_in_another_town_looks_like_what_is_missing(name, of, role, town, other):
    desk = _desk(role, other)
    things = {
        "code": town.village.code,
        "unit": town.village_centre.pk,
        "account": town.officer.account_id,
    }

    there, missing = (desk.get(reverse(f"workbench:{name}", args=[one])) for one in (things[of], MISSING[of]))

    assert (there.status_code, words(there)) == (404, words(missing))
    assert _desk(role, town).get(reverse(f"workbench:{name}", args=[things[of]])).status_code == 200


def test_the_settings_lead_to_the_first_page_one_may_use(town):
    first = {role: _desk(role, town).get(reverse("workbench:settings")) for role in (SYSTEM, "town_desk", "department")}

    assert first[SYSTEM]["Location"] == reverse("workbench:accounts")
    assert first["town_desk"]["Location"] == reverse("workbench:rulebooks")
    assert first["department"].status_code == 403


def test_the_navigation_shows_only_what_one_may_use(town):
    shown = {}
    for role in (SYSTEM, "linked_member"):
        html = page(_desk(role, town).get("/todo/"))
        shown[role] = [entry for entry in ("网格", "组织", "设置") if f"<span>{entry}</span></a></li>" in html]

    assert shown == {SYSTEM: ["网格", "组织", "设置"], "linked_member": ["网格", "组织"]}
