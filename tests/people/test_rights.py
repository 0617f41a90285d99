"""Changes decided by another, looks that are written down, consents, what residents may ask, forgetting in time."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people.roster import LOOK, Roster, id_number, tenant
from tests.people.test_carried import carried
from tests.world import MONDAY, TODAY, make_actor
from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.people.models import CareTag, ChangeRequest, Consent, ConsentText, Person, Sheet
from wangge.core.people.operations import (
    Agreement,
    Asking,
    NewCareTag,
    ask_change,
    change_phone,
    decide_change,
    end_care,
    erase_expired,
    fill_sheet,
    give_consent,
    merge_persons,
    move_household,
    move_out,
    propose_care,
    record_birth,
    reveal_person,
    reverse_event,
    tell_person,
    withdraw_change,
    withdraw_consent,
)
from wangge.core.people.persons import NewPerson
from wangge.core.people.queries import consents, search_persons, sight_of, waiting_changes
from wangge.core.people.retention import OTHERS, PERSONS
from wangge.ground.foundation.crypto import EncryptedText
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db


def an_asking(roster: Roster, field: str = "name", value: str = "张大立", **more: object) -> Asking:
    given = {"person_id": roster.person("张大力").pk, "field": field, "value": value, "reason": "户口本上是这样",
             "source_ref": "form:1"}  # fmt: skip
    return Asking(**(given | more))  # type: ignore[arg-type]


def test_a_name_is_changed_when_another_person_agrees(roster: Roster):
    roster.family()
    request = ask_change(actor=roster.member, asking=an_asking(roster), at=MONDAY)
    waiting = waiting_changes(sight=sight_of(actor=roster.lead))

    assert (roster.person("张大力").name, [(row.before, row.after) for row in waiting]) == (
        "张大力",
        [("张大力", "张大立")],
    )
    decide_change(actor=roster.lead, request_id=request.pk, approve=True, at=MONDAY)

    assert [hit.name for hit in search_persons(sight=sight_of(actor=roster.lead), words="大立").persons] == ["张大立"]
    assert search_persons(sight=sight_of(actor=roster.lead), words="张大力").persons == ()
    with pytest.raises(Conflict):
        decide_change(actor=roster.lead, request_id=request.pk, approve=True, at=MONDAY)


def test_what_is_asked_goes_along_with_who_moves(roster: Roster):
    home = roster.family()
    request = ask_change(actor=roster.member, asking=an_asking(roster), at=MONDAY)

    move_household(actor=roster.lead, household_id=home, dwelling_id=roster.far_doors[0], at=MONDAY)
    moved = ChangeRequest.objects.everywhere(LOOK).get(pk=request.pk).area_path
    reverse_event(actor=roster.lead, event_id=roster.newest_event().pk, reason="登记错了", at=MONDAY)

    assert moved == roster.next_grid.path
    assert ChangeRequest.objects.everywhere(LOOK).get(pk=request.pk).area_path == roster.grid.path


def test_nobody_decides_what_he_asked_himself_and_strangers_decide_nothing(roster: Roster, other: Roster):
    roster.family()
    own = ask_change(actor=roster.lead, asking=an_asking(roster), at=MONDAY)

    with pytest.raises(NotAllowed):
        decide_change(actor=roster.lead, request_id=own.pk, approve=True, at=MONDAY)
    with pytest.raises(NotAllowed):  # keeps the roster, decides nothing
        decide_change(actor=roster.member, request_id=own.pk, approve=True, at=MONDAY)
    with pytest.raises(NotFound):
        decide_change(actor=other.lead, request_id=own.pk, approve=True, at=MONDAY)
    with pytest.raises(NotFound):
        ask_change(actor=other.lead, asking=an_asking(roster, source_ref="form:2"), at=MONDAY)
    with pytest.raises(Conflict):  # the same form again
        ask_change(actor=roster.member, asking=an_asking(roster), at=MONDAY)
    with pytest.raises(Refusal):
        decide_change(actor=make_actor("village_lead", at=roster.village), request_id=own.pk, approve=False, at=MONDAY)
    withdraw_change(actor=roster.lead, request_id=own.pk, at=MONDAY)
    assert waiting_changes(sight=sight_of(actor=roster.lead)) == []


def test_a_document_and_a_death_are_asked_for_too(roster: Roster):
    household = roster.family()
    number = id_number("19680307")
    paper = ask_change(
        actor=roster.member, asking=an_asking(roster, "document", number, source_ref="form:2"), at=MONDAY
    )
    death = ask_change(
        actor=roster.member, asking=an_asking(roster, "death", "2026-02-27", source_ref="form:3"), at=MONDAY
    )

    decide_change(actor=roster.lead, request_id=paper.pk, approve=True, at=MONDAY)
    decide_change(actor=roster.lead, request_id=death.pk, approve=True, new_head_id=roster.person("李芳").pk, at=MONDAY)

    person = roster.person("张大力")
    assert (person.document_number, person.died_on) == (number, date(2026, 2, 27))
    assert roster.members(household) == {"李芳": "head", "张小力": "child"}
    for field, value in (
        ("document", "123"),
        ("birth", "2027-01-01"),
        ("birth", "春天"),
        ("sex", "男"),
        ("phone", "1"),
    ):
        with pytest.raises(Refusal):
            ask_change(
                actor=roster.member, at=MONDAY,
                asking=an_asking(roster, field, value, person_id=roster.person("李芳").pk, source_ref="x"),
            )  # fmt: skip


def test_a_look_needs_a_purpose_lasts_a_minute_and_is_written_down_without_what_was_seen(roster: Roster, other: Roster):
    roster.family()
    person = roster.person("张大力")

    with pytest.raises(Refusal):
        reveal_person(actor=roster.member, person_id=person.pk, purpose=" ", at=MONDAY)
    with pytest.raises(NotFound):
        reveal_person(actor=other.lead, person_id=person.pk, purpose="走访", at=MONDAY)
    with pytest.raises(NotAllowed):
        reveal_person(actor=make_actor("linked_member", at=roster.grid), person_id=person.pk, purpose="走访", at=MONDAY)
    seen = reveal_person(actor=roster.member, person_id=person.pk, purpose="办理补贴", address="10.0.0.9", at=MONDAY)

    assert (seen.name, seen.document_number, seen.phone) == ("张大力", person.document_number, "13893212345")
    assert seen.until == MONDAY + timedelta(seconds=60)
    entry = AuditEntry.objects.get(action=AuditAction.REVEALED)
    assert (entry.target, entry.detail, entry.area_path) == (
        f"person:{person.pk}", {"purpose": "办理补贴"}, roster.grid.path,
    )  # fmt: skip


def test_a_resident_is_told_all_that_is_held_and_who_looked(roster: Roster, other: Roster):
    roster.family()
    person = roster.person("张大力")
    reveal_person(actor=roster.member, person_id=person.pk, purpose="办理补贴", at=MONDAY)

    held = dict(tell_person(actor=roster.lead, person_id=person.pk, purpose="本人申请查阅", at=MONDAY).headings)

    assert held["身份"] == ("张大力", person.document_number, "1968-03-07", "13893212345")
    assert [line.split()[-1] for line in held["谁看过"]] == ["办理补贴", "本人申请查阅"]
    assert held["户内关系"] == ("户主 2020-05-01",)
    with pytest.raises(NotFound):
        tell_person(actor=other.lead, person_id=person.pk, purpose="好奇", at=MONDAY)


def an_agreement(roster: Roster, name: str = "张大力", **more: object) -> Agreement:
    given = {"person_id": roster.person(name).pk, "purpose": "定期上门看望，紧急时优先转移", "title": "告知书",
             "body": "我们会记录您独居的情况，只用于看望和转移。", "channel": "paper"}  # fmt: skip
    return Agreement(**(given | more))  # type: ignore[arg-type]


def test_a_consent_keeps_the_hash_of_what_was_shown_and_may_be_taken_back(roster: Roster, other: Roster):
    roster.family()
    person = roster.person("张大力")
    tag = propose_care(
        actor=roster.member, at=MONDAY,
        new=NewCareTag(
            about="person", subject_id=person.pk, kind="alone_elder", reason="独居", source="走访", owner_name="小李"
        ),
    )  # fmt: skip

    consent = give_consent(actor=roster.member, agreement=an_agreement(roster), at=MONDAY)
    give_consent(actor=roster.member, agreement=an_agreement(roster, "李芳"), at=MONDAY)

    text = ConsentText.objects.get()  # one text, shown to two
    assert (consent.text_sha256, text.sha256) == (text.sha256, consent.text_sha256)
    assert len(text.sha256) == 64
    assert [
        holds for _row, holds in consents(scope=roster.lead.scope("people.see"), person_id=person.pk, on=TODAY)
    ] == [True]
    assert consents(scope=other.lead.scope("people.see"), person_id=person.pk, on=TODAY) == []
    with pytest.raises(NotFound):
        withdraw_consent(actor=other.lead, consent_id=consent.pk, at=MONDAY)
    with pytest.raises(Conflict):
        give_consent(actor=roster.member, agreement=an_agreement(roster), at=MONDAY)

    assert [one["care"] for one in carried(roster.grid, "person") if one["care"]] == [["alone_elder"]]
    assert withdraw_consent(actor=roster.member, consent_id=consent.pk, at=MONDAY) == 1
    assert CareTag.objects.everywhere(LOOK).get(pk=tag.pk).ended_because == "撤回同意"
    assert [one["care"] for one in carried(roster.grid, "person") if one["name"] == "张大力"] == [[]]


def test_a_guardian_agrees_for_a_child_under_14(roster: Roster):
    household = roster.family()
    record_birth(
        actor=roster.member, household_id=household, new=NewPerson(name="张宝", born_on=date(2013, 3, 3)), at=MONDAY
    )

    with pytest.raises(Refusal, match="监护人"):
        give_consent(actor=roster.member, agreement=an_agreement(roster, "张宝"), at=MONDAY)
    with pytest.raises(Refusal):
        give_consent(actor=roster.member, agreement=an_agreement(roster, "张宝", signatory="guardian"), at=MONDAY)
    given = an_agreement(roster, "张宝", signatory="guardian", guardian_id=roster.person("李芳").pk)
    give_consent(actor=roster.member, agreement=given, at=MONDAY)

    assert Consent.objects.everywhere(LOOK).count() == 1


def test_a_telephone_is_changed_at_once_and_found_anew(roster: Roster, other: Roster):
    roster.family()
    person = roster.person("张大力").pk

    change_phone(actor=roster.member, person_id=person, phone="139 1234 5678", at=MONDAY)

    sight = sight_of(actor=roster.member)
    assert [hit.phone for hit in search_persons(sight=sight, words="13912345678").persons] == ["139****5678"]
    assert search_persons(sight=sight, words="13893212345").persons == ()
    with pytest.raises(NotFound):
        change_phone(actor=other.lead, person_id=person, phone="", at=MONDAY)


def test_who_was_registered_twice_is_merged_and_taken_apart_again(roster: Roster):
    roster.family()
    second = roster.family(tenant("张大力", document_number=""), tenant("赵敏", role="spouse"), door=roster.doors[1])
    twice = next(row for row in Person.objects.everywhere(LOOK).order_by("-id") if row.name == "张大力")
    kept = next(row for row in Person.objects.everywhere(LOOK).order_by("id") if row.name == "张大力")
    before = roster.picture()

    event = merge_persons(
        actor=roster.lead, person_id=twice.pk, into_id=kept.pk, new_head_id=roster.person("赵敏").pk, at=MONDAY
    )
    sight = sight_of(actor=roster.lead)

    assert [hit.id for hit in search_persons(sight=sight, words="张大力").persons] == [kept.pk]
    assert roster.members(second) == {"赵敏": "head"}
    reverse_event(actor=roster.lead, event_id=event.pk, reason="不是同一人", at=MONDAY)
    assert roster.picture() == before


def test_who_left_long_ago_is_forgotten_and_who_is_registered_is_not(roster: Roster):
    gone = roster.family(tenant("王伟", document_number=id_number("19900101"), phone="13900001111"))
    stays = roster.family(door=roster.doors[1])
    ask_change(
        actor=roster.member, at=MONDAY,
        asking=an_asking(roster, value="王大伟", person_id=roster.person("王伟").pk),
    )  # fmt: skip
    move_out(actor=roster.lead, household_id=gone, at=MONDAY)
    move_out(actor=roster.lead, household_id=stays, at=MONDAY)  # keeps the registration
    soon, late = MONDAY + timedelta(days=700), MONDAY + timedelta(days=740)

    assert (erase_expired(at=soon), erase_expired(at=late), erase_expired(at=late)) == (0, 1, 0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person WHERE erased_at IS NOT NULL AND name = '' AND terms = '{}'")
        assert cursor.fetchone()[0] == 1
    assert {row.name for row in Person.objects.everywhere(LOOK).all()} == {"", "张大力", "李芳", "张小力"}
    assert [(row.value, row.value_before) for row in ChangeRequest.objects.everywhere(LOOK).all()] == [("", "")]
    assert roster.household(gone).ended_on == TODAY


def test_every_sealed_column_has_a_rule_of_how_long_it_stays():
    sealed = {
        (model.__name__, field.name)
        for model in apps.get_app_config("people").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedText)
    }

    ruled = {(rule.table, column) for rule in (*PERSONS, *OTHERS) for column in rule.columns}

    assert sealed - ruled == set()


def test_what_was_said_anew_or_ended_is_forgotten_in_its_time(roster: Roster, other: Roster):
    for one in (roster, other):
        one.family()
        person = next(row for row in Person.objects.within(one.lead.scope("people.see")).order_by("id"))
        for health in ("健康", "慢性病"):
            fill_sheet(actor=one.lead, about="person", subject_id=person.pk, values={"health": health}, at=MONDAY)
        new = NewCareTag(
            about="person", subject_id=person.pk, kind="alone_elder", reason="独居", source="走访", owner_name="李"
        )
        end_care(actor=one.lead, tag_id=propose_care(actor=one.lead, new=new, at=MONDAY).pk, because="搬走", at=MONDAY)

    erase_expired(at=MONDAY + timedelta(days=1000))
    kept = [(bool(row.sealed), row.until_at is None) for row in Sheet.objects.everywhere(LOOK).order_by("id")]
    with CaptureQueriesContext(connection) as captured:
        erase_expired(at=MONDAY + timedelta(days=1200))

    assert kept == [(True, False), (True, True)] * 2
    assert [bool(row.sealed) for row in Sheet.objects.everywhere(LOOK).order_by("id")] == [False, True] * 2
    assert {row.reason for row in CareTag.objects.everywhere(LOOK).all()} == {""}
    assert len([q for q in captured if q["sql"].startswith("UPDATE")]) == len(OTHERS) * 2  # one a rule and town
