"""The contract between server and phones as a machine that drives the real endpoints on the real tables.

Three phones, two grids, three households; answers are lost, batches sent twice, clocks go wrong, households move,
grants come and go, tombstones are cleared away. What must hold is looked at when all is sent and pulled: what was lost,
doubled or overwritten stays so. `mutants` are faults that it must find.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.sync.phones import APPLIED, OVERWRITTEN, Phone, an_id, minutes, start_server
from tests.world import make_account, make_grid, make_town, make_village
from wangge.core.access.models import Grant
from wangge.faces.phone import api, doors
from wangge.ground.sync import rows as ledger
from wangge.ground.sync.devices import enrol_device
from wangge.ground.sync.models import SyncConflict, SyncOp, SyncRow
from wangge.ground.sync.rows import TOMBSTONES_KEPT, move_rows, prune_tombstones, scope_of

USERS, GRIDS, HOUSES, FIELDS = ("a", "b", "boss"), ("g1", "g2"), ("h1", "h2", "h3"), ("phone", "job", "note")
STEPS = 25
FORGET = """
DELETE FROM sync_conflict; DELETE FROM sync_op; DELETE FROM sync_row; DELETE FROM sync_horizon;
DELETE FROM access_grant; DELETE FROM foundation_rate_window;
UPDATE sync_device SET pulled_at = NULL, pushed_at = NULL"""


class Clock:
    """The server's clock, a minute further at every turn."""

    def __init__(self) -> None:
        self.minute = 0

    def now(self) -> datetime:
        return minutes(self.minute)

    def turn(self) -> datetime:
        self.minute += 1
        return self.now()


CLOCK = Clock()
FACTORY = RequestFactory()


class Place:
    """Two grids of a town, three persons, and the token of each one's phone; made once for all examples."""

    def __init__(self) -> None:
        village = make_village(under=make_town())
        self.grids = {name: make_grid(under=village) for name in GRIDS}
        self.town = village.town_id
        self.accounts = {user: make_account(user, at=village) for user in USERS}
        self.tokens = {
            user: enrol_device(
                device_id=an_id(f"phone of {user}"), account_id=account.pk, town_id=self.town, at=minutes(0)
            ).token
            for user, account in self.accounts.items()
        }
        self.held: dict[str, dict[str, Grant]] = {}
        self.keys: dict[tuple[str, ...], str] = {}  # the epoch that belongs to some grids, as it was told

    def known_key(self, user: str) -> str:
        """The epoch a person who has just signed in is told."""
        return self.keys.get(tuple(sorted(self.held[user])), "")

    def begin(self) -> None:
        """Forget what the example before left; everybody holds what he holds at first."""
        CLOCK.minute = 0
        APPLIED.clear()
        OVERWRITTEN.clear()
        with connection.cursor() as cursor:
            cursor.execute(FORGET)
        self.held = {user: {} for user in USERS}
        for user, grids in (("a", ["g1"]), ("b", ["g1"]), ("boss", ["g1", "g2"])):
            self.give(user, grids, at=minutes(0))
        start_server(self.grids["g1"].pk, self.town)

    def give(self, user: str, grids: list[str], *, at: datetime) -> None:
        """From now on these grids and no others."""
        Grant.objects.filter(pk__in=[grant.pk for grant in self.held[user].values()]).update(valid_to=at)
        new = {
            name: Grant(account=self.accounts[user], role="grid_leader", place="qingping", granted_by="x",
                        area_path=self.grids[name].path, valid_from=at)
            for name in grids
        }  # fmt: skip
        Grant.objects.bulk_create(new.values())
        self.held[user] = new

    def scopes(self, user: str) -> list[UUID]:
        return [self.grids[name].pk for name in sorted(self.held[user])]


