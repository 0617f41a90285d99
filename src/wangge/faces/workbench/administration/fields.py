"""Fields that take an area, a unit or a person as people write them, with suggestions that need no script."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.queries import AreaRow, area_by_name, areas_in_memory, full_name, subtree
from wangge.core.areas.scope import Scope
from wangge.core.teams.units import Unit, units

MOST = 400


class Suggesting(forms.TextInput):
    """A text box with a list to choose from: values, and words beside them."""

    def __init__(self, suggestions: Iterable[tuple[str, str]] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off"} | (attrs or {}))
        self.suggestions = list(suggestions)[:MOST]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', f'id_{name}')}-list"
        box = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.suggestions)
        return format_html('{}<datalist id="{}">{}</datalist>', box, list_id, options)


class AreaField(forms.CharField):
    """An area of a scope by its code or its name; the cleaned value is the area."""

    def __init__(self, *, scope: Scope, **more: Any) -> None:
        more.setdefault("label", _("区域"))
        more.setdefault("help_text", _("写代码或者名称，例如 荣星村第二网格"))
        super().__init__(max_length=80, **more)
        self.scope = scope
        rows = sorted(subtree(scope=scope), key=lambda row: (row.path.count("/"), row.path))[:MOST]
        self.widget = Suggesting([(row.code, full_name(area_id=row.id)) for row in rows])
        self.widget.is_required = self.required

    def clean(self, value: Any) -> AreaRow | None:
        words = super().clean(value)
        if not words:
            return None
        row = areas_in_memory().by_code.get(words)
        found = [row] if row is not None and self.scope.covers(row.path) else area_by_name(name=words, scope=self.scope)
        if not found:
            raise forms.ValidationError(_("没有找到这个区域，或者它不在您的范围内"))
        if len(found) > 1:
            codes = "、".join(one.code for one in found[:5])
            raise forms.ValidationError(_("有几个地方叫这个名字，请写代码：%(codes)s"), params={"codes": codes})
        return found[0]


class UnitField(forms.CharField):
    """A unit of a scope by its name; the cleaned value is the unit."""

    def __init__(self, *, scope: Scope, **more: Any) -> None:
        more.setdefault("label", _("单位"))
        super().__init__(max_length=200, **more)
        self.units = units().within(scope=scope)
        self.widget = Suggesting([(name, "") for name in sorted(map(unit_words, self.units))])
        self.widget.is_required = self.required

    def clean(self, value: Any) -> Unit | None:
        words = super().clean(value)
        if not words:
            return None
        found = [unit for unit in self.units if words in (unit.name, unit_words(unit))]
        if len(found) != 1:
            raise forms.ValidationError(_("没有找到这个单位，或者有几个同名的；请从列出的里面选"))
        return found[0]


def unit_words(unit: Unit) -> str:
    """A unit's name with its area where the name leaves that out: 派出所（庆坪镇）."""
    area = areas_in_memory().by_id.get(unit.area_id)
    return unit.name if area is None or area.name in unit.name else f"{unit.name}（{area.name}）"


class DayField(forms.DateField):
    """A day, chosen from the browser's own calendar."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)
