import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import pytest
from django.db import connection

from tests.world import MONDAY, make_account, make_actor, make_county, make_town
from wangge.core.access.models import AuditEntry
from wangge.core.access.queries import Actor
from wangge.core.notices.channels import (
    Fault,
    OutgoingMessage,
    Recipient,
    SendFailed,
    channel_faults,
    channels_in_use,
    wecom,
)
from wangge.core.notices.channels.file import FileChannel
from wangge.core.notices.channels.sms import SmsChannel
from wangge.core.notices.channels.wecom import WeComChannel
from wangge.core.notices.operations import drop_address, notify, set_address
from wangge.core.notices.queries import addresses
from wangge.core.notices.sending import send_waiting
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

from .builders import CASE, a_notice, all_deliveries, clock, the_delivery
from .receiver import Answer, Receiver

MESSAGE_ID = UUID("0197a5c0-0000-7000-8000-00000000000f")


def a_message(*to: str, title: str = "有新事项待签收") -> OutgoingMessage:
    return OutgoingMessage(
        id=MESSAGE_ID,
        kind="case.dispatched",
        title=title,
        subject=CASE,
        area_path="/621123/109/",
        created_at=MONDAY,
        sent_at=MONDAY + timedelta(seconds=5),
        recipients=tuple(Recipient(address) for address in to),
    )


@pytest.fixture
def sms(settings: Any, receiver: Receiver) -> Receiver:
    """The county's gateway."""
    settings.SMS = {
        "URL": receiver.url, "KEY_ID": "weiyuan", "SECRET": "s3cret", "SIGN": "渭源网格", "TEMPLATE": "T01"
    }  # fmt: skip
    settings.NOTICE_CHANNELS = ["inbox", "sms"]
    return receiver


@pytest.fixture
def work_chat(settings: Any, receiver: Receiver) -> Iterator[Receiver]:
    """The interface of 企业微信."""
    settings.WECOM = {"CORP_ID": "ww1", "AGENT_ID": "1000002", "SECRET": "s3cret", "URL": receiver.url}
    settings.NOTICE_CHANNELS = ["inbox", "wecom"]
    wecom._tokens.clear()
    yield receiver
    wecom._tokens.clear()


def said(**answer: Any) -> Answer:
    return Answer(body=json.dumps(answer).encode())


TOKEN = said(errcode=0, errmsg="ok", access_token="tok1", expires_in=7200)


def test_the_inbox_is_always_on_and_without_fault(settings: Any):
    settings.NOTICE_CHANNELS = []

    assert [channel.code for channel in channels_in_use()] == ["inbox"]
    assert channel_faults() == []


def test_an_unknown_channel_is_a_fault(settings: Any):
    settings.NOTICE_CHANNELS = ["inbox", "pigeon"]

    assert channel_faults() == [
        Fault("没有叫 pigeon 的通知通道", "改正 WANGGE_CHANNELS，可以写：inbox, webhook, sms, wecom, file")
    ]


def test_the_file_channel_writes_a_line_a_message(settings: Any):
    channel = FileChannel()

    channel.send(a_message("wang", "li"))
    channel.send(a_message("zhao", title="第二件"))

    lines = [json.loads(line) for line in (settings.HOME / "notices.jsonl").read_text("utf-8").splitlines()]
    assert [(line["title"], line["to"]) for line in lines] == [("有新事项待签收", ["wang", "li"]), ("第二件", ["zhao"])]
    assert channel.check() == []


def test_the_file_channel_says_when_it_cannot_write(settings: Any, tmp_path: Any):
    settings.HOME = tmp_path / "absent"
    settings.NOTICE_CHANNELS = ["file"]

    [fault] = channel_faults()

    assert fault.message == f"文件通道：不能写入 {tmp_path}/absent/notices.jsonl"
    with pytest.raises(SendFailed, match="文件写不进去"):
        FileChannel().send(a_message("wang"))


def test_the_gateway_gets_a_signed_form(sms: Receiver):
    sms.answers(said(code=0))

    SmsChannel().send(a_message("13800138000"))

    [request] = sms.requests
    fields = dict(parse_qsl(request.body.decode()))
    signature = fields.pop("signature")
    expected = hmac.new(b"s3cret", urlencode(sorted(fields.items())).encode(), hashlib.sha256).hexdigest()
    assert signature == expected
    assert json.loads(fields.pop("params")) == {"title": "有新事项待签收", "label": CASE.label}
    assert fields == {
        "key_id": "weiyuan",
        "timestamp": str(int(MONDAY.timestamp()) + 5),
        "nonce": str(MESSAGE_ID),
        "phone": "13800138000",
        "sign": "渭源网格",
        "template": "T01",
    }


