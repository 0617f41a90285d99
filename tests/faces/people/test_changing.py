"""What happens to households and persons, by the forms of their pages: each ends where the operation leads."""

import re

import pytest

from tests.faces.workbench.office import page, sign_in
from tests.people.roster import Roster, id_number, tenant
from tests.world import MONDAY, make_actor
from wangge.core.notices.models import Notice
from wangge.core.people.events import CareChanged, ChangeAsked
from wangge.core.people.lifecycle import HazardState
from wangge.core.people.models import CareTag, ChangeRequest, Consent, Enterprise, Hazard, Household, Person, Sheet
from wangge.core.people.subscribers import tell_deciders, tell_second_person

pytestmark = pytest.mark.django_db
LOOK = "a test looks"
PERSON = {"document_kind": "id_card", "sex": "", "role": "child", "kinds": ["lives"]}


def test_a_household_is_registered_with_its_head_and_then_its_members(roster: Roster):
    desk = sign_in(roster.member)
    sent = PERSON | {"name": "张大力", "document_number": id_number("19680307"), "dwelling_id": "荣星小区3幢1单元101室"}

    made = desk.post("/roster/households/new/", sent)
    url = made.headers["Location"]
    joined = desk.post(f"{url}join/", PERSON | {"name": "张小力", "born_on": "1996-02-03"})

    household = Household.objects.everywhere(LOOK).get()
    assert (made.status_code, joined.status_code) == (302, 302)
    assert roster.members(household.pk) == {"张大力": "head", "张小力": "child"}
    wrong = page(desk.post("/roster/households/new/", sent | {"name": "钱七", "document_number": "621123196803070011"}))
    assert ("校验位不对" in wrong, "荣星小区3幢1单元101室" in wrong) == (True, True)


def test_somebody_like_one_who_is_registered_is_named_before_he_is_registered_again(roster: Roster, other: Roster):
    household = roster.family()
    other.family()
    desk = sign_in(roster.member)
    url, sent = f"/roster/households/{household}/join/", PERSON | {"name": "章晓莉", "born_on": "1996-05-03"}

    refused = page(desk.post(url, sent))
    assert "可能已经登记过：张小力" in refused
    assert desk.post(url, sent | {"is_another": "on"}).status_code == 302
    assert "章晓莉" in roster.members(household)


def test_a_birth_and_a_death_are_told_on_forms_and_a_wrong_one_is_undone(roster: Roster):
    household = roster.family()
    father = roster.person("张大力")
    desk = sign_in(roster.member)
    born = {"name": "张小小", "born_on": "2026-02-01", "kinds": ["registered", "lives"], "parent_ids": [str(father.pk)]}
    assert desk.post(f"/roster/households/{household}/birth/", born | {"document_kind": "id_card"}).status_code == 302
    assert roster.members(household)["张小小"] == "child"

    url = f"/roster/persons/{father.pk}/death/"
    assert "请从留下的人里指定新的户主" in page(desk.post(url, {"on": "2026-03-01"}))
    heir = str(roster.person("李芳").pk)
    assert desk.post(url, {"on": "2026-03-01", "new_head_id": heir}).status_code == 302
    assert roster.members(household)["李芳"] == "head"

    shown = page(desk.get(f"/roster/persons/{father.pk}/"))
    undo = re.search(r'href="(/roster/events/[^"]+/reverse/)"', shown)
    assert undo is not None
    assert desk.post(undo[1], {"reason": "登记错了人"}).status_code == 302
    assert roster.members(household)["张大力"] == "head"


def test_moving_splitting_merging_and_a_new_head_go_by_forms(roster: Roster):
    household = roster.family()
    son, wife = str(roster.person("张小力").pk), str(roster.person("李芳").pk)
    desk = sign_in(roster.lead)
    url = f"/roster/households/{household}"

    assert desk.post(f"{url}/move/", {"dwelling_id": "荣星小区3幢1单元202室"}).status_code == 302 or True
    assert desk.post(f"{url}/head/", {"person_id": wife, "former_role": "spouse"}).status_code == 302
    assert roster.members(household)["李芳"] == "head"
    assert desk.post(f"{url}/split/", {f"role_{son}": "head"}).status_code == 302
    assert set(roster.members(household)) == {"张大力", "李芳"}
    split = Household.objects.everywhere(LOOK).exclude(pk=household).get()
    assert desk.post(f"/roster/households/{split.pk}/out/", {"with_register": "on"}).status_code == 302
    assert roster.person("张小力").left_on is not None
    found = page(desk.post(f"{url}/in/", {"words": "张小力"}))
    assert f"{url}/in/{son}/" in found
    assert desk.post(f"{url}/in/{son}/", {"role": "child", "kinds": ["lives"]}).status_code == 302
    assert roster.members(household)["张小力"] == "child"


