"""The audit as the audit administrator reads it, and as a file."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from tests.faces.administration.office import desk_of, now, page, statements, words
from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor

pytestmark = pytest.mark.django_db


def url(name: str) -> str:
    return reverse(f"workbench:{name}")


def noted(town, target: str, *, action=AuditAction.CONFIGURED, by: Actor | None = None, days: int = 0, **detail):
    record(
        actor=by or town.lead,
        action=action,
        at=now() - timedelta(days=days),
        target=target,
        area_path=town.grid.path,
        detail=detail,
    )


def test_what_was_done_is_narrowed_by_action_person_area_words_and_period(town, other):
    noted(town, "甲", change="renamed")
    noted(town, "乙", action=AuditAction.EXPORTED, by=town.officer)
    noted(town, "丙", days=10)
    noted(other, "丁")
    desk = desk_of("audit_admin", town.area)
    day = localdate(now() - timedelta(days=10)).isoformat()

    def found(**query: str) -> str:
        text = words(desk.get(url("audit"), data=query))
        return "".join(target for target in "甲乙丙丁" if f" {target} " in text.partition("看这一段")[2])

    assert found() == "甲乙丙"
    assert found(action="exported") == "乙"
    assert found(person=str(town.officer.account_id)) == "乙"
    assert found(q="负责人") == "甲丙"
    assert found(area=town.village.code) == "甲乙丙"
    assert found(since=day, until=day) == "丙"
    assert found(since="nonsense", action="nonsense", person="nonsense") == "甲乙丙"


def test_details_are_shown_and_long_lists_only_counted(town):
    noted(town, "甲", change="renamed", sources=[f"appointment:{number}" for number in range(50)])

    shown = words(desk_of("audit_admin", town.area).get(url("audit")))

    assert ("change = renamed" in shown, "sources = 50 个" in shown) == (True, True)


def test_the_audit_is_paged_by_key_keeping_its_filters(town):
    for number in range(53):
        noted(town, f"第{number:02}件")
    desk = desk_of("audit_admin", town.area)

    first = page(desk.get(url("audit"), data={"action": "configured"}))
    onwards = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = words(desk.get(url("audit") + onwards))

    assert "action=configured" in onwards
    assert [f"第{number:02}件" in second for number in (0, 2, 3)] == [True, True, False]


@pytest.mark.parametrize("count", [1, 3])
def test_the_audit_costs_the_same(count, town):
    for number in range(count):
        noted(town, f"第{number}件")

    assert statements(desk_of("audit_admin", town.area), url("audit")) == 4


def test_an_export_says_what_it_will_hold_and_is_itself_in_the_audit(town):
    noted(town, "=HYPERLINK(1)", change="renamed")
    noted(town, "另一件", action=AuditAction.EXPORTED)
    desk = desk_of("audit_admin", town.area)
    address = f"{url('audit-export')}?action=configured"

    asked = desk.get(address)
    response = desk.post(address)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert "做法：修改设置" in words(asked)
    assert desk.actor.name in sheet[0][0]
    assert sheet[1][0] == "筛选：做法：修改设置"
    assert [row[4] for row in sheet[3:]] == ["=HYPERLINK(1)"]
    entry = AuditEntry.objects.filter(action="exported").latest("at")
    assert (entry.account_name, entry.detail) == (desk.actor.name, {"rows": 1, "filter": "做法：修改设置"})


def test_an_empty_audit_says_so(town):
    shown = desk_of("audit_admin", town.area).get(url("audit"), data={"q": "没有这样的事"})

    assert "没有符合的记录" in words(shown)
