"""Names a resident may choose, and codes on posters."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.areas.county import NOON, QINGPING, RONGXING, XINHE, make_county
from wangge.core.areas.models import PublicCode
from wangge.core.areas.operations import (
    NewNamedPlace,
    add_named_places,
    issue_public_code,
    issue_public_codes,
    revoke_public_code,
    rotate_public_code,
)
from wangge.core.areas.queries import areas_in_memory, live_codes, named_places, public_code
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)


@pytest.fixture
def county():
    return make_county()


def test_an_area_lists_its_own_places_and_those_below(county):
    add_named_places(
        places=[
            NewNamedPlace(area_id=county[RONGXING].id, name="荣星一组", kind="village_group", aliases=("上庄", " ")),
            NewNamedPlace(area_id=county["621123109201201000"].id, name="荣星小学", kind="school", lon=104.2, lat=35.1),
            NewNamedPlace(area_id=county[XINHE].id, name="荣星一组", kind="village_group"),
        ]
    )

    found = named_places(path=county[RONGXING].path)

    assert [(place.name, place.aliases) for place in found] == [("荣星一组", ["上庄"]), ("荣星小学", [])]
    assert [place.area_id for place in named_places(path=county[XINHE].path)] == [county[XINHE].id]


def test_every_fault_of_a_list_of_places_is_named_and_none_is_added(county):
    village = county[RONGXING].id
    add_named_places(places=[NewNamedPlace(area_id=village, name="荣星一组", kind="village_group")])

    with pytest.raises(Refusal) as refusal:
        add_named_places(
            places=[
                NewNamedPlace(area_id=village, name="二组", kind="village_group"),
                NewNamedPlace(area_id=village, name="荣星一组", kind="village_group"),
                NewNamedPlace(area_id=village, name="二组", kind="village_group"),
                NewNamedPlace(area_id=village, name="", kind="village_group"),
                NewNamedPlace(area_id=village, name="三组", kind="planet"),
                NewNamedPlace(area_id=village, name="四组", kind="road", lon=104.0),
                NewNamedPlace(area_id=uuid7(), name="五组", kind="road"),
                NewNamedPlace(area_id=county["621123000000"].id, name="六组", kind="road"),
            ]
        )

    assert [line.partition("：")[0] for line in refusal.value.detail["faults"]] == [f"第 {n} 行" for n in range(2, 9)]
    assert len(named_places(path="/621123/")) == 1


def test_many_places_cost_as_many_statements_as_few(county):
    def cost(prefix, count):
        places = [NewNamedPlace(area_id=county[RONGXING].id, name=f"{prefix}{n}", kind="road") for n in range(count)]
        areas_in_memory()  # read again after a change, which is no cost of adding
        with CaptureQueriesContext(connection) as statements:
            assert add_named_places(places=places) == count
        return len(statements)

    assert cost("甲", 1) == cost("乙", 300)


def test_a_code_opens_the_page_of_its_area_until_it_is_revoked(county):
    code = issue_public_code(area_id=county[RONGXING].id, at=NOON)
    assert public_code(token=f" {code.token.lower()} ") == county[RONGXING]

    revoke_public_code(code_id=code.pk, at=LATER)

    with pytest.raises(NotFound) as revoked:
        public_code(token=code.token)
    with pytest.raises(NotFound) as unknown:
        public_code(token="0000000000")
    assert revoked.value.message == unknown.value.message
    with pytest.raises(Conflict):
        revoke_public_code(code_id=code.pk, at=LATER)
    with pytest.raises(NotFound):
        revoke_public_code(code_id=uuid7(), at=LATER)


def test_a_rotated_code_stands_at_the_same_spot(county):
    old = issue_public_code(area_id=county[RONGXING].id, spot="1 号楼", at=NOON)

    new = rotate_public_code(code_id=old.pk, at=LATER)

    assert (new.spot, new.area_id, new.token == old.token) == ("1 号楼", county[RONGXING].id, False)
    assert public_code(token=new.token) == county[RONGXING]
    with pytest.raises(NotFound):
        public_code(token=old.token)


def test_one_code_in_force_for_a_spot(county):
    issue_public_code(area_id=county[RONGXING].id, at=NOON)

    with pytest.raises(Conflict):
        issue_public_code(area_id=county[RONGXING].id, at=NOON)
    issue_public_code(area_id=county[RONGXING].id, spot="村口", at=NOON)
    with pytest.raises(NotFound):
        issue_public_code(area_id=county["621123000000"].id, at=NOON)


def test_posters_of_one_town_show_only_its_codes(county):
    issue_public_codes(area_ids=[county[RONGXING].id, county[QINGPING].id, county[XINHE].id], at=NOON)

    mine = live_codes(scope=Scope(("/621123/109/",)), path="/621123/")

    assert [code.area_id for code in mine] == [county[QINGPING].id, county[RONGXING].id]
    assert len(live_codes(scope=EVERYWHERE, path="/621123/")) == 3


@pytest.mark.parametrize("token", ["SHORT", "lowercase0", "ABCDEFGHIJ"])
def test_the_database_refuses_a_token_nobody_can_read(county, token):
    row = county[RONGXING]

    with pytest.raises(IntegrityError, match="public_code_shape"), transaction.atomic():
        PublicCode.objects.create(town_id=row.town_id, area_id=row.id, token=token, issued_at=NOON)
