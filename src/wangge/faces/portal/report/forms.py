"""The one short form: what, where, who (我要反映)."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.queries import NamedPlaceRow
from wangge.faces.portal.doors import read_point
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.schema.limits import Limits

WHERE_LENGTH = 120
NAME_LENGTH = 50
CHANGED = ("body", "spot", "phone")  # differ from place to place; each form has its own


class ReportForm(forms.Form):
    """Texts are checked, never cut; a place that cannot be read is left out, never refused."""

    form_id = forms.CharField(required=False, widget=forms.HiddenInput)
    via = forms.CharField(required=False, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("发生了什么？"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("请写一写发生了什么")},
    )
    spot = forms.CharField(label=_("地名"), required=False, widget=forms.Select)
    where_words = forms.CharField(
        label=_("地点"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("例如：村口小卖部往东 50 米")}),
    )
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("怎么称呼您"), required=False, strip=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("您的电话"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("请留一个电话")},
    )
    is_confidential = forms.BooleanField(label=_("不让承办人看到我的姓名和电话"), required=False)

    def __init__(self, *args: Any, limits: Limits, needs_phone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words_max = limits.words_max
        setattr(self.fields["body"], "max_length", limits.words_max)  # noqa: B010  # counted beside the text, not an attribute that cuts it
        self.fields["phone"].required = needs_phone

    def offer_spots(self, spots: Sequence[NamedPlaceRow]) -> None:
        """The places to choose from; only a page that is drawn needs them."""
        widget = self.fields["spot"].widget
        assert isinstance(widget, forms.Select)
        widget.choices = [("", _("请选择")), *((spot_value(row), row.name) for row in spots)]

    def clean_form_id(self) -> str:
        try:
            return str(UUID(self.cleaned_data["form_id"]))
        except ValueError:
            return str(uuid4())

    def clean_body(self) -> str:
        return checked_text(self, "body", self.words_max)

    def clean_where_words(self) -> str:
        return checked_text(self, "where_words", WHERE_LENGTH)

    def clean_name(self) -> str:
        return checked_text(self, "name", NAME_LENGTH)

    @property
    def point(self) -> tuple[float, float] | None:
        """The point chosen on the map, else that of the named place."""
        chosen = read_point(self.cleaned_data.get("lon", ""), self.cleaned_data.get("lat", ""))
        return chosen or read_spot(self.cleaned_data.get("spot", ""))[1]

    @property
    def where(self) -> str:
        """The named place and the person's own words."""
        name = read_spot(self.cleaned_data.get("spot", ""))[0]
        return " ".join(filter(None, [name, self.cleaned_data.get("where_words", "")]))


class _Shared(dict[str, forms.Field]):
    """Fields that all forms of a class use; Django would copy every one for each report."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: deepcopy(field, memo) if name in CHANGED else field for name, field in self.items()}


ReportForm.base_fields = _Shared(ReportForm.base_fields)


def checked_text(form: forms.Form, field: str, most: int) -> str:
    """A text made safe to keep; what is too long is told, never cut. Raises ValidationError."""
    try:
        cleaned = clean_text(form.cleaned_data[field], most, field=field)
    except Refusal as refusal:
        raise forms.ValidationError(refusal.message) from refusal
    if form.fields[field].required and not cleaned:
        raise forms.ValidationError(form.fields[field].error_messages["required"])
    return cleaned


def spot_value(row: NamedPlaceRow) -> str:
    """A named place as a choice that says all that is needed: its name and its point, if it is known."""
    return row.name if row.lon is None or row.lat is None else f"{row.name}@{row.lon:.6f},{row.lat:.6f}"


def read_spot(value: str) -> tuple[str, tuple[float, float] | None]:
    """The way back from `spot_value`."""
    name, _at, point = value.partition("@")
    lon, _comma, lat = point.partition(",")
    return name[:60], read_point(lon, lat)
