"""A photo comes in pieces after its op, is checked when it is whole, and stands where it belongs."""

import base64
import hashlib
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from tests.faces.phone.handset import Handset
from tests.faces.workbench.office import sign_in
from tests.people.roster import make_roster
from tests.world import make_actor, make_town, make_unit, make_village
from wangge.core.cases.models import CasePhoto
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.models import StoredFile
from wangge.ground.sync.files import KEPT_FOR, forget_orphans, photos_on_their_way
from wangge.ground.sync.models import SyncFile, SyncFilePart

pytestmark = pytest.mark.django_db
PIECE = 4000


@pytest.fixture
def roster():
    found = make_roster(make_village())
    make_unit("grid_group", at=found.grid)
    make_unit("town_centre", at=found.village.town)
    return found


@pytest.fixture
def handset(roster) -> Handset:
    found = Handset(roster.member)
    found.sign_in()
    return found


def picture() -> bytes:
    """A picture of some kilobytes with a place and a maker in it."""
    exif = Image.Exif()
    exif[0x010F] = "maker"
    image, out = Image.effect_noise((400, 300), 60).convert("RGB"), io.BytesIO()
    image.save(out, "JPEG", quality=70, exif=exif)
    return out.getvalue()


class Sender:
    """Sends one file as a phone does."""

    def __init__(self, handset: Handset, content: bytes, *, op: str = "", sha256: str = "") -> None:
        self.handset, self.content, self.id, self.op = handset, content, str(uuid7()), op or str(uuid7())
        self.sha256 = sha256 or hashlib.sha256(content).hexdigest()

    def said(self) -> dict[str, object]:
        return {"id": self.id, "sha256": self.sha256, "bytes": len(self.content), "mime": "image/jpeg"}

    def begin(self, handset: Handset | None = None, **headers: str):
        told = {"id": self.id, "op": self.op, "sha256": self.sha256, "mime": "image/jpeg"}
        words = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
        given = {"Upload-Length": str(len(self.content)), "Upload-Metadata": words, **headers}
        return self._ask("post", "/phone/api/files/", handset, headers=given)

    def head(self, handset: Handset | None = None):
        return self._ask("head", f"/phone/api/files/{self.id}/", handset)

    def piece(self, start: int, handset: Handset | None = None, content: bytes | None = None, **headers: str):
        content = self.content[start : start + PIECE] if content is None else content
        return self._ask(
            "patch", f"/phone/api/files/{self.id}/", handset, data=content,
            content_type="application/offset+octet-stream", headers={"Upload-Offset": str(start), **headers},
        )  # fmt: skip

    def all(self):
        self.begin()
        for start in range(0, len(self.content), PIECE):
            answer = self.piece(start)
        return answer

    def _ask(self, method: str, url: str, handset: Handset | None, *, headers=None, **given):
        phone = handset or self.handset
        return getattr(phone.client, method)(url, headers={**phone.bearer, **(headers or {})}, **given)


def test_S23_words_first_then_the_photo_though_the_line_breaks_after_each_piece(roster, handset: Handset):
    sender, case = Sender(handset, picture()), uuid7()
    handset.send("case", roster.grid.pk, {"words": "路灯坏了", "files": [sender.said()]}, id=case)
    before = photos_on_their_way([case])

    sender.begin()
    while (got := int(sender.head()["Upload-Offset"])) < len(sender.content):
        sender.piece(got)
        assert sender.piece(got).status_code == 409  # the answer was lost: sent again, it is not taken twice
    again = sender.begin()

    photo = CasePhoto.objects.get()
    assert (before, photos_on_their_way([case]), photo.case_id) == ({case: 1}, {}, case)
    assert (again["Upload-Offset"], again["File-State"]) == (str(len(sender.content)), "stored")
    assert (photo.file.width, SyncFilePart.objects.count()) == (400, 0)
    assert handset.client.get("/phone/api/files/", headers=handset.bearer).json()["files"][0]["state"] == "stored"