class HttpPhone(Phone):
    """A phone that asks the endpoints; `drops_queue` is a fault of one that forgets its queue at a reset."""

    drops_queue = False

    def __init__(self, user: str, place: Place) -> None:
        super().__init__(user, None)  # type: ignore[arg-type]  # the place knows what it may have
        self.place, self.key = place, place.known_key(user)

    @property
    def author(self) -> UUID:
        return UUID(str(self.place.accounts[self.user].pk))

    def pull(self) -> None:
        """Pull what is worth it until nothing is left; after a reset drop the rows and begin again."""
        for scope in self._worth_a_pull():
            self._pull_scope(scope)

    def _worth_a_pull(self) -> list[UUID]:
        scopes = self.place.scopes(self.user)
        known = {str(scope): self.cursors[scope] for scope in scopes if scope in self.cursors}
        if not known:
            return scopes
        body = json.dumps({"epoch": self.key, "cursors": known})
        request = FACTORY.post("/phone/api/news/", body, content_type="application/json", headers=self._bearer)
        answer = api.tell_news(request)
        told = json.loads(answer.content)
        if answer.status_code == 412:
            self._reset(told, scopes[0])
            return scopes
        return [scope for scope in scopes if scope not in self.cursors or str(scope) in told["scopes"]]

    def _pull_scope(self, scope: UUID) -> None:
        """In pages of two rows: a copy that is cut into pieces is what goes wrong."""
        for _time in range(60):
            words = {"scope": str(scope), "cursor": self.cursors.get(scope, ""), "epoch": self.key, "limit": "2"}
            answer = api.pull_rows(FACTORY.get("/phone/api/pull/", words, headers=self._bearer))
            if answer.status_code == 412:
                self._reset(json.loads(answer.content), scope)
                continue
            assert answer.status_code == 200, answer.content
            head, *lines = map(json.loads, answer.content.decode().splitlines())
            self.take(scope, lines)
            self.cursors[scope] = head["cursor"]
            if not head["more"]:
                return
        raise AssertionError("reset for ever")

    def _reset(self, told: dict[str, str], scope: UUID) -> None:
        self.key = self.place.keys[tuple(sorted(self.place.held[self.user]))] = told["epoch"]
        if told["reset"] == "epoch":
            self.rows, self.cursors = {}, {}
        else:
            self.rows = {key: row for key, row in self.rows.items() if key[0] != scope}
            self.cursors.pop(scope, None)
        if self.drops_queue:
            self.queue = []

    def push(self, *, most: int = 50, is_answer_lost: bool = False, twice: bool = False) -> None:
        """Send the first ops of the queue; an answer that is lost changes nothing here."""
        batch = self.queue[:most]
        if not batch:
            return
        body = json.dumps({"ops": batch, "now": CLOCK.now().isoformat(), "mono": 0, "boot": ""})
        for _time in range(2 if twice else 1):
            answer = self._send(body)
        if is_answer_lost:
            return
        self.answers |= {result["op"]: result["st"] for result in json.loads(answer.content)["results"]}
        self.queue = [op for op in self.queue if op["op"] not in self.answers]

    def _send(self, body: str) -> HttpResponse:
        request = FACTORY.post("/phone/api/push/", body, content_type="application/json", headers=self._bearer)
        answer = api.push_ops(request)
        assert answer.status_code == 200, answer.content
        return answer

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.place.tokens[self.user]}"}

    def note(self, name: str, kind: str, row_id: UUID, data: dict[str, Any], *, said: datetime) -> None:
        """Put an op into the queue as the screens do."""
        self.write(name, kind, row_id, data, said=said)["author"] = str(self.author)


