"""Pages of the exchange with upstream platforms: agreement, file with mapping and progress, comparison, export."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cases.town import Town, make_other_town, make_qingping
from tests.exchange.city import connect, line, operator, system_admin, write_csv
from tests.faces.administration.office import words
from tests.faces.workbench.office import Desk, now, page, reported_lately, sign_in, statements
from tests.world import shipped_rulebook
from wangge.core.access.models import AuditEntry
from wangge.core.cases.models import Case
from wangge.faces.exchange.models import TicketFile, UpstreamSystem
from wangge.faces.exchange.platforms import platforms
from wangge.faces.exchange.reconciling import Listed, keep_comparison
from wangge.faces.workbench.upstream import reports
from wangge.ground.foundation import jobs
from wangge.ground.rulebook.load import shipped_places

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def clerk_of(town: Town) -> Desk:
    return sign_in(operator(town))


def admin_of(town: Town) -> Desk:
    return sign_in(system_admin(town))


def send(desk: Desk, system: UpstreamSystem, tmp_path, rows, name: str = "工单.csv"):
    content = write_csv(tmp_path / "a.csv", rows).read_bytes()
    return desk.post(url("upstream-send"), {"system": str(system.pk), "file": SimpleUploadedFile(name, content)})


def mapped(**given: str) -> dict[str, object]:
    return {"id": "工单编号", "body": "反映内容", "title": "工单标题", "due": "办理期限", "status": "工单状态"} | given


def test_J17_a_file_is_sent_mapped_tried_and_taken_in_with_progress(tmp_path):
    town = make_qingping()
    desk, system = clerk_of(town), connect(town)

    sent = send(desk, system, tmp_path, [line(1), line(2, 办理期限="过两天")])
    where = sent.headers["Location"]
    first = page(desk.get(where))
    tried = words(desk.post(where, {"try": "1", **mapped()}))
    taken = desk.post(where, {"take": "1", **mapped()})
    waiting = page(desk.get(where))
    jobs.run_waiting()
    done = words(desk.get(where))

    assert ('<option value="工单编号" selected>' in first, "按常见的列名猜的" in first) == (True, True)
    assert ("新的 1" in tried, "第 3 行（GD-2）" in tried, "过两天" in tried) == (True, True, True)
    assert (taken.status_code, "排队导入" in waiting, 'hx-trigger="every 2s"' in waiting) == (302, True, True)
    assert ("已导入" in done, "接收 1" in done, "过两天" in done) == (True, True, True)
    assert "hx-get" not in page(desk.get(where + "progress/"))
    assert Case.objects.everywhere("a test counts").count() == 1
    again = send(desk, system, tmp_path, [line(3)])
    assert "上次核对过" in page(desk.get(again.headers["Location"]))


def test_a_file_that_is_no_table_is_said_beside_the_field(tmp_path):
    town = make_qingping()
    desk, system = clerk_of(town), connect(town)

    answer = desk.post(
        url("upstream-send"), {"system": str(system.pk), "file": SimpleUploadedFile("a.xlsx", b"PK broken")}
    )

    assert (answer.status_code, "不是能打开的 Excel" in page(answer)) == (400, True)
    assert TicketFile.objects.everywhere("a test counts").count() == 0


def test_nothing_of_one_town_is_seen_in_the_other(tmp_path):
    town, other = make_qingping(), make_other_town()
    system = connect(town, label="甲平台")
    sent = send(clerk_of(town), system, tmp_path, [line(1)], name="甲的工单.csv")
    found = keep_comparison(system=system, listed=[Listed("GD-9", "派单", None)], at=now())
    stranger, strange_admin = clerk_of(other), admin_of(other)

    shown = page(stranger.get(url("upstream")))

    assert ("甲平台" in shown, "甲的工单" in shown) == (False, False)
    pages = [
        sent.headers["Location"], sent.headers["Location"] + "progress/", url("upstream-system", system.pk),
        url("upstream-comparison", found.pk), url("upstream-comparison-file", found.pk),
    ]  # fmt: skip
    assert [stranger.get(one).status_code for one in pages] == [404] * 5
    assert strange_admin.get(url("upstream-change", system.pk)).status_code == 404
    assert strange_admin.post(url("upstream-secret", system.pk)).status_code == 404


def test_only_who_looks_after_platforms_gets_in():
    town = make_qingping()
    desk = sign_in(town.policeman)

    assert desk.get(url("upstream")).status_code == 403
    assert desk.get(url("upstream-send")).status_code == 403
    assert clerk_of(town).get(url("upstream-add")).status_code == 403
    assert "上级平台" not in page(desk.get(url("todo")))


def agreed(town: Town, **given: object) -> dict[str, object]:
    return {
        "town": str(town.area.pk), "code": "city", "label": "市 12345", "channel": "hotline", "is_active": "on",
        "preset": "hotline", "statuses": "", "categories": "路灯 = safety", "fields_of_json": "id = order.no",
        "returns_by": "call", "return_url": "https://city.example.gov.cn/results", "token": "very secret",
    } | given  # fmt: skip


def test_J17_the_agreement_is_made_on_a_page_and_its_secrets_never_come_back():
    town = make_qingping()
    desk = admin_of(town)

    added = page(desk.post(url("upstream-add"), agreed(town)))
    system = UpstreamSystem.objects.everywhere("a test looks").get()
    form = page(desk.get(url("upstream-change", system.pk)))
    changed = desk.post(
        url("upstream-change", system.pk), agreed(town, label="市平台", token="", statuses="派单 = dispatched")
    )
    renewed = page(desk.post(url("upstream-secret", system.pk)))

    assert (system.push_secret in added, f"/exchange/{system.pk}/tickets" in added) == (True, True)
    assert ("very secret" in form, system.push_secret in form, "id = order.no" in form) == (False, False, True)
    after = UpstreamSystem.objects.everywhere("a test looks").get()
    assert (changed.status_code, after.label, after.token) == (302, "市平台", "very secret")
    assert (after.statuses, after.push_secret in renewed) == ([["派单", ["dispatched"]]], True)
    details = [str(entry.detail) for entry in AuditEntry.objects.filter(action="configured")]
    assert (len(details), any("secret" in d and "very" in d for d in details)) == (3, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"statuses": "派单"}, "第 1 行看不懂"),
        ({"categories": "路灯 = nowhere"}, "nowhere"),
        ({"fields_of_json": "nobody = x"}, "没有这样的字段"),
        ({"channel": "telepathy"}, "telepathy"),
        ({"pull_url": "ftp://x"}, "完整的"),
        ({"return_url": ""}, "回传地址"),
        ({"code": "City"}, "小写英文"),
    ],
)
def test_a_wrong_agreement_is_said_and_not_kept(wrong, said):
    town = make_qingping()

    answer = admin_of(town).post(url("upstream-add"), agreed(town, **wrong))

    assert (answer.status_code, said in page(answer)) == (400, True)
    assert UpstreamSystem.objects.everywhere("a test counts").count() == 0


def test_J17_the_comparison_is_a_page_and_a_file():
    town = make_qingping()
    system, desk = connect(town), clerk_of(town)
    found = keep_comparison(system=system, listed=[Listed("=GD-9", "派单", None)], at=now())

    shown = words(desk.get(url("upstream-comparison", found.pk)))
    file = desk.get(url("upstream-comparison-file", found.pk)).content.decode("utf-8-sig")

    assert ("=GD-9" in shown, "上级有，这里没有 1" in shown) == (True, True)
    assert file.splitlines()[1] == "上级有，这里没有,'=GD-9,,派单,"
    assert "29.45" not in words(desk.get(url("upstream-system", system.pk)))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_platforms_costs_the_same(count):
    town = make_qingping()
    for number in range(count):
        connect(town, code=f"city{number}")
    desk = clerk_of(town)

    assert statements(desk, url("upstream")) == 5


def test_X27_cases_leave_by_the_tag_of_their_platform():
    town, other = make_qingping(), make_other_town()
    reported_lately(town, "邻居吵架 13812341234", category="dispute_neighbour")
    reported_lately(town, "消防通道堵了", category="safety_fire")
    reported_lately(town, "说不清的事", category="other")
    reported_lately(other, "别镇的纠纷", category="dispute")
    desk = sign_in(town.officer)

    everything = (
        desk.post(url("upstream-platforms"), {"tag": "", "kind": "csv"}).content.decode("utf-8-sig").splitlines()
    )
    orders = desk.post(url("upstream-platforms"), {"tag": "order", "kind": "xlsx"})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(orders.streaming_content))).get_sheet_by_index(0).to_python()
    )

    assert sorted(line.split(",")[0] for line in everything[1:]) == ["应急管理/综合执法", "未对应", "综治工作"]
    assert [row[0] for row in rows[1:]] == ["平台", "综治工作", "", "综治工作"]
    assert rows[2][2] == "邻居吵架 138****1234"
    assert rows[4][1] == 1
    assert AuditEntry.objects.filter(action="exported").count() == 2


def test_X27_every_domain_of_every_place_but_the_undefined_one_has_a_tag():
    untagged = {
        (place, category.code)
        for place in shipped_places()
        for category in shipped_rulebook(place).categories
        if category.code != "other" and not platforms().tag_of(category.code, rules=shipped_rulebook(place))
    }

    assert untagged == set()
    assert list(platforms().tags.values()) == ["综治工作", "监管执法", "应急管理/综合执法", "公共服务"]


def test_names_of_files_are_for_those_who_take_files_in(tmp_path):
    town = make_qingping()
    send(clerk_of(town), connect(town), tmp_path, [line(1)], name="三月工单.csv")

    assert "三月工单" in page(clerk_of(town).get(url("upstream")))
    assert "三月工单" not in page(admin_of(town).get(url("upstream")))


def test_X27_a_file_that_holds_no_more_says_so_and_counts_only_cases(monkeypatch):
    town = make_qingping()
    reported_lately(town, "邻居吵架", category="dispute_neighbour")
    reported_lately(town, "消防通道堵了", category="safety_fire")
    monkeypatch.setattr(reports, "CAP", 2)
    monkeypatch.setattr(reports.lines_by_platform, "__kwdefaults__", {"tag": "", "cap": 2})

    file = sign_in(town.officer).post(url("upstream-platforms"), {"tag": "", "kind": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(file.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()

    assert rows[4][0].startswith("已到 2 行的上限")
    assert [row[:2] for row in rows[6:]] == [["应急管理/综合执法", 1], ["综治工作", 1]]


def test_J17_the_score_of_the_month_shows_what_it_is_made_of():
    town = make_qingping()
    system = connect(town)
    keep_comparison(system=system, listed=[], at=now() - timedelta(seconds=1))

    shown = words(clerk_of(town).get(url("upstream-system", system.pk)))

    assert ("数据完整" in shown, "— / 30" in shown, "怎么算" in shown) == (True, True, True)