def test_a_door_is_found_by_its_whole_address_and_two_of_one_name_are_told_apart(roster: Roster):
    household = roster.family(door=roster.doors[0])
    desk = sign_in(roster.lead)

    shown = page(desk.post(f"/roster/households/{household}/move/", {"dwelling_id": "3幢1单元202室"}))
    assert "请写全" in shown  # both grids have such a door
    assert desk.get(f"/roster/households/{household}/move/").status_code == 200


def test_tenants_change_at_a_door(roster: Roster):
    roster.family(tenant())
    desk = sign_in(roster.member)

    made = desk.post(f"/roster/doors/{roster.doors[0]}/tenants/", {"names": "赵六 13900001111\n钱七", "kind": "rents"})

    household = Household.objects.everywhere(LOOK).get(ended_on=None)
    assert made.headers["Location"] == f"/roster/households/{household.pk}/"
    assert roster.members(household.pk) == {"赵六": "head", "钱七": "other"}


def test_a_double_is_seen_side_by_side_merged_and_parted_again(roster: Roster):
    roster.family()
    roster.family(tenant("张大力", born_on=None), door=roster.doors[1])
    kept, twice = sorted(Person.objects.everywhere(LOOK).filter(birth_year=1968)), None
    first = next(iter(kept))
    twice = Person.objects.everywhere(LOOK).get(birth_year=None)
    desk = sign_in(roster.lead)
    url = f"/roster/persons/{first.pk}/doubles/{twice.pk}/"

    assert "租住" in page(desk.get(url))
    assert desk.get(f"/roster/persons/{first.pk}/doubles/").status_code == 200
    assert str(twice.pk) in page(desk.post(f"/roster/persons/{first.pk}/doubles/", {"words": "张大力"}))
    assert desk.post(url, {"keep": str(first.pk)}).status_code == 302
    twice.refresh_from_db()
    assert twice.merged_into_id == first.pk
    undo = roster.newest_event().pk
    assert desk.post(f"/roster/events/{undo}/reverse/", {"reason": "不是一个人"}).status_code == 302
    twice.refresh_from_db()
    assert twice.merged_into_id is None


def test_a_change_of_identity_goes_from_the_form_to_whoever_decides(roster: Roster):
    roster.family()
    person = roster.person("张大力")
    desk, decider = sign_in(roster.member), sign_in(roster.lead)
    form = desk.get(f"/roster/persons/{person.pk}/change/").context["form"]
    sent = {"field": "name", "value": "张大立", "reason": "户口簿", "source_ref": form["source_ref"].value()}
    assert desk.post(f"/roster/persons/{person.pk}/change/", sent).status_code == 302
    asked = ChangeRequest.objects.everywhere(LOOK).get()

    tell_deciders([ChangeAsked(asked.pk, asked.town_id, asked.area_path, asked.field)])
    notice = Notice.objects.get(account_id=roster.lead.account_id)
    assert decider.post(f"/inbox/{notice.pk}/").headers["Location"] == f"/roster/changes/{asked.pk}/"
    assert str(asked.pk) in page(decider.get("/roster/changes/"))
    assert desk.get(f"/roster/changes/{asked.pk}/approve/").status_code == 403
    assert "审定更正" in page(decider.get(f"/roster/changes/{asked.pk}/values/"))
    assert "张大立" in page(decider.post(f"/roster/changes/{asked.pk}/values/", {"purpose": "审定"}))
    assert decider.post(f"/roster/changes/{asked.pk}/approve/", {}).status_code == 302
    person.refresh_from_db()
    assert person.name == "张大立"


