"""Values are encrypted for one place, keys are wrapped and can be changed."""

import json
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.ground.foundation.crypto.cipher import CannotDecrypt, blind_index, decrypt, encrypt
from wangge.ground.foundation.crypto.keyring import (
    KeyFileFault,
    add_key,
    forget_keyring,
    key_file_faults,
    keyring,
)

PLACE = "people_person.phone:018f"


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path: Path):
    settings.KEY_FILE = tmp_path / "home" / "keys.json"
    settings.KEK = ""
    forget_keyring()
    yield settings.KEY_FILE
    forget_keyring()


@pytest.mark.parametrize("algorithm", ["aes-256-gcm", "sm4-gcm"])
@pytest.mark.parametrize("value", ["", "13812341234", "𰻞小明👍", "字" * 20_000])
def test_a_value_opens_in_its_own_place_only(algorithm, value: str):
    add_key(algorithm=algorithm)
    sealed = encrypt(value, PLACE)

    assert decrypt(sealed, PLACE) == value
    assert value.encode() not in sealed or not value
    with pytest.raises(CannotDecrypt, match="moved"):
        decrypt(sealed, "people_person.phone:018e")


@pytest.mark.parametrize("algorithm", ["aes-256-gcm", "sm4-gcm"])
def test_no_bit_of_a_value_can_be_changed(algorithm):
    add_key(algorithm=algorithm)
    sealed = encrypt("13812341234", PLACE)

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(CannotDecrypt):
            decrypt(bytes(changed), PLACE)
    for length in range(len(sealed)):
        with pytest.raises(CannotDecrypt):
            decrypt(sealed[:length], PLACE)


def test_equal_values_look_different_each_time():
    assert encrypt("李芳", PLACE) != encrypt("李芳", PLACE)


def test_after_a_change_of_keys_old_values_still_open():
    first = keyring().active
    old = encrypt("旧", PLACE)

    second = add_key(algorithm="sm4-gcm")
    third = add_key(algorithm="aes-256-gcm")
    new = encrypt("新", PLACE)

    assert (decrypt(old, PLACE), decrypt(new, PLACE)) == ("旧", "新")
    assert (old[1:5], new[1:5]) == (first.id, third.id)
    assert set(keyring().keys) == {first.id, second.id, third.id}


def test_a_key_added_by_another_process_is_found(key_file: Path):
    before = set(keyring().keys)
    content = key_file.read_text()
    add_key(algorithm="sm4-gcm")
    sealed, with_new_key = encrypt("新", PLACE), key_file.read_text()
    key_file.write_text(content)
    forget_keyring()
    assert set(keyring().keys) == before

    key_file.write_text(with_new_key)

    assert decrypt(sealed, PLACE) == "新"


def test_a_value_whose_key_is_lost_is_told_apart(key_file: Path):
    sealed = encrypt("李芳", PLACE)
    key_file.unlink()
    forget_keyring()

    with pytest.raises(CannotDecrypt, match="not in the key file"):
        decrypt(sealed, PLACE)


def test_the_key_file_is_made_for_its_owner_only_and_holds_no_open_key(key_file: Path):
    keys = keyring()

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    content = key_file.read_text()
    assert all(key.secret.hex() not in content for key in keys.keys.values())
    assert set(json.loads(content)) == {"kek", "active", "keys", "index"}
    assert key_file_faults() == []


def test_the_wrapping_key_may_be_kept_elsewhere(key_file: Path, settings):
    settings.KEK = "ab" * 32

    sealed = encrypt("李芳", PLACE)

    assert "kek" not in json.loads(key_file.read_text())
    settings.KEK = "cd" * 32
    forget_keyring()
    with pytest.raises(KeyFileFault, match="主密钥不符"):
        decrypt(sealed, PLACE)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"kek": "zz"}', '{"kek": "00"}'])
def test_a_broken_key_file_is_never_replaced(key_file: Path, content: str):
    key_file.parent.mkdir()
    key_file.write_text(content)
    key_file.chmod(0o600)

    assert len(key_file_faults()) == 1
    with pytest.raises(KeyFileFault):
        keyring()
    assert key_file.read_text() == content


def test_a_key_file_open_to_others_is_reported(key_file: Path):
    keyring()
    key_file.chmod(0o644)

    assert key_file_faults() == [f"密钥文件 {key_file} 对其他用户可读，请执行 chmod 600"]


def test_a_missing_key_file_is_reported_without_making_one(key_file: Path):
    assert key_file_faults() == [f"密钥文件 {key_file} 不存在"]
    assert not key_file.exists()


def test_several_first_starts_make_one_key_file(key_file: Path):
    script = (
        "import sys; from django.conf import settings; settings.configure(KEY_FILE=sys.argv[1], KEK='');"
        "from wangge.ground.foundation.crypto.keyring import keyring; print(keyring().active.id.hex())"
    )
    source = str(Path(__file__).parents[2] / "src")
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(key_file)],
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": source},
        )
        for _ in range(4)
    ]

    assert len({start.communicate(timeout=60)[0] for start in starts}) == 1


def test_many_threads_may_encrypt_at_once():
    opened: list[str] = []

    def work() -> None:
        opened.extend(decrypt(encrypt(f"值{n}", PLACE), PLACE) for n in range(50))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(opened) == sorted(f"值{n}" for n in range(50) for _ in range(8))


def test_keys_do_not_show_in_logs():
    assert keyring().active.secret.hex() not in repr(keyring()) + repr(keyring().active)
    assert repr(keyring().active.secret) not in repr(keyring().active)


def test_a_blind_index_finds_equal_values_of_one_purpose():
    index = blind_index("138 1234-1234", "phone")

    assert index == blind_index("１３８１２３４１２３４", "phone")
    assert len(index) == 32
    assert index != blind_index("13812341235", "phone")
    assert index != blind_index("13812341234", "identity")
    assert blind_index("33048219900101123x", "identity") == blind_index("33048219900101123X", "identity")


def test_a_blind_index_outlives_a_change_of_keys():
    index = blind_index("13812341234", "phone")

    add_key(algorithm="sm4-gcm")

    assert blind_index("13812341234", "phone") == index


@given(st.text(max_size=50))
def test_any_text_is_encrypted_and_opened(value: str):
    assert decrypt(encrypt(value, PLACE), PLACE) == value
    assert len(blind_index(value, "name")) == 32
