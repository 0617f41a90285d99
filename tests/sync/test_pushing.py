"""Pushing: each op once, by itself, kept whatever becomes of it."""

from datetime import timedelta

import pytest

from tests.sync.phones import BEGINNING, TOWN, Grants, Phone, an_id, minutes, start_server
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal
from wangge.ground.sync.clock import PhoneClock, happened_at
from wangge.ground.sync.devices import close_device, known_device
from wangge.ground.sync.lifecycle import OpState, Shown
from wangge.ground.sync.merging import merge
from wangge.ground.sync.models import SyncConflict, SyncOp
from wangge.ground.sync.ops import MOST_OPS
from wangge.ground.sync.pushing import push, register
from wangge.ground.sync.rows import HeldRow, held_rows

H1 = an_id("h1")


@pytest.fixture
def grants() -> Grants:
    found = Grants()
    for user in ("a", "b"):
        found.give(user, [an_id("g1")], at=BEGINNING)
    start_server()
    return found


def phone_of(grants: Grants, user: str) -> Phone:
    phone = Phone(user, grants)
    phone.take(an_id("g1"), [])
    phone.rows = {(an_id("g1"), "hh", H1): (1, {"phone": "0", "job": "0", "note": "0"})}
    return phone


def sent(phone: Phone, ops, *, at):
    device = known_device(device_id=phone.id, account_id=an_id(phone.user), town_id=TOWN, at=at)
    return push(
        standing=phone.grants.standing(phone.user), device=device, sending=PhoneClock(at, 0, ""), ops=ops, at=at
    )


@pytest.mark.django_db
class TestPushing:
    def test_an_op_that_is_sent_again_is_answered_again_and_done_once(self, grants):
        phone = phone_of(grants, "a")
        op = phone.write("1", "visit", an_id("v1"), {"hh": str(H1), "text": "在家"}, said=minutes(1))

        first, again = sent(phone, [op], at=minutes(2))[0], sent(phone, [op], at=minutes(3))[0]

        assert (first.state, first.is_repeated) == (OpState.APPLIED, False)
        assert again.as_json() == {"op": str(an_id("1")), "st": "applied", "dup": 1}
        assert SyncOp.objects.count() == 1

    def test_the_same_id_with_other_content_is_refused_and_changes_nothing(self, grants):
        phone = phone_of(grants, "a")
        op = phone.write("1", "hh", H1, {"phone": "1"}, said=minutes(1))
        sent(phone, [op], at=minutes(2))

        result = sent(phone, [{**op, "data": {"phone": "2"}}], at=minutes(3))[0]

        assert (result.state, result.why) == (OpState.REJECTED, "id_reuse")
        assert held_rows([(an_id("g1"), "hh", H1)])[an_id("g1"), "hh", H1].payload["phone"] == "1"

    def test_a_bad_op_stops_none_of_the_others_and_is_kept(self, grants):
        phone = phone_of(grants, "a")
        good = phone.write("1", "hh", H1, {"phone": "1"}, said=minutes(1))
        bad = [
            {"op": "no id"}, {"op": str(an_id("2")), "kind": "hh"}, {**good, "op": str(an_id("3")), "kind": "cat"},
            {**good, "op": str(an_id("4")), "author": str(an_id("b"))}, {**good, "op": str(an_id("5")), "data": {}},
        ]  # fmt: skip

        results = sent(phone, [*bad, good], at=minutes(2))

        assert [(r.state.value, r.why) for r in results] == [
            ("rejected", "schema"), ("rejected", "schema"), ("held", "kind"), ("rejected", "author"),
            ("rejected", "schema"), ("applied", ""),
        ]  # fmt: skip
        assert SyncOp.objects.count() == 5
        assert '"kind":"cat"' in SyncOp.objects.get(pk=an_id("3")).raw

    def test_what_an_applier_refuses_is_answered_by_kind_and_a_fault_is_held(self, grants):
        phone = phone_of(grants, "a")

        def refuse(op):
            raise {
                "1": Refusal("太长", field="note"),
                "2": Conflict("办过了"),
                "3": NotAllowed("不行"),
                "4": KeyError(),
            }[op.said.data["n"]]

        register({"hh": refuse})
        ops = [phone.write(n, "hh", H1, {"n": n}, said=minutes(1)) for n in "1234"]

        assert [(r.state.value, r.why) for r in sent(phone, ops, at=minutes(2))] == [
            ("rejected", "note"), ("rejected", "state"), ("held", "right"), ("held", "fault"),
        ]  # fmt: skip

    def test_what_was_done_while_the_grid_was_held_counts_and_what_came_after_waits_for_the_lead(self, grants):
        phone = phone_of(grants, "a")
        before = phone.write("1", "hh", H1, {"phone": "1"}, said=minutes(5))
        after = phone.write("2", "hh", H1, {"phone": "2"}, said=minutes(15))
        grants.give("a", [an_id("g2")], at=minutes(10))

        results = sent(phone, [before, after], at=minutes(20))

        assert [(r.state.value, r.why) for r in results] == [("applied", ""), ("held", "scope")]

    def test_two_people_change_one_field_and_both_values_are_kept_for_a_person(self, grants):
        one, other = phone_of(grants, "a"), phone_of(grants, "b")
        early = one.write("1", "hh", H1, {"phone": "1", "job": "1"}, said=minutes(5))
        late = other.write("2", "hh", H1, {"phone": "2"}, said=minutes(9))
        sent(other, [late], at=minutes(10))

        result = sent(one, [early], at=minutes(11))[0]

        conflict = SyncConflict.objects.get()
        held = held_rows([(an_id("g1"), "hh", H1)])[an_id("g1"), "hh", H1]
        assert result.state == OpState.CONFLICT
        assert (conflict.field, conflict.mine, conflict.theirs, conflict.shown) == ("phone", '"1"', '"2"', "theirs")
        assert held.payload == {"phone": "2", "job": "1", "note": "0"}

    def test_too_many_at_once_are_refused_whole(self, grants):
        phone = phone_of(grants, "a")
        with pytest.raises(Refusal, match="一次最多"):
            sent(phone, [{}] * (MOST_OPS + 1), at=minutes(1))

    def test_a_store_belongs_to_one_person_and_can_be_closed_once(self, grants):
        phone = phone_of(grants, "a")
        known_device(device_id=phone.id, account_id=an_id("a"), town_id=TOWN, at=BEGINNING)

        with pytest.raises(NotAllowed):
            known_device(device_id=phone.id, account_id=an_id("b"), town_id=TOWN, at=BEGINNING)
        close_device(device_id=phone.id, account_id=an_id("a"), at=BEGINNING)
        with pytest.raises(Conflict):
            close_device(device_id=phone.id, account_id=an_id("a"), at=BEGINNING)


