"""The forms of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.teams.units import units
from wangge.faces.workbench.administration.fields import DayField, UnitField, unit_words


def _area(**more: Any) -> forms.CharField:
    return forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}), **more)


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("哪一年"), min_value=2000, max_value=2100)


class MinutesForm(forms.Form):
    """纪要."""

    held_on = DayField(label=_("哪天开的"))
    attendees = forms.CharField(label=_("参加的人"), max_length=2000, required=False)
    minutes = _area(label=_("纪要"))


class ItemForm(forms.Form):
    """A risk or an issue, with the cases that show it."""

    kind = forms.ChoiceField(label=_("种类"), choices=[("issue", _("议题")), ("risk", _("风险"))])
    title = forms.CharField(label=_("是什么"), max_length=120)
    numbers = forms.CharField(
        label=_("依据的事项编号"), max_length=2000, required=False, help_text=_("几个编号用空格分开；没有可以不写")
    )


class TaskForm(forms.Form):
    """Who does what until when."""

    action = _area(label=_("做什么"))
    owner_name = forms.CharField(label=_("责任人"), max_length=60, required=False)
    due_on = DayField(label=_("期限"))
    field_order = ("action", "owner_unit", "owner_name", "due_on")

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"] = UnitField(scope=scope, label=_("责任单位"))
        self.order_fields(self.field_order)


class ResultForm(forms.Form):
    result = _area(label=_("结果"))


class NoticeForm(forms.Form):
    """风险提示: the words, and the units of the town it goes to."""

    words = _area(label=_("提示"), help_text=_("写风险是什么、请各单位做什么；不写群众姓名和电话"))
    units = forms.MultipleChoiceField(label=_("发给"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, town: AreaRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = sorted(units().within(scope=Scope((town.path,))), key=lambda u: (u.area_path, u.name))
        field: Any = self.fields["units"]
        field.choices = [(str(unit.id), unit_words(unit)) for unit in near]