def test_a_photo_of_a_hazard_is_on_its_page_for_whoever_sees_the_hazard(roster, handset: Handset):
    sender, hazard = Sender(handset, picture()), uuid7()
    data = {"household": str(roster.family()), "kind": "wiring", "words": "电线裸露", "files": [sender.said()]}
    handset.send("hazard", roster.grid.pk, data, id=hazard)
    page, stranger = (
        f"/roster/hazards/{hazard}/",
        make_roster(make_village("新鑫村", under=make_town("尚湖镇", number="111", place="shanghu"))),
    )
    before = sign_in(roster.lead).get(page).content.decode()

    sender.all()

    lead, shown = sign_in(roster.lead), f"{page}photos/{sender.id}/full"
    assert ("照片在途：1 张" in before, shown in before) == (True, False)
    assert shown in lead.get(page).content.decode()
    answer = lead.get(shown)
    assert (answer.status_code, answer["Content-Type"], "private" in answer["Cache-Control"]) == (
        200,
        "image/jpeg",
        True,
    )
    assert [lead.get(f"{page}photos/{uuid7()}/thumb").status_code, sign_in(stranger.lead).get(shown).status_code] == [
        404
    ] * 2


def test_a_photo_that_is_there_before_its_op_waits_for_it(roster, handset: Handset):
    sender = Sender(handset, picture())
    assert sender.all()["File-State"] == "stored"
    assert CasePhoto.objects.count() == 0

    handset.send("case", roster.grid.pk, {"words": "路灯坏了", "files": [sender.said()]}, id=uuid7())

    assert CasePhoto.objects.count() == 1


def test_nobody_hangs_a_photo_on_a_case_that_another_reported(roster, handset: Handset):
    case, neighbour = uuid7(), Handset(make_actor("linked_cadre", at=roster.grid))
    neighbour.sign_in()
    handset.send("case", roster.grid.pk, {"words": "路灯坏了"}, id=case)

    answer = neighbour.send("case", roster.grid.pk, {"words": "x", "files": [Sender(neighbour, b"x").said()]}, id=case)

    assert (answer["st"], photos_on_their_way([case])) == ("held", {})


@pytest.mark.parametrize(("content", "sha256", "why"), [(b"MZ" * 3000, "", "type"), (None, "0" * 64, "hash")])
def test_what_is_no_picture_or_another_one_is_bad_and_may_be_sent_anew(roster, handset, content, sha256, why):
    sender = Sender(handset, content or picture(), sha256=sha256)

    answer = sender.all()

    assert (answer.status_code, answer["File-State"], answer.json()["why"]) == (422, "bad", why)
    assert (StoredFile.objects.count(), SyncFilePart.objects.count()) == (0, 0)
    assert sender.begin()["Upload-Offset"] == "0"


def test_limits_sums_and_strangers(roster, handset: Handset):
    stranger = Handset(
        make_roster(make_village("新鑫村", under=make_town("尚湖镇", number="111", place="shanghu"))).member
    )
    stranger.sign_in()
    sender = Sender(handset, picture())
    sender.begin()
    right = base64.b64encode(hashlib.sha1(sender.content[:PIECE]).digest()).decode()  # of the protocol

    assert sender.begin(**{"Upload-Length": str(11 << 20)}).status_code == 413
    assert sender.piece(0, **{"Upload-Checksum": "sha1 AAAA"}).status_code == 460
    assert sender.piece(0, **{"Upload-Checksum": f"sha1 {right}"}).status_code == 204
    assert sender.piece(PIECE, content=b"x" * (600 << 10)).status_code == 413
    assert sender.piece(PIECE, content=b"x" * 400_000).status_code == 400
    assert (sender.head(stranger).status_code, sender.piece(PIECE, stranger).status_code) == (404, 404)
    assert sender.begin(stranger).status_code == 409
    assert sender.head()["Upload-Offset"] == str(PIECE)
    options = handset.client.options("/phone/api/files/")
    assert (options.status_code, options["Tus-Resumable"], options["Tus-Max-Size"]) == (204, "1.0.0", str(10 << 20))


def test_what_no_op_came_for_goes_after_thirty_days(roster, handset: Handset):
    sender, kept = Sender(handset, picture()), Sender(handset, picture())
    sender.all()
    handset.send("case", roster.grid.pk, {"words": "路灯坏了", "files": [kept.said()]}, id=uuid7())

    forget_orphans(at=timezone.now() + KEPT_FOR - timedelta(days=1))
    assert SyncFile.objects.count() == 2
    forget_orphans(at=timezone.now() + KEPT_FOR + timedelta(days=1))

    assert [str(row.pk) for row in SyncFile.objects.all()] == [kept.id]
    assert StoredFile.objects.count() == 0
