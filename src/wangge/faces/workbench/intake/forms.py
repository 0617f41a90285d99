from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.core.cases.reports import CaseReport
from wangge.faces.workbench.cases.categories import grouped_categories
from wangge.faces.workbench.uploads import PhotosField

from .ground import Ground

MAX_WORDS = 5000
MAX_TITLE = 120
ASKERS = [("", _("按类别判断")), ("person", _("个人")), ("enterprise", _("企业"))]


class IntakeForm(forms.Form):
    """One matter as the operator hears it; `token` makes a form that is sent twice one case."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    pasted = forms.CharField(
        label=_("来电记录、短信、群里的话"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(
            attrs={"rows": 4, "data-no-draft": True, "placeholder": _("整段粘贴进来，电话、地点一起。")}
        ),
    )
    phone = forms.CharField(
        label=_("来电号码"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )
    name = forms.CharField(
        label=_("怎么称呼"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": True}),
    )
    asker_kind = forms.ChoiceField(
        label=_("个人还是企业"), required=False, choices=ASKERS, initial="", widget=forms.RadioSelect
    )
    is_confidential = forms.BooleanField(label=_("不让承办人看到姓名和电话"), required=False)
    channel = forms.ChoiceField(label=_("来源"), widget=forms.RadioSelect)
    body = forms.CharField(
        label=_("发生了什么"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": _("照对方的原话记，不用改写。")}),
    )
    category = forms.ChoiceField(label=_("类别"), required=False)
    pick = forms.ChoiceField(required=False)
    area = forms.UUIDField(label=_("在哪个网格"), required=False)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    where_words = forms.CharField(
        label=_("具体地点"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("例如：小学东门往南一百米")}),
    )
    title = forms.CharField(
        label=_("标题"),
        required=False,
        max_length=MAX_TITLE,
        widget=forms.TextInput(attrs={"placeholder": _("不写就用第一句话")}),
    )
    photos = PhotosField(label=_("照片"), required=False)

    def __init__(self, *args: Any, ground: Ground, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground = ground
        channel, category, pick = self.fields["channel"], self.fields["category"], self.fields["pick"]
        assert isinstance(channel, forms.ChoiceField)
        assert isinstance(category, forms.ChoiceField)
        assert isinstance(pick, forms.ChoiceField)
        channel.choices = ground.channels
        category.choices = [("", _("按字词自动判断")), *grouped_categories([ground.rules])]
        pick.choices = [("", ""), *((one.code, one.label) for one in ground.rules.categories)]
        if ground.channels:
            self.initial.setdefault("channel", ground.channels[0][0])

    def clean(self) -> dict[str, Any]:
        """A grid, or a point; a point alone is placed by the map."""
        found = super().clean() or {}
        has_point = found.get("lon") is not None and found.get("lat") is not None
        known = {row.id for row in self.ground.areas}
        if found.get("area") is not None and found["area"] not in known:
            self.add_error("area", _("没有这个网格，或者它不在您的范围内"))
        elif found.get("area") is None and not has_point:
            self.add_error("area", _("请选网格，或者在图上点一下；只知道镇上的话选最上面的一个"))
        if not has_point:
            found["lon"] = found["lat"] = None
        return found

    def report(self, *, door: UUID) -> CaseReport:
        """What the operation takes; `door` is used where only a point was given."""
        typed = self.cleaned_data
        return CaseReport(
            area_id=typed["area"] or door,
            channel=typed["channel"],
            body=typed["body"],
            title=typed["title"],
            source_ref=f"form:{typed['token']}",
            category=typed["category"] or typed["pick"],
            asker_kind=typed["asker_kind"],
            where_words=typed["where_words"],
            lon=typed["lon"],
            lat=typed["lat"],
            name=typed["name"],
            phone=typed["phone"],
            is_confidential=typed["is_confidential"],
            photos=typed["photos"],
        )
