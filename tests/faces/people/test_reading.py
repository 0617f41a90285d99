"""Search, lists, household and person on the pages: what is seen by whom, masked how, in how many statements."""

from datetime import date

import pytest

from tests.faces.workbench.office import page, sign_in, statements
from tests.people.roster import Roster, dwelling, family, tenant
from tests.world import MONDAY, make_actor
from wangge.core.access.models import AuditEntry
from wangge.core.people.operations import (
    Asking,
    NewCareTag,
    NewEnterprise,
    NewHazard,
    add_enterprise,
    ask_change,
    confirm_household,
    find_hazard,
    propose_care,
)
from wangge.core.people.persons import NewPerson

pytestmark = pytest.mark.django_db


def tagged(roster: Roster, name: str, kind: str) -> str:
    """A care tag on somebody; its id."""
    new = NewCareTag(
        about="person",
        subject_id=roster.person(name).pk,
        kind=kind,
        reason="左腿不便",
        source="走访",
        owner_name="王芳",
    )
    return str(propose_care(actor=roster.member, new=new, at=MONDAY).pk)


def test_what_is_typed_finds_people_and_doors_and_stands_in_no_address(roster: Roster, other: Roster):
    roster.family()
    other.family()
    desk = sign_in(roster.lead)

    shown = page(desk.post("/roster/", {"words": "zdl"}))
    assert ("张大力" in shown, "尚湖" in shown) == (True, False)
    assert shown.count("data-open") == 1
    assert "荣星小区3幢1单元101室" in page(desk.post("/roster/", {"words": "3幢1单元101室"}))
    assert "张大力" not in page(desk.get("/roster/?words=zdl"))
    assert "没有找到" in page(desk.post("/roster/", {"words": "欧阳锋"}))


def test_a_reader_sees_masks_and_is_offered_nothing(roster: Roster):
    household = roster.family()
    person = roster.person("张大力")
    desk = sign_in(make_actor("linked_member", at=roster.grid))

    for url in (
        "/roster/households/",
        "/roster/persons/",
        f"/roster/households/{household}/",
        f"/roster/persons/{person.pk}/",
    ):
        shown = page(desk.get(url))
        assert ("张*力" in shown, "张大力" in shown, "13893212345" in shown, "101室" in shown) == (
            True,
            False,
            False,
            False,
        )
    assert "/move/" not in page(desk.get(f"/roster/households/{household}/"))
    for url in (
        f"/roster/households/{household}/move/",
        f"/roster/persons/{person.pk}/held/",
        "/roster/households/export/",
        "/roster/persons/export/",
    ):
        assert desk.get(url).status_code == 403
    assert desk.post(f"/roster/persons/{person.pk}/full/", {"purpose": "看看"}).status_code == 403


