"""The shell: words for moments, components, assets, refusals, headers, switches."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.utils import translation

from wangge.faces.shell import manifest, words
from wangge.faces.shell.headers import content_security_policy
from wangge.faces.shell.parts import Entry, build_chip, build_filter_bar
from wangge.faces.shell.refusals import refused
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal, TooMany

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 19, 14, 30, tzinfo=SHANGHAI)  # a Thursday
REFUSALS = {
    "refusal": Refusal("退回已满 1 次，不能再退。"),
    "forbidden": NotAllowed("核查不能由处置人自己做。"),
    "missing": NotFound("没有这件事。"),
    "conflict": Conflict("李建国刚刚签收了。", changed=["状态：已派遣 → 已签收"]),
    "flood": TooMany("请过一会儿再交。", retry_after=600),
}


def refuse(request, kind):
    raise REFUSALS[kind]


def forbid(request):
    raise PermissionDenied


def crash(request):
    raise ZeroDivisionError


urlpatterns = [
    path("", include("wangge.faces.shell.urls")),
    path("ok/", lambda request: HttpResponse("ok")),
    path("refuse/<kind>/", refuse),
    path("forbid/", forbid),
    path("crash/", crash),
]
handler403 = "wangge.faces.shell.views.forbidden"
handler404 = "wangge.faces.shell.views.not_found"
handler500 = "wangge.faces.shell.views.server_error"


@pytest.fixture
def built(tmp_path, settings):
    """A build of the assets with two entries that share one chunk."""
    settings.SHELL_MANIFEST = tmp_path / "manifest.json"
    shared = {"file": "files/start-1.js", "css": ["files/start-1.css"]}
    entries = {
        f"src/{name}.ts": {
            "file": f"files/{name}-2.js",
            "name": name,
            "isEntry": True,
            "imports": ["_start.js"],
            "css": [f"files/{name}-2.css"],
        }
        for name in ("workbench", "portal")
    }
    settings.SHELL_MANIFEST.write_text(json.dumps({"_start.js": shared, **entries}), "utf8")
    return settings.SHELL_MANIFEST


@pytest.fixture
def client(built, settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, headers={"accept-language": "zh-hans"})


def draw(template, **context):
    return Template("{% load shell %}" + template).render(Context(context)).strip()


def at(days=0, hours=0, minutes=0):
    return NOW + timedelta(days=days, hours=hours, minutes=minutes)


# Words for moments


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(), "今天 14:30"),
        (at(days=-1), "昨天 14:30"),
        (at(days=2), "后天 14:30"),
        (at(days=3), "周日 14:30"),
        (at(days=4), "下周一 14:30"),
        (at(days=12), "12月1日 14:30"),
        (at(days=50), "2027年1月8日 14:30"),
        (at(days=-3), "周一 14:30"),
        (at(days=-4), "11月15日 14:30"),
        (date(2026, 11, 20), "明天"),
        (datetime(2026, 11, 19, 18, 0, tzinfo=ZoneInfo("UTC")), "明天 02:00"),
    ],
)
def test_moment_is_said_as_people_say_it(moment, said):
    assert words.when(moment, NOW) == said


@pytest.mark.parametrize(
    ("due_at", "said", "urgency"),
    [
        (at(days=2), "还剩 2 天", "calm"),
        (at(hours=47), "还剩 47 小时", "calm"),
        (at(hours=4), "还剩 4 小时", "soon"),
        (at(minutes=59), "还剩 59 分钟", "soon"),
        (NOW + timedelta(seconds=20), "马上到期", "soon"),
        (NOW - timedelta(seconds=20), "超期 1 分钟", "over"),
        (at(hours=-23), "超期 23 小时", "over"),
        (at(hours=-25), "超期 1 天", "over"),
    ],
)
def test_deadline_is_said_as_what_is_left(due_at, said, urgency):
    assert (words.left(due_at, NOW), words.urgency(due_at, NOW).value) == (said, urgency)


def test_deadline_is_said_as_latest_moment():
    assert words.due(at(hours=2), NOW) == "今天 16:30 前"


def test_words_follow_the_language_of_the_page():
    with translation.override("en"):
        said = [words.left(at(hours=-25), NOW), words.when(at(days=12), NOW), words.due(at(hours=2), NOW)]

    assert said == ["1 day overdue", "1 Dec 14:30", "by today 16:30"]


# Components


@pytest.mark.parametrize(
    ("tag", "tone", "said"),
    [
        ("{% clock_chip due at=now %}", "calm", "还剩 9 小时"),
        ("{% clock_chip past at=now %}", "over", "超期 2 小时"),
        ("{% clock_chip due at=now is_paused=True %}", "paused", "停表中"),
        ("{% clock_chip due at=now done_at=now %}", "met", "按时"),
        ("{% clock_chip past at=now done_at=now %}", "missed", "超期 2 小时"),
        ("{% clock_chip none %}", "none", "不限时"),
    ],
)
def test_clock_says_its_state_in_words_and_colour(tag, tone, said):
    html = draw(tag, due=at(hours=9), past=at(hours=-2), now=NOW, none=None)

    assert f'class="w-clock is-{tone}"' in html
    assert said in html


def test_clock_tells_exact_moment_and_derivation_on_hover():
    html = draw("{% clock_chip due at=now derivation='跳过周末' %}", due=at(hours=9), now=NOW)

    assert 'title="最迟 2026-11-19 23:30 周四 · 跳过周末"' in html


def test_state_badge_has_word_and_shape():
    html = draw("{% state_badge 'signed' %}|{% state_badge 'made-up' %}")

    known, unknown = html.split("|")
    assert "已签收" in known
    assert "<svg" in known
    assert "made-up" in unknown


def test_timeline_hides_internal_steps_from_residents():
    entries = [Entry(NOW, "派遣"), Entry(NOW, "催办", text="内部的话", is_public=False)]

    staff = draw("{% timeline entries now %}", entries=entries, now=NOW)
    public = draw("{% timeline entries now is_staff=False %}", entries=entries, now=NOW)

    assert "内部的话" in staff
    assert [word in public for word in ("派遣", "催办", "内部的话")] == [True, False, False]


def test_components_escape_what_people_wrote():
    evil = '<script>alert("x")</script>'
    html = draw(
        "{% timeline entries now %}{% empty_page evil %}", entries=[Entry(NOW, evil, evil, evil)], now=NOW, evil=evil
    )

    assert "<script" not in html


def test_track_bar_marks_where_the_matter_is():
    html = draw("{% track_bar 2 %}")

    assert [html.count(f'class="is-{state}"') for state in ("done", "here", "ahead")] == [1, 1, 2]
    assert html.count('aria-current="step"') == 1


def test_five_faces_are_radio_buttons():
    html = draw("{% five_faces value=2 %}")

    assert html.count('type="radio" name="score"') == 5
    assert 'value="2" required checked' in html


class SampleForm(forms.Form):
    title = forms.CharField(label="标题", help_text="一句话")
    note = forms.CharField(label="说明", required=False, max_length=100, widget=forms.Textarea)


def test_field_shows_label_help_error_and_optional_word():
    html = draw("{% form_field form.title %}{% form_field form.note %}", form=SampleForm({}))

    assert html.count("选填") == 1
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_error"' in html
    assert 'data-count="100"' in html


def test_chip_keeps_other_filters_and_forgets_paging():
    query = QueryDict("state=signed&q=路灯&after=abc")

    chip = build_chip(query, "state", [("signed", "已签收"), ("closed", "已结案")], anything="全部")
    bar = build_filter_bar(query, [chip])

    assert [(choice.url, choice.is_on) for choice in chip.choices] == [
        ("?q=%E8%B7%AF%E7%81%AF", False),
        ("?q=%E8%B7%AF%E7%81%AF&state=signed", True),
        ("?q=%E8%B7%AF%E7%81%AF&state=closed", False),
    ]
    assert (chip.label, bar.kept, bar.clear_url) == ("已签收", (("state", "signed"),), "?")


# Assets


def test_asset_loads_shared_parts_before_its_own(built):
    html = draw("{% asset 'portal' %}")

    assert html.splitlines() == [
        '<link rel="stylesheet" href="/static/dist/files/start-1.css">',
        '<link rel="stylesheet" href="/static/dist/files/portal-2.css">',
        '<link rel="modulepreload" href="/static/dist/files/start-1.js">',
        '<script type="module" src="/static/dist/files/portal-2.js"></script>',
    ]


def test_missing_build_says_how_to_build(settings, tmp_path):
    settings.SHELL_MANIFEST = tmp_path / "none.json"

    with pytest.raises(manifest.AssetsMissing, match="make assets"):
        draw("{% asset 'portal' %}")


# Refusals


@pytest.mark.parametrize(
    ("kind", "status"), [("refusal", 400), ("missing", 404), ("forbidden", 404), ("conflict", 409), ("flood", 429)]
)
def test_refusal_becomes_a_page_with_its_status(client, kind, status):
    response = client.get(f"/refuse/{kind}/")

    assert response.status_code == status
    assert b"<html" in response.content


def test_refusal_page_speaks_its_own_words_and_keeps_what_was_typed(client):
    typed = {"note": "村口的路灯坏了三盏", "password": "correct horse battery"}
    response = client.post("/refuse/conflict/", typed, headers={"referer": "http://testserver/cases/7?tab=2"})

    page = response.content.decode()
    assert ["李建国刚刚签收了。" in page, "已派遣 → 已签收" in page] == [True, True]
    assert ["村口的路灯坏了三盏" in page, "correct horse" in page] == [True, False]
    assert 'href="/cases/7?tab=2"' in page


def test_refusal_sends_nobody_back_to_a_strange_site(client):
    response = client.get("/refuse/refusal/", headers={"referer": "https://elsewhere.example/"})

    assert "elsewhere" not in response.content.decode()


def test_refusal_to_htmx_is_a_part_of_a_page(client):
    response = client.post("/refuse/refusal/", headers={"HX-Request": "true"})

    assert response.status_code == 400
    assert response.content.decode().startswith('<div class="w-refusal" role="alert">')


def test_forbidden_and_missing_look_alike_to_a_stranger(client):
    whole = [client.get(f"/refuse/{kind}/").content for kind in ("missing", "forbidden")]
    also = [client.get(address).content for address in ("/forbid/", "/nothing-here/")]
    parts = [
        (response.status_code, "没有" in response.content.decode(), "核查" in response.content.decode())
        for response in [client.get("/refuse/forbidden/", headers={"HX-Request": "true"})]
    ]

    assert len({page.replace(b"/refuse/forbidden/", b"").replace(b"/refuse/missing/", b"") for page in whole}) == 1
    assert {b"w-refusal" in page for page in also} == {False}
    assert parts == [(404, True, False)]


def test_forbidden_is_told_to_someone_known(built):
    class Known(AnonymousUser):
        is_authenticated = True

    request = RequestFactory().get("/")
    request.user = Known()

    response = refused(request, REFUSALS["forbidden"])

    assert response.status_code == 403
    assert "核查不能由处置人自己做。" in response.content.decode()


def test_too_many_tells_when_to_come_back(client):
    assert client.get("/refuse/flood/")["Retry-After"] == "600"


def test_crash_becomes_a_plain_page(client):
    response = client.get("/crash/")

    assert response.status_code == 500
    assert "系统出了故障" in response.content.decode()


# Headers and switches


def test_every_answer_carries_the_strict_policy(client):
    response = client.get("/ok/")

    policy = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'self'", "'self'", "'self'")
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Permissions-Policy"].startswith("geolocation=(self), camera=()")


def test_policy_admits_only_the_host_of_the_map():
    policy = content_security_policy("https://tiles.example/{z}/{x}/{y}.png")

    assert "connect-src 'self' https://tiles.example;" in policy
    assert "script-src 'self';" in policy


def test_pages_hold_no_inline_script_or_style(client):
    page = client.get("/nothing-here/").content.decode()

    assert [word in page for word in ("<style", " style=", " onclick=", "<script>")] == [False] * 4


def test_switches_are_kept_and_lead_back(client):
    response = client.post("/preferences/", {"elder": "1", "language": "en", "next": "/ok/?a=1"})
    page = client.get("/nothing-here/").content.decode()

    assert response["Location"] == "/ok/?a=1"
    assert '<html lang="en" class="elder">' in page


def test_switch_never_leads_to_another_site(client):
    response = client.post("/preferences/", {"elder": "1", "next": "https://elsewhere.example/"})

    assert response["Location"] == "/"


@override_settings(IS_DEMO=True, FILING_NUMBER="陇ICP备00000000号", COMPLAINT_URL="/complaints/")
def test_foot_and_banner_say_what_the_site_is(client):
    page = client.get("/nothing-here/").content.decode()

    assert ["演示环境" in page, "陇ICP备00000000号" in page, 'href="/complaints/"' in page] == [True] * 3
