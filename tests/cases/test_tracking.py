"""What the asker sees with number and code, and what anybody sees: counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import make_other_town, make_qingping
from tests.foundation.pictures import picture
from tests.world import MONDAY
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CasePhoto
from wangge.core.cases.operations.handling import Done
from wangge.core.cases.queries import PublicCounts, public_counts, track, track_photo
from wangge.core.teams.models import Organisation
from wangge.ground.foundation import revisions
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.files import receive_image

pytestmark = pytest.mark.django_db


def key(found):
    return {"number": found.number, "code": found.tracking_code}


def photos_of(found):
    return {step.action: step.photos for step in track(**key(found)).steps if step.photos}


def a_photo(width: int = 40):
    return receive_image(picture(size=(width, 40)))


def test_the_asker_sees_the_photos_he_sent_with_the_report_and_later():
    town = make_qingping()
    found = town.report(photos=(a_photo(40),))
    ops.add_words(**key(found), words="再补一张", photos=(a_photo(50),), at=MONDAY)

    seen = photos_of(found)

    assert {action: len(ids) for action, ids in seen.items()} == {"report": 1, "add_words": 1}
    assert all(track_photo(**key(found), photo_id=pk).mime == "image/jpeg" for ids in seen.values() for pk in ids)


@pytest.mark.parametrize("is_public", [True, False])
def test_photos_of_the_work_are_seen_only_when_they_are_public(is_public):
    town = make_qingping()
    found = town.signed()
    done = Done(words="已修好", outcome="solved", photos=(a_photo(),), photos_public=is_public)
    ops.handle_case(actor=town.policeman, case_id=found.case_id, done=done, at=MONDAY)
    photo = CasePhoto.objects.get(case_id=found.case_id)

    assert photos_of(found) == ({"handle": (photo.pk,)} if is_public else {})
    if is_public:
        assert track_photo(**key(found), photo_id=photo.pk).pk == photo.file_id
    else:
        with pytest.raises(NotFound):
            track_photo(**key(found), photo_id=photo.pk)


def test_a_photo_of_another_case_does_not_open_with_this_code():
    town = make_qingping()
    mine, theirs = town.report(), town.report(photos=(a_photo(),))
    photo = CasePhoto.objects.get(case_id=theirs.case_id)

    with pytest.raises(NotFound):
        track_photo(**key(mine), photo_id=photo.pk)


def test_looking_a_case_up_costs_six_statements_and_a_wrong_code_one():
    town = make_qingping()
    found = town.answered(photos=(a_photo(), a_photo(50)))

    with CaptureQueriesContext(connection) as seen:
        track(**key(found))
    with CaptureQueriesContext(connection) as missed, pytest.raises(NotFound):
        track(number=found.number, code="0000000000")

    assert (len(seen) <= 6, len(missed)) == (True, 1)


def test_a_unit_that_is_not_public_is_not_named_to_the_asker():
    town = make_qingping()
    found = town.signed()
    Organisation.objects.filter(pk=town.station.pk).update(is_public=False)
    revisions.forget_all()

    seen = track(**key(found))

    assert seen.unit is None
    assert all(town.station.name not in (step.unit_name, step.to_unit_name) for step in seen.steps)


def test_after_the_answer_the_asker_knows_until_when_to_rate():
    town = make_qingping()
    found = town.answered()

    seen = track(**key(found))

    assert (seen.due_at, seen.may_rate, seen.may_add_words) == (None, True, True)
    assert seen.rate_until is not None
    assert seen.rate_until > MONDAY


def test_a_photo_alone_may_be_added_and_nothing_at_all_may_not():
    town = make_qingping()
    found = town.report()

    ops.add_words(**key(found), words=" ", photos=(a_photo(),), at=MONDAY)
    with pytest.raises(Refusal) as refused:
        ops.add_words(**key(found), words="\u200b", at=MONDAY)

    assert track(**key(found)).steps[-1].words == "补充了照片"
    assert refused.value.field == "words"


def test_the_same_words_sent_twice_are_added_once():
    town = make_qingping()
    found = town.report()

    ops.add_words(**key(found), words="就在桥头", at=MONDAY)
    with pytest.raises(Conflict):
        ops.add_words(**key(found), words="就在桥头", at=MONDAY)

    assert [s.words for s in track(**key(found)).steps] == ["", "就在桥头"]


def test_the_public_counts_are_of_one_area_and_of_the_last_thirty_days():
    town, other = make_qingping(), make_other_town()
    town.report()
    closed = town.answered()
    ops.rate_case(**key(closed), score=5, at=MONDAY + timedelta(hours=2))
    other.report()
    at = MONDAY + timedelta(days=1)

    with CaptureQueriesContext(connection) as seen:
        found = public_counts(area_path=town.grid.path, at=at)

    assert (found, len(seen)) == (PublicCounts(open=1, reported=2, done=1), 1)
    assert public_counts(area_path=town.grid.path, at=at + timedelta(days=40)) == PublicCounts(1, 0, 0)
