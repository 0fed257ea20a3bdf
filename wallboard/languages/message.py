"""A text that is said later than it is made, and to several people: what is wrong with the wall, on boards in every language.

The core makes it once, in English, for the log and for programs; whoever shows it says it in the language that is spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wallboard.languages.speaking import _, write_number


class Message(str):
    """The English text, which also knows what it was made of. `source` is marked by `N_` where it is written."""

    __slots__ = ("source", "values")

    source: str
    values: dict[str, str]

    def __new__(cls, source: str, /, **values: str) -> Message:
        made = super().__new__(cls, source.format(**values) if values else source)
        made.source, made.values = source, values
        return made


_NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d+")


def said(text: str) -> str:
    """A text in the language that is spoken now; one that is no message, as it is."""
    if not isinstance(text, Message):
        return text
    return _(text.source, **{name: _value(value) for name, value in text.values.items()})


def _value(value: str) -> str:
    """A message is said, and 1,231.5 written as it is here; anything else, such as a name, stays as it is."""
    return write_number(value) if _NUMBER.fullmatch(value) else said(value)


def in_turn(texts: Iterable[str]) -> str:
    """Several texts, one after the other, each to be said in its turn; "" for none. Empty ones are left out."""
    values = {f"text{n}": text for n, text in enumerate(filter(None, texts))}
    return Message("; ".join(f"{{{name}}}" for name in values), **values) if values else ""
