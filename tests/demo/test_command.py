"""wangge demo: what it says when it cannot, and what it lists."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.world import apply_shipped_rules
from wangge.faces.demo import accounts
from wangge.ground.foundation import revisions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    revisions.forget_all()


def test_without_rules_it_says_so():
    with pytest.raises(CommandError, match="还没有启用规则"):
        call_command("demo", "qingping", stdout=StringIO())


@pytest.mark.parametrize(("words", "why"), [("yesterday", "时刻要写成"), ("2999-01-01T00:00", "将来")])
def test_an_impossible_moment_is_refused(words, why):
    with pytest.raises(CommandError, match=why):
        call_command("demo", "qingping", "--at", words, stdout=StringIO())


def test_the_list_tells_what_is_not_there():
    apply_shipped_rules()
    said = StringIO()

    call_command("demo", "list", stdout=said)

    assert said.getvalue().splitlines() == [
        "qingping  庆坪镇  没有建立",
        "jiaozuo  焦作城乡一体化示范区  没有建立",
        "shanghu  尚湖镇  没有建立",
        "qixing  七星街道  没有建立",
    ]


def test_nothing_is_printed_where_no_demonstration_is():
    assert accounts.lines() == []