@pytest.mark.parametrize(
    ("answer", "words", "temporary"),
    [
        (said(code="NO_TEMPLATE", message="模板未报备"), "短信网关没有接收：NO_TEMPLATE 模板未报备", False),
        (Answer(body=b"<html>"), "对方的答复看不懂", True),
        (Answer(body=b"[]"), "对方的答复看不懂", True),
        (Answer(status=502), "对方答复 HTTP 502", True),
    ],
)
def test_what_the_gateway_does_not_take_is_a_failure(sms: Receiver, answer: Answer, words: str, temporary: bool):
    sms.answers(answer)

    with pytest.raises(SendFailed) as failed:
        SmsChannel().send(a_message("13800138000"))

    assert (failed.value.words, failed.value.temporary) == (words, temporary)


def test_sms_says_what_is_missing(settings: Any):
    settings.SMS = {"URL": "http://gateway.example/", "KEY_ID": "weiyuan", "SECRET": "", "SIGN": "", "TEMPLATE": "T01"}
    settings.NOTICE_CHANNELS = ["sms"]

    assert channel_faults() == [
        Fault("短信：没有设置网关给的密钥", "向县里的短信网关要来，设置 WANGGE_SMS_SECRET"),
        Fault("短信：没有设置已报备的短信签名", "向县里的短信网关要来，设置 WANGGE_SMS_SIGN"),
        Fault("短信：网关地址没有加密，号码会明文传出", "WANGGE_SMS_URL 改用 https 地址"),
    ]
    with pytest.raises(SendFailed, match="还没有设置完整"):
        SmsChannel().send(a_message("13800138000"))


def test_work_chat_gets_one_call_for_many_and_keeps_its_token(work_chat: Receiver):
    work_chat.answers(TOKEN, said(errcode=0), said(errcode=0))

    WeComChannel().send(a_message("wang", "li"))
    WeComChannel().send(a_message("zhao"))

    asked, first, second = work_chat.requests
    body = json.loads(first.body)
    assert asked.path == "/cgi-bin/gettoken?corpid=ww1&corpsecret=s3cret"
    assert first.path == second.path == "/cgi-bin/message/send?access_token=tok1"
    assert (body["touser"], body["agentid"], body["msgtype"]) == ("wang|li", 1000002, "text")
    assert body["enable_duplicate_check"] == 1
    assert body["text"]["content"] == f"有新事项待签收 {CASE.label}\n请登录查看：http://127.0.0.1:8000"


def test_a_number_already_in_the_title_is_not_said_twice(work_chat: Receiver):
    work_chat.answers(TOKEN, said(errcode=0))

    WeComChannel().send(a_message("wang", title=f"新上报的事项 {CASE.label}"))

    assert json.loads(work_chat.requests[1].body)["text"]["content"].count(CASE.label) == 1


def test_a_stale_token_is_asked_for_again(work_chat: Receiver):
    fresh = said(errcode=0, access_token="tok2", expires_in=7200)
    work_chat.answers(TOKEN, said(errcode=42001, errmsg="expired"), fresh, said(errcode=0))

    WeComChannel().send(a_message("wang"))

    assert work_chat.requests[-1].path == "/cgi-bin/message/send?access_token=tok2"


@pytest.mark.parametrize(
    ("answer", "words", "temporary", "not_reached"),
    [
        (said(errcode=45009, errmsg="api freq out of limit, hint: [1]"), "45009 api freq out of limit", True, set()),
        (said(errcode=81013, errmsg="all users invalid"), "81013 all users invalid", False, set()),
        (said(errcode=0, invaliduser="LI|", unlicenseduser="zhao"), "没有这个成员", False, {"li", "zhao"}),
    ],
)
def test_the_answer_of_work_chat_decides(
    work_chat: Receiver, answer: Answer, words: str, temporary: bool, not_reached: set[str]
):
    work_chat.answers(TOKEN, answer)

    with pytest.raises(SendFailed, match=words) as failed:
        WeComChannel().send(a_message("wang", "li", "zhao"))

    assert (failed.value.temporary, set(failed.value.not_reached)) == (temporary, not_reached)


def test_work_chat_says_what_is_missing_and_never_its_secret(work_chat: Receiver, settings: Any):
    work_chat.answers(said(errcode=40001, errmsg="invalid credential"), TOKEN)

    wrong = channel_faults()
    right = channel_faults()
    settings.WECOM = settings.WECOM | {"AGENT_ID": "abc"}
    no_number = channel_faults()
    settings.WECOM = settings.WECOM | {"SECRET": ""}
    missing = channel_faults()

    assert [fault.message for fault in wrong] == ["企业微信：取不到调用凭证（企业微信不给凭证：错误码 40001）"]
    assert right == []
    assert no_number == [Fault("企业微信：AgentId 应是数字", "改正 WANGGE_WECOM_AGENT_ID")]
    assert [fault.message for fault in missing] == ["企业微信：没有设置应用的 Secret"]
    assert "s3cret" not in str([*wrong, *no_number, *missing])


