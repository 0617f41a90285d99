"""The contract between server and phones under a network that loses answers, phones with wrong clocks, and moves."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.sync.phones import OVERWRITTEN, TOWN, Grants, Phone, an_id, ignore_others, minutes, start_server, where
from wangge.ground.sync.models import SyncConflict, SyncDevice, SyncHorizon, SyncOp, SyncRow
from wangge.ground.sync.rows import TOMBSTONES_KEPT, move_rows, prune_tombstones

USERS, GRIDS, HOUSES, FIELDS = ("a", "b", "boss"), ("g1", "g2"), ("h1", "h2", "h3"), ("phone", "job", "note")
EXAMPLES = 60


class Contract(RuleBasedStateMachine):
    """One server on the real tables and three phones."""

    def __init__(self) -> None:
        super().__init__()
        empty()
        self.clock, self.serial, self.made = 0, count(1), {}
        self.grants = Grants()
        for user, grids in (("a", ["g1"]), ("b", ["g1"]), ("boss", ["g1", "g2"])):
            self.grants.give(user, [an_id(g) for g in grids], at=minutes(0))
        start_server()
        self.phones = {user: Phone(user, self.grants) for user in USERS}

    def now(self):
        self.clock += 1
        return minutes(self.clock)

    @rule(user=st.sampled_from(USERS), house=st.sampled_from(HOUSES), field=st.sampled_from(FIELDS),
          value=st.sampled_from("123"), skew=st.integers(-3, 3))  # fmt: skip
    def edit(self, user, house, field, value, skew) -> None:
        phone, at = self.phones[user], self.now()
        if ("hh", an_id(house)) in phone.view():
            name = f"edit {next(self.serial)}"
            phone.write(name, "hh", an_id(house), {field: value}, said=at + timedelta(minutes=skew))
            self.made[an_id(name)] = user

    @rule(user=st.sampled_from(USERS), house=st.sampled_from(HOUSES))
    def visit(self, user, house) -> None:
        phone, at = self.phones[user], self.now()
        if ("hh", an_id(house)) in phone.view():
            name = f"visit {next(self.serial)}"
            phone.write(name, "visit", an_id(f"row of {name}"), {"hh": str(an_id(house)), "text": name}, said=at)
            self.made[an_id(name)] = user

    @rule(user=st.sampled_from(USERS))
    def broken(self, user) -> None:
        """What the server refuses must not stop the rest."""
        name = f"broken {next(self.serial)}"
        op = {"op": str(an_id(name)), "author": str(an_id(user)), "kind": "hh", "data": {}, "at": "yesterday"}
        self.phones[user].queue.append(op)
        self.made[an_id(name)] = user

    @rule(user=st.sampled_from(USERS))
    def pull(self, user) -> None:
        self.phones[user].pull(at=self.now())

    @rule(user=st.sampled_from(USERS), most=st.integers(1, 4), lost=st.booleans(), twice=st.booleans())
    def push(self, user, most, lost, twice) -> None:
        self.phones[user].push(at=self.now(), most=most, is_answer_lost=lost, twice=twice)

    @rule(house=st.sampled_from(HOUSES), to=st.sampled_from(GRIDS))
    def move(self, house, to) -> None:
        """A household goes to another grid, and its visits with it."""
        scope = where("hh", an_id(house))
        if scope in (None, an_id(to)):
            return
        visits = SyncOp.objects.filter(kind="visit", state="applied", raw__isnull=False)
        theirs = [op.row_id for op in visits if f'"hh":"{an_id(house)}"' in op.raw]
        keys = [(scope, "hh", an_id(house)), *((scope, "visit", pk) for pk in theirs)]
        move_rows(keys, to=an_id(to), town_id=TOWN, at=self.now())

    @rule(user=st.sampled_from(["a", "b"]), grid=st.sampled_from(GRIDS))
    def regrant(self, user, grid) -> None:
        if self.grants.scopes(user) != {an_id(grid)}:
            self.grants.give(user, [an_id(grid)], at=self.now())

    @rule()
    def clear_tombstones(self) -> None:
        prune_tombstones(at=minutes(self.clock + 1) + TOMBSTONES_KEPT)

    @invariant()
    def nothing_is_lost_or_done_twice(self) -> None:
        kept = set(SyncOp.objects.values_list("id", flat=True))
        queued = {op["op"] for phone in self.phones.values() for op in phone.queue}
        assert all(str(op) in queued or op in kept for op in self.made)
        answered = {op for phone in self.phones.values() for op in phone.answers}
        assert answered <= {str(op) for op in kept}
        accepted = SyncOp.objects.filter(kind="visit", state="applied").values_list("row_id", flat=True)
        visits = list(SyncRow.objects.filter(kind="visit", is_deleted=False).values_list("row_id", flat=True))
        assert sorted(visits) == sorted(set(accepted))

    @invariant()
    def nothing_is_overwritten_silently(self) -> None:
        told = set(SyncConflict.objects.values_list("op_id", "field"))
        assert set(OVERWRITTEN) <= told

    def teardown(self) -> None:
        """When all is sent and pulled, each phone shows what the server has of its grids."""
        for _round in range(2):
            for phone in self.phones.values():
                phone.push(at=self.now())
                assert phone.queue == []
            for phone in self.phones.values():
                phone.pull(at=self.now())
        boss = self.phones["boss"].view()
        for user, phone in self.phones.items():
            rows = SyncRow.objects.filter(scope__in=self.grants.scopes(user), is_deleted=False)
            keys = set(rows.values_list("kind", "row_id"))
            assert phone.view().keys() == keys
            assert all(phone.view()[key] == boss[key] for key in keys)


def empty() -> None:
    """Forget what the example before left."""
    OVERWRITTEN.clear()
    for table in (SyncConflict, SyncOp, SyncRow, SyncHorizon, SyncDevice):
        table.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_whatever_the_network_does_nothing_typed_is_lost_doubled_or_overwritten(monkeypatch: pytest.MonkeyPatch):
    ignore_others(monkeypatch)
    run_state_machine_as_test(
        Contract,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=25, deadline=None, database=None,
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