def test_missing_and_foreign_are_one_answer_on_every_page(roster: Roster, other: Roster):
    household = other.family()
    person = other.person("张大力")
    tag = tagged(other, "张大力", "alone_elder")
    hazard = find_hazard(
        actor=other.lead,
        new=NewHazard(about="dwelling", place_id=other.doors[0], kind="wiring", words="裸线"),
        at=MONDAY,
    )
    shop = add_enterprise(actor=other.lead, area_id=other.grid.pk, new=NewEnterprise(name="兴旺小卖部"), at=MONDAY)
    asked = ask_change(
        actor=other.lead, asking=Asking(person_id=person.pk, field="name", value="张力", reason="错字", source_ref="a"),
        at=MONDAY,
    )  # fmt: skip
    event, building = other.newest_event().pk, dwelling(other.doors[0]).building_id
    desk, own, door = sign_in(roster.lead), sign_in(other.lead), other.doors[0]
    addresses = [
        *(f"/roster/households/{household}/{step}" for step in ("", "move/", "split/", "sheet/", "in/", "wish/")),
        *(f"/roster/persons/{person.pk}/{step}" for step in ("", "full/", "looks/", "held/", "doubles/", "death/")),
        f"/roster/events/{event}/reverse/", f"/roster/doors/{door}/", f"/roster/doors/{door}/tenants/",
        f"/roster/buildings/{building}/", f"/roster/care/{tag}/", f"/roster/care/{tag}/review/",
        f"/roster/care/{tag}/reason/", f"/roster/hazards/{hazard}/", f"/roster/hazards/{hazard}/fix/",
        f"/roster/hazards/new/dwelling/{door}/", f"/roster/enterprises/{shop}/",
        f"/roster/enterprises/{shop}/contact/", f"/roster/changes/{asked.pk}/", f"/roster/changes/{asked.pk}/approve/",
    ]  # fmt: skip
    ids = (household, person.pk, event, door, building, tag, hazard, shop, asked.pk)

    for url in addresses:
        assert own.get(url).status_code == 200, url
        strange = desk.get(url)
        missing = url
        for pk in ids:
            missing = missing.replace(str(pk), "01900000-0000-7000-8000-000000000000")
        assert strange.status_code == 404, url
        nothing = desk.get(missing)
        assert nothing.status_code == 404, missing
        assert page(strange).replace(url, "") == page(nothing).replace(missing, ""), url


@pytest.mark.parametrize("url", ["/roster/households/", "/roster/persons/", "/roster/hazards/", "/roster/enterprises/"])
def test_a_list_costs_the_same_with_one_row_and_with_more(roster: Roster, url: str):
    def fill(door: int) -> None:
        roster.family(tenant(f"王伟{door}"), tenant(f"李四{door}", role="other"), door=roster.doors[door])
        hazard = NewHazard(about="dwelling", place_id=roster.doors[door], kind="wiring", words="裸线")
        find_hazard(actor=roster.lead, new=hazard, at=MONDAY)
        shop = NewEnterprise(name=f"小店{door}", dwelling_id=roster.doors[door])
        add_enterprise(actor=roster.lead, area_id=roster.grid.pk, new=shop, at=MONDAY)

    desk = sign_in(roster.lead)
    fill(0)
    one = statements(desk, url)
    for door in (1, 2, 3):
        fill(door)

    assert statements(desk, url) == one
    assert one <= 12  # three of the session, two of the second line, one whether memory is fresh


def test_the_page_of_a_household_costs_the_same_however_many_live_there(roster: Roster):
    small, large = roster.family(tenant()), roster.family(door=roster.doors[1])
    desk = sign_in(roster.lead)

    assert statements(desk, f"/roster/households/{small}/") == statements(desk, f"/roster/households/{large}/")


def test_lists_go_on_where_they_stopped_in_every_order(roster: Roster, monkeypatch: pytest.MonkeyPatch):
    people = [
        NewPerson(name=f"丁{n}", role="head" if n == 1 else "other", born_on=date(1950 + n, 1, 1) if n < 4 else None)
        for n in range(1, 6)
    ]
    roster.family(*people)
    for door in (1, 2):
        roster.family(tenant(f"王{door}"), door=roster.doors[door])
    confirm_household(actor=roster.lead, household_id=roster.family(tenant("钱多"), door=roster.doors[3]), at=MONDAY)
    desk = sign_in(roster.lead)

    from wangge.faces.workbench.people import lists

    for module_name, url, size in (("residents", "/roster/persons/", 8), ("households", "/roster/households/", 4)):
        whole = getattr(lists, module_name)
        monkeypatch.setattr(lists, module_name, lambda whole=whole, **more: whole(**more, size=2))
        for sort in ("", "?sort=young", "?sort=late"):
            found, at = [], url + sort
            while at:
                response = desk.get(at)
                found += [line.url for line in response.context["lines"]]
                pager = response.context["pager"]
                at = url + pager.older_url if pager and pager.older_url else ""
            assert (len(found), len(set(found))) == (size, size), (url, sort)


