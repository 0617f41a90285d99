"""The dictionary of figures reproduces what cities published, and says so where a published total does not add up."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from wangge.practice.insight.kpi import KPIS, Total, percent, rate_of, score, wilson95

VECTORS = Path(__file__).parents[3] / "shared" / "requirements" / "kpi_vectors.csv"
UP_TO_95 = {"full": 25, "slope": "0.5", "target": 95, "floor": "12.5"}
UP_TO_98 = UP_TO_95 | {"target": 98}
ON_TIME = {"full": 25, "slope": 1, "target": 100, "floor": 0}
PUBLISHED = [
    *[("70.59", UP_TO_95, "12.80"), ("66.67", UP_TO_95, "12.50"), ("50", UP_TO_95, "12.50")],
    *[("75", UP_TO_98, "13.50"), ("50", UP_TO_98, "12.50"), ("71.43", UP_TO_98, "12.50")],
    *[("87.5", UP_TO_98, "19.75"), ("83.3333", UP_TO_98, "17.67")],
    *[("89.82", ON_TIME, "14.82"), ("80", ON_TIME, "5.00"), ("66.67", ON_TIME, "0.00")],
]
RATES = [
    *[(23974, 24932, "96.16"), (22345, 24932, "89.62"), (55, 77, "71.43")],
    *[(11, 12, "91.67"), (84, 84, "100.00"), (3233, 3545, "91.20")],
]


@pytest.mark.parametrize(("rate", "curve", "points"), PUBLISHED)
def test_an_appraisal_curve_gives_the_published_points(rate, curve, points):
    assert score(rate, **curve) == Decimal(points)


@pytest.mark.parametrize(("numerator", "denominator", "expected"), RATES)
def test_a_rate_gives_the_published_per_cent(numerator, denominator, expected):
    assert percent(numerator, denominator) == Decimal(expected)


def test_X27_totals_that_do_not_add_up_say_so_with_the_difference():
    good, bad = Total("", (41489, 41729), 83218), Total("", (55978, 5844), 63458)

    assert (good.is_equal, good.difference) == (True, 0)
    assert Total("", (78589, 4629), 83218).is_equal
    assert (bad.is_equal, bad.difference) == (False, 1636)
    assert str(bad) == "55978 ＋ 5844 ＝ 61822，与 63458 不等，差 1636"


def test_a_small_sample_has_a_wide_interval():
    assert wilson95(11, 12) == (Decimal("64.61"), Decimal("98.51"))
    with pytest.raises(ValueError, match="empty"):
        wilson95(0, 0)


def test_every_rate_prints_numerator_denominator_and_exclusions():
    for code in KPIS:
        assert str(rate_of(code, 11, 12, 3)) == "91.67%（11÷12，不计 3）"
    assert str(rate_of("solved", 0, 0, 4)) == "—（0÷0，不计 4）"


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared folder is not here")
def test_every_row_of_the_vectors_passes():
    with VECTORS.open(encoding="utf8") as file:
        rows = list(csv.DictReader(file))

    assert [row for row in rows if not _passes(row)] == []
    assert len(rows) == 21


def _passes(row: dict[str, str]) -> bool:
    kind, given, expected = row["kind"], row["input"], row["expected"]
    if kind.endswith("_score"):
        curve = dict(pair.split("=") for pair in row["params"].split(";"))
        return score(given, **curve) == Decimal(expected)
    if kind == "sum":
        parts = tuple(int(part) for part in given.split("+"))
        return Total("", parts, int(expected)).is_equal
    numerator, denominator = (int(part) for part in given.split("/"))
    if kind == "rate":
        return percent(numerator, denominator) == Decimal(expected)
    return wilson95(numerator, denominator) == tuple(Decimal(end) for end in expected.split(";"))
