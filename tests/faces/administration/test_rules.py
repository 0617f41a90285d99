"""Rules in force, in words; their history; new ones checked, compared, put in force."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.faces.administration.office import desk_of, links, now, page, sign_in, statements, words
from tests.faces.workbench.office import reported_lately
from tests.world import shipped_rulebook
from wangge.core.access.models import AuditEntry
from wangge.core.places.models import RulebookVersion
from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import in_force
from wangge.faces.workbench.administration.rules.reading import TOPICS, read_topic
from wangge.ground.foundation import revisions
from wangge.ground.rulebook.load import shipped_places

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def zipped(change: tuple[str, str, str] | None = None, place: str = "qingping") -> SimpleUploadedFile:
    """A place's folder as a ZIP, with one text of one file changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for file in sorted(shipped_places()[place].glob("*.toml")):
            text = file.read_text("utf-8")
            if change and change[0] == file.stem:
                assert change[1] in text
                text = text.replace(change[1], change[2], 1)
            packed.writestr(f"{place}/{file.name}", text)
    return SimpleUploadedFile("规则.zip", made.getvalue(), content_type="application/zip")


DAYS = ("clocks", "rating_days = 7", "rating_days = 9")


def newer_rules() -> None:
    old = shipped_rulebook("qingping")
    clocks = old.clocks.model_copy(update={"rating_days": 9})
    apply_rulebook(rulebook=old.model_copy(update={"clocks": clocks}), applied_by="县里", note="按通知", at=now())
    revisions.forget_all()


@pytest.mark.parametrize("place", sorted(shipped_places()))
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_of_every_place_is_said_in_words(place, topic):
    said = read_topic(shipped_rulebook(place), topic)

    cells = [cell for table in said.tables for row in table.rows for cell in row]
    assert said.code == topic
    assert cells
    assert [table for table in said.tables for row in table.rows if len(row) != len(table.columns)] == []
    assert [cell for cell in cells if re.fullmatch(r"[a-z]+(_[a-z]+)+", cell)] == []  # a code that nobody reads


def test_K13_the_three_clocks_of_an_enterprise_are_shown_by_the_names_of_the_place():
    clocks = read_topic(shipped_rulebook("kaixuan"), "clocks").tables[0]
    firm = next(row for row in clocks.rows if row[1] == "凯商会企业")

    shown = dict(zip(clocks.columns, firm, strict=True))
    assert [shown[name] for name in ("交办时限", "研究时限", "反馈时限")] == ["4个工作小时", "3个工作日", "5个工作日"]
    assert shown["重办时限"] == "同一般"


def test_the_rules_in_force_come_with_their_version_and_what_they_decided(town):
    reported_lately(town)
    reported_lately(town)

    shown = sign_in(town.officer).get(url("rulebook", "qingping"))

    version = in_force(place="qingping")
    assert "第 1 版" in words(shown)
    assert "按它办的事项 2 件" in words(shown)
    assert f"{url('cases')}?rules={version.version_id}" in links(shown)
    assert RulebookVersion.objects.get(pk=version.version_id).digest[:12] in words(shown)


def test_the_number_of_cases_under_a_version_leads_to_these_cases(town):
    reported_lately(town, "路灯坏了")
    first = in_force(place="qingping").version_id
    newer_rules()
    reported_lately(town, "自来水发黄")

    shown = words(sign_in(town.officer).get(f"{url('cases')}?rules={first}"))

    assert ("路灯坏了" in shown, "自来水发黄" in shown, "庆坪镇第 1 版规则" in shown) == (True, False, True)


def test_who_sees_no_cases_sees_the_number_without_a_link(town):
    reported_lately(town)

    shown = desk_of("system_admin", town.area).get(url("rulebook", "qingping"))

    assert "按它办的事项 1 件" in words(shown)
    assert not [link for link in links(shown) if "?rules=" in link]


def test_the_rules_of_a_place_one_has_nothing_to_do_with_are_not_found(town):
    desk = sign_in(town.officer)

    for name in ("rulebook", "rulebook-versions", "rulebook-diff"):
        assert desk.get(url(name, "jiaozuo")).status_code == 404
    assert desk.get(url("rulebook", "nowhere")).status_code == 404
    assert desk.get(url("rulebook-version", "qingping", 9)).status_code == 404


def test_the_only_place_opens_straight_away(town):
    assert sign_in(town.officer).get(url("rulebooks"))["Location"] == url("rulebook", "qingping")


