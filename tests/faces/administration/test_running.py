"""The engine room: jobs, facts, outgoing messages, receivers, the work calendar."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tests.faces.administration.office import desk_of, links, now, page, sign_in, statements, words
from tests.faces.workbench.office import reported_lately
from tests.world import make_account
from wangge.core.access.models import AuditEntry
from wangge.core.notices.models import Delivery, WebhookTarget
from wangge.core.notices.operations import NewNotice, notify
from wangge.ground.foundation import jobs
from wangge.ground.foundation.calendar.queries import work_calendar

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def failed_job(**args: object) -> int:
    jobs.enqueue(jobs.take_up_stalled, **args)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
        (job_id,) = cursor.fetchone()
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
    return job_id


def test_failed_jobs_are_listed_without_words_about_persons_and_retried_after_asking(town):
    job_id = failed_job(timestamp=5, name="李亚红 13800000000")
    desk = desk_of("system_admin", town.area)

    shown = words(desk.get(url("jobs")))
    asked = desk.get(url("job-retry", job_id))
    desk.post(url("job-retry", job_id))

    assert ("失败 1" in shown, "timestamp = 5" in shown, "李亚红" in shown) == (True, True, False)
    assert asked.status_code == 200
    assert AuditEntry.objects.filter(action="job_retried").count() == 1
    assert "没有失败的任务" in words(desk.get(url("jobs")))
    assert desk.post(url("job-retry", job_id)).status_code == 409


def test_jobs_that_wait_are_listed_too_and_a_missing_worker_is_said(town):
    jobs.enqueue(jobs.take_up_stalled)

    shown = words(desk_of("system_admin", town.area).get(url("jobs"), data={"status": "todo"}))

    assert "take_up_stalled" in shown
    assert "没有进程在工作" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_jobs_costs_the_same(count, town):
    for _ in range(count):
        failed_job()

    assert statements(desk_of("system_admin", town.area), url("jobs")) == 7


def test_facts_are_listed_by_name_newest_first(town):
    reported_lately(town)
    town.dispatched()
    desk = desk_of("system_admin", town.area)

    everything = words(desk.get(url("facts")))
    moved = words(desk.get(url("facts"), data={"name": "case.moved"}))

    assert ("case.reported" in everything, "case.moved" in everything) == (True, True)
    assert moved.count("number = QP") == 2
    assert "channel = " in everything


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_facts_costs_the_same(count, town):
    for _ in range(count):
        reported_lately(town)

    assert statements(desk_of("system_admin", town.area), url("facts")) == 5


@pytest.fixture
def outgoing(settings) -> None:
    settings.NOTICE_CHANNELS = ["inbox", "file", "webhook"]
    settings.WEBHOOKS_MAY_BE_PRIVATE = True


def told(area, key: str) -> None:
    account = make_account("收信人", at=area)
    notify(new=[NewNotice((account.pk,), "case.reported", f"新事项 {key}", key, area.path)], at=now())


def test_outgoing_messages_of_ones_area_are_listed_and_a_dead_one_is_sent_again(town, other, outgoing):
    told(town.grid, "QP1")
    told(other.grid, "CS1")
    row = Delivery.objects.everywhere("a test looks").get(area_path=town.grid.path)
    row.status, row.last_error, row.attempts = "dead", "对方没有回应", 8
    row.save()
    desk = sign_in(town.lead)

    shown = desk.get(url("deliveries"), data={"status": "dead"})
    desk.post(url("delivery-retry", row.pk))

    row.refresh_from_db()
    for expected in ("新事项 QP1", "收信人", "对方没有回应", "发送失败 1"):
        assert expected in words(shown)
    assert "CS1" not in words(desk.get(url("deliveries")))
    assert row.status == "waiting"


def test_an_outgoing_message_of_another_town_is_not_sent_again(town, other, outgoing):
    told(other.grid, "CS1")
    row = Delivery.objects.everywhere("a test looks").get()

    assert sign_in(town.lead).post(url("delivery-retry", row.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_outgoing_messages_costs_the_same(count, town, outgoing):
    for number in range(count):
        told(town.grid, f"QP{number}")

    assert statements(sign_in(town.lead), url("deliveries")) == 5


def test_a_receiver_is_added_with_a_secret_shown_once_and_removed_after_asking(town, outgoing):
    desk = sign_in(town.lead)

    shown = desk.post(
        url("webhook-add"),
        {"label": "县城运平台", "url": "https://example.org/hook", "kinds": "case.reported", "area": town.area.name},
    )
    row = WebhookTarget.objects.everywhere("a test looks").get()
    secret = page(shown).split('data-copy="')[1].split('"')[0]
    listed = desk.get(url("webhooks"))
    asked = desk.get(url("webhook-remove", row.pk))
    desk.post(url("webhook-remove", row.pk))

    row.refresh_from_db()
    assert (row.secret, row.kinds, row.is_active) == (secret, ["case.reported"], False)
    assert ("县城运平台" in words(listed), secret in page(listed)) == (True, False)
    assert "马上停止推送" in words(asked)
    assert desk.get(url("webhook-remove", row.pk)).status_code == 404


def test_a_receiver_with_a_faulty_address_is_refused_beside_its_field(town, outgoing):
    shown = sign_in(town.lead).post(
        url("webhook-add"), {"label": "平台", "url": "ftp://example.org", "area": town.area.code}
    )

    assert (shown.status_code, "请填写完整的 http" in words(shown)) == (400, True)


def test_where_no_receiver_can_be_told_the_page_says_what_to_switch_on(town, settings):
    settings.NOTICE_CHANNELS = ["inbox"]

    shown = sign_in(town.lead).get(url("webhooks"))

    assert "WANGGE_CHANNELS" in words(shown)
    assert url("webhook-add") not in links(shown)


def calendar_file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("2031.csv", text.encode(), content_type="text/csv")


SAID = {"year": "2031", "source": "国办发明电〔2030〕1号", "published_on": "2030-11-01"}


def test_the_work_calendar_shows_each_year_and_until_when_it_is_official(town):
    shown = words(sign_in(town.officer).get(url("calendar"), data={"year": "2026"}))

    assert f"国务院的安排到 {work_calendar().official_through.isoformat()}" in shown
    assert ("春节" in shown, "调休上班" in shown) == (True, True)


def test_a_years_days_off_are_taken_over(town):
    text = "date,kind,name\n2031-01-01,holiday,元旦\n2031-10-01,holiday,国庆节\n"

    response = desk_of("system_admin", town.area).post(url("calendar-import"), SAID | {"file": calendar_file(text)})

    assert response["Location"] == f"{url('calendar')}?year=2031"
    assert AuditEntry.objects.get(action="configured").detail["added"] == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("date,kind,name\n2031-13-01,holiday,元旦\n2031-01-01,feast,x\n", "第 2 行看不懂"),
        ("day,what\n", "文件的第一行须为"),
        ("date,kind,name\n2031-01-06,workday,上班\n", "没有一个放假的日子"),
    ],
)
def test_every_fault_of_a_calendar_file_is_listed(text, says, town):
    shown = desk_of("system_admin", town.area).post(url("calendar-import"), SAID | {"file": calendar_file(text)})

    assert (shown.status_code, says in words(shown)) == (400, True)
    assert not AuditEntry.objects.filter(action="configured").exists()
