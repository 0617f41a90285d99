"""Looking a case up, rating its answer, adding to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.core.cases.queries import Tracked
from wangge.faces.portal.report.forms import checked_text


class LookUpForm(forms.Form):
    """The number and the code as somebody reads them off a slip of paper."""

    number = forms.CharField(
        label=_("编号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填编号")},
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填查询码")},
    )


class RateForm(forms.Form):
    """Five faces, the reasons of the face that was chosen, words."""

    score = forms.TypedChoiceField(
        choices=[(n, n) for n in range(1, 6)], coerce=int, error_messages={"required": _("请从五档评价里选一档")}
    )
    words = forms.CharField(label=_("想说的话"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def reasons(self) -> list[str]:
        return list(self.data.getlist(f"reasons-{self.cleaned_data['score']}"))  # type: ignore[attr-defined]  # a QueryDict


class AddForm(forms.Form):
    """More words or pictures of one's own matter."""

    words = forms.CharField(label=_("补充的话"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, case: Tracked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words_max = case.place.rules.limits.words_max
        setattr(self.fields["words"], "max_length", self.words_max)  # noqa: B010  # counted beside the text, not an attribute that cuts it

    def clean_words(self) -> str:
        return checked_text(self, "words", self.words_max)


class WhyForm(forms.Form):
    """Why a matter is taken back, or why it should be taken in after all."""

    words = forms.CharField(
        label=_("为什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写一句为什么")},
    )  # fmt: skip
