"""What the shell draws its own quick way says exactly what Django's templates say."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from wangge.faces.shell.drawing import ControlRenderer
from wangge.faces.shell.filling import fill_shaped
from wangge.faces.workbench.matters.parts import Cell, Line


def test_a_filled_partial_says_what_a_loop_says(tmp_path, settings):
    (tmp_path / "_row.html").write_text('<li title="{{ line.name }}">{{ line.name }} {{ line.sign }}</li>', "utf8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    lines = [SimpleNamespace(name=name, sign=SafeString("<b>!</b>")) for name in ('<a "b">', "\0", "", _("待办"))]

    filled = Template('{% load shell %}{% fill "_row.html" lines %}').render(Context({"lines": lines}))

    assert filled == Template('{% for line in lines %}{% include "_row.html" %}{% endfor %}').render(
        Context({"lines": lines})
    )


def test_a_line_is_filled_as_its_partial_draws_it():
    lines = [
        Line(
            '<a "b">',
            [Cell(_("户主"), "张三", "/a?b=1&c=2"), Cell("人数", "3", is_number=True)],
            "/a/",
            SafeString("<i>"),
        ),
        Line("李四", [Cell(_("户主"), ""), Cell("人数", "\0" + "1" + "\0", tag=True)], actions=[(_("待办"), "/b/")]),
        Line("", [Cell("户主", "王五"), Cell("人数", "4", is_number=True)], below=_("待办")),
        Line(_("待办"), [Cell("户主", "赵六"), Cell("人数", "5", is_number=True)], "/d/", _("待办")),
    ]
    for some in (lines, lines[1:], lines[2:] + lines[:2]):
        filled = fill_shaped("workbench/matters/_line.html", some)

        drawn = [
            render_to_string("workbench/matters/_line.html", {"line": line, "first": some[0]}).strip() for line in some
        ]
        assert filled == "".join(drawn)


ATTRIBUTES = {
    "rows": 4,
    "hidden": True,
    "disabled": False,
    "title": '<a "b">',
    "placeholder": _("待办"),
    "data-x": "",
}
CHOICES = [("", _("不换")), ("a<", '<路"灯>'), (_("一组"), [("b", "水"), (3, SafeString("<b>电</b>"))])]


@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(), forms.NumberInput(), forms.HiddenInput(), forms.PasswordInput(render_value=True),
        forms.DateInput(), forms.FileInput(), forms.CheckboxInput(), forms.Textarea(),
        forms.Select(choices=CHOICES), forms.SelectMultiple(choices=CHOICES),
        forms.RadioSelect(choices=CHOICES), forms.CheckboxSelectMultiple(choices=CHOICES),
        forms.SplitDateTimeWidget(),
    ],
    ids=lambda widget: type(widget).__name__,
)  # fmt: skip
@pytest.mark.parametrize("value", [None, "", "a<", "x\"<&'\n", "b", 3, True, ["a<", "3"], SafeString("&lt;")])
def test_a_control_is_what_django_draws(widget: forms.Widget, value: object):
    if isinstance(widget, forms.SplitDateTimeWidget) and not isinstance(value, list):
        value = [value, value]

    def drawn(renderer) -> str:
        return re.sub(r">\s+<", "><", widget.render("name", value, attrs=ATTRIBUTES, renderer=renderer))

    assert drawn(ControlRenderer()) == drawn(DjangoTemplates())


@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_an_option_by_itself_is_what_django_draws(widget: type[forms.Widget]):
    def tags(renderer) -> list[str]:
        form = type("Form", (forms.Form,), {"one": forms.ChoiceField(choices=CHOICES[:2], widget=widget)})
        return [option.tag() for option in form({"one": "a<"}, renderer=renderer)["one"]]

    assert tags(ControlRenderer()) == tags(DjangoTemplates())