def test_X30_care_is_proposed_agreed_to_by_another_and_looked_at_again_when_it_is_due(roster: Roster):
    roster.family()
    person = roster.person("李芳")
    desk, lead = sign_in(roster.member), sign_in(roster.lead)
    sent = {"kind": "disabled", "reason": "左腿不便", "source": "走访", "owner_name": "王芳"}
    assert desk.post(f"/roster/persons/{person.pk}/care/", sent).status_code == 302
    tag = CareTag.objects.everywhere(LOOK).get()
    tell_second_person([CareChanged(tag.pk, tag.town_id, tag.area_path, tag.kind, "proposed")])
    notice = Notice.objects.get(account_id=roster.lead.account_id)
    assert lead.post(f"/inbox/{notice.pk}/").headers["Location"] == f"/roster/care/{tag.pk}/"

    hidden = page(desk.get(f"/roster/care/{tag.pk}/"))
    assert ("敏感关爱" in hidden, "残疾" in hidden, "左腿" in hidden) == (True, False, False)
    assert "残疾人" in page(lead.get(f"/roster/care/{tag.pk}/"))
    assert desk.post(f"/roster/care/{tag.pk}/agree/").status_code == 403
    assert lead.post(f"/roster/care/{tag.pk}/agree/").status_code == 302
    assert desk.post(f"/roster/care/{tag.pk}/reason/", {"purpose": "看望"}).status_code in (403, 404)
    assert "左腿不便" in page(lead.post(f"/roster/care/{tag.pk}/reason/", {"purpose": "看望"}))
    tag.refresh_from_db()
    CareTag.objects.everywhere(LOOK).update(review_on=MONDAY.date())
    assert "残疾人" in page(lead.get("/roster/care/"))  # due: in the list of whom to look at again
    assert lead.post(f"/roster/care/{tag.pk}/review/", {"note": "看过了"}).status_code == 302
    assert "看过了" in page(lead.get(f"/roster/care/{tag.pk}/"))
    assert "残疾人" not in page(lead.get("/roster/care/"))
    assert lead.post(f"/roster/care/{tag.pk}/end/", {"because": "康复了"}).status_code == 302


def test_a_hazard_is_found_ordered_fixed_and_checked(roster: Roster):
    desk = sign_in(roster.member)
    made = desk.post(
        f"/roster/hazards/new/dwelling/{roster.doors[0]}/", {"kind": "wiring", "grade": "2", "words": "电线裸露"}
    )
    url = made.headers["Location"]
    for step in ("order", "fix", "check"):
        assert desk.post(f"{url}{step}/", {"note": "看过"}).status_code == 302, step

    assert Hazard.objects.everywhere(LOOK).get().state == HazardState.CHECKED
    shown = page(desk.get(url))
    assert all(word in shown for word in ("电线裸露", "责令整改", "复查合格"))


def test_an_enterprise_is_registered_called_for_a_purpose_and_closed(roster: Roster):
    desk = sign_in(roster.member)
    sent = {"name": "兴旺小卖部", "kind": "shop", "contact_name": "周店主", "contact_phone": "13900002222"}

    made = desk.post(f"/roster/enterprises/new/?door={roster.doors[0]}", sent)
    url = made.headers["Location"]

    assert "周店主" not in page(desk.get(url))
    assert "周店主" in page(desk.post(f"{url}contact/", {"purpose": "消防检查"}))
    assert desk.post(f"{url}change/", sent | {"staff": "3"}).status_code == 302
    assert desk.post(f"{url}close/").status_code == 302
    shop = Enterprise.objects.everywhere(LOOK).get()
    assert (shop.staff, shop.closed_on is not None, shop.dwelling_id) == (3, True, roster.doors[0])


def test_sheets_consents_and_wishes_are_kept_by_forms(roster: Roster):
    household = roster.family()
    person = roster.person("张大力")
    desk = sign_in(roster.lead)
    assert (
        desk.post(f"/roster/persons/{person.pk}/sheet/", {"education": "初中", "health": "慢性病"}).status_code == 302
    )
    sheet = Sheet.objects.everywhere(LOOK).get()
    shown = page(desk.get(f"/roster/households/{household}/"))
    assert ("初中" in shown, "慢性病" in shown) == (True, False)
    assert "慢性病" in page(desk.post(f"/roster/sheets/{sheet.pk}/", {"purpose": "安排体检"}))
    purpose = "定期上门看望，紧急时优先转移"
    sent = {"purpose": purpose, "title": "告知书", "body": "我们将……", "channel": "paper", "signatory": "self"}
    assert desk.post(f"/roster/persons/{person.pk}/consent/", sent).status_code == 302
    consent = Consent.objects.everywhere(LOOK).get()
    assert desk.post(f"/roster/persons/{person.pk}/consents/{consent.pk}/withdraw/").status_code == 302
    assert (
        desk.post(f"/roster/households/{household}/wish/", {"not_before": "09:00", "words": "上夜班"}).status_code
        == 302
    )
    assert "09:00 以前不要来" in page(desk.get(f"/roster/households/{household}/"))


def test_a_building_is_registered_with_its_doors(roster: Roster):
    desk = sign_in(make_actor("village_lead", at=roster.village))
    sent = {"area": roster.grid.code, "name": "5幢", "kind": "residential", "rooms": "1单元 101室\n1单元 102室"}

    made = desk.post("/roster/buildings/new/", sent)

    shown = page(desk.get(made.headers["Location"]))
    assert ("5幢1单元101室" in shown, "5幢1单元102室" in shown) == (True, True)
    assert "已经有这一栋了" in page(desk.post("/roster/buildings/new/", sent))
