"""Personal data in part: nothing hidden may shine through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.ground.foundation.text.masking import (
    mask_address,
    mask_address_public,
    mask_id_number,
    mask_name,
    mask_name_public,
    mask_phone,
    mask_plate,
    mask_within,
)


@pytest.mark.parametrize(
    ("name", "in_lists", "in_notices"),
    [
        ("张大力", "张*力", "张某某"),
        ("李芳", "李*", "李某"),
        ("李", "*", "某"),
        ("", "", ""),
        (" 李芳 ", "李*", "李某"),
        ("欧阳小芳", "欧**芳", "欧阳某某"),
        ("司马光", "司*光", "司马某"),
        ("欧阳", "欧*", "欧某"),
        ("阿卜杜拉·买买提", "阿***提", "阿某某"),
        ("𰻞小𬭼", "𰻞*𬭼", "𰻞某某"),
        ("芈\U000e0100月", "芈\U000e0100*", "芈\U000e0100某"),
        ("John Smith", "J***h", "J某某"),
    ],
)
def test_names(name: str, in_lists: str, in_notices: str):
    assert (mask_name(name), mask_name_public(name)) == (in_lists, in_notices)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("330482199001011234", "**************1234"),
        ("33048219900101123X", "**************123X"),
        ("３３０４８２１９９００１０１１２３４", "**************1234"),
        ("330482900101123", "***********1123"),
        ("E12345678", "******678"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_id_numbers(number: str, masked: str):
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+86 138 1234 1234", "138****1234"),
        ("138-1234-1234", "138****1234"),
        ("１３８１２３４１２３４", "138****1234"),
        ("0573-88881234", "0573-****1234"),
        ("(010)8888 1234", "010-****1234"),
        ("12345", "12345"),
        ("661234", "****34"),
        ("no number", "******er"),
        ("", ""),
    ],
)
def test_phones(number: str, masked: str):
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("plate", "masked"),
    [
        ("浙F12323", "浙F·1**23"),
        ("浙F·12323", "浙F·1**23"),
        ("浙f12323", "浙F·1**23"),
        ("浙FD12345", "浙F·D***45"),
        ("粤Z1234港", "粤Z·1**4港"),
        ("摩托12", "***2"),
    ],
)
def test_plates(plate: str, masked: str):
    assert mask_plate(plate) == masked


@pytest.mark.parametrize(
    ("address", "in_lists", "in_notices"),
    [
        ("庆坪镇荣星村红旗小区3幢2单元501室", "庆坪镇荣星村红旗小区3幢***", "庆坪镇荣星村***"),
        ("荣星村4组23号", "荣星村4组23号", "荣星村***"),
        ("荣星村4组23号201室", "荣星村4组23号***", "荣星村***"),
        ("建设路12号楼3单元402", "建设路12号楼***", "***"),
        ("阳光花园5-2-501", "阳光花园5***", "***"),
        ("红旗小区2单元301室", "红旗小区***", "***"),
        ("十二栋一单元", "十二栋***", "***"),
        ("人民路88号阳光城A座1203", "人民路88号阳光城A座***", "***"),
        ("尚湖镇新村路12号", "尚湖镇新村路12号", "尚湖镇***"),
        ("中关村街道软件园", "中关村街道软件园", "中关村街道***"),
        ("荣星村", "荣星村", "荣星村"),
        ("", "", ""),
    ],
)
def test_addresses(address: str, in_lists: str, in_notices: str):
    assert (mask_address(address), mask_address_public(address)) == (in_lists, in_notices)


def test_numbers_within_a_text():
    text = (
        "张三330482199001011234，电话13812341234或0573-88881234、１３８ 1234 1234，车浙F12323，第12345号，2026年3月5日"
    )

    assert mask_within(text) == (
        "张三**************1234，电话138****1234或0573-****1234、138****1234，车浙F·1**23，第12345号，2026年3月5日"
    )


@given(st.integers(3, 9), st.integers(0, 10**9 - 1), st.text(alphabet="，。电话 找我abc\n", max_size=8))
def test_no_mobile_number_passes_through_a_text(second: int, rest: int, around: str):
    number = f"1{second}{rest:09d}"

    masked = mask_within(f"{around}{number}{around}")

    assert number not in masked
    assert masked == f"{around}{number[:3]}****{number[-4:]}{around}"


@given(st.text(max_size=40))
def test_masking_takes_any_text(text: str):
    for mask in (mask_name, mask_name_public, mask_id_number, mask_phone, mask_plate, mask_address, mask_within):
        assert isinstance(mask(text), str)
