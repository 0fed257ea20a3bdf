"""Texts from outside, made fit to be said: on one line, nothing in them steers a screen, and no password in them.

File names, column names, a server's words and whatever stands in a file are hostile until they went through here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

HIDDEN = "***"
LONGEST = 200  # characters of a name
LONGEST_TOLD = 1_000  # of one that a source tells: no department, word or key of a city's is longer
LONGEST_MESSAGE = 1_000  # characters of a whole sentence
_NO_NAME = {"Cc", "Cs", "Zl", "Zp"}  # what steers, halves of characters, ends of lines and paragraphs
_NAMES_AT_MOST = 12
_NAME_AT_MOST = 40  # characters of one of several

_SECRET_NAME = re.compile(r"password|passwd|secret|token|credential|authorization|cookie|api_?key", re.IGNORECASE)
# A password may itself hold @, : and /, so everything up to the last @ is taken for one; in the address of a database
# it may also hold blanks. The name before it may hold an @ too.
_URL_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:]*:)\S+@", re.IGNORECASE)
_DATABASE_PASSWORD = re.compile(
    r"(\b(?:postgres(?:ql)?|mysql|mariadb|oracle|mssql)(?:\+\w+)?://[^\s:]*:)[^\r\n]+@", re.IGNORECASE
)
_NAMED_PASSWORD = re.compile(
    r"\b(pass(?:word|wd)|secret|token)(\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&]+)", re.IGNORECASE
)


def escaped(text: str) -> str:
    """With what cannot be seen, breaks a line or turns the writing spelled out: \\n, \\x1b, \\u202e."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def is_name(text: str, longest: int = LONGEST) -> bool:
    """Whether something outside may be called so, and be asked for by that name: on one line, with something in it that can be
    seen. Blanks that keep words together, and marks that steer a script or a hyphen, are a part of many names."""
    if text.isprintable():
        return 0 < len(text) <= longest
    kinds = set(map(unicodedata.category, text))
    return len(text) <= longest and not kinds & _NO_NAME and any(kind[0] not in "CZ" for kind in kinds)


def as_name(text: str) -> str:
    """A name that a source tells, as it can be asked for: what ends a line or steers a screen is a blank."""
    if text.isprintable() or not _NO_NAME & set(map(unicodedata.category, text)):
        return text
    parts = "".join("\n" if unicodedata.category(c) in _NO_NAME else c for c in text).split("\n")
    return " ".join(filter(None, (part.strip(" ") for part in parts)))


def one_line(text: str, longest: int = LONGEST) -> str:
    """A name from outside where nothing but text is known: as it is written, with every gap in it one blank."""
    flat = " ".join(text.split())
    return flat if is_name(flat, longest) else plain(flat, longest)


def plain(text: str, longest: int = LONGEST) -> str:
    """A text from outside on one line, cut, with what cannot be seen spelled out."""
    return escaped(text[: longest - 1] + "…" if len(text) > longest else text)


def names(texts: Iterable[str]) -> str:
    """Several names from outside, a dozen at most, each cut."""
    every = list(texts)
    shown = [plain(name, _NAME_AT_MOST) for name in every[:_NAMES_AT_MOST]]
    more = f" and {len(every) - len(shown):,} more" if len(every) > len(shown) else ""
    return ", ".join(shown) + more


def message(text: str) -> str:
    """A sentence that repeats words from outside: one line, of bounded length, without passwords."""
    return plain(hidden(text), LONGEST_MESSAGE)


def said(text: str) -> str:
    """A line of any length that repeats words from outside: nothing in it breaks it or steers a terminal."""
    return escaped(hidden(text))


def hidden(text: str) -> str:
    """With passwords in addresses, and what is written behind "password=", replaced."""
    if "://" in text:
        text = _URL_PASSWORD.sub(rf"\1{HIDDEN}@", _DATABASE_PASSWORD.sub(rf"\1{HIDDEN}@", text))
    return _NAMED_PASSWORD.sub(rf"\1\2{HIDDEN}", text)


def without_secrets(value: Any) -> Any:
    """A value with passwords in addresses, and whatever a name calls a secret, replaced; any depth."""
    if isinstance(value, str):
        return hidden(value)
    if isinstance(value, Mapping):
        return {key: HIDDEN if _SECRET_NAME.search(str(key)) else without_secrets(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_secrets(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return without_secrets(str(value))