class Contract(RuleBasedStateMachine):
    """One server and three phones."""

    place: Place
    phone_class = HttpPhone
    told: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.serial, self.made = count(1), set[UUID]()
        self.place.begin()
        self.phones = {user: self.phone_class(user, self.place) for user in USERS}

    @initialize(users=st.sampled_from([("a", "b"), ("a", "boss"), ("b", "boss")]))
    def some_pull(self, users: tuple[str, ...]) -> None:
        """Whoever has pulled nothing yet can write nothing."""
        for user in users:
            self.phones[user].pull()

    @rule(user=st.sampled_from(USERS), house=st.sampled_from(HOUSES), field=st.sampled_from(FIELDS),
          value=st.sampled_from("123"), skew=st.integers(-3, 3))  # fmt: skip
    def edit(self, user: str, house: str, field: str, value: str, skew: int) -> None:
        phone, at = self.phones[user], CLOCK.turn()
        if ("hh", an_id(house)) in phone.view():
            name = f"edit {next(self.serial)}"
            phone.note(name, "hh", an_id(house), {field: value}, said=at + timedelta(minutes=skew))
            self.made.add(an_id(name))

    @rule(user=st.sampled_from(USERS), house=st.sampled_from(HOUSES))
    def visit(self, user: str, house: str) -> None:
        phone, at = self.phones[user], CLOCK.turn()
        if ("hh", an_id(house)) in phone.view():
            name = f"visit {next(self.serial)}"
            phone.note(name, "visit", an_id(f"row of {name}"), {"hh": str(an_id(house)), "text": name}, said=at)
            self.made.add(an_id(name))

    @rule(user=st.sampled_from(USERS))
    def broken(self, user: str) -> None:
        """What the server refuses must not stop the rest."""
        name = f"broken {next(self.serial)}"
        op = {"op": str(an_id(name)), "author": str(self.phones[user].author), "kind": "hh", "data": {}, "at": "noon"}
        self.phones[user].queue.append(op)
        self.made.add(an_id(name))

    @rule(user=st.sampled_from(USERS))
    def pull(self, user: str) -> None:
        CLOCK.turn()
        self.phones[user].pull()

    @rule(user=st.sampled_from(USERS), most=st.integers(1, 4), lost=st.booleans(), twice=st.booleans())
    def push(self, user: str, most: int, lost: bool, twice: bool) -> None:
        CLOCK.turn()
        self.phones[user].push(most=most, is_answer_lost=lost, twice=twice)

    @rule(house=st.sampled_from(HOUSES), to=st.sampled_from(GRIDS))
    def move(self, house: str, to: str) -> None:
        """A household goes to another grid, and its visits with it."""
        scope, at = scope_of("hh", an_id(house)), CLOCK.turn()
        if scope in (None, self.place.grids[to].pk):
            return
        visits = SyncOp.objects.filter(kind="visit", state="applied").only("row_id", "raw")
        theirs = [op.row_id for op in visits if f'"hh":"{an_id(house)}"' in op.raw]
        keys = [(scope, "hh", an_id(house)), *((scope, "visit", pk) for pk in theirs)]
        with transaction.atomic():
            move_rows(keys, to=self.place.grids[to].pk, town_id=self.place.town, at=at)

    @rule(user=st.sampled_from(["a", "b"]), grid=st.sampled_from(GRIDS))
    def regrant(self, user: str, grid: str) -> None:
        at = CLOCK.turn()
        if set(self.place.held[user]) != {grid}:
            self.place.give(user, [grid], at=at)

    @rule()
    def clear_tombstones(self) -> None:
        prune_tombstones(at=minutes(CLOCK.minute + 1) + TOMBSTONES_KEPT)

    def teardown(self) -> None:
        """When all is sent and pulled, nothing is missing, and each phone shows what the server has of its grids."""
        for phone in self.phones.values():
            CLOCK.turn()
            phone.push()
            assert phone.queue == []
        for phone in self.phones.values():
            phone.pull()
        self._check_ops()
        self._check_views()
        self.told["examples"] += 1

    def _check_ops(self) -> None:
        ops = list(SyncOp.objects.values_list("id", "kind", "state", "row_id"))
        assert self.made == {op[0] for op in ops}, "an op was lost"
        assert {op for phone in self.phones.values() for op in phone.answers} == {str(op[0]) for op in ops}
        assert max(Counter(APPLIED).values(), default=0) <= 1, "an op was done twice"
        accepted = sorted(row_id for _id, kind, state, row_id in ops if (kind, state) == ("visit", "applied"))
        rows = SyncRow.objects.filter(kind="visit", is_deleted=False).values_list("row_id", flat=True)
        assert sorted(rows) == accepted, "visits differ from those accepted"
        told = set(SyncConflict.objects.values_list("op_id", "field"))
        assert set(OVERWRITTEN) <= told, "something was overwritten silently"
        self.told.update(Counter(state for _id, _kind, state, _row in ops))
        self.told["ops"] += len(ops)

    def _check_views(self) -> None:
        rows = list(SyncRow.objects.filter(is_deleted=False).values_list("scope", "kind", "row_id", "payload"))
        for user, phone in self.phones.items():
            scopes = set(self.place.scopes(user))
            wanted = {
                (kind, row_id): json.loads(ledger.opened(bytes(sealed), (scope, kind, row_id)))
                for scope, kind, row_id, sealed in rows
                if scope in scopes
            }
            assert phone.view() == wanted, f"the phone of {user} shows something else"


@contextmanager
def behind_the_door(place: Place) -> Iterator[None]:
    """The endpoints read the machine's clock; whether an account is still open is not what is driven here."""
    accounts = {account.pk: account for account in place.accounts.values()}
    with (
        patch.object(api, "timezone", CLOCK),
        patch.object(doors, "timezone", CLOCK),
        patch.object(doors, "active_account", lambda *, account_id: accounts[account_id]),
    ):
        yield


def run(*, examples: int, place: Place | None = None, phone: type[HttpPhone] = HttpPhone, shrinks: bool = True) -> None:
    """Drive the endpoints so many times; raises where something does not hold."""
    place = place or Place()
    machine = type("Contract", (Contract,), {"place": place, "phone_class": phone})
    chosen = settings(
        max_examples=examples, stateful_step_count=STEPS, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False, deadline=None,
        phases=[Phase.generate, Phase.shrink] if shrinks else [Phase.generate],
    )  # fmt: skip
    with behind_the_door(place):
        run_state_machine_as_test(machine, settings=chosen)
