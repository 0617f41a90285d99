"""The forms of a line of each list, and the line they make."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.matters.lifecycle import About, Duty, Frequency
from wangge.core.matters.operations import NewHeldField, NewMatter, NewPower, NewReport
from wangge.core.matters.queries import HeldFieldRow, MatterRow, PowerRow, ReportRow
from wangge.core.teams.units import units
from wangge.faces.workbench.administration.fields import UnitField, unit_words
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import rules_at

from .parts import category_choices, level_choices, split_words

BASIS = _("写到条款，例如 《森林防火条例》第十条")
ONE_A_LINE = _("一行一项，或者用顿号隔开")


class LineForm(forms.Form):
    """What all lines have; the code is asked only of a new one."""

    code = forms.CharField(label=_("编码"), max_length=40, help_text=_("字母、数字、点和短横线，例如 A-012"))
    name = forms.CharField(label=_("名称"), max_length=80)

    def __init__(self, town: AreaRow, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town = town
        if not is_new:
            del self.fields["code"]

    def new_line(self, given: Mapping[str, Any]) -> NewMatter | NewPower | NewHeldField | NewReport:
        """The line these values make; the code stays empty where it is not asked."""
        raise NotImplementedError

    def _several(self, name: str, choices: list[tuple[str, str]]) -> None:
        set_choices(self, name, choices)


class MatterForm(LineForm):
    duty = forms.ChoiceField(label=_("履职方式"), choices=Duty.choices)
    legal_basis = forms.CharField(label=_("依据"), max_length=200, help_text=BASIS)
    categories = forms.MultipleChoiceField(label=_("类别"), required=False, widget=forms.CheckboxSelectMultiple)
    holder = forms.CharField(
        label=_("承担单位"), max_length=80, required=False, help_text=_("上级收回的要写明由谁承担")
    )
    holder_level = forms.ChoiceField(
        label=_("承担层级"), help_text=_("上级收回的，只有这一级和它上面能办"), initial=Level.COUNTY.value
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, town: AreaRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(town, *args, **kwargs)
        self._several("categories", category_choices(town))
        self._several("holder_level", level_choices(town))

    def new_line(self, given: Mapping[str, Any]) -> NewMatter:
        return NewMatter(
            code=given.get("code", ""),
            name=given["name"],
            duty=given["duty"],
            legal_basis=given["legal_basis"],
            categories=tuple(given["categories"]),
            holder=given["holder"],
            holder_level=given["holder_level"],
            note=given["note"],
        )


class PowerForm(LineForm):
    categories = forms.MultipleChoiceField(label=_("管的类别"), widget=forms.CheckboxSelectMultiple)
    holder = forms.ChoiceField(label=_("谁有权"), help_text=_("单位的种类，或者规则里点名的单位"))
    handed_down_from = forms.ChoiceField(label=_("由哪一级下放"), required=False)
    legal_basis = forms.CharField(label=_("依据"), max_length=200, help_text=BASIS)

    def __init__(self, town: AreaRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(town, *args, **kwargs)
        self._several("categories", category_choices(town))
        self._several("holder", holder_choices(town))
        self._several("handed_down_from", [("", _("不是下放的")), *level_choices(town)])  # type: ignore[list-item]

    def new_line(self, given: Mapping[str, Any]) -> NewPower:
        kind, _colon, unit = given["holder"].partition(":")
        return NewPower(
            code=given.get("code", ""),
            name=given["name"],
            categories=tuple(given["categories"]),
            level="",  # that of the kind of unit
            unit_kind=kind,
            unit_code=unit,
            handed_down_from=given["handed_down_from"],
            legal_basis=given["legal_basis"],
        )


def holder_choices(town: AreaRow) -> list[tuple[str, str]]:
    """The kinds of unit of the place, and below each the units its rules name."""
    rules = rules_at(town.id)
    if rules is None:
        return []
    return [
        choice
        for kind in rules.units.kinds
        for choice in [
            (kind.code, kind.label),
            *(
                (f"{kind.code}:{unit.code}", f"{kind.label} / {unit.name.replace('{area}', '')}")
                for unit in rules.units.named
                if unit.unit_kind == kind.code
            ),
        ]
    ]


class HeldFieldForm(LineForm):
    about = forms.ChoiceField(label=_("关于"), choices=About.choices)
    aliases = forms.CharField(
        label=_("也叫"), required=False, widget=forms.Textarea, help_text=_("部门要信息时用的别的叫法，一行一个")
    )
    where_held = forms.CharField(label=_("在哪里"), max_length=120, help_text=_("例如 人房台账、镇民政台账"))

    def __init__(self, town: AreaRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(town, *args, **kwargs)
        self.fields["holder_unit"] = UnitField(
            scope=Scope((town.path,)),
            label=_("掌握单位"),
            required=False,
            help_text=_("只有它能说明为什么要再问；不写由审定准入的人说明"),
        )

    def new_line(self, given: Mapping[str, Any]) -> NewHeldField:
        return NewHeldField(
            code=given.get("code", ""),
            name=given["name"],
            about=given["about"],
            where_held=given["where_held"],
            aliases=split_words(given["aliases"]),
            holder_unit_id=given["holder_unit"].id if given["holder_unit"] else None,
        )


class ReportForm(LineForm):
    asked_by = forms.CharField(label=_("谁要的"), max_length=80)
    frequency = forms.ChoiceField(label=_("多久一次"), choices=Frequency.choices)
    fields_asked = forms.CharField(label=_("要填的项"), widget=forms.Textarea, help_text=ONE_A_LINE)
    legal_basis = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=BASIS)

    def new_line(self, given: Mapping[str, Any]) -> NewReport:
        return NewReport(
            code=given.get("code", ""),
            name=given["name"],
            asked_by=given["asked_by"],
            frequency=given["frequency"],
            fields=split_words(given["fields_asked"]),
            legal_basis=given["legal_basis"],
        )


FORMS: dict[str, type[LineForm]] = {
    "matter": MatterForm,
    "power": PowerForm,
    "field": HeldFieldForm,
    "report": ReportForm,
}


NAMES: dict[type[object], tuple[str, ...]] = {
    MatterRow: ("name", "duty", "legal_basis", "categories", "holder", "holder_level", "note"),
    PowerRow: ("name", "categories", "handed_down_from", "legal_basis"),
    HeldFieldRow: ("name", "about", "where_held"),
    ReportRow: ("name", "asked_by", "frequency", "legal_basis"),
}


def initial_of(row: MatterRow | PowerRow | HeldFieldRow | ReportRow) -> dict[str, Any]:
    """What the form of an existing line begins with."""
    found = {name: getattr(row, name) for name in NAMES[type(row)]}
    if isinstance(row, PowerRow):
        found["holder"] = f"{row.unit_kind}:{row.unit_code}" if row.unit_code else row.unit_kind
    elif isinstance(row, HeldFieldRow):
        unit = units().by_id.get(row.holder_unit_id) if row.holder_unit_id else None
        found |= {"aliases": "\n".join(row.aliases), "holder_unit": unit_words(unit) if unit else ""}
    elif isinstance(row, ReportRow):
        found["fields_asked"] = "\n".join(row.fields)
    return found
