"""Identity numbers (GB 11643) and social credit codes (GB 32100), by vectors of the standards and by every slip."""

from datetime import date

import pytest

from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.identity import id_check, read_credit_code, read_id_number


def test_the_examples_of_the_standard_are_read():
    woman, man = read_id_number("11010519491231002x"), read_id_number("440524188001010014")  # GB 11643-1999, 附录

    assert (woman.number, woman.born_on, woman.is_male) == ("11010519491231002X", date(1949, 12, 31), False)
    assert (man.born_on, man.is_male, man.is_place_known) == (date(1880, 1, 1), True, True)


def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_refused():
    good = "11010519491231002X"
    slips = {good[:i] + digit + good[i + 1 :] for i in range(17) for digit in "0123456789"}
    slips |= {good[:i] + good[i + 1] + good[i] + good[i + 2 :] for i in range(16)}

    accepted = []
    for slip in slips - {good}:
        try:
            accepted.append(read_id_number(slip).number)
        except Refusal:
            continue

    assert accepted == []


def test_an_old_number_of_15_digits_is_the_same_person():
    assert read_id_number("110105 491231 002").number == "11010519491231002X"


@pytest.mark.parametrize("area", ["410871", "621123", "810000", "830000", "911101"])
def test_codes_of_new_zones_and_residence_permits_are_known(area):
    body = f"{area}19900307123"

    assert read_id_number(body + id_check(body)).is_place_known


def test_an_unknown_place_warns_and_does_not_refuse():
    body = "29010519491231002"

    assert not read_id_number(body + id_check(body)).is_place_known


@pytest.mark.parametrize("birth", ["19490230", "18000101", "20270101"])
def test_a_day_of_birth_that_cannot_be_is_refused(birth):
    body = f"110105{birth}002"

    with pytest.raises(Refusal, match="出生日期"):
        read_id_number(body + id_check(body), today=date(2026, 3, 2))


def test_a_credit_code_is_read_and_its_slips_are_refused():
    good = "91350100M000100Y43"  # GB 32100-2015

    assert read_credit_code("91350100m000100y43 ") == good
    for wrong in (good[:-1] + "4", "9135010OM000100Y43", good[:-1], good[:10] + "1" + good[11:]):
        with pytest.raises(Refusal):
            read_credit_code(wrong)
