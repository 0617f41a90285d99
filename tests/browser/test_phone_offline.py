"""Nothing typed on a phone is lost or doubled, whatever becomes of its line, its app, its disk or its person."""

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Error, Route

from tests.browser.handset import MEGABYTE, Handset, answer_lost, never_answered
from tests.browser.server import PageServer
from tests.browser.visitor import PHONE
from tests.foundation.pictures import camera_exif, picture
from tests.sync.phones import ignore_others
from tests.world import make_actor, make_grid, make_town, make_village
from wangge.core.access.models import Grant
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area
from wangge.faces.phone.handing_in import hand_in
from wangge.ground.foundation.errors import Refusal
from wangge.ground.sync import pushing
from wangge.ground.sync.devices import close_device
from wangge.ground.sync.models import SyncDevice, SyncOp, SyncRow
from wangge.ground.sync.ops import Op, Outcome
from wangge.ground.sync.rows import NewRow, put_rows

NewHandset = Callable[..., Handset]


def take_visit(op: Op) -> Outcome:
    """Show a visit to the phones of its grid, as the real one does; what it writes besides is tested there."""
    if op.said.data["words"] == "写得不对":
        raise Refusal("请写明看到了什么")
    payload = {"words": op.said.data["words"], "household": None}
    put_rows([NewRow(op.said.scope, "visit", op.said.id, op.town_id, payload)], at=op.received_at)
    return Outcome()


@dataclass
class Place:
    """A grid with three households, two persons who go from door to door there, and a household next door."""

    grid: Area
    member: Actor
    second: Actor


@pytest.fixture(scope="module")
def place(ground: None) -> Iterator[Place]:
    town = make_town()
    grid = make_grid(under=make_village(under=town))
    homes = [NewRow(grid.pk, "household", uuid4(), town.pk, {"door": f"{n} 号", "head": "张大力"}) for n in (1, 2, 3)]
    next_grid = make_grid(under=grid.parent)
    homes.append(NewRow(next_grid.pk, "household", uuid4(), town.pk, {"door": "别的网格", "head": "李远"}))
    put_rows(homes, at=timezone.now())
    appliers = dict(pushing._appliers)
    with pytest.MonkeyPatch.context() as patch:
        ignore_others(patch)
        pushing.register({**appliers, "visit": take_visit})
        yield Place(grid, make_actor("grid_leader", at=grid), make_actor("grid_leader", at=grid))
        pushing.register(appliers)


@pytest.fixture
def new_handset(chromium: Browser, server: PageServer, place: Place) -> Iterator[NewHandset]:
    SyncOp.objects.all().delete()
    SyncDevice.objects.all().delete()
    SyncRow.objects.filter(kind="visit").delete()
    contexts = []

    def another(actor: Actor | None = None, *, worker: bool = False, disk: int = 0) -> Handset:
        width, height = PHONE
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", service_workers="allow" if worker else "block"
        )
        contexts.append(context)
        found = Handset(context, server.url, disk=disk)
        found.sign_in(actor or place.member)
        return found

    yield another
    for context in contexts:
        context.close()


def taken() -> dict[UUID, str]:
    """Every op the server has, and what became of it."""
    return dict(SyncOp.objects.values_list("id", "state"))


def all_taken_once(handset: Handset, ops: list[str], state: str = "applied") -> bool:
    return taken() == {UUID(op): state for op in ops} and len(ops) == len(set(ops))


def test_S04_T04_an_evening_without_a_line_from_start_to_end(new_handset: NewHandset, place: Place):
    handset = new_handset(worker=True)
    handset.page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    with handset.offline():
        handset.restart()
        assert sorted(row["payload"]["door"] for row in handset.rows("household")) == ["1 号", "2 号", "3 号"]
        ops = [handset.visit(place.grid.pk, f"第{n}户") for n in range(3)]
        handset.ask("wangge.draft('visit@1', given).save({ words: '才写了一半' })", str(place.grid.pk))
        told = handset.sync()
        handset.restart()
        ops.append(handset.visit(place.grid.pk, "第3户"))
        before = (handset.seen(), [op["state"] for op in handset.queue()], handset.standing()["waiting"])
        draft = handset.ask("wangge.draft('visit@1', given).load()", str(place.grid.pk))

    done = handset.sync()

    assert (told["ok"], "没有网络" in told["words"]) == (False, True)
    assert before == ([f"第{n}户" for n in range(4)], ["waiting"] * 4, 4)
    assert draft == {"words": "才写了一半"}
    assert (done["ok"], all_taken_once(handset, ops)) == (True, True)
    handset.sync()
    assert handset.seen() == [f"第{n}户" for n in range(4)]
    assert not any(row.get("isWaiting") for row in handset.rows("visit"))


