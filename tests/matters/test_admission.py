"""Asking for admission, deciding it, and how much of what is asked is held."""

from datetime import date, timedelta

import pytest

from tests.matters.desk import SUMMER, a_matter, approved, asked, held_fields, keep_lists, taken_back
from tests.world import MONDAY, make_actor
from wangge.core.areas.scope import Scope
from wangge.core.matters.events import AdmissionAsked, AdmissionDecided
from wangge.core.matters.lifecycle import Decision
from wangge.core.matters.operations import decide_admission, say_why_again
from wangge.core.matters.queries import admission, admissions, town_scope
from wangge.core.matters.subscribers import tell_asking_unit, tell_deciders
from wangge.core.notices.models import Notice
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
AUTUMN = MONDAY + timedelta(days=200)


def seen(town, request, at=MONDAY):
    return admission(scope=Scope((town.area.path,)), request_id=request.pk, at=at)


def decide(town, request, decision, *, by=None, **more):
    return decide_admission(actor=by or town.lead, request_id=request.pk, decision=decision, at=MONDAY, **more)


def test_T03_the_overlap_with_what_is_held_is_shown_in_per_cent(town, other):
    keep_lists(other)
    keep_lists(town)

    found = seen(town, asked(town)).overlap

    assert (found.held, found.asked, found.percent) == (2, 4, 50)
    assert [(words, row.name) for words, row in found.held_fields] == [("户主姓名", "户主姓名"), ("人口数", "家庭人口")]
    assert found.new_fields == ["取暖方式", "有无柴草垛"]


def test_T03_a_request_is_admitted_merged_or_refused_once(town):
    keep_lists(town)
    first, second, third = approved(town), asked(town, title="同一件事"), asked(town, title="没有必要的事")

    decide(town, second, Decision.MERGE, merge_into=first.pk)
    decide(town, third, Decision.REFUSE, reason="与网格无关")

    states = [(row.title, row.state, row.reason) for row in page(town).rows]
    assert states == [
        ("没有必要的事", "refused", "与网格无关"), ("同一件事", "merged", ""), ("防火户情摸底", "approved", ""),
    ]  # fmt: skip
    assert seen(town, second).merged_into_id == first.pk
    with pytest.raises(Conflict, match="负责人乙"):
        decide(town, third, Decision.APPROVE)


def page(town, **more):
    return admissions(scope=Scope((town.area.path,)), at=MONDAY, **more)


def test_T03_refusing_needs_a_reason_and_merging_one_in_force_here(town, other):
    keep_lists(town)
    keep_lists(other)
    request, elsewhere = asked(town), approved(other)

    with pytest.raises(Refusal, match="理由"):
        decide(town, request, Decision.REFUSE)
    for target in (None, request.pk, elsewhere.pk):
        with pytest.raises(Refusal, match="并入"):
            decide(town, request, Decision.MERGE, merge_into=target)


def test_T03_expiry_ends_an_admission(town):
    keep_lists(town)
    request = approved(town)

    assert seen(town, request).is_in_force
    after = seen(town, request, at=AUTUMN)
    assert (after.is_expired, after.is_in_force) == (True, False)
    expired = admissions(scope=Scope((town.area.path,)), at=AUTUMN, state="expired")
    assert [row.id for row in expired.rows] == [request.pk]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"legal_basis": " "}, "legal_basis"),
        ({"title": ""}, "title"),
        ({"matter_code": "Z-404"}, "matter"),
        ({"matter_code": "S-001"}, "matter"),
        ({"frequency": "sometimes"}, "frequency"),
        ({"expires_on": date(2026, 3, 1)}, "expires_on"),
        ({"expires_on": date(2036, 3, 1)}, "expires_on"),
        ({"area_ids": ()}, "areas"),
    ],
)
def test_T03_a_request_without_what_it_needs_is_refused(town, given, field):
    keep_lists(town, a_matter(), taken_back())

    with pytest.raises(Refusal) as refused:
        asked(town, **given)

    assert refused.value.field == field


def test_T03_nobody_decides_his_own_request_and_strangers_see_nothing(town, other):
    keep_lists(town)
    both = make_actor("town_lead", at=town.area, unit=town.station, name="又提又批的")
    clerk = make_actor("department", unit=town.station, name="又提又批的")
    request = asked(town, by=clerk)
    request.__class__.objects.everywhere("a test").filter(pk=request.pk).update(asked_by_id=both.account_id)

    with pytest.raises(NotAllowed, match="自己"):
        decide(town, request, Decision.APPROVE, by=both)
    with pytest.raises(NotAllowed):
        decide(town, request, Decision.APPROVE, by=town.officer)
    with pytest.raises(NotFound):
        decide(town, request, Decision.APPROVE, by=other.lead)
    with pytest.raises(NotFound):
        admission(scope=town_scope(other.lead, "matter.see"), request_id=request.pk, at=MONDAY)
    with pytest.raises(NotAllowed):
        asked(town, by=town.grid_leader)


def test_T03_only_the_holder_of_a_field_says_why_it_is_asked_again(town):
    keep_lists(town, a_matter(), *held_fields(holder=town.centre.pk))
    request = approved(town)

    def say(actor, code="F-1", reason="要核对变动"):
        say_why_again(actor=actor, request_id=request.pk, field_code=code, reason=reason, at=MONDAY)

    with pytest.raises(NotAllowed, match="掌握"):
        say(town.policeman)
    with pytest.raises(Refusal, match="为什么"):
        say(town.officer, reason=" ")
    with pytest.raises(Refusal, match="没有"):
        say(town.officer, code="F-3")
    say(town.officer)
    with pytest.raises(Conflict):
        say(town.officer)
    assert [(row.field_code, row.reason) for row in seen(town, request).again] == [("F-1", "要核对变动")]


def test_T03_the_desk_and_the_asking_unit_are_told_once(town, other):
    keep_lists(town)
    request = approved(town)
    jobs.run_waiting()
    about = (request.pk, town.area.pk, town.area.path, request.title)
    tell_deciders([AdmissionAsked(*about)])
    tell_asking_unit([AdmissionDecided(*about, request.state, town.station.pk)])

    told = Notice.objects.filter(subject_id=request.pk).values_list("account__name", "kind").order_by("kind")
    assert list(told) == [("负责人乙", "admission.asked"), ("民警戊", "admission.decided")]
    assert seen(town, request).expires_on == SUMMER
