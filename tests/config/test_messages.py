"""The catalogues: what is missing is found, what is there is compiled."""

import gettext

import pytest

from config.cli import main, messages


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A source tree with one text in code, one in a template, and no catalogue yet."""
    src = tmp_path / "src"
    (src / "pkg" / "templates").mkdir(parents=True)
    (src / "pkg" / "words.py").write_text('from x import gettext_lazy as _\nSAID = _("第 %(n)s 件")\n', "utf-8")
    page = '  {% load i18n %}{# 注释 #}\n <p title="{% translate "首页" %}">'
    page += "{% blocktranslate %}你好{% endblocktranslate %}</p>"
    (src / "pkg" / "templates" / "page.html").write_text(page, "utf-8")
    monkeypatch.setattr(messages, "SRC", src)
    return src


def translate(source, **words: str) -> None:
    main(["messages", "--update"])
    path = messages.catalogue_path("config", "en")
    text = path.read_text("utf-8")
    for chinese, english in words.items():
        text = text.replace(f'msgid "{chinese}"\nmsgstr ""', f'msgid "{chinese}"\nmsgstr "{english}"')
    path.write_text(text.replace('msgid "第 %(n)s 件"\nmsgstr ""', 'msgid "第 %(n)s 件"\nmsgstr "No. %(n)s"'), "utf-8")


def test_every_text_without_translation_is_named_with_its_file(source, capsys):
    code = main(["messages", "--check"])

    said = capsys.readouterr().out
    assert code == 1
    assert "src/pkg/words.py: 缺 en 译文：第 %(n)s 件" in said
    assert "src/pkg/templates/page.html: 缺 en 译文：首页" in said
    assert "3 处要改" in said


def test_complete_catalogue_passes_and_compiles(source):
    translate(source, 首页="Home", 你好="Hello")

    codes = main(["messages", "--check"]), main(["messages", "--compile"])

    with messages.catalogue_path("config", "en").with_suffix(".mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert codes == (0, 0)
    assert [words.gettext(text) for text in ("首页", "你好", "第 %(n)s 件")] == ["Home", "Hello", "No. %(n)s"]


def test_update_keeps_translations_and_drops_what_is_gone(source):
    translate(source, 首页="Home", 你好="Hello")
    (source / "pkg" / "words.py").write_text("", "utf-8")

    main(["messages", "--update"])

    text = messages.catalogue_path("config", "en").read_text("utf-8")
    assert 'msgstr "Home"' in text
    assert "件" not in text


def test_translation_that_lost_its_placeholder_is_a_fault(source, capsys):
    translate(source, 首页="Home", 你好="Hello")
    path = messages.catalogue_path("config", "en")
    path.write_text(path.read_text("utf-8").replace("No. %(n)s", "A thing"), "utf-8")

    assert main(["messages", "--check"]) == 1
    assert "占位符不符" in capsys.readouterr().out


def test_chinese_in_a_template_outside_translation_is_a_fault(source, capsys):
    translate(source, 首页="Home", 你好="Hello")
    (source / "pkg" / "templates" / "page.html").write_text("<p>\n办结</p>", "utf-8")

    assert main(["messages", "--check"]) == 1
    assert "page.html:2: 没有标记翻译的文字：办结" in capsys.readouterr().out


def test_shared_text_stands_with_the_lowest_package_and_keeps_its_translation_when_it_moves(source):
    translate(source, 首页="Home", 你好="Hello")
    for package in ("wangge/core/cases", "wangge/faces/portal"):
        (source / package).mkdir(parents=True)
        (source / package / "apps.py").write_text('from x import gettext as _\nSAID = _("你好")\n', "utf-8")

    main(["messages", "--update"])

    holders = [
        path.parents[3].relative_to(source) for path in source.rglob("*.po") if "你好" in path.read_text("utf-8")
    ]
    assert [str(holder) for holder in holders] == ["wangge/core/cases"]
    assert main(["messages", "--check"]) == 0
