"""Grids drawn: whole, covering, of a right size, the same again, with locks kept and bad input named."""

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engines.partition_grounds import cells, is_whole, town
from wangge.ground.engines.partition import plan as words
from wangge.ground.engines.partition.cutting import NOT_PLACED, cut_up
from wangge.ground.engines.partition.divide import named_as_today, worth
from wangge.ground.engines.partition.drawing import draw_grids
from wangge.ground.engines.partition.ground import BAD_NUMBER, NO_COMMUNITY, TWICE, UNKNOWN, Atom, BadAtom, Border
from wangge.ground.engines.partition.ground import ground_of as made
from wangge.ground.engines.partition.request import QUICK, BadRequest, Cancelled, Norm, Prices, Request, Today

SMALL = Norm(households=100, tolerance=0.1)


def ask(**wishes):
    return Request(**{"norm": SMALL, "effort": QUICK} | wishes)


def holders(plan):
    return {grid.key: set(grid.atoms) for grid in plan.grids}


@settings(max_examples=40)
@given(
    st.integers(1, 9),
    st.integers(1, 6),
    st.lists(st.integers(0, 60), min_size=1, max_size=9),
    st.integers(1, 3),
    st.none() | st.integers(1, 3),
)
def test_every_grid_is_whole_and_every_atom_is_in_one(width, height, sizes, seed, block):
    ground = town(
        cells(width, height, sizes=sizes, block=block), cells(3, height, sizes=sizes, community="南街", river=1)
    )

    plan = draw_grids(ground, ask(seed=seed))

    assert set(plan.grid_of) == set(ground.number)
    assert Counter(key for grid in plan.grids for key in grid.atoms) == dict.fromkeys(ground.number, 1)
    assert all(is_whole(ground, grid.atoms) for grid in plan.grids)
    assert {(grid.key, key[:2]) for grid in plan.grids for key in grid.atoms} == {
        (grid.key, grid.community) for grid in plan.grids
    }


@settings(max_examples=25)
@given(st.integers(4, 9), st.integers(4, 7), st.integers(1, 3))
def test_sizes_are_right_where_the_atoms_allow_it(width, height, seed):
    ground = town(cells(width, height, households=5, block=2))

    plan = draw_grids(ground, ask(seed=seed))

    assert plan.unmet == tuple(u for u in plan.unmet if u.rule == words.FAR_FROM_NORM)
    assert all(abs(grid.deviation) <= 0.1 for grid in plan.grids)


def test_the_same_request_gives_the_same_plan_and_workers_change_nothing():
    ground = town(cells(8, 6, sizes=[7, 11, 13]), cells(5, 5, sizes=[9, 4], community="南街"))

    plans = [draw_grids(ground, ask(seed=5, workers=workers)) for workers in (1, 1, 2)]

    assert plans[0] == plans[1] == plans[2]


def test_a_community_is_divided_alike_whoever_its_neighbours_are():
    north, south = cells(8, 6, sizes=[7, 11, 13]), cells(5, 5, sizes=[9, 4], community="南街")

    alone, together = draw_grids(town(north), ask()), draw_grids(town(south, north), ask())

    assert {key: together.grid_of[key] for key in alone.grid_of} == alone.grid_of


def test_grids_end_at_the_river():
    ground = town(cells(6, 4, households=10, river=2))

    plan = draw_grids(ground, Request(norm=Norm(120)))

    assert {frozenset(grid.atoms) for grid in plan.grids} == {
        frozenset(f"北街{x}/{y}" for x in side for y in range(4)) for side in (range(3), range(3, 6))
    }
    assert {(grid.along_barriers, grid.border, grid.across_barriers) for grid in plan.grids} == {(40.0, 40.0, 0.0)}
    assert {grid.reasons for grid in plan.grids} == {(words.EVEN, words.ALONG_BARRIERS)}
    assert plan.cut == pytest.approx(4.0)


def test_compounds_stay_whole():
    ground = town(cells(8, 3, households=10, block=4))

    plan = draw_grids(ground, Request(norm=Norm(120)))

    assert [grid.split_compounds for grid in plan.grids] == [(), ()]
    assert [grid.score.compounds for grid in plan.grids] == [1.0, 1.0]


def test_parts_that_do_not_touch_are_divided_each_for_itself():
    atoms, borders = cells(4, 4, households=10)
    islet = Atom("小岛", "北街", 30)

    plan = draw_grids(made([*atoms, islet], borders), ask())

    assert ("小岛",) in {grid.atoms for grid in plan.grids}
    assert next(u for u in plan.unmet if u.rule == words.FAR_FROM_NORM).cause == words.COMMUNITY_SIZE


