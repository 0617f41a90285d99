"""What an upstream platform pushes: with whose signature, how much, how odd."""

import hashlib
import hmac
import json
import time

import pytest
from django.test import Client

from tests.cases.town import make_qingping
from tests.exchange.city import connect, record, tickets
from wangge.faces.exchange.models import UpstreamSystem

pytestmark = pytest.mark.django_db


def _push(system: UpstreamSystem, content: object, *, secret: str = "", stamp: int = 0, **headers: str):
    body = json.dumps(content).encode()
    when = str(stamp or int(time.time()))
    sealed = hmac.new((secret or system.push_secret).encode(), when.encode() + b"." + body, hashlib.sha256).hexdigest()
    given = headers or {"X-Wangge-Timestamp": when, "X-Wangge-Signature": f"sha256={sealed}"}
    return Client(headers=given).post(f"/exchange/{system.pk}/tickets", body, content_type="application/json")


def test_J17_a_push_is_taken_with_a_signature_or_the_secret_and_not_otherwise():
    town = make_qingping()
    system = connect(town)

    signed = _push(system, {"tickets": [record(1), record(2, due_at="soon")]})
    token = _push(system, {"tickets": [record(1)]}, Authorization=f"Bearer {system.push_secret}")
    wrong = [
        _push(system, {"tickets": [record(3)]}, secret="another"),
        _push(system, {"tickets": [record(3)]}, stamp=int(time.time()) - 3600),
        _push(system, {"tickets": [record(3)]}, stamp=10**400),
        _push(system, {"tickets": [record(3)]}, Authorization="Bearer nothing"),
        _push(system, {"tickets": [record(3)]}, Accept="*/*"),
        Client().post(f"/exchange/{town.area.pk}/tickets", b"{}", content_type="application/json"),
    ]

    assert (signed.status_code, signed.json()["accepted"], signed.json()["refused"][0]["id"]) == (200, 1, "GD-2")
    assert token.json()["repeated"] == 1
    assert [answer.status_code for answer in wrong] == [401] * 6
    assert [t.upstream_id for t in tickets()] == ["GD-1"]


@pytest.mark.parametrize(
    "odd",
    [
        {"id": "GD\x001"}, {"status": "派\x00单"}, {"status": "\ud800"}, {"title": "\x00", "content": "\x00"},
        {"lon": "nan", "lat": "inf"}, {"lon": "1e400", "lat": "0"}, {"urged": "9" * 5000}, {"urged": -3},
        {"due_at": "0001-01-01 00:00"}, {"changed_at": "9999-12-31T23:59:59-23:00"}, {"categories": ["x" * 50]},
        {"categories": {"a": {"b": 1}}}, {"content": "长" * 30_000}, {"id": None}, {"id": ["a", "b"]}, {"phone": "1"},
        {"reply": "好", "reply_time": "", "reported_at": ""}, {"area": "龘" * 500}, {"deep": 1},
    ],
)  # fmt: skip
def test_odd_records_are_taken_or_named_and_never_break_anything(odd):
    town = make_qingping()
    if "deep" in odd:
        odd = {"deep": 1}
        for _level in range(200):
            odd = {"deep": odd}

    answer = _push(connect(town), {"tickets": [record(1) | odd, record(2)]})

    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["accepted"] + told["repeated"] + len(told["refused"]) == 2
    assert "GD-2" in [t.upstream_id for t in tickets()]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"tickets": [1]}'])
def test_what_is_no_list_of_tickets_is_said(body):
    system = connect(make_qingping())

    answer = Client(headers={"Authorization": f"Bearer {system.push_secret}"}).post(
        f"/exchange/{system.pk}/tickets", body, content_type="application/json"
    )

    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)


def test_a_push_is_bounded_in_size_and_in_how_often(monkeypatch):
    town = make_qingping()
    system = connect(town)

    assert _push(system, {"tickets": "none"}).status_code == 400
    assert _push(system, {"tickets": [{"id": str(n)} for n in range(501)]}).status_code == 413
    assert _push(system, {"tickets": ["x" * (1 << 20)]}).status_code == 413
    monkeypatch.setattr("wangge.faces.exchange.pushing.BY_SYSTEM", 0)
    refused = _push(system, {"tickets": []})
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
