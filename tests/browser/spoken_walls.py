"""Catalogues as they are and one that is 40 % longer, for walls that are looked at in every language.

The longer one stands for every language that nobody has translated yet. It is put at the place of Esperanto, which has rules
of its own for numbers and dates: each word of the English text with other letters, and two fifths more of them.
"""

from __future__ import annotations

import math
import re
import shutil
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from wallboard.languages import choosing

LONG = "eo"
SPOKEN = ("fr", "es", LONG)
KEPT = re.compile(r"(\{\w*\}|<[^>]*>|%\w?)")  # values, tags and signs
LETTERS = str.maketrans("aeioucnsyAEIOUCNSY", "àéîöüçñšýÀÉÎÖÜÇÑŠÝ")


def stretched(text: str) -> str:
    """Each word by two fifths longer, rounded up."""
    parts = KEPT.split(text)
    return "".join(part if nth % 2 else re.sub(r"[A-Za-z’']{2,}", _longer, part) for nth, part in enumerate(parts))


def _longer(word: re.Match[str]) -> str:
    more = math.ceil(0.4 * len(word[0]))
    return word[0].translate(LETTERS) + (word[0][-1].lower() * more)


def speak_them_all(folder: Path) -> None:
    """From now on this process has the house's catalogues and the longer one."""
    for file in choosing.CATALOGUES.glob("*.po"):
        shutil.copy(file, folder)
    with (folder / "fr.po").open("rb") as french:
        catalogue = read_po(french, locale=LONG)
    for message in catalogue:
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else message.id
            said = tuple(map(stretched, forms))
            message.string = said[0] if isinstance(message.id, str) else said
    with (folder / f"{LONG}.po").open("wb") as longer:
        write_po(longer, catalogue)
    choosing.CATALOGUES = folder
    choosing.offered.cache_clear()
    choosing.language.cache_clear()
