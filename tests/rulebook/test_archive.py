"""A place's rules sent as a ZIP."""

import io
import zipfile

import pytest

from tests.rulebook.folders import copy_of, rewrite
from wangge.ground.rulebook import archive
from wangge.ground.rulebook.archive import load_archive
from wangge.ground.rulebook.faults import RulebookFaults
from wangge.ground.rulebook.load import load, shipped_places


def _packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return made.getvalue()


def _shipped(prefix: str = "") -> dict[str, bytes]:
    return {f"{prefix}{file.name}": file.read_bytes() for file in shipped_places()["qingping"].glob("*.toml")}


@pytest.mark.parametrize("prefix", ["", "qingping/", "县里发来的/qingping/"])
def test_a_folder_is_read_wherever_it_lies_in_the_archive(prefix):
    found = load_archive(_packed(_shipped(prefix) | {"__MACOSX/._place.toml": b"x", f"{prefix}说明.txt": b"x"}))

    assert found == load(shipped_places()["qingping"])


def test_a_fault_is_shown_with_its_file_and_line(tmp_path):
    folder = copy_of("qingping", tmp_path)
    line = rewrite(folder, "clocks", "rating_days", "rating_dayz")

    with pytest.raises(RulebookFaults) as refused:
        load_archive(_packed({file.name: file.read_bytes() for file in folder.glob("*.toml")}))

    assert ("clocks.toml", line) in [(fault.file, fault.line) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (b"", "不是完好的 ZIP"),
        (b"PK\x03\x04 half", "不是完好的 ZIP"),
        (_packed({"a.txt": b"x"}), "没有规则文件"),
        (_packed({"a/place.toml": b"x", "b/place.toml": b"x"}), "好几个文件夹"),
        (_packed({f"{n}.toml": b"" for n in range(archive.MOST_FILES + 1)}), "太大"),
        (_packed({"place.toml": b"0" * (archive.MOST_BYTES + 1)}), "太大"),
    ],
)
def test_what_is_no_folder_of_rules_is_refused_in_words(packed, words):
    with pytest.raises(RulebookFaults, match=words):
        load_archive(packed)


def test_a_damaged_member_is_refused():
    whole = bytearray(_packed(_shipped()))
    whole[200:220] = b"\xff" * 20

    with pytest.raises(RulebookFaults):
        load_archive(bytes(whole))