def test_lists_are_narrowed_by_chips(roster: Roster):
    roster.family()
    elder = roster.family(NewPerson(name="赵老太", born_on=date(1940, 1, 1), role="head"), door=roster.doors[1])
    tagged(roster, "赵老太", "alone_elder")
    find_hazard(
        actor=roster.lead,
        new=NewHazard(about="dwelling", place_id=roster.doors[0], kind="wiring", words="裸线"),
        at=MONDAY,
    )
    confirm_household(actor=roster.lead, household_id=elder, at=MONDAY)
    desk = sign_in(roster.lead)

    def lines(url: str) -> list[str]:
        return [line.name for line in desk.get(url).context["lines"]]

    assert lines("/roster/persons/?ages=old") == ["赵老太"]
    assert lines("/roster/persons/?care=alone_elder") == ["赵老太"]
    assert set(lines("/roster/persons/?kind=registered")) == {"张大力", "李芳", "张小力"}
    assert lines("/roster/households/?care=alone_elder") == ["荣星小区3幢1单元102室"]
    assert lines("/roster/households/?state=hazard") == ["荣星小区3幢1单元101室"]
    assert lines(f"/roster/persons/?area={roster.next_grid.code}") == []
    assert desk.get("/roster/persons/?area=320581111").status_code == 404


def test_a_person_is_revealed_for_a_purpose_and_it_shows_who_looked(roster: Roster):
    roster.family()
    person = roster.person("张大力")
    desk = sign_in(roster.lead)
    url = f"/roster/persons/{person.pk}"

    masked = page(desk.get(f"{url}/"))
    assert ("138****2345" in masked, person.document_number in masked) == (True, False)
    assert person.document_number not in page(desk.post(f"{url}/full/", {"purpose": ""}))
    assert AuditEntry.objects.filter(action="revealed").count() == 0
    shown = desk.post(f"{url}/full/", {"purpose": "联系体检"})
    assert (person.document_number in page(shown), "13893212345" in page(shown)) == (True, True)
    assert "no-store" in shown.headers["Cache-Control"]
    assert 'content="60;' in page(shown)
    assert person.document_number not in page(desk.get(f"{url}/full/", headers={"HX-Request": "true"}))
    assert "联系体检" in page(desk.get(f"{url}/looks/"))


def test_what_is_held_is_printed_for_the_person_himself_and_logged(roster: Roster):
    roster.family()
    person = roster.person("张大力")
    desk = sign_in(roster.lead)

    assert person.document_number not in page(desk.get(f"/roster/persons/{person.pk}/held/"))
    paper = page(desk.post(f"/roster/persons/{person.pk}/held/", {"purpose": "本人申请查阅"}))

    assert all(words in paper for words in (person.document_number, "常住", "户主", "本人申请查阅"))
    assert AuditEntry.objects.filter(target=f"person:{person.pk}", action="exported").count() == 1


@pytest.mark.parametrize(
    ("which", "first"), [("households", ["荣星小区3幢1单元101室"]), ("persons", ["张大力", "李芳", "张小力"])]
)
def test_an_export_has_a_reason_a_watermark_and_the_masks_of_the_page(roster: Roster, other: Roster, which, first):
    import io

    from python_calamine import CalamineWorkbook

    roster.family(*family())
    other.family()
    desk = sign_in(roster.lead)
    assert desk.post(f"/roster/{which}/export/", {"reason": ""}).status_code == 200
    assert AuditEntry.objects.filter(action="exported").count() == 0

    made = desk.post(f"/roster/{which}/export/", {"reason": "入户核对"})

    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(made))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == first
    assert not {"13893212345", roster.person("张大力").document_number} & {str(cell) for row in rows for cell in row}
    assert "入户核对" in str(rows[1][-1])
    assert roster.lead.name in str(rows[1][-1])
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.target, entry.detail["rows"], entry.detail["reason"]) == (which, len(first), "入户核对")