@pytest.mark.django_db
def test_only_persons_with_an_address_are_written_to(sms: Receiver):
    town = make_town()
    with_phone, without = make_account(at=town), make_account(at=town)
    me = Actor(account_id=with_phone.pk, name=with_phone.name)
    set_address(actor=me, account_id=with_phone.pk, channel="sms", value=" 13800138000 ", at=MONDAY)
    sms.answers(said(code=0))

    notify(new=[a_notice(with_phone, without, at=town)], at=MONDAY)
    send_waiting(now=clock(MONDAY))

    assert (the_delivery().account_id, the_delivery().status) == (with_phone.pk, "sent")
    assert dict(parse_qsl(sms.requests[0].body.decode()))["phone"] == "13800138000"


@pytest.mark.django_db
def test_an_address_taken_back_is_not_written_to(sms: Receiver):
    town = make_town()
    person = make_account(at=town)
    me = Actor(account_id=person.pk, name=person.name)
    set_address(actor=me, account_id=person.pk, channel="sms", value="13800138000", at=MONDAY)
    notify(new=[a_notice(person, at=town)], at=MONDAY)
    drop_address(actor=me, account_id=person.pk, channel="sms", at=MONDAY)

    send_waiting(now=clock(MONDAY))

    assert (the_delivery().status, the_delivery().last_error) == ("dead", "没有登记这个通道的地址")
    assert sms.requests == []
    with pytest.raises(NotFound):
        drop_address(actor=me, account_id=person.pk, channel="sms", at=MONDAY)


@pytest.mark.django_db
def test_an_address_lies_encrypted_can_change_and_leaves_no_trace_in_the_audit(sms: Receiver):
    town = make_town()
    person = make_account(at=town)
    me = Actor(account_id=person.pk, name=person.name)

    set_address(actor=me, account_id=person.pk, channel="sms", value="13800138000", at=MONDAY)
    set_address(actor=me, account_id=person.pk, channel="sms", value="13900139000", at=MONDAY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM notices_address")
        [(stored,)] = cursor.fetchall()
    assert b"139" not in bytes(stored)
    assert addresses(account_id=person.pk) == {"sms": "13900139000"}
    assert "139" not in str([entry.detail for entry in AuditEntry.objects.all()])


@pytest.mark.django_db
def test_others_addresses_are_set_by_who_keeps_their_accounts(sms: Receiver):
    county = make_county()
    town, other = make_town(under=county), make_town("尚湖镇", under=county, number="110")
    person = make_account(at=town)
    given = {"account_id": person.pk, "channel": "sms", "value": "13800138000", "at": MONDAY}

    with pytest.raises(NotFound):
        set_address(actor=make_actor("town_lead", at=other), **given)
    with pytest.raises(NotAllowed):
        set_address(actor=make_actor("town_lead", at=town), **given)
    set_address(actor=make_actor("system_admin", at=county), **given)

    assert addresses(account_id=person.pk) == {"sms": "13800138000"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "value", "says"),
    [
        ("sms", "12345", "请填写 11 位手机号码"),
        ("sms", "1380013800a", "请填写 11 位手机号码"),
        ("wecom", "wang", "没有开通这个通道"),
        ("webhook", "https://a.example/", "没有开通这个通道"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused(sms: Receiver, channel: str, value: str, says: str):
    person = make_account(at=make_town())
    me = Actor(account_id=person.pk, name=person.name)

    with pytest.raises(Refusal) as refused:
        set_address(actor=me, account_id=person.pk, channel=channel, value=value, at=MONDAY)

    assert refused.value.message == says


@pytest.mark.django_db
def test_work_chat_is_spread_out_but_one_message_goes_together(work_chat: Receiver):
    town = make_town()
    persons = [make_account(at=town) for _ in range(3)]
    for person in persons:
        me = Actor(account_id=person.pk, name=person.name)
        set_address(actor=me, account_id=person.pk, channel="wecom", value=person.login_name, at=MONDAY)
    work_chat.answers(TOKEN, said(errcode=0))

    notify(new=[a_notice(*persons, at=town)], at=MONDAY)
    due = {row.due_at for row in all_deliveries()}
    send_waiting(now=clock(max(due)))

    assert len(due) == 1
    assert MONDAY + timedelta(minutes=2) <= min(due) < MONDAY + timedelta(minutes=5)
    assert json.loads(work_chat.requests[1].body)["touser"].split("|") == [person.login_name for person in persons]
