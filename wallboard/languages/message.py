"""A text that is said later than it is made, and to several people: what is wrong with the wall, on boards in every language.

The core makes it once, in English, for the log and for programs; whoever shows it says it in the language that is spoken.
"""

from __future__ import annotations

from wallboard.languages.speaking import _


class Message(str):
    """The English text, which also knows what it was made of. `source` is marked by `N_` where it is written."""

    __slots__ = ("source", "values")

    source: str
    values: dict[str, str]

    def __new__(cls, source: str, /, **values: str) -> Message:
        made = super().__new__(cls, source.format(**values) if values else source)
        made.source, made.values = source, values
        return made


def said(text: str) -> str:
    """A text in the language that is spoken now; one that is no message, as it is."""
    if not isinstance(text, Message):
        return text
    return _(text.source, **{name: said(value) for name, value in text.values.items()})