@pytest.mark.parametrize("end", ["the answer is lost", "the app is killed"])
def test_what_was_sent_but_not_confirmed_is_sent_again_and_done_once(new_handset: NewHandset, place: Place, end: str):
    handset = new_handset()
    with handset.offline():
        ops = [handset.visit(place.grid.pk, f"第{n}户") for n in range(2)]

    if end == "the answer is lost":
        with handset.between("/phone/api/push/", answer_lost):
            assert handset.sync()["ok"] is False
    else:
        with handset.between("/phone/api/push/", never_answered):
            handset.page.evaluate("void wangge.syncNow()")
            while len(taken()) < len(ops):
                handset.page.wait_for_timeout(20)
    assert all_taken_once(handset, ops)
    handset.restart()
    ops.append(handset.visit(place.grid.pk, "第2户"))

    assert handset.sync()["ok"] is True
    assert all_taken_once(handset, ops)
    assert [op["state"] for op in handset.queue()] == ["applied"] * 3
    assert handset.seen() == ["第0户", "第1户", "第2户"]


def test_a_full_disk_is_said_and_what_was_kept_before_goes_out(new_handset: NewHandset, place: Place):
    handset = new_handset(disk=MEGABYTE * 3 // 2)
    ops: list[str] = []

    def fill_up() -> None:
        while len(ops) < 20:
            ops.append(handset.visit(place.grid.pk, f"第{len(ops)}户", photo=400_000))

    with handset.offline():
        with pytest.raises(Error, match="full: 手机存储满了"):
            fill_up()
        assert 1 <= len(ops) < 10
        assert [op["op"] for op in handset.queue()] == ops
        handset.make_room()
        ops.append(handset.visit(place.grid.pk, "又按了一次保存"))

    handset.sync()

    assert all_taken_once(handset, ops)


def test_a_clock_set_back_a_day_neither_dates_back_nor_locks(new_handset: NewHandset, place: Place):
    handset = new_handset()
    began = timezone.now()
    handset.set_clock(days=-1)
    with handset.unreachable():
        ops = [handset.visit(place.grid.pk, "钟慢了一天")]
        handset.restart()
        ops.append(handset.visit(place.grid.pk, "重开以后"))

    handset.sync()

    assert all_taken_once(handset, ops)
    happened = SyncOp.objects.values_list("happened_at", flat=True)
    assert all(began - timedelta(minutes=2) <= moment <= timezone.now() for moment in happened)


def test_two_tabs_send_each_op_once_and_show_the_same(new_handset: NewHandset, place: Place):
    handset = new_handset()
    first, second = handset.page, handset.start()
    assert handset.ask("wangge.unlock(given)", "2580", on=second)
    ops = [handset.visit(place.grid.pk, f"第{n}户", on=tab) for n, tab in enumerate((first, second) * 3)]

    for tab in (first, second):
        handset.ask("wangge.syncNow()", on=tab)

    assert all_taken_once(handset, ops)
    assert SyncDevice.objects.filter(account_id=place.member.account_id).count() == 1
    for tab in (first, second):
        tab.wait_for_function("() => wangge.queue().value.every((op) => op.state === 'applied')")
        assert sorted(op["op"] for op in handset.queue(on=tab)) == sorted(ops)


def test_rights_that_ended_meanwhile_end_the_rows_and_keep_what_was_done(new_handset: NewHandset, place: Place):
    away = make_grid(under=place.grid.parent)
    actor = make_actor("grid_leader", at=away)
    Grant.objects.create(
        account_id=actor.account_id, role="grid_leader", place="qingping", area_path=place.grid.path,
        valid_from=timezone.now() - timedelta(days=30), granted_by="测试",
    )  # fmt: skip
    handset = new_handset(actor)
    with handset.offline():
        before = handset.visit(place.grid.pk, "还在任")
        handset.page.wait_for_timeout(50)
        ended = timezone.now()
        Grant.objects.filter(account_id=actor.account_id, area_path=place.grid.path).update(valid_to=ended)
        handset.page.wait_for_timeout(50)
        after = handset.visit(place.grid.pk, "已离任")
        assert len(handset.rows("household")) == 3

    handset.sync()

    assert taken() == {UUID(before): "applied", UUID(after): "held"}
    assert [grid["id"] for grid in handset.ask("wangge.session.value")["grids"]] == [str(away.pk)]
    assert (handset.rows("household"), [op["state"] for op in handset.queue()]) == ([], ["applied", "held"])


def test_a_lost_phone_gives_what_it_has_and_is_emptied(new_handset: NewHandset, place: Place):
    handset = new_handset()
    with handset.offline():
        op = handset.visit(place.grid.pk, "还没发")
        device = SyncDevice.objects.get(account_id=place.member.account_id, closed_at=None)
        close_device(device_id=device.pk, account_id=device.account_id, at=timezone.now())

    handset.sync()

    assert taken() == {UUID(op): "held"}
    handset.page.wait_for_function("() => wangge.phase.value === 'signed-out'")
    names = "indexedDB.databases().then((all) => all.map((one) => one.name))"
    assert (handset.ask("wangge.people()"), handset.ask(names)) == ([], ["wangge-phone"])


def test_after_a_month_in_a_drawer_it_is_locked_and_nothing_is_lost(new_handset: NewHandset, place: Place):
    handset = new_handset()
    with handset.offline():
        ops = [handset.visit(place.grid.pk, "一个月前")]
    SyncDevice.objects.update(token_until=timezone.now() - timedelta(days=23))
    handset.set_clock(days=30)
    handset.page.close()
    handset.start()
    handset.page.wait_for_function("() => wangge.phase.value === 'locked'")
    with pytest.raises(Error, match="expired: 太久没有联网"):
        handset.ask("wangge.unlock(given)", "2580")
    handset.set_clock(days=0)
    with pytest.raises(Error, match="sign-in"):
        handset.ask("wangge.unlock(given)", "2580")  # setting the clock back does not bring the key back

    handset.sign_in(place.member, pin="")

    assert all_taken_once(handset, ops)
    assert [op["state"] for op in handset.queue()] == ["applied"]


def test_a_photo_that_is_cut_off_at_every_piece_arrives_whole(new_handset: NewHandset, place: Place):
    handset = new_handset()
    pieces: list[int] = []

    def cut(route: Route) -> None:
        if route.request.method != "PATCH":
            return route.continue_()
        pieces.append(int(route.request.headers["upload-offset"]))
        return route.abort() if len(pieces) % 2 else answer_lost(route)

    with handset.offline():
        op = handset.visit(place.grid.pk, "有照片", photo=900_000)
    size = handset.queue()[0]["files"][0]["size"]
    with handset.between("/phone/api/files/**", cut):
        states = [handset.sync()["ok"] for _ in range(2 * (size // (256 * 1024) + 1))]

    assert handset.sync()["ok"] is True
    file = handset.queue()[0]["files"][0]
    assert (states.count(False), file["isStored"], file["done"]) == (len(pieces), True, size)
    assert sorted(set(pieces)) == list(range(0, size, 256 * 1024))
    assert all_taken_once(handset, [op])


def test_what_came_back_is_mended_and_takes_its_photo_along(new_handset: NewHandset, place: Place):
    handset = new_handset()
    first = handset.visit(place.grid.pk, "写得不对", photo=20_000)
    handset.sync()
    refused = handset.queue()[0]
    mended = {"household": None, "kind": "routine", "words": "灶房插座发黑"}

    second = handset.ask("wangge.resend(...given)", [first, mended])
    handset.sync()

    assert (refused["state"], refused["words"]) == ("rejected", "请写明看到了什么")
    assert taken() == {UUID(first): "rejected", UUID(second): "applied"}
    [now] = handset.queue()
    assert [file["id"] for file in now["data"]["files"]] == [file["id"] for file in refused["files"]]
    assert now["files"][0]["isStored"]


def test_two_people_on_one_phone_read_nothing_of_each_other_nor_does_the_disk(new_handset: NewHandset, place: Place):
    handset = new_handset()
    handset.visit(place.grid.pk, "甲记下的一句话")
    handset.ask("wangge.draft('note', '1').save({ words: '甲的草稿' })")

    handset.sign_in(place.second, pin="1357")

    assert (handset.queue(), handset.ask("wangge.drafts()")) == ([], [])
    handset.ask("wangge.lock()")
    assert len(handset.ask("wangge.people()")) == 2
    assert handset.ask("wangge.unlock(...given)", ["2580", str(place.second.account_id)]) is False
    assert handset.ask("wangge.unlock(...given)", ["2580", str(place.member.account_id)]) is True
    assert [op["data"]["words"] for op in handset.queue()] == ["甲记下的一句话"]
    handset.ask("wangge.lock()")
    handset.ask("wangge.forget(given)", str(place.second.account_id))
    assert [one["account"] for one in handset.ask("wangge.people()")] == [str(place.member.account_id)]
    assert handset.ask("wangge.unlock(given)", "2580") is True
    handset.sync()  # nothing is under way when the next test begins
    disk = handset.ask(DISK)
    assert len(disk) > 2000
    assert [word for word in ("张大力", "甲记下", "甲的草稿", "1 号") if word in disk] == []


def test_what_finds_no_line_leaves_as_a_file_that_only_the_office_opens(new_handset: NewHandset, place: Place):
    handset = new_handset()
    with handset.offline():
        op = handset.visit(place.grid.pk, "靠这个文件带走", photo=20_000)
        with pytest.raises(Error, match="waiting: 还有 1 条"):
            handset.ask("wangge.signOut()")
        exported = bytes(handset.ask("wangge.exportQueue().then(async (file) => [...await file.bytes()])"))
        handset.ask("wangge.signOut()")

    assert "靠这个文件带走" not in exported.decode("utf8", "replace")
    for _time in (1, 2):
        taken_in = hand_in(content=exported, at=timezone.now())
        assert ([result.state for result in taken_in.results], taken_in.photos) == (["applied"], 1)
    assert all_taken_once(handset, [op])
    with pytest.raises(Refusal, match="文件打不开"):
        hand_in(content=exported[:-1], at=timezone.now())


def test_a_store_that_the_system_cleared_is_noticed_and_copied_again(new_handset: NewHandset, place: Place):
    handset = new_handset()
    handset.page.close()
    keeper = handset.context.new_page()
    types = {"origin": handset.server, "storageTypes": "indexeddb"}
    handset.context.new_cdp_session(keeper).send("Storage.clearDataForOrigin", types)
    handset.start()

    handset.sign_in(place.member)

    assert (handset.standing()["wasCleared"], len(handset.rows("household"))) == (True, 3)


def test_a_photo_is_made_small_and_tells_the_form_alone_when_and_where_it_was_taken(new_handset: NewHandset):
    handset = new_handset()
    photo = base64.b64encode(picture(size=(4000, 3000), exif=camera_exif(orientation=6))).decode()

    found = handset.ask(SHRINK, photo)

    image = Image.open(io.BytesIO(base64.b64decode(found["url"].partition(",")[2])))
    assert (image.size, dict(image.getexif())) == ((1200, 1600), {})
    assert (found["takenAt"], found["lat"], found["lon"]) == ("2026-03-05T10:11:12+08:00", 35.25, 103.5)


SHRINK = """(async () => {
  const file = new File([Uint8Array.from(atob(given), (one) => one.charCodeAt(0))], "a.jpg", { type: "image/jpeg" });
  const { blob, ...taken } = await wangge.shrink(file);
  const reader = new FileReader();
  await new Promise((done) => { reader.onload = done; reader.readAsDataURL(blob); });
  return { ...taken, url: reader.result };
})()"""
# All that stands in the databases, bytes read as the text they would be.
DISK = """(async () => {
  const read = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
  const decoder = new TextDecoder();
  const told = (key, value) => ArrayBuffer.isView(value) ? decoder.decode(value) : value;
  let words = "";
  for (const { name } of await indexedDB.databases()) {
    const db = await read(indexedDB.open(name));
    for (const table of db.objectStoreNames) {
      const store = db.transaction(table).objectStore(table);
      words += JSON.stringify([await read(store.getAllKeys()), await read(store.getAll())], told);
    }
    db.close();
  }
  return words;
})()"""
