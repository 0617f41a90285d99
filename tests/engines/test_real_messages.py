"""Likeness and groups on real messages labelled by hand; left out where the shared folder is absent."""

import pytest

from bench.repeats_quality import ISSUES, MESSAGES, PAIRS, run

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(
        not all(path.exists() for path in (PAIRS, ISSUES, MESSAGES)), reason="the folder shared/data is not at hand"
    ),
]


def test_S37_pairs_and_hot_issues_reach_their_goals():
    rows = run()
    pairs, plain = rows[0], rows[1]
    big = [row for row in rows if row.get("goal") and "whole" in row]

    assert pairs["average precision"] >= 0.95
    assert pairs["hard pairs"] >= 0.89
    assert pairs["weighted"] > plain["weighted"]
    assert len(big) == 2
    assert all(row["whole"] >= 0.90 and row["pure"] >= 0.85 for row in big)
