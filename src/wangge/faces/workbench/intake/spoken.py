"""Numbers as an operator reads them aloud over the telephone."""

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

DIGITS = (
    pgettext_lazy("spoken", "零"),
    pgettext_lazy("spoken", "幺"),
    pgettext_lazy("spoken", "二"),
    pgettext_lazy("spoken", "三"),
    pgettext_lazy("spoken", "四"),
    pgettext_lazy("spoken", "五"),
    pgettext_lazy("spoken", "六"),
    pgettext_lazy("spoken", "七"),
    pgettext_lazy("spoken", "八"),
    pgettext_lazy("spoken", "九"),
)


def in_threes(code: str) -> str:
    """A code in groups the eye can hold: ABC 123 7."""
    return " ".join(code[i : i + 3] for i in range(0, len(code), 3))


def spoken(code: str) -> str:
    """字母 Q、P, 二、六、零 …: letters said to be letters, digits one by one."""
    comma = pgettext("spoken", "、")
    parts = []
    for is_digit, run in groupby(code, key=str.isdigit):
        if is_digit:
            parts.append(comma.join(str(DIGITS[int(digit)]) for digit in run))
        else:
            parts.append(_("字母 {letters}").format(letters=comma.join(run)))
    return pgettext("spoken", "，").join(parts)