class TestMoments:
    DAY = timedelta(days=1)

    @pytest.mark.parametrize(
        ("said", "mono", "boot", "shown", "pulled", "expected"),
        [
            (5, None, "", 10, 0, 5),  # a clock that goes right is believed
            (5 - 1440, None, "", 10 - 1440, 0, 5),  # a day behind: by the offset at sending
            (5 - 1440, 60_000, "b", 10, 0, 6),  # set right meanwhile: by the running clock
            (50, None, "", 10, 0, 10),  # not after the receipt
            (-50, None, "", 10, 3, 3),  # not before the last pull
        ],
    )
    def test_the_moment_is_the_best_guess_within_what_can_be(self, said, mono, boot, shown, pulled, expected):
        sending = PhoneClock(minutes(shown), 300_000, "b")
        found = happened_at(said=minutes(said), mono=mono, boot=boot, sending=sending, pulled_at=minutes(pulled),
                            received_at=minutes(10))  # fmt: skip
        assert found == minutes(expected)


class TestMerging:
    HELD = HeldRow((an_id("g1"), "hh", H1), TOWN, 4, False, {"phone": "2", "job": "0"},
                   {"phone": (4, "d2", minutes(5).isoformat())})  # fmt: skip

    @pytest.mark.parametrize(
        ("device", "base", "value", "at", "take", "shown"),
        [
            ("d1", 4, "1", 1, {"phone": "1"}, None),  # knew of the other
            ("d2", 1, "1", 1, {"phone": "1"}, None),  # the same device
            ("d1", 1, "2", 1, {"phone": "2"}, None),  # the same value
            ("d1", 1, "1", 9, {"phone": "1"}, Shown.MINE),
            ("d1", 1, "1", 1, {}, Shown.THEIRS),
        ],
    )
    def test_a_field_another_changed_meanwhile_is_decided_by_a_person(self, device, base, value, at, take, shown):
        found = merge(held=self.HELD, data={"phone": value}, base=base, device=device, at=minutes(at))
        assert found.take == take
        assert [one.shown for one in found.conflicts] == ([shown] if shown else [])
