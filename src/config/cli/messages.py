"""The catalogues of the pages' words, Chinese being the source: gathered, checked, compiled without GNU gettext."""

import argparse
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SRC = Path(__file__).resolve().parents[2]
LOCALE = SRC / "config" / "locale"
LANGUAGES = ("en",)
LAZY = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = {**DEFAULT_KEYWORDS, **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in LAZY}, "gettext_noop": None}
CHINESE = re.compile(r"[\u3400-\u9fff]+")
SILENT = re.compile(
    r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    todo = parser.add_mutually_exclusive_group(required=True)
    todo.add_argument("--check", action="store_true", help="有缺译、占位符不符或未标记的中文就失败")
    todo.add_argument("--update", action="store_true", help="从源码收集文字，写入译文目录")
    todo.add_argument("--compile", action="store_true", help="编译成程序使用的 .mo 文件")


def run(options: argparse.Namespace) -> int:
    if options.compile:
        for language in LANGUAGES:
            compile_catalogue(language)
        return 0
    if options.update:
        for language in LANGUAGES:
            update(language)
        return 0
    faults = [*untranslated(), *unmarked()]
    for fault in faults:
        print(fault)
    print(f"译文检查：{len(faults)} 处要改。" if faults else "译文检查：齐全。")
    return 1 if faults else 0


def compile_catalogue(language: str) -> None:
    path = catalogue_path(language)
    if path.exists():
        made = io.BytesIO()
        write_mo(made, read(path, language))
        draft = path.with_suffix(".mo.new")
        draft.write_bytes(made.getvalue())
        draft.replace(path.with_suffix(".mo"))
        print(f"已编译 {path.with_suffix('.mo').relative_to(SRC.parent)}")


def update(language: str) -> None:
    path = catalogue_path(language)
    catalogue = read(path, language)
    catalogue.update(used(), no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, catalogue, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    missing = sum(1 for message in catalogue if message.id and not is_translated(message))
    print(f"{path.relative_to(SRC.parent)}：{len(catalogue)} 条，{missing} 条待译")


def untranslated() -> Iterator[str]:
    """A line for each text without a translation or whose translation lost a placeholder."""
    wanted = used()
    for language in LANGUAGES:
        catalogue = read(catalogue_path(language), language)
        for message in wanted:
            if not message.id:
                continue
            found = catalogue.get(message.id, message.context)
            place = message.locations[0][0] if message.locations else "?"
            if found is None or not is_translated(found):
                yield f"{place}: 缺 {language} 译文：{first(message.id)}"
            elif not placeholders_agree(found):
                yield f"{place}: {language} 译文的占位符不符：{first(message.id)}"


def unmarked() -> Iterator[str]:
    """A line for each Chinese text in a template that does not go through translation."""
    for path in sorted(SRC.rglob("templates/**/*.html")):
        bare = SILENT.sub(lambda found: "\n" * found.group().count("\n"), path.read_text("utf-8"))
        for number, line in enumerate(bare.splitlines(), start=1):
            for chinese in CHINESE.findall(line):
                yield f"{path.relative_to(SRC.parent)}:{number}: 没有标记翻译的文字：{chinese}"


def used() -> Catalog:
    """Every text of the code and the templates."""
    catalogue = Catalog(domain="django", charset="utf-8")
    for path in sorted([*SRC.rglob("*.py"), *SRC.rglob("templates/**/*.html"), *SRC.rglob("templates/**/*.txt")]):
        source = path.read_text("utf-8")
        if path.suffix != ".py":
            source = templatize(source)
        place = str(path.relative_to(SRC.parent))
        for line, text, comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            if first(text):
                catalogue.add(text, None, [(place, line)], auto_comments=comments, context=context)
    return catalogue


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, domain="django", charset="utf-8", fuzzy=False)
    with path.open("rb") as text:
        return read_po(text, locale=language, domain="django")


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def is_translated(message: Message) -> bool:
    return not message.fuzzy and all(parts(message.string))


def placeholders_agree(message: Message) -> bool:
    ids, strings = parts(message.id), parts(message.string)
    allowed = {mark for text in ids for mark in PLACEHOLDER.findall(text)}
    needed = set(PLACEHOLDER.findall(ids[-1]))
    return all(set(PLACEHOLDER.findall(text)) <= allowed for text in strings) and needed <= set(
        PLACEHOLDER.findall(strings[-1])
    )


def parts(text: object) -> list[str]:
    """The forms of a text: one, or singular and plural."""
    return [str(one or "") for one in (text if isinstance(text, list | tuple) else [text])]


def first(text: object) -> str:
    return parts(text)[0]
