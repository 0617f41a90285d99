"""One's own inbox and account."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.faces.administration.office import now, page, sign_in, statements, words
from tests.faces.workbench.office import reported_lately
from tests.world import make_account
from wangge.core.access.queries import actor_of
from wangge.core.notices.models import Address, Notice
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef
from wangge.core.teams.operations import NewAppointment, appoint

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def told(town, actor, key: str, subject: SubjectRef | None = None) -> Notice:
    more = {"subject": subject} if subject else {}
    notify(new=[NewNotice((actor.account_id,), "case.moved", f"消息{key}", key, town.grid.path, **more)], at=now())
    return Notice.objects.get(dedupe_key=key)


def test_a_notice_leads_to_its_case_and_counts_as_read(town):
    case_id = reported_lately(town)
    notice = told(town, town.officer, "一", SubjectRef("case", case_id, "QP1"))
    desk = sign_in(town.officer)

    shown = words(desk.get(url("inbox")))
    response = desk.post(url("notice", notice.pk))

    notice.refresh_from_db()
    assert "未读 消息一" in shown
    assert (response["Location"], notice.read_at is None) == (url("case", case_id), False)
    assert "没有未读的消息" in words(desk.get(url("inbox"), data={"unread": "1"}))


def test_a_notice_about_nothing_leads_back_to_the_inbox(town):
    notice = told(town, town.officer, "一")

    assert sign_in(town.officer).post(url("notice", notice.pk))["Location"] == url("inbox")


def test_all_are_read_up_to_the_newest_one_shown(town):
    shown = told(town, town.officer, "一")
    told(town, town.officer, "二")

    sign_in(town.officer).post(url("inbox-read"), {"up_to": str(shown.pk)})

    assert [row.read_at is None for row in Notice.objects.order_by("id")] == [False, True]


def test_nobody_opens_the_notices_of_another(town):
    notice = told(town, town.officer, "一")
    desk = sign_in(town.lead)

    assert "消息一" not in words(desk.get(url("inbox")))
    assert desk.post(url("notice", notice.pk)).status_code == 404


def test_an_empty_inbox_says_what_comes_there(town):
    assert "还没有消息" in words(sign_in(town.policeman).get(url("inbox")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same(count, town):
    for number in range(count):
        told(town, town.officer, str(number))

    assert statements(sign_in(town.officer), url("inbox")) == 4


def test_ones_own_account_says_what_one_may_do_and_until_when(town):
    account = make_account("李亚红", at=town.village)
    new = NewAppointment(
        "grid_leader", town.grid.pk, town.grid_group.pk, "李亚红", localdate(now()), account_id=account.pk
    )
    row = appoint(actor=town.lead, new=new, at=now())

    shown = words(sign_in(actor_of(account=account, at=now())).get(url("own-account")))

    assert "网格党小组组长" in shown
    assert f"{town.grid.name} · {town.grid_group.name}" in shown
    assert row.ends_on.isoformat() in shown


def test_an_address_is_kept_changed_and_forgotten(town, settings):
    settings.NOTICE_CHANNELS = ["inbox", "sms"]
    desk = sign_in(town.officer)

    faulty = desk.post(url("own-address", "sms"), {"value": "12"})
    desk.post(url("own-address", "sms"), {"value": "13800001234"})
    kept = Address.objects.get(account_id=town.officer.account_id).value
    shown = page(desk.get(url("own-account")))
    desk.post(url("own-address-drop", "sms"))

    assert faulty.status_code == 400
    assert kept == "13800001234"
    assert url("own-address-drop", "sms") in shown
    assert Address.objects.count() == 0


def test_a_channel_that_is_not_switched_on_is_not_offered(town, settings):
    settings.NOTICE_CHANNELS = ["inbox"]
    desk = sign_in(town.officer)

    assert "只有站内消息" in words(desk.get(url("own-account")))
    assert desk.get(url("own-address", "sms")).status_code == 404
