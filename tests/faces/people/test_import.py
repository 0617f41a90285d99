"""花名册导入 on the pages: sent, looked through, columns said, taken in by a job; other towns see nothing of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.faces.workbench.office import page, sign_in
from tests.people.roster import Roster
from tests.world import make_actor
from wangge.faces.exchange.models import RosterFile
from wangge.faces.exchange.roster.staging import take_file

pytestmark = pytest.mark.django_db
CSV = "片区,门牌,姓名,与户主关系,身份证号\n{grid},村口12号,张大力,户主,\n{grid},村口12号,李芳,妻,621123197009110000\n"


def test_a_roster_is_sent_checked_and_taken_in_on_pages(roster: Roster, other: Roster):
    desk = sign_in(roster.lead)
    content = CSV.format(grid=roster.grid.code).encode("gbk")
    upload = SimpleUploadedFile("荣星村.csv", content)

    sent = desk.post("/roster/imports/", {"area": roster.grid.code, "file": upload})
    url = sent.headers["Location"]
    tried = desk.get(url)
    assert (tried.context["report"].persons, len(tried.context["report"].faults)) == (1, 1)
    assert "校验位不对" in page(tried)
    assert "校验位不对" in page(desk.get(f"{url}remarks.csv"))
    assert "6211231970" not in page(desk.get(f"{url}remarks.csv"))
    fields = {f"column_{n}": name for n, name in enumerate(("grid", "address", "name", "role", ""))}
    assert desk.post(url, fields).context["report"].persons == 2
    assert desk.post(f"{url}take/", fields).status_code == 302
    assert 'hx-trigger="load delay:3s"' in page(desk.get(url))
    file = RosterFile.objects.everywhere("a test looks").get()
    take_file(file_id=file.pk, at=file.sent_at)

    assert desk.get(url).context["report"].persons == 2
    assert set(roster.members(roster.person("张大力").memberships.everywhere("a test looks").get().household_id)) == {
        "张大力", "李芳"
    }  # fmt: skip
    stranger = sign_in(other.lead)
    for path in ("", "remarks.csv"):
        assert stranger.get(f"{url}{path}").status_code == 404
    assert "荣星村.csv" not in page(stranger.get("/roster/imports/"))
    assert sign_in(make_actor("linked_member", at=roster.grid)).get("/roster/imports/").status_code == 403
