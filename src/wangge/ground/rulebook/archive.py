"""Reads a place's folder out of a ZIP file, as somebody sends it from an office."""

import io
import tempfile
import zipfile
import zlib
from pathlib import Path as File
from pathlib import PurePosixPath

from wangge.ground.rulebook.faults import Fault, RulebookFaults
from wangge.ground.rulebook.load import TOPICS, load
from wangge.ground.rulebook.rulebook import Rulebook

MOST_FILES = 60
MOST_BYTES = 4 << 20  # of all files together, unpacked


def load_archive(packed: bytes) -> Rulebook:
    """Read the TOML files of a ZIP, at its root or in one folder of it. Raises RulebookFaults with all faults."""
    texts = _texts(packed)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in texts.items():
            (File(folder) / name).write_bytes(content)
        return load(File(folder))


def _texts(packed: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise _fault("不是完好的 ZIP 文件，请把规则文件夹压缩成没有密码的 ZIP 再传") from broken


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [info for info in archive.infolist() if not info.is_dir() and _is_wanted(PurePosixPath(info.filename))]
    if len(members) > MOST_FILES or sum(info.file_size for info in members) > MOST_BYTES:
        raise _fault("压缩包太大，只要放规则的 TOML 文件")
    folders = {PurePosixPath(info.filename).parent for info in members}
    if len(folders) > 1:
        raise _fault("压缩包里有好几个文件夹，只要放一个地方的规则")
    names = [PurePosixPath(info.filename).name for info in members]
    if len(set(names)) < len(names):
        raise _fault("压缩包里有同名的文件")
    if not members:
        raise _fault(f"压缩包里没有规则文件，要有的是：{'、'.join(f'{topic}.toml' for topic in TOPICS)}")
    texts = {}
    for info, name in zip(members, names, strict=True):
        with archive.open(info) as member:
            texts[name] = member.read(MOST_BYTES + 1)  # a header may lie about the size
        if sum(map(len, texts.values())) > MOST_BYTES:
            raise _fault("压缩包太大，只要放规则的 TOML 文件")
    return texts


def _is_wanted(path: PurePosixPath) -> bool:
    """A TOML file that no desktop put there for itself."""
    return path.suffix == ".toml" and not path.name.startswith(".") and "__MACOSX" not in path.parts


def _fault(message: str) -> RulebookFaults:
    return RulebookFaults([Fault("ZIP", 0, "", message)])
