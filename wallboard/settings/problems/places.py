"""Which line of a TOML file a key stands on, so that an error can point at it.

The text has been read by tomllib already: it is valid TOML, and this scanner relies on that.
"""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING = re.compile(
    r"""
    \"{3} (?: [^\\] | \\. )*? \"{3,5}
    | '{3} .*? '{3,5}
    | \" (?: [^"\\\n] | \\. )* \"
    | ' [^'\n]* '
    """,
    re.DOTALL | re.VERBOSE,
)
_SCALAR = re.compile(r"[^,\]}\n#]*")


def places(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and list item, by its path such as ("promises", 0, "days")."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}  # tables so far in each array of tables

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._take(_BLANK)
        while self._at < len(self._text):
            if self._peek("["):
                table = self._header()
            else:
                self._pair(table)
            self._take(_BLANK)
        return self._found

    def _peek(self, what: str) -> bool:
        return self._text.startswith(what, self._at)

    def _skip(self, length: int = 1) -> str:
        taken = self._text[self._at : self._at + length]
        self._at += length
        self._line += taken.count("\n")
        return taken

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        return self._skip(len(match[0])) if match else ""

    def _header(self) -> Path:
        is_array = self._peek("[[")
        self._skip(2 if is_array else 1)
        keys = self._keys()
        table: Path = ()
        for number, key in enumerate(keys, 1):
            table = (*table, key)
            self._found.setdefault(table, self._line)
            if is_array and number == len(keys):
                self._counts[table] = self._counts.get(table, 0) + 1
            if table in self._counts:
                table = (*table, self._counts[table] - 1)
        self._found[table] = self._line
        self._skip(2 if is_array else 1)
        return table

    def _keys(self) -> list[str]:
        """A dotted key, up to the character behind it."""
        keys = []
        while True:
            self._take(_SPACE)
            keys.append(_plain(self._take(_KEY)))
            self._take(_SPACE)
            if not self._peek("."):
                return keys
            self._skip()

    def _pair(self, table: Path) -> None:
        line = self._line
        for key in self._keys():
            table = (*table, key)
            self._found.setdefault(table, line)
        self._skip()  # the equals sign
        self._take(_SPACE)
        self._value(table)

    def _value(self, path: Path) -> None:
        if self._peek("["):
            self._list(path)
        elif self._peek("{"):
            self._inline_table(path)
        elif self._peek('"') or self._peek("'"):
            self._take(_STRING)
        else:
            self._take(_SCALAR)

    def _list(self, path: Path) -> None:
        self._skip()
        self._take(_BLANK)
        number = 0
        while not self._peek("]"):
            self._found[(*path, number)] = self._line
            self._value((*path, number))
            number += 1
            self._separator()
        self._skip()

    def _inline_table(self, path: Path) -> None:
        self._skip()
        self._take(_BLANK)
        while not self._peek("}"):
            self._pair(path)
            self._separator()
        self._skip()

    def _separator(self) -> None:
        self._take(_BLANK)
        if self._peek(","):
            self._skip()
            self._take(_BLANK)


def _plain(key: str) -> str:
    if key.startswith(('"', "'")):
        return str(tomllib.loads(f"k = {key}")["k"])
    return key
