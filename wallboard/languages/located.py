"""A language by its catalogue and its locale. Imported when one other than English is first spoken: Babel is not small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_datetime, format_skeleton
from babel.lists import format_list

from wallboard.languages.catalogue import Catalogue
from wallboard.languages.language import Language


class Located(Language):
    """Texts of a catalogue; numbers, dates and times as the locale writes them."""

    def __init__(self, locale: Locale, catalogue: Catalogue) -> None:
        self.locale = locale
        self.tag = str(locale).replace("_", "-")
        self.name = (locale.get_display_name() or self.tag).capitalize()
        self._texts = catalogue.texts
        self._catalogue = catalogue
        signs = locale.number_symbols["latn"]
        self._signs = str.maketrans({".": signs["decimal"], ",": signs["group"]})
        self._separators: str = signs["decimal"] + signs["group"]

    def text(self, text: str, context: str = "") -> str:
        return self._texts.get((context, text) if context else text, text)

    def plural(self, one: str, many: str, number: float) -> str:
        return self._catalogue.plural(one, many, number)

    @property
    def script_texts(self) -> Mapping[str, str]:
        return self._catalogue.script_texts

    @property
    def separators(self) -> str:
        return self._separators

    def number(self, written: str) -> str:
        return written.translate(self._signs)

    def together(self, names: Sequence[str]) -> str:
        return format_list(names, locale=self.locale)

    def time(self, at: datetime) -> str:
        return self._written("Hm", at)

    def time_with_seconds(self, at: datetime) -> str:
        return self._written("Hms", at)

    def weekday_time(self, at: datetime) -> str:
        return self._written("EHm", at)

    def weekday(self, day: date) -> str:
        return format_datetime(_instant(day), "EEEE", locale=self.locale)

    def month(self, day: date) -> str:
        return format_datetime(_instant(day), "LLL", locale=self.locale)

    def day_month(self, at: date) -> str:
        return self._written("MMMd", at)

    def short_date(self, at: date) -> str:
        return self._written("MMMEd", at)

    def dated(self, at: date) -> str:
        return self._written("yMMMEd", at)

    def _written(self, skeleton: str, at: date) -> str:
        """Such as MMMEd: which parts there are. In which order and with which signs, the locale knows."""
        instant = _instant(at).replace(microsecond=0, tzinfo=None)
        return _formatted(self.locale, skeleton, instant if skeleton == "Hms" else instant.replace(second=0))


@lru_cache(4_096)  # boards say the same few times at every tick
def _formatted(locale: Locale, skeleton: str, at: datetime) -> str:
    return str(format_skeleton(skeleton, at, locale=locale))


def _instant(at: date) -> datetime:
    return at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)  # noqa: DTZ001 - a day has no zone
