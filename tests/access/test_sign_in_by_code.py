"""Signing in with a one-time code in two halves: the password once, then the code."""

from datetime import timedelta

import pyotp
import pytest

from tests.world import MONDAY, PASSWORD, make_account, make_town
from wangge.core.access.models import Account, Grant
from wangge.core.access.operations import (
    CodeNeeded,
    confirm_totp,
    offer_totp,
    sign_in,
    sign_in_by_code,
)
from wangge.core.access.queries import active_account, actor_of
from wangge.ground.foundation.errors import Refusal, TooMany

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=2)


def with_codes() -> tuple[Account, pyotp.TOTP]:
    account = make_account("安全员", at=make_town())
    secret, _ = offer_totp(account_id=account.pk)
    totp = pyotp.TOTP(secret)
    confirm_totp(account_id=account.pk, code=totp.at(MONDAY), at=MONDAY)
    return account, totp


def ticket_of(account: Account) -> str:
    with pytest.raises(CodeNeeded) as needed:
        sign_in(login_name=account.login_name, password=PASSWORD, code="", address="", at=LATER)
    return needed.value.ticket


def test_the_code_signs_in_with_the_ticket_that_the_password_gave():
    account, totp = with_codes()

    found = sign_in_by_code(ticket=ticket_of(account), code=totp.at(LATER), address="", at=LATER)

    assert (found.pk, found.last_login) == (account.pk, LATER)


def test_a_ticket_is_good_for_five_minutes_for_its_password_and_unchanged():
    account, totp = with_codes()
    ticket = ticket_of(account)
    late = LATER + timedelta(minutes=6)

    for given, at in ((ticket, late), (ticket + "x", LATER)):
        with pytest.raises(Refusal) as refused:
            sign_in_by_code(ticket=given, code=totp.at(at), address="", at=at)
        assert refused.value.field == ""
    account.set_password("another good sentence")
    account.save(update_fields=["password"])
    with pytest.raises(Refusal):
        sign_in_by_code(ticket=ticket, code=totp.at(LATER), address="", at=LATER)


def test_wrong_codes_lock_the_account():
    account, totp = with_codes()
    ticket = ticket_of(account)

    for _ in range(5):
        with pytest.raises(Refusal) as wrong:
            sign_in_by_code(ticket=ticket, code="000000", address="", at=LATER)
        assert wrong.value.field == "code"

    with pytest.raises(TooMany):
        sign_in_by_code(ticket=ticket, code=totp.at(LATER), address="", at=LATER)


def test_the_secret_stays_the_same_until_it_is_confirmed():
    account = make_account(at=make_town())

    assert offer_totp(account_id=account.pk) == offer_totp(account_id=account.pk)


def test_a_role_that_newer_rules_dropped_allows_nothing_and_stops_nobody():
    town = make_town()
    account = make_account(at=town)
    Grant.objects.create(
        account=account, role="no_longer", place="qingping", area_path=town.path, valid_from=MONDAY, granted_by="测试"
    )

    actor = actor_of(account=account, at=MONDAY)

    assert [(g.role, g.permissions) for g in actor.grants] == [("no_longer", frozenset())]


def test_a_closed_account_is_nobody_s():
    account = make_account(at=make_town())
    assert active_account(account_id=account.pk) == account

    account.is_active = False
    account.save(update_fields=["is_active"])

    assert active_account(account_id=account.pk) is None
