"""In which language somebody is told something: texts, numbers, dates and plurals.

English is the language of the code. Every other one is a gettext catalogue in `catalogues/`, read when it is first spoken.
Which one is spoken is a matter of whoever is told: one request, one board's view. It is held in a context variable, so
that two people who are answered at the same moment do not get each other's.
"""

from __future__ import annotations

from wallboard.languages.choosing import UnknownLanguage, choose, language, offered
from wallboard.languages.language import ENGLISH, Language
from wallboard.languages.message import Message, in_turn, said
from wallboard.languages.speaking import (
    N_,
    _,
    ngettext,
    pgettext,
    reset_language,
    set_language,
    speak,
    speaking,
    write_number,
)

__all__ = [
    "ENGLISH",
    "N_",
    "Language",
    "Message",
    "UnknownLanguage",
    "_",
    "choose",
    "in_turn",
    "language",
    "ngettext",
    "offered",
    "pgettext",
    "reset_language",
    "said",
    "set_language",
    "speak",
    "speaking",
    "write_number",
]