def test_the_history_and_what_changed(town):
    newer_rules()
    desk = sign_in(town.officer)

    history = words(desk.get(url("rulebook-versions", "qingping")))
    changed = words(desk.get(url("rulebook-diff", "qingping"), data={"from": "1", "to": "2"}))
    same = words(desk.get(url("rulebook-diff", "qingping"), data={"from": "2", "to": "2"}))
    old = words(desk.get(url("rulebook-version", "qingping", 1), data={"topic": "clocks"}))

    assert ("第 2 版 现行" in history, "按通知" in history) == (True, True)
    assert "clocks.rating_days 7 9" in changed
    assert "两版完全一样" in same
    assert ("已换下" in old, "7 天" in old) == (True, True)
    assert desk.get(url("rulebook-diff", "qingping"), data={"from": "x", "to": "2"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_costs_the_same(count, town):
    for days in range(count):
        old = shipped_rulebook("qingping")
        clocks = old.clocks.model_copy(update={"rating_days": 8 + days})
        apply_rulebook(rulebook=old.model_copy(update={"clocks": clocks}), applied_by="县里", at=now())

    assert statements(sign_in(town.officer), url("rulebook-versions", "qingping")) == 5


def packed(response) -> str:
    found = re.search(r'name="packed" value="([^"]*)"', page(response))
    assert found, words(response)
    return found[1]


def test_new_rules_are_checked_compared_and_put_in_force(town):
    desk = desk_of("system_admin", town.area)

    compared = desk.post(url("rulebook-upload", "qingping"), {"file": zipped(DAYS)})
    before = in_force(place="qingping").number
    response = desk.post(url("rulebook-apply", "qingping"), {"packed": packed(compared), "note": "按县里的通知"})

    current = in_force(place="qingping")
    assert "clocks.rating_days 7 9" in words(compared)
    assert (before, current.number, current.rules.clocks.rating_days) == (1, 2, 9)
    assert response["Location"] == url("rulebook-versions", "qingping")
    assert AuditEntry.objects.get(action="rulebook_applied").account_name == desk.actor.name


def test_every_fault_is_shown_with_file_and_line_and_the_old_rules_stay(town):
    shown = desk_of("system_admin", town.area).post(
        url("rulebook-upload", "qingping"), {"file": zipped(("clocks", "rating_days = 7", "rating_dayz = 7"))}
    )

    text = words(shown)
    assert (shown.status_code, "现行规则没有变" in text, "clocks.toml" in text) == (400, True, True)
    assert "rating_dayz" in text
    assert re.search(r"clocks\.toml \d+ ", text)
    assert (in_force(place="qingping").number, "packed" in page(shown)) == (1, False)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (lambda: SimpleUploadedFile("x.zip", b"no zip"), "不是完好的 ZIP"),
        (lambda: zipped(place="jiaozuo"), "不是“庆坪镇”的"),
        (lambda: zipped(), "完全一样"),
        (lambda: SimpleUploadedFile("x.zip", b"0" * (3 << 20)), "文件太大"),
    ],
)
def test_what_cannot_be_put_in_force_is_not_offered(file, says, town):
    shown = desk_of("system_admin", town.area).post(url("rulebook-upload", "qingping"), {"file": file()})

    assert says in words(shown)
    assert "packed" not in page(shown)


def test_rules_compared_with_an_older_version_are_not_put_in_force(town):
    desk = desk_of("system_admin", town.area)
    compared = desk.post(
        url("rulebook-upload", "qingping"), {"file": zipped(("clocks", "rating_days = 7", "rating_days = 8"))}
    )
    newer_rules()

    shown = desk.post(url("rulebook-apply", "qingping"), {"packed": packed(compared), "note": "改"})

    assert (shown.status_code, "请重新比较" in words(shown)) == (409, True)
    assert in_force(place="qingping").rules.clocks.rating_days == 9


def test_checked_rules_of_another_person_or_changed_ones_are_refused(town):
    compared = desk_of("system_admin", town.area).post(url("rulebook-upload", "qingping"), {"file": zipped(DAYS)})
    desk = desk_of("system_admin", town.area)

    for given in (packed(compared), "x" + packed(compared), ""):
        shown = desk.post(url("rulebook-apply", "qingping"), {"packed": given, "note": "改"})

        assert (shown.status_code, "检查的结果过期了" in words(shown)) == (400, True)
    assert in_force(place="qingping").number == 1


def test_who_may_only_read_the_rules_cannot_change_them(town):
    desk = sign_in(town.officer)

    assert desk.get(url("rulebook-upload", "qingping")).status_code == 403
    assert url("rulebook-upload", "qingping") not in links(desk.get(url("rulebook", "qingping")))


def test_rules_that_hold_in_two_towns_are_not_changed_by_the_administrator_of_one(town, other):
    desk = desk_of("system_admin", town.area)

    assert desk.get(url("rulebook-upload", "qingping")).status_code == 403
