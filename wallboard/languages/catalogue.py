"""A gettext catalogue as it lies in the house. The .po file itself is read: what people translate is what is spoken, and
no compiled copy of it can be an old one. It takes some hundredths of a second, once, for languages that somebody speaks.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import GNUTranslations
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

CATALOGUES = Path(__file__).resolve().parent / "catalogues"
SCRIPTS = "assets/"  # where texts of the page's own scripts are found


class BadCatalogue(ValueError):
    """A file that is no catalogue; the text says where."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Texts by what the code says, or by (context, what it says). Fuzzy and empty ones are not in it."""

    texts: Mapping[str | tuple[str, str], str]
    script_texts: Mapping[str, str]
    translations: GNUTranslations

    def plural(self, one: str, many: str, number: float) -> str:
        """By the catalogue's own rule. What is no whole number goes with many."""
        whole = int(number) if number == int(number) else 2
        return self.translations.ngettext(one, many, whole)


def read(file: Path, locale: Locale) -> Catalogue:
    """Raises BadCatalogue."""
    try:
        with file.open("rb") as opened:
            catalogue = read_po(opened, locale=locale, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise BadCatalogue(f"{file}: {error}") from error
    texts: dict[str | tuple[str, str], str] = {}
    scripts: dict[str, str] = {}
    for message in catalogue:
        id, said = message.id, message.string
        in_scripts = any(place.startswith(SCRIPTS) for place, _line in message.locations)
        if in_scripts and isinstance(said, tuple) and all(said) and not message.fuzzy:
            scripts |= {id[0]: said[0], id[1]: said[1]}
        if isinstance(id, str) and isinstance(said, str) and id and said and not message.fuzzy:
            texts[(message.context, id) if message.context else id] = said
            scripts |= {id: said} if in_scripts else {}
    return Catalogue(texts, scripts, _translations(catalogue))


def _translations(catalogue: Catalog) -> GNUTranslations:
    """The standard library's own reader, for the rule of plurals."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
