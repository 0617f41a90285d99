"""The catalogues of the pages' words, Chinese being the source: gathered, checked, compiled without GNU gettext.

Each Django package keeps the translations of its own texts in its folder `locale`; a text that several
packages use stands with the lowest of them, and what belongs to no such package with `config`.
"""

import argparse
import io
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SRC = Path(__file__).resolve().parents[2]
WINGS = ("wangge/ground", "wangge/core", "wangge/practice", "wangge/faces")
LEFT_OVER = "config"
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


Key = tuple[str, str | None]  # the first form of a text, and its context


def add_arguments(parser: argparse.ArgumentParser) -> None:
    todo = parser.add_mutually_exclusive_group(required=True)
    todo.add_argument("--check", action="store_true", help="有缺译、占位符不符或未标记的中文就失败")
    todo.add_argument("--update", action="store_true", help="从源码收集文字，写入各包的译文目录")
    todo.add_argument("--compile", action="store_true", help="编译成程序使用的 .mo 文件")
    parser.add_argument("--package", default="", help="只管一个包，例如 wangge/faces/portal")


def run(options: argparse.Namespace) -> int:
    if options.compile:
        compile_catalogues()
        return 0
    if options.update:
        for language in LANGUAGES:
            update(language, only=options.package)
        return 0
    faults = [line for line in (*untranslated(), *unmarked()) if line.startswith(f"src/{options.package}")]
    for fault in faults:
        print(fault)
    print(f"译文检查：{len(faults)} 处要改。" if faults else "译文检查：齐全。")
    return 1 if faults else 0


def compile_catalogues() -> None:
    for path in sorted(SRC.rglob("locale/*/LC_MESSAGES/django.po")):
        made = io.BytesIO()
        write_mo(made, read(path, path.parents[1].name))
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(made.getvalue())
        draft.replace(path.with_suffix(".mo"))


def update(language: str, *, only: str = "") -> None:
    """Write each package's catalogue anew; translations follow a text that moved to another package."""
    known = translations(language)
    for package, texts in by_package(used()).items():
        if only not in ("", package):
            continue
        catalogue = Catalog(locale=language, domain="django", charset="utf-8", fuzzy=False, header_comment="")
        for text in texts:
            found = known.get(key_of(text))
            places = sorted({(place, 0) for place, _ in text.locations if place.startswith(f"src/{package}/")})
            catalogue.add(text.id, found.string if found else None, places, context=text.context)
        write(catalogue_path(package, language), catalogue)
        missing = sum(1 for message in catalogue if message.id and not is_translated(message))
        print(f"{package}：{len(catalogue)} 条，{missing} 条待译（{language}）")


def untranslated() -> Iterator[str]:
    """A line for each text without a translation or whose translation lost a placeholder."""
    wanted = used()
    for language in LANGUAGES:
        known = translations(language)
        for text in wanted:
            if not text.id:
                continue
            found = known.get(key_of(text))
            place = text.locations[0][0]
            if found is None or not is_translated(found):
                yield f"{place}: 缺 {language} 译文：{parts(text.id)[0]}"
            elif not placeholders_agree(found):
                yield f"{place}: {language} 译文的占位符不符：{parts(text.id)[0]}"


def unmarked() -> Iterator[str]:
    """A line for each Chinese text in a template that does not go through translation."""
    for path in sorted(SRC.rglob("templates/**/*.html")):
        if "styleguide" in path.parts:
            continue  # samples for those who build pages
        bare = SILENT.sub(lambda found: "\n" * found.group().count("\n"), path.read_text("utf-8"))
        for number, line in enumerate(bare.splitlines(), start=1):
            for chinese in CHINESE.findall(line):
                yield f"{path.relative_to(SRC.parent)}:{number}: 没有标记翻译的文字：{chinese}"


def used() -> Catalog:
    """Every text of the code and the templates, with the files that use it."""
    catalogue = Catalog(domain="django", charset="utf-8")
    for path in sorted([*SRC.rglob("*.py"), *SRC.rglob("templates/**/*.html"), *SRC.rglob("templates/**/*.txt")]):
        source = path.read_text("utf-8")
        if path.suffix != ".py":
            source = "\n".join(line.lstrip() for line in templatize(source).splitlines())  # no Python indentation
        place = str(path.relative_to(SRC.parent))
        for line, text, comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            if parts(text)[0]:
                catalogue.add(text, None, [(place, line)], auto_comments=comments, context=context)
    return catalogue


def by_package(wanted: Catalog) -> dict[str, list[Message]]:
    """The texts of each package with a catalogue of its own, a shared text with the lowest that uses it."""
    sorted_out: dict[str, list[Message]] = defaultdict(list)
    for text in wanted:
        if text.id:
            sorted_out[min((package_of(place) for place, _ in text.locations), key=height)].append(text)
    return dict(sorted(sorted_out.items(), key=lambda one: height(one[0])))


def package_of(place: str) -> str:
    """The package that keeps the translations of this source file."""
    package = "/".join(Path(place).parts[1:4])
    is_kept_there = package.startswith(WINGS) and (SRC / package / "apps.py").exists()
    return package if is_kept_there else LEFT_OVER


def height(package: str) -> tuple[int, str]:
    wing = "/".join(package.split("/")[:2])
    return (WINGS.index(wing) if wing in WINGS else len(WINGS), package)


def translations(language: str) -> dict[Key, Message]:
    """What all catalogues together say; a translation wins over a missing one."""
    known: dict[Key, Message] = {}
    for path in sorted(SRC.rglob(f"locale/{language}/LC_MESSAGES/django.po")):
        for message in read(path, language):
            if message.id and (is_translated(message) or key_of(message) not in known):
                known[key_of(message)] = message
    return known


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as text:
        return read_po(text, locale=language, domain="django")


def write(path: Path, catalogue: Catalog) -> None:
    made = io.BytesIO()
    write_po(made, catalogue, width=0, sort_output=True, include_lineno=False, omit_header=True)
    header = f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale_identifier}\\n"\n'
    header += '"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + made.getvalue())


def catalogue_path(package: str, language: str) -> Path:
    return SRC / package / "locale" / language / "LC_MESSAGES" / "django.po"


def key_of(message: Message) -> Key:
    return parts(message.id)[0], message.context


def is_translated(message: Message) -> bool:
    return not message.fuzzy and all(parts(message.string))


def placeholders_agree(message: Message) -> bool:
    """Whether no form has a placeholder of its own, and the general form has them all."""
    ids, strings = parts(message.id), parts(message.string)
    allowed = {mark for text in ids for mark in PLACEHOLDER.findall(text)}
    needed, kept = set(PLACEHOLDER.findall(ids[-1])), set(PLACEHOLDER.findall(strings[-1]))
    return needed <= kept and all(set(PLACEHOLDER.findall(text)) <= allowed for text in strings)


def parts(text: object) -> list[str]:
    """The forms of a text: one, or singular and plural."""
    return [str(one or "") for one in (text if isinstance(text, list | tuple) else [text])]
