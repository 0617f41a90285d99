"""Signing in: password, one-time code, what comes before anything else, how a session ends."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from tests.cases.town import make_qingping
from tests.faces.workbench.office import now, page, sign_in
from tests.world import PASSWORD, make_account, make_actor, make_town
from wangge.core.access.models import AuditEntry, Grant
from wangge.core.access.operations import confirm_totp, offer_totp
from wangge.faces.workbench import urls
from wangge.faces.workbench.signing import views

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = {"sign-in", "sign-out"}


def account_of(actor):
    return get_user_model().objects.get(pk=actor.account_id)


def test_the_right_password_leads_to_where_one_was_going():
    town = make_qingping()
    account = account_of(town.officer)
    client = Client()

    asked = client.get("/cases/?state=open")
    form = client.get(asked.headers["Location"])
    answer = client.post(
        asked.headers["Location"],
        {"login_name": f" {account.login_name.upper()}", "password": PASSWORD, "next": "/cases/?state=open"},
    )

    assert asked.headers["Location"] == "/sign-in/?next=%2Fcases%2F%3Fstate%3Dopen"
    assert "登录工作台" in page(form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/cases/?state=open")
    assert client.get("/todo/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(elsewhere):
    account = account_of(make_qingping().officer)

    typed = {"login_name": account.login_name, "password": PASSWORD, "next": elsewhere}
    answer = Client().post("/sign-in/", typed)

    assert answer.headers["Location"] == "/todo/"


def test_a_wrong_password_says_so_and_gives_nothing_back():
    account = account_of(make_qingping().officer)
    client = Client()

    answer = client.post("/sign-in/", {"login_name": account.login_name, "password": "wrong horse"})

    assert answer.status_code == 400
    assert "登录名、密码或动态口令不对" in page(answer)
    assert "wrong horse" not in page(answer)


def test_after_five_wrong_passwords_the_account_rests_and_the_page_says_for_how_long():
    account = account_of(make_qingping().officer)
    client = Client()
    for _ in range(5):
        client.post("/sign-in/", {"login_name": account.login_name, "password": "wrong horse"})

    answer = client.post("/sign-in/", {"login_name": account.login_name, "password": PASSWORD})

    assert answer.status_code == 429
    assert "账号已锁定 15 分钟" in page(answer)


def test_one_address_that_tries_many_names_is_slowed_down(monkeypatch):
    monkeypatch.setattr(views, "TRIES", 3)
    account = account_of(make_qingping().officer)
    client = Client()

    answers = [client.post("/sign-in/", {"login_name": f"name{n}", "password": "x"}).status_code for n in range(4)]
    right = client.post("/sign-in/", {"login_name": account.login_name, "password": PASSWORD})

    assert (answers[:3], answers[3], right.status_code) == ([400, 400, 400], 429, 429)
    assert account.login_name in right.content.decode()


def test_a_password_given_by_the_administrator_is_changed_before_anything_else():
    town = make_qingping()
    account = account_of(town.officer)
    account.must_change_password = True
    account.save()
    desk = sign_in(town.officer)

    first = desk.get("/todo/")
    bad = desk.post("/account/password/", {"old": PASSWORD, "password": "1234567890", "again": "1234567890"})
    new = "晴天去河边走一走再回来"
    good = desk.post("/account/password/", {"old": PASSWORD, "password": new, "again": new})

    assert first.headers["Location"] == "/account/password/"
    assert (bad.status_code, good.headers["Location"]) == (400, "/todo/")
    assert desk.get("/todo/").status_code == 200


def test_two_new_passwords_must_be_alike_and_the_old_one_right():
    desk = sign_in(make_qingping().officer)

    unlike = desk.post("/account/password/", {"old": PASSWORD, "password": "a good sentence", "again": "another"})
    wrong = desk.post("/account/password/", {"old": "x", "password": "a good sentence", "again": "a good sentence"})

    assert "两遍输入的新密码不一样" in page(unlike)
    assert "原密码不对" in page(wrong)


def administrator(*, is_demonstration: bool):
    actor = make_actor("audit_admin", at=make_town(), name="审计员")
    account = account_of(actor)
    account.is_demonstration = is_demonstration
    account.save()
    return actor


def test_an_administrator_sets_up_one_time_codes_before_anything_else():
    desk = sign_in(administrator(is_demonstration=False))

    first = desk.get("/todo/")
    shown = page(desk.get("/account/two-factor/"))
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", shown).group(1).replace(" ", "")
    wrong = desk.post("/account/two-factor/", {"code": "000000"})
    right = desk.post("/account/two-factor/", {"code": pyotp.TOTP(secret).now()})

    assert first.headers["Location"] == "/account/two-factor/"
    assert "<svg" in shown
    assert (wrong.status_code, secret[:4] in page(wrong)) == (400, True)
    assert right.headers["Location"] == "/todo/"
    assert desk.get("/todo/").status_code == 200


def test_a_demonstration_administrator_is_only_offered_them():
    desk = sign_in(administrator(is_demonstration=True))

    todo = desk.get("/todo/")

    assert todo.status_code == 200
    assert "/account/two-factor/" in page(todo)
    assert "管理员正式使用时必须设置动态口令" in page(todo)


def test_the_code_is_asked_for_on_a_page_of_its_own_without_the_password():
    actor = administrator(is_demonstration=False)
    account = account_of(actor)
    secret, _ = offer_totp(account_id=account.pk)
    before = now() - timedelta(minutes=2)
    confirm_totp(account_id=account.pk, code=pyotp.TOTP(secret).at(before), at=before)
    client = Client()

    asked = client.post("/sign-in/", {"login_name": account.login_name, "password": PASSWORD, "next": "/todo/"})
    ticket = re.search(r'name="ticket" value="([^"]+)"', page(asked)).group(1)
    wrong = client.post("/sign-in/", {"ticket": ticket, "code": "000000", "next": "/todo/"})
    spoilt = client.post("/sign-in/", {"ticket": ticket + "x", "code": "000000", "next": "/todo/"})
    right = client.post("/sign-in/", {"ticket": ticket, "code": pyotp.TOTP(secret).now(), "next": "/todo/"})

    assert ("6 位数字" in page(asked), PASSWORD in page(asked)) == (True, False)
    assert (wrong.status_code, "动态口令不对" in page(wrong)) == (400, True)
    assert "请重新输入登录名和密码" in page(spoilt)
    assert (right.status_code, right.headers["Location"]) == (302, "/todo/")


def test_signing_out_ends_the_session_and_is_noted():
    desk = sign_in(make_qingping().officer)

    answer = desk.post("/sign-out/")

    assert answer.headers["Location"] == "/sign-in/"
    assert desk.get("/todo/").status_code == 302
    assert AuditEntry.objects.filter(action="signed_out").count() == 1


def shift_session(desk, **changes: float) -> None:
    session = desk.client.session
    for name, minutes in changes.items():
        session[name] -= int(minutes * 60)
    session.save()


def test_a_session_goes_on_while_it_is_used_and_is_written_at_most_every_five_minutes():
    desk = sign_in(make_qingping().officer)
    desk.get("/todo/")

    with CaptureQueriesContext(connection) as fresh:
        desk.get("/todo/")
    shift_session(desk, seen=6)
    with CaptureQueriesContext(connection) as after_six_minutes:
        desk.get("/todo/")

    written = [[q["sql"] for q in seen if q["sql"].startswith("UPDATE")] for seen in (fresh, after_six_minutes)]
    assert [len(w) for w in written] == [0, 1]
    assert 0 < desk.client.session.get_expiry_age() <= 30 * 60


def test_a_session_ends_after_twelve_hours_however_busy():
    desk = sign_in(make_qingping().officer)
    shift_session(desk, since=12 * 60 + 1)

    assert desk.get("/todo/").headers["Location"].startswith("/sign-in/")


def test_a_closed_account_is_out_at_once():
    town = make_qingping()
    desk = sign_in(town.officer)
    get_user_model().objects.filter(pk=town.officer.account_id).update(is_active=False)

    assert desk.get("/todo/").headers["Location"].startswith("/sign-in/")


def test_an_expired_grant_is_refused():
    town = make_qingping()
    desk = sign_in(town.officer)
    Grant.objects.filter(account_id=town.officer.account_id).update(valid_to=now())

    answer = desk.get("/cases/")

    assert (answer.status_code, "没有这一项权限" in page(answer)) == (403, True)
    assert "您的账号还没有授权" in page(desk.get("/todo/"))


def test_a_part_of_a_page_says_where_to_sign_in_and_leaves_what_was_typed():
    town = make_qingping()
    found = town.report()

    answer = Client().post(
        f"/cases/{found.case_id}/accept/",
        headers={"HX-Request": "true", "Referer": f"http://testserver/cases/{found.case_id}/"},
    )

    assert answer.status_code == 401
    assert "登录已经过期" in page(answer)
    assert f"/sign-in/?next=%2Fcases%2F{found.case_id}%2F" in page(answer)


def test_every_page_of_the_workbench_is_behind_the_door():
    views = {p.name: p.callback for p in urls.urlpatterns if isinstance(p, URLPattern)}

    unguarded = {name for name, view in views.items() if not getattr(view, "is_staff_page", False)}

    assert unguarded == OPEN_TO_ALL


def test_somebody_without_any_grant_may_sign_in_and_is_told_whom_to_ask():
    account = make_account("新来的", at=make_town())
    client = Client()
    client.post("/sign-in/", {"login_name": account.login_name, "password": PASSWORD})

    assert "请找本单位的管理员" in page(client.get("/todo/"))
