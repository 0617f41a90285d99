"""A year's days off are taken over whole, or refused with every fault."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from wangge.ground.foundation import revisions
from wangge.ground.foundation.calendar.announcement import AnnouncedDay, read_announcement, shipped_years
from wangge.ground.foundation.calendar.operations import AnnouncementChange, import_announcement
from wangge.ground.foundation.calendar.queries import announced_days, work_calendar
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.models import CalendarAnnouncement, CalendarDay, Fact

AT = datetime(2026, 11, 5, 2, tzinfo=UTC)
NEW_YEAR_2027 = (
    AnnouncedDay(date(2026, 12, 31), "holiday", "元旦"),
    AnnouncedDay(date(2027, 1, 1), "holiday", "元旦"),
    AnnouncedDay(date(2027, 1, 3), "workday", "元旦"),
)


@pytest.fixture(autouse=True)
def _fresh_memory():
    revisions.forget_all()
    yield
    revisions.forget_all()


def announce(days: tuple[AnnouncedDay, ...] = NEW_YEAR_2027, year: int = 2027) -> AnnouncementChange:
    return import_announcement(year=year, days=days, source="国办发明电", published_on=date(2026, 11, 4), at=AT)


@pytest.mark.django_db
def test_the_tables_are_seeded_with_the_shipped_days():
    shipped = {day.date: day.kind for days in shipped_years().values() for day in days}

    assert dict(CalendarDay.objects.values_list("date", "kind")) == shipped
    assert min(CalendarDay.objects.values_list("announced_for", flat=True)) == 2007
    assert (work_calendar().version, work_calendar().official_through) == ("2026.0", date(2026, 12, 31))


@pytest.mark.django_db
def test_an_announcement_changes_the_calendar_at_once_and_is_logged():
    before = work_calendar()

    change = announce()

    after = work_calendar()
    assert (before.is_workday(date(2026, 12, 31)), after.is_workday(date(2026, 12, 31))) == (True, False)
    assert (after.is_workday(date(2027, 1, 3)), after.official_through) == (True, date(2027, 12, 31))
    assert after.version == "2027.1"
    assert change.added == ("2026-12-31 holiday 元旦", "2027-01-01 holiday 元旦", "2027-01-03 workday 元旦")
    assert change.removed == ()
    logged = CalendarAnnouncement.objects.get()
    assert (logged.year, logged.added, logged.imported_at) == (2027, list(change.added), AT)
    fact = Fact.objects.get(name="foundation.work_calendar_changed")
    assert fact.payload == {"announcement_id": str(logged.pk), "year": 2027}


@pytest.mark.django_db
def test_a_correction_replaces_the_year_and_says_what_changed():
    announce()

    change = announce((NEW_YEAR_2027[1], AnnouncedDay(date(2027, 1, 2), "holiday", "元旦")))

    assert change.added == ("2027-01-02 holiday 元旦",)
    assert change.removed == ("2026-12-31 holiday 元旦", "2027-01-03 workday 元旦")
    assert list(announced_days(2027)) == [date(2027, 1, 1), date(2027, 1, 2)]
    assert work_calendar().is_workday(date(2026, 12, 31))


@pytest.mark.django_db
def test_an_announcement_that_changes_nothing_is_refused():
    announce()

    with pytest.raises(Refusal, match="完全相同"):
        announce()


@pytest.mark.django_db
def test_an_announcement_is_taken_over_whole_or_not_at_all():
    with pytest.raises(Refusal) as refused:
        announce(
            (
                AnnouncedDay(date(2027, 1, 1), "workday", "元旦"),
                AnnouncedDay(date(2027, 1, 1), "workday", "元旦"),
                AnnouncedDay(date(2029, 1, 6), "workday", "元旦"),
            )
        )

    assert refused.value.message.splitlines() == [
        "2027-01-01 本来就是工作日，不是调休",
        "2027-01-01 出现了两次",
        "2027-01-01 本来就是工作日，不是调休",
        "2029-01-06 不属于 2027 年的安排",
        "没有一个放假的日子",
    ]
    assert not CalendarDay.objects.filter(announced_for=2027).exists()


@pytest.mark.django_db
def test_a_day_of_another_years_announcement_is_refused():
    taken = AnnouncedDay(date(2007, 12, 29), "workday", "元旦")  # announced with 2008

    with pytest.raises(Refusal, match="2007-12-29 已在 2008 年的安排里"):
        announce((taken, AnnouncedDay(date(2007, 1, 1), "holiday", "元旦")), year=2007)


@pytest.mark.django_db
def test_an_import_that_is_undone_leaves_the_calendar_as_it_was():
    with transaction.atomic():
        announce()
        transaction.set_rollback(True)

    revisions.ask_again()
    assert work_calendar().version == "2026.0"


@pytest.mark.django_db
def test_years_the_tables_do_not_hold_are_read_as_shipped():
    CalendarDay.objects.all().delete()

    assert not work_calendar().is_workday(date(2026, 10, 1))


def test_a_file_is_read_with_its_byte_order_mark():
    days = read_announcement("\ufeffdate,kind,name\n2027-01-01,holiday,元旦\n")

    assert days == (AnnouncedDay(date(2027, 1, 1), "holiday", "元旦"),)


def test_every_faulty_line_of_a_file_is_told():
    with pytest.raises(Refusal) as refused:
        read_announcement("date,kind,name\n2027-13-01,holiday,元旦\n2027-01-01,holiday,元旦\n2027-01-02,off\n")

    assert refused.value.message == "第 2 行看不懂：2027-13-01,holiday,元旦\n第 4 行看不懂：2027-01-02,off,"


@pytest.mark.parametrize("text", ["", "not a table", "日期,类型\n2027-01-01,放假\n"])
def test_a_file_of_another_kind_is_refused(text: str):
    with pytest.raises(Refusal, match="第一行"):
        read_announcement(text)
