"""Who is told of what waits; delivered twice, told once; no name in what is told."""

import pytest

from tests.people.roster import Roster
from tests.world import MONDAY
from wangge.core.notices.models import Notice
from wangge.core.people.events import CareChanged, ChangeAsked
from wangge.core.people.operations import (
    Agreement,
    Asking,
    NewCareTag,
    ask_change,
    give_consent,
    propose_care,
    record_death,
    reverse_event,
    withdraw_consent,
)
from wangge.core.people.subscribers import tell_deciders, tell_second_person
from wangge.ground.foundation import jobs
from wangge.ground.foundation.outbox import facts

pytestmark = pytest.mark.django_db


def test_deciders_of_the_place_are_told_once_and_nobody_elsewhere(roster: Roster, other: Roster):
    roster.family()
    person = roster.person("张大力").pk
    asking = Asking(person_id=person, field="name", value="张大立", reason="户口本", source_ref="form:1")
    request = ask_change(actor=roster.member, asking=asking, at=MONDAY)
    for kind in ("disabled", "alone_elder"):
        new = NewCareTag(
            about="person", subject_id=person, kind=kind, reason="听力残疾", source="走访", owner_name="小李"
        )
        propose_care(actor=roster.member, new=new, at=MONDAY)
    jobs.run_waiting()

    path = roster.grid.path
    again = ChangeAsked(request_id=request.pk, town_id=request.town_id, area_path=path, field="name")
    tell_deciders([again])
    tags = [fact.payload for fact in facts(name=CareChanged.name)]
    tell_second_person([CareChanged(**payload) for payload in tags])

    told = [(row.account_id, row.title) for row in Notice.objects.order_by("id")]
    assert sorted(told) == sorted(
        [
            (roster.lead.account_id, "有一份身份信息变更待审：姓名"),
            (roster.lead.account_id, "有一个关爱标记待你同意"),
        ]
    )
    assert {other.lead.account_id, roster.member.account_id} & {account for account, _title in told} == set()


def test_a_tag_that_ends_with_a_consent_or_a_death_is_told_of_and_so_is_its_return(roster: Roster):
    roster.family()
    person = roster.person("李芳").pk
    new = NewCareTag(
        about="person", subject_id=person, kind="alone_elder", reason="独居", source="走访", owner_name="李"
    )
    first = propose_care(actor=roster.member, new=new, at=MONDAY)
    agreed = Agreement(person_id=person, purpose=first.purpose, title="告知书", body="说明用途", channel="paper")
    consent = give_consent(actor=roster.member, agreement=agreed, at=MONDAY)

    withdraw_consent(actor=roster.member, consent_id=consent.pk, at=MONDAY)
    second = propose_care(actor=roster.member, new=new, at=MONDAY)
    death = record_death(actor=roster.member, person_id=person, on=MONDAY.date(), at=MONDAY)
    reverse_event(actor=roster.lead, event_id=death.pk, reason="登记错了", at=MONDAY)

    told = [(fact.payload["tag_id"], fact.payload["change"]) for fact in reversed(facts(name=CareChanged.name))]
    assert told == [
        (str(first.pk), "proposed"),
        (str(first.pk), "ended"),
        (str(second.pk), "proposed"),
        (str(second.pk), "ended"),
        (str(second.pk), "restored"),
    ]
