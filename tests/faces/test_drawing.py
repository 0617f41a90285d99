"""What the shell draws its own quick way says exactly what Django's templates say."""

import re
from types import SimpleNamespace

from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import Context, Template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


def test_a_filled_partial_says_what_a_loop_says(tmp_path, settings):
    (tmp_path / "_row.html").write_text('<li title="{{ line.name }}">{{ line.name }} {{ line.sign }}</li>', "utf8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    lines = [SimpleNamespace(name=name, sign=SafeString("<b>!</b>")) for name in ('<a "b">', "\0", "", _("待办"))]

    filled = Template('{% load shell %}{% fill "_row.html" lines %}').render(Context({"lines": lines}))

    assert filled == Template('{% for line in lines %}{% include "_row.html" %}{% endfor %}').render(
        Context({"lines": lines})
    )


def test_the_attributes_of_a_control_are_those_django_draws():
    attributes = {
        "rows": 4,
        "hidden": True,
        "disabled": False,
        "title": '<a "b">',
        "placeholder": _("待办"),
        "data-x": "",
    }
    drawn = [
        widget.render("name", "值", attrs=attributes, renderer=renderer)
        for widget in (forms.TextInput(), forms.Textarea(), forms.CheckboxInput())
        for renderer in (TemplatesSetting(), DjangoTemplates())
    ]

    assert [_parts_of(one) for one in drawn[::2]] == [_parts_of(one) for one in drawn[1::2]]


def _parts_of(control: str) -> list[str]:
    return sorted(re.findall(r'[\w-]+(?:="[^"]*")?|\s*[<>]', control))
