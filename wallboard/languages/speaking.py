"""The language that is spoken here and now, and the words by which code says a text: those of gettext, as everywhere.

A text is written where it is said, in English, with its values by name: `_("{n} waiting", n=count(3))`. Extraction finds
texts by these very names, so they are imported as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

from wallboard.languages.language import ENGLISH, Language

_speaking: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def speaking() -> Language:
    """The language of whoever is told something now; English where nobody said."""
    return _speaking.get()


def set_language(language: Language) -> Token[Language]:
    """Speaks it from now on in this task, until `reset_language`. Where a block will do, `speak` is safer."""
    return _speaking.set(language)


def reset_language(token: Token[Language]) -> None:
    _speaking.reset(token)


@contextmanager
def speak(language: Language) -> Iterator[None]:
    """Speaks a language within the block, in this thread or task only."""
    token = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(token)


def write_number(written: str) -> str:
    """A number that Python wrote, such as 1,231.5, as the spoken language writes it."""
    return _speaking.get().number(written)


def _(text: str, /, **values: object) -> str:
    """A text in the language that is spoken, with its values."""
    said = _speaking.get().text(text)
    return said.format(**values) if values else said


def pgettext(context: str, text: str, /, **values: object) -> str:
    """A text that means several things in English: `context` says which."""
    said = _speaking.get().text(text, context)
    return said.format(**values) if values else said


def ngettext(one: str, many: str, n: float, /, **values: object) -> str:
    """A text that goes with a number of things. The number is in the values as well, written as it is to be read."""
    said = _speaking.get().plural(one, many, n)
    return said.format(**values) if values else said


def N_(text: str) -> str:
    """Marks a text that is said later, by `_` where it is shown. Gives it back as it is."""
    return text
