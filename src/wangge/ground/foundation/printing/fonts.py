"""Where the type comes from: the site's own fonts first, then those of the package, then the system's.

Every character is set in the first font that has it, so that a rare one in a name (𬭼, 㛃) is drawn
in another hand rather than lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pylopdf_fonts_zh_cn
from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont

Family = Literal["serif", "sans"]

SYSTEM = Path("/usr/share/fonts")
SYSTEM_FILES: dict[Family, tuple[str, ...]] = {
    "serif": ("opentype/noto/NotoSerifCJK-Regular.ttc", "truetype/hanazono/HanaMinB.ttf"),
    "sans": ("opentype/noto/NotoSansCJK-Regular.ttc", "truetype/wqy/wqy-microhei.ttc"),
}
UNSEEN = frozenset("\n\t ")


class MissingFont(RuntimeError):
    """There is no font to print Chinese with; the message says what to install."""


@dataclass(frozen=True)
class Font:
    """One face of a font file."""

    path: Path
    face: int
    characters: frozenset[int]

    @property
    def name(self) -> str:
        """A name that is the same for the same file, as the PDF writer needs it."""
        return f"{self.path.stem.lower()}-{self.face}"

    def has(self, character: str) -> bool:
        return ord(character) in self.characters


def fonts(family: Family) -> Iterator[Font]:
    """The fonts of a family in the order they are asked, then the other family's."""
    other: Family = "sans" if family == "serif" else "serif"
    for path in (*_own(), *_packaged(family), *_of_system(family), *_packaged(other), *_of_system(other)):
        yield _opened(path)


def font_for(character: str, family: Family) -> Font | None:
    """The first font that has the character, if any."""
    return next((font for font in fonts(family) if font.has(character)), None)


def main_font(family: Family) -> Font:
    """The font most text is set in. Raises MissingFont."""
    found = next(fonts(family), None)
    if found is None:
        raise MissingFont(
            "没有可以打印中文的字体：请重新安装本程序，或安装 fonts-noto-cjk，或用 WANGGE_FONT 指定字体文件"
        )
    return found


def unprintable(text: str) -> str:
    """The characters of a text that no font has, each once; they are printed as empty boxes."""
    return "".join(c for c in dict.fromkeys(text) if c not in UNSEEN and font_for(c, "serif") is None)


def _own() -> list[Path]:
    return [Path(name) for name in settings.PRINT_FONTS if Path(name).is_file()]


def _packaged(family: Family) -> list[Path]:
    path = pylopdf_fonts_zh_cn.serif_path() if family == "serif" else pylopdf_fonts_zh_cn.sans_path()
    return [path] if path.is_file() else []


def _of_system(family: Family) -> list[Path]:
    return [path for name in SYSTEM_FILES[family] if (path := SYSTEM / name).is_file()]


@cache
def _opened(path: Path) -> Font:
    if path.suffix.lower() not in {".ttc", ".otc"}:
        with TTFont(path, lazy=True) as only:
            return Font(path, 0, frozenset(only.getBestCmap()))
    with TTCollection(path, lazy=True) as collection:
        names = [face["name"].getDebugName(4) or "" for face in collection.fonts]
        face = next((i for i, name in enumerate(names) if " SC" in name and "Mono" not in name), 0)
        return Font(path, face, frozenset(collection.fonts[face].getBestCmap()))
