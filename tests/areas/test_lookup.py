"""Finding an area by part of its name or code."""

import pytest

from tests.areas.county import NOON, QINGPING, RONGXING, SHANGHU, make_county
from wangge.core.areas.operations import issue_public_code, revoke_public_code
from wangge.core.areas.queries import areas_like, live_code
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.ground.foundation.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("五星", ["五星村"]),
        ("第2网格", ["荣星村第二网格", "荣星村第二网格"]),
        ("荣星村 第二网格", ["荣星村第二网格", "荣星村第二网格"]),
        (RONGXING, ["荣星村", "荣星村第一网格", "荣星村第二网格"]),
        ("没有", []),
        ("", []),
    ],
)
def test_areas_are_found_by_part_of_their_name_or_code(words, found):
    make_county()

    assert [row.name for row in areas_like(words=words, scope=EVERYWHERE)] == found


def test_only_areas_of_the_scope_are_found_and_no_more_than_asked_for():
    county = make_county()

    assert [row.path for row in areas_like(words="荣星村", scope=Scope((county[SHANGHU].path,)))] == [
        "/621123/110/201/",
        "/621123/110/201/202/",
    ]
    assert len(areas_like(words="村", scope=Scope((county[QINGPING].path,)), limit=2)) == 2


def test_a_code_is_reached_only_in_its_area_and_only_while_it_is_in_use():
    county = make_county()
    here, there = county[QINGPING], county[SHANGHU]
    code = issue_public_code(area_id=here.id, at=NOON)

    assert live_code(code_id=code.pk, scope=Scope((here.path,))).token == code.token
    with pytest.raises(NotFound):
        live_code(code_id=code.pk, scope=Scope((there.path,)))
    revoke_public_code(code_id=code.pk, at=NOON)
    with pytest.raises(NotFound):
        live_code(code_id=code.pk, scope=Scope((here.path,)))
