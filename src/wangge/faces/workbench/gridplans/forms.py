"""What is typed into the pages of plans."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.files import read_collection
from wangge.core.areas.levels import Frame
from wangge.faces.workbench.administration.fields import DayField
from wangge.ground.foundation.errors import Refusal

LARGEST = 16 << 20


class OutlinesField(forms.FileField):
    """A file of a map programme; the cleaned value is a GeoJSON collection."""

    def clean(self, data: Any, initial: Any = None) -> dict[str, Any] | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件太大，请只放这个村的"))
        try:
            return read_collection(file.read(), name=file.name)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class DrawForm(forms.Form):
    """What the proposals are drawn by."""

    norm = forms.IntegerField(
        label=gettext_lazy("每个网格多少户"), min_value=5, max_value=5_000, required=False,
        help_text=gettext_lazy("不填按本地规则"),
    )  # fmt: skip
    tolerance = forms.IntegerField(
        label=gettext_lazy("允许相差百分之几"), min_value=1, max_value=99, required=False,
        help_text=gettext_lazy("不填按本地规则。允许得多，动的户就少"),
    )  # fmt: skip
    barriers = OutlinesField(
        label=gettext_lazy("道路、河流"), required=False,
        help_text=gettext_lazy("GeoJSON、GeoPackage 或 Shapefile（zip），WGS84 坐标；网格不跨过它们。没有就不传"),
    )  # fmt: skip


class BeginForm(DrawForm):
    """A new plan of one village."""

    title = forms.CharField(
        label=gettext_lazy("方案名称"), max_length=80, required=False, help_text=gettext_lazy("不填就用村名加版次")
    )
    field_order = ("title", "norm", "tolerance", "barriers")


class AgainForm(DrawForm):
    """Drawn anew."""

    keep_barriers = forms.BooleanField(label=gettext_lazy("没有传新的，仍用原来的道路、河流"), required=False)


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("为什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("答复"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=gettext_lazy("意见和答复一起公开"), required=False, initial=True,
        help_text=gettext_lazy("公开以前看一看，意见里有没有写到人"),
    )  # fmt: skip


class ApproveForm(forms.Form):
    effective_on = DayField(label=gettext_lazy("从哪一天起生效"))

    def __init__(self, *args: Any, first_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = first_day


class ImportForm(forms.Form):
    """Grids drawn elsewhere."""

    collection = OutlinesField(
        label=gettext_lazy("GeoJSON、GeoPackage 或 Shapefile（压缩成一个 zip）"),
        help_text=gettext_lazy("一个要素一个网格，name 属性写网格名称"),
    )
    frame = forms.ChoiceField(label=gettext_lazy("文件的坐标系"), choices=Frame.choices)
