"""Faults of a rulebook in the words of those who wrote it: file, line, place in the file, what is wrong."""

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from wangge.ground.rulebook.checks.finding import Path
from wangge.ground.rulebook.schema import base


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `line` is 0 where there is no text to point at."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{where}  {self.path}：{self.message}" if self.path else f"{where}：{self.message}"


class RulebookFaults(Exception):
    """A rulebook that cannot be used, with all its faults in reading order."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def path_words(path: Path) -> str:
    """levels[2].label; entries are counted from 1, as people count them."""
    words = ""
    for key in path:
        words += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if words else key
    return words


_PLAIN: dict[str, str] = {
    "string_type": "要写成文字，用英文双引号括起来",
    "int_type": "要写成整数，不加引号",
    "int_from_float": "要写成整数，不带小数",
    "int_parsing": "要写成整数，不加引号",
    "bool_type": "要写 true 或 false，不加引号",
    "tuple_type": "要写成列表，用方括号 [ ] 括起来",
    "list_type": "要写成列表，用方括号 [ ] 括起来",
    "dict_type": "要写成一组“名称 = 内容”",
    "model_type": "要写成一组“名称 = 内容”",
    "model_attributes_type": "要写成一组“名称 = 内容”",
    "time_parsing": "要写成 “08:30” 这样的时刻",
    "time_type": "要写成 “08:30” 这样的时刻",
}
_PATTERNS: dict[str, str] = {
    base.CODE_PATTERN: "代码只能用小写英文字母、数字和下划线，以字母开头",
    base.SHORT_PATTERN: "要写 2 到 3 个大写英文字母",
    base.NUMBER_PREFIX_PATTERN: "要写 2 到 6 个大写英文字母",
    base.MONTH_DAY_PATTERN: "要写成 “05-01” 这样的月日",
    base.DIVISION_PATTERN: "区划代码要写 6 位（县区）、9 位（乡镇街道）或 12 位（村社区）数字",
}


def schema_words(error: ErrorDetails, model: type[BaseModel]) -> str:
    """What pydantic found, in plain Chinese."""
    kind, limits = error["type"], error.get("ctx", {})
    if kind in _PLAIN:
        return f"{_PLAIN[kind]}（现在是 {_shown(error['input'])}）"
    if kind == "missing":
        return "缺少这一项"
    if kind == "extra_forbidden":
        return _unknown_key(error["loc"], model)
    if kind == "value_error":
        return str(limits["error"])
    if kind == "string_pattern_mismatch":
        return f"{_PATTERNS.get(limits['pattern'], '格式不对')}（现在是 {_shown(error['input'])}）"
    if kind == "literal_error":
        choices = str(limits["expected"]).replace(" or ", ", ").replace("'", "")
        return f"只能写这几种之一：{choices}（现在是 {_shown(error['input'])}）"
    return _limit_words(kind, limits) or f"写法不对：{error['msg']}"


def _limit_words(kind: str, limits: dict[str, Any]) -> str:
    match kind:
        case "greater_than_equal":
            return f"不能小于 {limits['ge']}"
        case "less_than_equal":
            return f"不能大于 {limits['le']}"
        case "string_too_short":
            return "不能空着"
        case "string_too_long":
            return f"太长了，最多 {limits['max_length']} 个字"
    return ""


def _shown(given: object) -> str:
    words = f"“{given}”" if isinstance(given, str) else str(given)
    return words if len(words) <= 40 else words[:40] + "…"


def _unknown_key(path: Path, model: type[BaseModel]) -> str:
    if len(path) > 1 and path[-1] in model.model_fields:
        return f"“{path[-1]}” 要写在文件前面，第一个方括号之前；写在这里就算进了上面那一段"
    known = list(_fields_at(path[:-1], model))
    near = get_close_matches(str(path[-1]), known, n=1)
    hint = f"是不是 “{near[0]}”？" if near else f"这里可以写：{'、'.join(known)}"
    return f"不认识 “{path[-1]}”，{hint}"


def _fields_at(path: Path, model: type[BaseModel]) -> tuple[str, ...]:
    here = model
    for key in path:
        if isinstance(key, str):
            inner = _model_in(here.model_fields[key].annotation)
            if inner is None:
                return ()
            here = inner
    return tuple(here.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType, tuple):
        return next((found for found in map(_model_in, get_args(annotation)) if found), None)
    return None


_TOML_PLACE = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
_TOML_WORDS = (
    ("Cannot overwrite", "同一项写了两次"),
    ("Duplicate", "同一项写了两次"),
    ("Cannot declare", "同一段 [ ] 写了两次"),
    ("Cannot mutate", "同一段 [ ] 写了两次"),
    ("Cannot redefine", "同一段 [ ] 写了两次"),
    ("Unterminated string", "引号没有成对"),
    ("Illegal character", "引号没有成对，或含有不能用的字符"),
    ("Found invalid character", "含有不能用的字符"),
    ("Unclosed array", "方括号没有成对，或列表各项之间少了逗号"),
    ("Unclosed inline table", "花括号没有成对，或各项之间少了逗号"),
    ("Expected '='", "名称后面缺少等号 ="),
    ("Expected ']", "段名的方括号没有成对"),
    ("Expected newline", "这一行多出了内容"),
    ("Invalid value", "等号后面的内容写法不对，文字要用英文双引号括起来"),
    ("Invalid statement", "这一行不是“名称 = 内容”，名称要用规定的英文"),
    ("Invalid initial character", "名称写法不对，中文名称要用英文双引号括起来"),
    ("Unescaped", "引号里的反斜杠 \\ 要写成 \\\\"),
)
_WIDE_MARKS = "“”‘’，＝【】｛｝：　"


def toml_fault(file: str, text: str, error: tomllib.TOMLDecodeError) -> Fault:
    """A text that is not TOML, pointed at the line where reading stopped."""
    lines = text.splitlines() or [""]
    found = _TOML_PLACE.match(str(error))
    if found and not found["line"]:
        return Fault(file, len(lines), "", "到文件末尾还没有写完，括号或引号没有成对")
    line = int(found["line"]) if found else len(lines)
    what = found["what"] if found else str(error)
    message = next((words for start, words in _TOML_WORDS if what.startswith(start)), f"写法不合 TOML 格式：{what}")
    if any(mark in lines[min(line, len(lines)) - 1] for mark in _WIDE_MARKS):
        message += "；引号、逗号、等号若用了中文的，要改成英文的"
    return Fault(file, line, "", message)
