"""A phone signs in, pulls its grids, pushes what was done, and is shut out when its person's right ends."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.faces.phone.handset import Handset, lines
from tests.world import make_actor, make_grid, make_town, make_village
from wangge.core.access.models import Grant
from wangge.core.areas.models import Area
from wangge.faces.phone.urls import urlpatterns
from wangge.ground.sync.devices import DRAINS_FOR, OPENS_FOR, close_device
from wangge.ground.sync.models import SyncDevice, SyncOp
from wangge.ground.sync.ops import Outcome
from wangge.ground.sync.pushing import register
from wangge.ground.sync.rows import NewRow, put_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid() -> Area:
    return make_grid(under=make_village())


@pytest.fixture
def handset(grid: Area) -> Handset:
    found = Handset(make_actor("grid_leader", at=grid))
    found.sign_in()
    return found


@pytest.fixture
def stranger() -> Handset:
    town = make_town("尚湖镇", number="111", place="shanghu")
    found = Handset(make_actor("grid_member", at=make_grid(under=make_village("新鑫村", under=town))))
    found.sign_in()
    return found


def put(grid: Area, count: int = 1) -> None:
    rows = [
        NewRow(grid.pk, "household", uuid4(), grid.parent.parent_id, {"door": f"{n} 号", "head": "张大力"})
        for n in range(count)
    ]
    put_rows(rows, at=timezone.now())


def test_every_request_but_the_sign_in_needs_the_token(handset: Handset):
    bare = [p.name for p in urlpatterns if not getattr(p.callback, "is_phone_call", False)]
    assert bare == ["app", "webmanifest", "worker", "sign-in"]
    answer = Client().get("/phone/api/me/")
    assert (answer.status_code, answer.json()["why"]) == (401, "sign_in")


def test_S04_a_phone_gets_its_own_grid_and_nobody_elses(handset: Handset, stranger: Handset, grid: Area):
    put(grid)

    mine, theirs = handset.pull(grid.pk), stranger.pull(grid.pk)

    assert [one["id"] for one in handset.about["grids"]] == [str(grid.pk)]
    assert [line[4]["door"] for line in lines(mine)[1:]] == ["0 号"]
    assert (theirs.status_code, stranger.pull(uuid4()).status_code) == (404, 404)
    assert theirs.json() == stranger.pull(uuid4()).json()


def test_a_long_answer_is_zipped_and_goes_on_where_it_ended(handset: Handset, grid: Area):
    put(grid, 30)

    first = handset.pull(grid.pk, limit="20")
    handset.cursor = lines(first)[0]["cursor"]
    second = handset.client.get(
        "/phone/api/pull/", {"scope": str(grid.pk), "epoch": handset.about["epoch"], "cursor": handset.cursor},
        headers={**handset.bearer, "Accept-Encoding": "gzip"},
    )  # fmt: skip

    assert (lines(first)[0]["more"], lines(first)[0]["n"]) == (True, 20)
    assert second.headers["Content-Encoding"] == "gzip"
    assert (lines(second)[0]["more"], lines(second)[0]["n"]) == (False, 10)


def test_wrong_words_and_posts_without_a_grid_are_told_apart(grid: Area):
    desk = Handset(make_actor("system_admin", at=grid.parent))

    assert Handset(make_actor("grid_leader", at=grid)).sign_in(password="wrong").status_code == 400
    assert (desk.sign_in().status_code, desk.about["why"]) == (400, "no_grid")
    assert SyncDevice.objects.count() == 0


def test_the_store_of_one_person_is_not_opened_by_another(handset: Handset, grid: Area):
    second = Handset(make_actor("grid_leader", at=grid))
    assert second.sign_in(device=str(handset.id)).status_code == 403


def test_signing_in_again_voids_the_old_token_and_keeps_the_secret(handset: Handset):
    before = dict(handset.about)
    handset.sign_in()

    assert handset.about["secret"] == before["secret"]
    old = handset.client.get("/phone/api/me/", headers={"Authorization": f"Bearer {before['token']}"})
    assert (old.status_code, handset.client.get("/phone/api/me/", headers=handset.bearer).status_code) == (401, 200)


def test_an_op_is_taken_once_and_what_another_town_sends_is_held(handset: Handset, stranger: Handset, grid: Area):
    register({"visit": lambda op: Outcome()})
    op = handset.op(grid.pk)

    assert handset.push(op).json()["results"] == [{"op": op["op"], "st": "applied"}]
    assert handset.push(op).json()["results"] == [{"op": op["op"], "st": "applied", "dup": 1}]
    answer = stranger.push(stranger.op(grid.pk)).json()["results"][0]
    assert (answer["st"], answer["why"]) == ("held", "scope")


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"ops": 1}', '{"ops": [1]}', '{"ops": "' + "x" * 300_000 + '"}'])
def test_what_is_no_push_is_refused_and_keeps_nothing(handset: Handset, body: str):
    answer = handset.client.post("/phone/api/push/", body, content_type="application/json", headers=handset.bearer)
    assert answer.status_code == 400
    assert SyncOp.objects.count() == 0


def test_one_question_tells_which_scopes_are_worth_a_pull(handset: Handset, grid: Area):
    cursors = {
        scope["id"]: lines(handset.pull(scope["id"], cursor=""))[0]["cursor"] for scope in handset.about["scopes"]
    }
    strange, broken = str(uuid4()), {str(grid.pk): "no cursor"}

    nothing = handset.news(cursors).json()["scopes"]
    put(grid)
    found = handset.news(cursors).json()["scopes"]
    with CaptureQueriesContext(connection) as seen:
        assert handset.news({strange: "", **cursors, **broken}).json()["scopes"] == sorted([strange, str(grid.pk)])

    assert (nothing, found) == ([], [str(grid.pk)])
    assert sum("sync_row" in query["sql"] for query in seen) == 1
    assert handset.news(cursors, epoch="old").json()["reset"] == "epoch"
    assert handset.news([1]).status_code == 400


def test_what_no_column_takes_is_refused_and_never_stops_the_rest(handset: Handset, grid: Area):
    register({"visit": lambda op: Outcome()})
    handset.pull(grid.pk)  # nothing happened before it, whatever a clock shows
    wrong = [{"at": "9999-12-31T23:59:59Z"}, {"at": "0001-01-01T00:00:00+14:00"}, {"mono": 10**30}, {"boot": "x" * 99}]
    cut = {"data": {"words": "\ud83d 半个表情"}}
    ops = [handset.op(grid.pk, **given) for given in (*wrong, cut, {"at": "1970-01-01T08:00:00+08:00"})]
    for now, mono in (("9999-12-31T23:59:59Z", 0), ("2026-13-45T00:00:00Z", 10**30)):
        states = [one["st"] for one in handset.push(*ops, now=now, mono=mono).json()["results"]]
        assert states == ["rejected"] * 4 + ["applied"] * 2
    post = partial(handset.client.post, content_type="application/json", headers=handset.bearer)
    today = timezone.localdate().isoformat()

    assert post("/phone/api/push/", '{"ops": [], "mono": NaN}').status_code == 400
    for told in ('"app": "\\u0000"', '"app": "\\ud83d"', '"day": "2026-02-31"'):
        numbers = f'{{"day": "{today}", {told}}}'
        assert post("/phone/api/telemetry/", numbers).status_code == 400
    assert handset.pull(grid.pk, cursor="1.9999999999999999999.s1.g0").status_code == 412
    assert handset.pull(grid.pk, limit="9" * 5000).status_code == 200
    assert handset.sign_in(label="红\0米", login_name="a\0b").status_code == 400


def test_another_grid_begins_a_new_epoch_and_old_cursors_are_not_carried_on(handset: Handset, grid: Area):
    next_grid = make_grid(under=grid.parent)
    grant = Grant.objects.get(account=handset.account)
    Grant.objects.filter(pk=grant.pk).update(area_path=next_grid.path)

    answer = handset.pull(next_grid.pk)

    assert (answer.status_code, answer.json()["reset"]) == (412, "epoch")
    assert handset.pull(grid.pk).status_code == 404
    assert handset.pull(next_grid.pk, epoch=answer.json()["epoch"]).status_code == 200


def test_a_lost_phone_sends_what_it_has_for_two_weeks_and_gets_nothing(handset: Handset, grid: Area):
    register({"visit": lambda op: Outcome()})
    close_device(device_id=handset.id, account_id=handset.account.pk, at=timezone.now())

    assert (handset.pull(grid.pk).status_code, handset.pull(grid.pk).json()["wipe"]) == (410, True)
    answer = handset.push(handset.op(grid.pk)).json()
    assert (answer["wipe"], answer["results"][0]["st"]) == (True, "held")
    SyncDevice.objects.update(closed_at=timezone.now() - DRAINS_FOR - timedelta(minutes=1))
    assert handset.push(handset.op(grid.pk)).status_code == 401


def test_a_store_that_was_not_heard_of_for_a_week_opens_only_by_signing_in(handset: Handset, grid: Area):
    SyncDevice.objects.update(token_until=timezone.now() - timedelta(minutes=1))
    assert handset.pull(grid.pk).status_code == 401

    handset.sign_in()

    assert handset.pull(grid.pk).status_code == 200
    assert SyncDevice.objects.get().token_until > timezone.now() + OPENS_FOR - timedelta(minutes=5)


def test_a_persons_grants_are_read_once_however_many_ops_come(handset: Handset, grid: Area):
    register({"visit": lambda op: Outcome()})
    moments = [(timezone.now() - timedelta(minutes=n)).isoformat() for n in range(5)]

    def read(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            handset.push(*(handset.op(grid.pk, at=moment) for moment in moments[:count]))
        return sum('"access_grant"' in query["sql"] for query in seen)

    assert read(1) == read(5)
