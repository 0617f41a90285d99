"""Finds the line on which each key of a TOML text stands.

tomllib gives values without places. This walks a text that tomllib has already
accepted, so it only has to keep count, never to judge.
"""

from collections.abc import Mapping

Path = tuple[str | int, ...]

_BARE_END = frozenset(" \t\r\n=,]}.#")


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the key, or of the nearest thing around it that is written in the text; 1 when nothing is."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def key_lines(text: str) -> dict[Path, int]:
    """The line of every table, key and array entry of a valid TOML text, by its path."""
    walker = _Walker(text)
    walker.walk()
    return walker.lines


class _Walker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}

    def walk(self) -> None:
        table: Path = ()
        while self._skip("\n"):
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        self._skip()
        line = self._line()
        path: Path = ()
        for key in self._dotted_key():
            path = self._latest((*path, key))
        if is_array:
            path = path[:-1] if isinstance(path[-1], int) else path
            self.lines.setdefault(path, line)
            self.arrays[path] = self.arrays.get(path, -1) + 1
            path = (*path, self.arrays[path])
        self._mark(path, line)
        self._skip()
        self.at += 2 if is_array else 1
        return path

    def _latest(self, path: Path) -> Path:
        return (*path, self.arrays[path]) if path in self.arrays else path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._dotted_key():
            path = (*path, key)
            self._mark(path, line)
        self._skip()
        self.at += 1  # =
        self._skip()
        self._value(path)

    def _mark(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _dotted_key(self) -> list[str]:
        keys = [self._key()]
        while True:
            self._skip()
            if self._peek() != ".":
                return keys
            self.at += 1
            self._skip()
            keys.append(self._key())

    def _key(self) -> str:
        if self._peek() in "\"'":
            return self._string()
        start = self.at
        while self._peek() not in _BARE_END:
            self.at += 1
        return self.text[start : self.at]

    def _value(self, path: Path) -> None:
        first = self._peek()
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        elif first in "\"'":
            self._string()
        else:
            while self._peek() not in {"", ",", "]", "}", "#", "\n"}:
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._skip("\n,") and self._peek() != "]":
            self.lines[(*path, index)] = self._line()
            self._value((*path, index))
            index += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip(",\n") and self._peek() != "}":
            self._pair(path)
        self.at += 1

    def _string(self) -> str:
        quote = self._peek()
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(fence)
        start = self.at
        while not self.text.startswith(fence, self.at):
            self.at += 2 if quote == '"' and self._peek() == "\\" else 1
        while len(fence) == 3 and self.text.startswith(quote, self.at + 3):
            self.at += 1  # a quotation mark before the closing three belongs to the text
        words = self.text[start : self.at]
        self.at += len(fence)
        return words

    def _skip(self, also: str = "") -> bool:
        """Pass blanks, and with `also` what it names and comments; False at the end of the text."""
        while self.at < len(self.text):
            here = self.text[self.at]
            if here in " \t\r" or here in also:
                self.at += 1
            elif here == "#" and also:
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                return True
        return False

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1
