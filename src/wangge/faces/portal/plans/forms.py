"""What somebody says to a plan of grids."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 500


class CommentForm(forms.Form):
    """Words; a name and a telephone only if one wants to."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("您的意见"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("请写一写您的意见")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("怎么称呼您"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("不公开"),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("您的电话"), max_length=20, required=False, help_text=_("不公开，只为问清楚和告诉您结果"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
