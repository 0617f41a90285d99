"""What the asker may still do with number and code: take it back, appeal, follow it into another number."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cases.town import make_qingping
from tests.world import MONDAY
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import RequestKind, State

pytestmark = pytest.mark.django_db


def address(found, page=""):
    return f"/t/{found.number}/{found.tracking_code}/{page}"


def rejected(town):
    found = town.report()
    asking = ops.Asking(kind=RequestKind.REJECT, words="已起诉", reason="court")
    request = ops.ask_for(actor=town.grid_leader, case_id=found.case_id, asking=asking, at=MONDAY)
    ops.decide_request(
        actor=town.lead, case_id=found.case_id, request_id=request.pk, is_granted=True, words="同意", at=MONDAY
    )
    return found


def test_the_asker_takes_a_matter_back_with_a_word_why():
    town, client = make_qingping(), Client()
    found = town.dispatched()

    assert "不用办了，我要撤回" in client.get(address(found)).content.decode()
    empty = client.post(address(found, "withdraw/"), {"words": ""})
    assert empty.status_code == 400
    assert "请写一句为什么" in empty.content.decode()
    assert town.case(found).state == State.DISPATCHED
    assert client.post(address(found, "withdraw/"), {"words": "邻居修好了"}).status_code == 302

    shown = client.get(address(found)).content.decode()
    assert town.case(found).state == State.WITHDRAWN
    assert "您撤回了" in shown
    assert "不用办了，我要撤回" not in shown


def test_s05_who_is_refused_is_answered_with_the_law_and_may_appeal(settings):
    town, client = make_qingping(), Client()
    found = rejected(town)

    shown = client.get(address(found)).content.decode()
    assert "没有受理" in shown
    assert "信访工作条例" in shown
    late = client.post(address(found, "appeal/"), {"words": "没有起诉"})
    assert late.status_code == 400  # the reception was in March 2026, appeals end after 15 days
    assert "没有起诉" in late.content.decode()
    assert town.case(found).state == State.REJECTED


def test_s05_a_merged_matter_is_followed_under_its_own_number():
    town, client = make_qingping(), Client()
    first, second = town.signed(), town.report("路灯不亮,请修", name="李某")
    ops.merge_case(actor=town.officer, case_id=second.case_id, into=first.number, note="同一盏灯", at=MONDAY)
    ops.add_words(number=first.number, code=first.tracking_code, words="我家门牌三号", at=MONDAY)
    ops.contact_asker(actor=town.policeman, case_id=first.case_id, note="内部话", at=MONDAY + timedelta(hours=1))

    shown = client.get(address(second)).content.decode()

    assert first.number in shown
    assert "联系过您" in shown
    assert "我家门牌三号" not in shown
    assert "内部话" not in shown
    assert "您撤回" not in shown