def test_an_atom_too_heavy_for_any_grid_is_named():
    atoms, borders = cells(4, 4, households=10)
    tower = Atom("高楼", "北街", 300)

    plan = draw_grids(made([*atoms, tower], [*borders, Border("高楼", "北街0/0", 10)]), ask())

    assert [(u.rule, u.cause, u.atoms) for u in plan.unmet if u.atoms] == [
        (words.TOO_LARGE, words.ONE_ATOM, ("高楼",)),
    ]


# ---- today's grids ---------------------------------------------------------------------------------------------


def halves(width, height, at):
    return {f"北街{x}/{y}": "西" if x < at else "东" for x in range(width) for y in range(height)}


def test_today_stays_as_it_is_where_nothing_is_wrong():
    ground = town(cells(6, 4, households=10))
    today = halves(6, 4, 3)

    plan = draw_grids(ground, Request(norm=Norm(120), today=Today(today), prices=Prices(move=20)))

    assert plan.grid_of == today
    assert (plan.moved, plan.least_moved) == (0, 0.0)
    assert {grid.score.today for grid in plan.grids} == {1.0}


def test_where_moving_is_free_grids_still_keep_the_names_that_most_households_know():
    ground = town(cells(8, 6, households=10))
    today = {f"北街{x}/{y}": "甲乙丙丁"[2 * (x // 4) + y // 3] for x in range(8) for y in range(6)}
    piece = cut_up(ground, ask(norm=Norm(120), today=Today(today))).tasks[0].piece
    turned = (piece.old + 1) % piece.count

    found = named_as_today(piece, worth(piece, piece.net(), piece.wish(), turned))

    assert found.label.tolist() == piece.old.tolist()


def test_few_households_move_where_one_grid_is_too_large():
    ground = town(cells(10, 4, households=10))

    plan = draw_grids(ground, Request(norm=Norm(200), today=Today(halves(10, 4, 6)), prices=Prices(move=20)))

    assert plan.unmet == ()
    assert (plan.moved, plan.least_moved) == (20, 20.0)


def test_a_grid_more_takes_a_new_name_and_the_others_keep_theirs():
    ground = town(cells(10, 4, households=10))

    plan = draw_grids(ground, Request(norm=Norm(133), today=Today(halves(10, 4, 6)), prices=Prices(move=20)))

    assert {grid.key for grid in plan.grids} == {"西", "东", "北街-1"}
    assert {grid.key for grid in plan.grids if grid.is_new} == {"北街-1"}


def test_a_grid_fewer_dissolves_the_smallest():
    ground = town(cells(10, 4, households=10))
    today = halves(10, 4, 5) | {"北街9/0": "小", "北街9/1": "小"}

    plan = draw_grids(ground, Request(norm=Norm(200), today=Today(today), prices=Prices(move=20)))

    assert holders(plan).keys() == {"西", "东"}
    assert (plan.moved, plan.least_moved) == (20, 20.0)


@settings(max_examples=25)
@given(st.integers(2, 8), st.sets(st.integers(0, 39), max_size=6), st.booleans())
@example(at=8, locked={1, 9, 27}, is_grid_locked=False)  # where right sizes are found only without the locks
def test_locks_are_kept(at, locked, is_grid_locked):
    ground = town(cells(10, 4, sizes=[3, 30, 10]))
    today = halves(10, 4, at)
    atoms = frozenset(ground.atoms[v].key for v in locked)
    grids = frozenset({"西"} if is_grid_locked else ())

    plan = draw_grids(ground, ask(norm=Norm(150), today=Today(today, grids, atoms)))

    kept = atoms | {key for key, name in today.items() if name in grids}
    assert {key: plan.grid_of[key] for key in kept} == {key: today[key] for key in kept}
    assert {grid.key for grid in plan.grids if grid.is_locked} == grids
    if is_grid_locked:
        assert holders(plan)["西"] == {key for key, name in today.items() if name == "西"}
    assert all(is_whole(ground, grid.atoms) for grid in plan.grids)


# ---- proof -----------------------------------------------------------------------------------------------------


def test_a_small_community_gets_a_proof():
    ground = town(cells(6, 5, sizes=[7, 11, 13, 9]))

    plan = draw_grids(ground, ask(proof_seconds=10))

    (division,) = plan.divisions
    assert (division.is_best, division.gap) == (True, 0.0)
    assert division.bound == pytest.approx(division.paid)
    assert plan.unmet == ()


@settings(max_examples=25)
@given(st.lists(st.integers(5, 30), min_size=9, max_size=9), st.none() | st.just(1), st.sampled_from([0.0, 0.5]))
def test_what_is_proven_the_best_is_the_best_of_all(sizes, river, across):
    ground = town(cells(3, 3, sizes=sizes, river=river))
    share = sum(sizes) / 2

    plan = draw_grids(ground, Request(norm=Norm(share, 0.2), prices=Prices(across=across), proof_seconds=10))

    least = min((worth for worth, size in all_halves(ground, across) if abs(size / share - 1) <= 0.2), default=None)
    (division,) = plan.divisions
    assert division.is_best == (least is not None)
    assert division.bound == (None if least is None else pytest.approx(least))
    assert least is None or division.paid == pytest.approx(least)


def all_halves(ground, across):
    """Every division in two whole grids: what it costs, and the size of one of them."""
    keys = list(ground.number)
    for bits in range(1, 2 ** (len(keys) - 1)):
        one = [key for v, key in enumerate(keys) if bits >> v & 1]
        if not is_whole(ground, one) or not is_whole(ground, set(keys) - set(one)):
            continue
        parted = [bits >> a & 1 != bits >> b & 1 for a, b in ground.ends.tolist()]
        price = [10 * (0.1 - across) if barrier else 10.0 for barrier in ground.is_barrier]
        yield (
            sum(p for p, cut in zip(price, parted, strict=True) if cut),
            sum(ground.households[ground.number[k]] for k in one),
        )


def test_where_no_division_is_right_it_is_said_so():
    ground = town(cells(2, 2, households=50))

    plan = draw_grids(ground, Request(norm=Norm(66, 0.1), proof_seconds=10))

    assert {u.cause for u in plan.unmet} == {words.NO_DIVISION}
    assert plan.divisions[0].bound is None


def test_a_proof_that_would_take_too_long_is_given_up():
    ground = town(cells(10, 6, households=10))

    plan = draw_grids(ground, Request(norm=Norm(300), effort=QUICK, proof_seconds=0.5))

    assert [(division.bound, division.is_best) for division in plan.divisions] == [(None, False)]
    assert plan.unmet == ()


# ---- watching and bad input ------------------------------------------------------------------------------------


def test_the_watch_hears_how_far_it_is_and_may_call_it_off():
    ground = town(cells(8, 6, sizes=[7, 11, 13]), cells(5, 5, community="南街"))
    heard = []

    draw_grids(ground, ask(), watch=lambda share: heard.append(share) or True)

    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    for workers in (1, 2):
        with pytest.raises(Cancelled):
            draw_grids(ground, ask(workers=workers), watch=lambda share: share < 0.5)


@pytest.mark.parametrize(
    ("fault", "named", "atoms", "borders"),
    [
        (TWICE, "甲", [Atom("甲", "北街", 3), Atom("甲", "北街", 4)], []),
        (NO_COMMUNITY, "乙", [Atom("甲", "北街", 3), Atom("乙", "", 4)], []),
        (BAD_NUMBER, "乙", [Atom("甲", "北街", 3), Atom("乙", "北街", -4)], []),
        (BAD_NUMBER, "乙", [Atom("乙", "北街", 1.5)], []),
        (BAD_NUMBER, "甲", [Atom("甲", "北街", 3, care=float("nan"))], []),
        (UNKNOWN, "丙", [Atom("甲", "北街", 3)], [Border("甲", "丙", 5)]),
        (BAD_NUMBER, "甲", [Atom("甲", "北街", 3), Atom("乙", "北街", 4)], [Border("甲", "乙", -5)]),
    ],
)
def test_bad_atoms_are_named(fault, named, atoms, borders):
    with pytest.raises(BadAtom) as refused:
        made(atoms, borders)

    assert (refused.value.fault, refused.value.atom) == (fault, named)


@pytest.mark.parametrize(
    ("fault", "named", "today"),
    [
        (UNKNOWN, "天", Today({"天": "东"})),
        (UNKNOWN, "天", Today(locked_atoms=frozenset({"天"}))),
        (NOT_PLACED, "北街0/0", Today(locked_atoms=frozenset({"北街0/0"}))),
    ],
)
def test_what_today_names_must_be_there(fault, named, today):
    with pytest.raises(BadAtom) as refused:
        draw_grids(town(cells(2, 2)), ask(today=today))

    assert (refused.value.fault, refused.value.atom) == (fault, named)


@pytest.mark.parametrize(
    "wishes",
    [
        {"today": Today(locked_grids=frozenset({"东"}))},
        {"norm_of": {"西街": SMALL}},
        {"effort": "endless"},
    ],
)
def test_a_request_that_does_not_fit_is_refused(wishes):
    with pytest.raises(BadRequest):
        draw_grids(town(cells(2, 2)), ask(**wishes))


def test_a_norm_must_make_sense():
    with pytest.raises(BadRequest):
        Norm(0)
    with pytest.raises(BadRequest):
        Norm(10, least=12, most=8)


def test_nothing_to_divide_is_no_fault():
    assert draw_grids(made([], []), ask()).grids == ()
