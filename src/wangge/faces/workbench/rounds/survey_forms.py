"""What is typed into the pages of surveys."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from wangge.core.areas.scope import Scope
from wangge.faces.workbench.administration.fields import AreaField, DayField
from wangge.faces.workbench.disputes.forms import words_field
from wangge.practice.surveys.lifecycle import Method, SurveyKind
from wangge.practice.surveys.operations import NewItem
from wangge.practice.surveys.queries import SurveyPage


class SurveyForm(forms.Form):
    """A survey with up to three items; an item is words, choices, and which of them count."""

    kind = forms.ChoiceField(
        label=gettext_lazy("哪一种"), choices=SurveyKind.choices, widget=forms.RadioSelect, initial=SurveyKind.SAMPLE
    )
    title = forms.CharField(label=gettext_lazy("调查什么"), max_length=60)
    frame = forms.CharField(
        label=gettext_lazy("样本从哪里抽"), max_length=200, required=False,
        help_text=gettext_lazy("抽样调查必填，例如 全村住户名单里每十户抽一户"),
    )  # fmt: skip
    method = forms.ChoiceField(
        label=gettext_lazy("怎么问"), choices=Method.choices, widget=forms.RadioSelect, initial="door"
    )
    planned = forms.IntegerField(label=gettext_lazy("打算问多少户"), min_value=1, required=False)
    closes_on = DayField(label=gettext_lazy("到哪天为止"), required=False)
    items = forms.CharField(
        label=gettext_lazy("题目"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("一行一题，算“是”的选项前面加 *。例如 您知道网格长是谁吗｜*知道｜不知道"),
    )  # fmt: skip
    field_order = ("kind", "title", "area")

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=gettext_lazy("在哪里"))
        self.order_fields(self.field_order)

    def clean_items(self) -> tuple[NewItem, ...]:
        lines = [line for line in self.cleaned_data["items"].splitlines() if line.strip()]
        return tuple(_item(line) for line in lines)


def _item(line: str) -> NewItem:
    words, *choices = (part.strip() for part in line.replace("|", "｜").split("｜"))
    positive = tuple(place for place, choice in enumerate(choices) if choice.startswith("*"))
    return NewItem(words, tuple(choice.removeprefix("*").strip() for choice in choices), positive)


class AnswerForm(forms.Form):
    """One answer: no name; an item may be left out."""

    words = words_field(gettext_lazy("还说了什么"), rows=2, required=False)
    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, page: SurveyPage, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=gettext_lazy("哪个网格"))
        for item in page.items:
            choices = [("", gettext_lazy("没有答")), *((str(n), one.words) for n, one in enumerate(item.choices))]
            self.fields[f"item_{item.id}"] = forms.ChoiceField(
                label=item.words, choices=choices, required=False, widget=forms.RadioSelect
            )
        self.order_fields(["area", *(f"item_{item.id}" for item in page.items), "words"])


class SheetForm(forms.Form):
    people = forms.IntegerField(label=gettext_lazy("听了多少人的意见"), min_value=1)
    words = words_field(gettext_lazy("大家说了什么"), rows=5, help_text=gettext_lazy("不写人名"))
    form_id = forms.UUIDField(widget=forms.HiddenInput)


class ResultForm(forms.Form):
    item = forms.CharField(label=gettext_lazy("什么指标"), max_length=60, help_text=gettext_lazy("例如 网格长知晓率"))
    on = DayField(label=gettext_lazy("是哪天的结果"))
    source = forms.CharField(label=gettext_lazy("谁测的"), max_length=100)
    percent = forms.DecimalField(
        label=gettext_lazy("百分比"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2
    )
    sample = forms.IntegerField(label=gettext_lazy("问了多少人"), min_value=1, required=False)
    positives = forms.IntegerField(label=gettext_lazy("其中算“是”的"), min_value=0, required=False)
    rank = forms.IntegerField(label=gettext_lazy("第几名"), min_value=1, required=False)
    rank_of = forms.IntegerField(label=gettext_lazy("一共多少个"), min_value=1, required=False)
    rank_within = forms.CharField(label=gettext_lazy("在哪里排的"), max_length=60, required=False)

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=gettext_lazy("测的是哪里"))
        self.order_fields(["area", "item"])
