"""Places that a text names: 丽发新城小区, 凉塘路, 荣星村; by the words that such names end in, without a list."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

ENDINGS = (
    "小区|社区|家园|花园|公园|公寓|新村|安置区|楼盘|广场|商场|市场|大厦|中心|学校|小学|中学|大学|学院|幼儿园|医院|工地|车站|公司|新城|之城|"
    "街道|大道|号线|搅拌站|苑|园|城|郡|府|湾|邸|庭|都|里|村|组|镇|乡|路|街|巷|桥|湖|山"
)
_ENDING = re.compile(ENDINGS)
_LETTERED = re.compile(r"[A-Za-z]\d*[市区县]")  # A3区: districts whose names were taken out
_BEFORE = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]{2,4}$")
_WORD = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]+")
STEM = 3
SHORTEST, LONGEST = 2, 8


def place_stems(text: str) -> list[str]:
    """The characters by which places are told apart: up to three before the ending, with an ending of one character."""
    text = _LETTERED.sub(" ", text)
    stems = []
    for ending in _ENDING.finditer(text):
        before = _BEFORE.search(text[: ending.start()])
        if before:
            stems.append(before[0][-STEM:] + (ending[0] if len(ending[0]) == 1 else ""))
    return list(dict.fromkeys(stems))


def common_words(texts: Sequence[str], *, most: int = 5, share: float = 0.4) -> list[str]:
    """What several texts have in common: the longest runs of characters in at least this share of them."""
    least = max(2, round(len(texts) * share))
    counts: Counter[str] = Counter(run for text in texts for run in set(_runs(text)))
    common = {run: n for run, n in counts.items() if n >= least}
    chosen: list[str] = []
    for run in sorted(common, key=lambda r: (-common[r] * (len(r) - 1) ** 0.5, -len(r), r)):
        if len(chosen) == most:
            break
        if not any(_overlaps(run, other) for other in chosen):
            chosen.append(run)
    return chosen


def _runs(text: str) -> Iterable[str]:
    for word in _WORD.findall(_LETTERED.sub(" ", text)):
        for length in range(SHORTEST, LONGEST + 1):
            for start in range(len(word) - length + 1):
                yield word[start : start + length]


def _overlaps(run: str, other: str) -> bool:
    return any(run[i : i + 2] in other for i in range(len(run) - 1))
