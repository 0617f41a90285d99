"""What is to be tried, and the numbers it is tried on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.practice.whatif.basis import MEANINGS, Basis, Limit
from wangge.practice.whatif.changes import CLOCKS, TRIED, Changes, limit_words, said, unit_words
from wangge.practice.whatif.lifecycle import FEWEST_SEEDS, MOST_SEEDS, USUAL_SEEDS, Source

LONGEST = 3_650
TODAY = _("今天 {value}")
LABELS = {"close": _("{kind}：办结时限（{unit}）"), "sign": _("{kind}：签收时限（{unit}）")}


def _amount(label: Any, help_text: Any, *, least: float, most: float) -> forms.FloatField:
    return forms.FloatField(
        label=label, required=False, min_value=least, max_value=most, help_text=help_text,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip


class TryForm(forms.Form):
    """Empty fields stay as they are today; the numbers below hold for both sides."""

    title = forms.CharField(
        label=_("叫什么"), max_length=120, required=False, help_text=_("比如：网格改为 300 户；不写就叫“推演”")
    )
    capacity = _amount(_("承办单位的力量，今天的百分之几"), _("今天 100；120 就是多两成人手"), least=1, most=10_000)
    seeds = forms.IntegerField(
        label=_("推演多少年"), min_value=FEWEST_SEEDS, max_value=MOST_SEEDS, initial=USUAL_SEEDS,
        help_text=_("每一年运气不同；年数越多，区间越窄"),
    )  # fmt: skip

    def __init__(self, basis: Basis, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.basis = basis
        for code in TRIED:
            meaning = MEANINGS[code]
            today = f"{said(basis.value(code), meaning.places)} {meaning.unit}"
            self.fields[code] = _amount(
                meaning.label, TODAY.format(value=today), least=meaning.least, most=meaning.most
            )
        for nth, kind in enumerate(basis.kinds):
            for clock in CLOCKS:
                limit: Limit = getattr(kind, clock)
                self.fields[f"{clock}_{nth}"] = _amount(
                    LABELS[clock].format(kind=kind.code, unit=unit_words(limit.unit)),
                    TODAY.format(value=limit_words(limit)), least=0.01, most=LONGEST,
                )  # fmt: skip
        for code, number in basis.numbers.items():
            meaning = MEANINGS[code]
            field = _amount(meaning.label, "", least=meaning.least, most=meaning.most)
            field.required, field.initial = True, round(number.value, meaning.places or None)
            field.help_text = _source_words(code, number.source, number.n, number.note)
            self.fields[f"number_{code}"] = field

    @property
    def tried(self) -> list[forms.BoundField]:
        """The first part: what is usually changed."""
        return [self[name] for name in ("title", *TRIED, "capacity", "seeds")]

    @property
    def clocks(self) -> list[forms.BoundField]:
        return [self[f"{clock}_{nth}"] for nth in range(len(self.basis.kinds)) for clock in CLOCKS]

    @property
    def assumed(self) -> list[forms.BoundField]:
        return [self[f"number_{code}"] for code in self.basis.assumed]

    @property
    def known(self) -> list[forms.BoundField]:
        assumed = set(self.basis.assumed)
        return [self[f"number_{code}"] for code in self.basis.numbers if code not in assumed]

    def changes(self) -> Changes:
        """What was filled in."""
        given = self.cleaned_data
        clocks: dict[str, dict[str, Limit]] = {}
        for nth, kind in enumerate(self.basis.kinds):
            for clock in CLOCKS:
                if (amount := given[f"{clock}_{nth}"]) is not None:
                    clocks.setdefault(kind.code, {})[clock] = Limit(amount, getattr(kind, clock).unit)
        return Changes(clocks=clocks, capacity=given["capacity"], **{code: given[code] for code in TRIED})

    def numbers(self) -> dict[str, float]:
        """The numbers as they stand in the form."""
        return {code: self.cleaned_data[f"number_{code}"] for code in self.basis.numbers}


def initial_of(basis: Basis, changes: Changes, *, title: str, seeds: int) -> dict[str, Any]:
    """A form filled in as an earlier run was."""
    found: dict[str, Any] = {"title": title, "seeds": seeds, "capacity": changes.capacity}
    found |= {code: getattr(changes, code) for code in TRIED}
    for nth, kind in enumerate(basis.kinds):
        for clock, limit in changes.clocks.get(kind.code, {}).items():
            found[f"{clock}_{nth}"] = limit.amount
    return found


def _source_words(code: str, source: str, n: int, note: str) -> str:
    unit, label = MEANINGS[code].unit, Source(source).label
    words = str(label) if source != Source.CASES else _("{source}（{n} 件）").format(source=label, n=n)
    return "；".join(str(part) for part in (unit, words, note) if part)
