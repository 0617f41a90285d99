"""尚湖 and 七星 as their reports count them: areas, party bodies and members on the database."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import localdate

from tests.world import apply_shipped_rules
from wangge.core.areas.models import Area
from wangge.core.areas.scope import EVERYWHERE
from wangge.core.teams.models import Appointment, Organisation
from wangge.core.teams.queries import vacancies
from wangge.faces.demo.worlds import build_place

NOW = datetime(2026, 5, 18, 2, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def build():
    apply_shipped_rules()

    def built(place: str) -> None:
        assert build_place(place=place, seed=1, now=NOW, say=lambda _words: None) == 0

    return built


def in_post(post: str) -> int:
    return Appointment.objects.everywhere("a test counts").filter(post_kind=post).count()


def test_S08_S09_S11_shanghu_has_378_grids_in_68_and_one_member_for_ten_households(build):
    build("shanghu")

    levels = Counter(Area.objects.values_list("level", flat=True))
    parents = Counter(Area.objects.filter(level="micro").values_list("parent__level", flat=True))
    households = Area.objects.filter(level="micro").values_list("households", flat=True)
    short = [
        v for v in vacancies(scope=EVERYWHERE, on=localdate(NOW + timedelta(days=1))) if v.post_kind == "grid_member"
    ]

    assert (levels["grid"], levels["micro"], parents) == (68, 378, Counter({"grid": 378}))
    assert round(378 / 68, 2) == 5.56
    assert (sum(households), in_post("grid_member"), in_post("grid_leader")) == (25_090, 2509, 378)
    assert short == []


def test_X02_X03_X06_X07_qixing_has_49_grids_of_three_kinds_and_a_party_body_on_each(build):
    build("qixing")

    kinds = Counter(Area.objects.filter(level="grid").values_list("kind", flat=True))
    bodies = Organisation.objects.filter(unit_kind__in=("grid_branch", "grid_group"))

    assert kinds == {"residential": 46, "industrial_park": 2, "market": 1}
    assert Counter(bodies.values_list("unit_kind", flat=True)) == {"grid_branch": 28, "grid_group": 54}
    assert bodies.values("area").distinct().count() == 49
    assert (in_post("grid_leader"), in_post("instructor")) == (49, 49)
