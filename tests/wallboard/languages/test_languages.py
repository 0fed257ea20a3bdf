"""Who is told in which language, and how each writes numbers, dates and plurals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier

import orjson
import pytest
from babel import Locale

from wallboard.database.faults import Cause, sentence
from wallboard.languages import (
    ENGLISH,
    UnknownLanguage,
    _,
    choose,
    language,
    ngettext,
    offered,
    pgettext,
    said,
    speak,
    speaking,
)
from wallboard.languages.catalogue import BadCatalogue, read

LATE = datetime(2026, 11, 20, 8, 5, 7)
OWN = ("en",)


def test_english_french_and_spanish_are_there() -> None:
    assert {"en", "fr", "es"} <= set(offered())
    assert offered()[0] == "en"


@pytest.mark.parametrize(
    ("tag", "number", "small", "date", "near", "day"),
    [
        ("en", "12,310", "2.5", "Fri 20 Nov", "Fri 08:05", "Fri 20 Nov 2026"),
        ("fr", "12\u202f310", "2,5", "ven. 20 nov.", "ven. 08:05", "ven. 20 nov. 2026"),
        ("fr-CA", "12\u00a0310", "2,5", "ven. 20 nov.", "ven. 08 h 05", "ven. 20 nov. 2026"),
        ("es", "12.310", "2,5", "vie, 20 nov", "vie, 8:05", "vie, 20 nov 2026"),
        ("es-MX", "12,310", "2.5", "vie 20 de nov", "vie 08:05", "vie, 20 de nov de 2026"),
    ],
)
def test_each_writes_numbers_and_dates_in_its_own_way(
    tag: str, number: str, small: str, date: str, near: str, day: str
) -> None:
    spoken = language(tag)
    assert (spoken.number("12,310"), spoken.number("2.5")) == (number, small)
    assert (spoken.short_date(LATE), spoken.weekday_time(LATE), spoken.dated(LATE)) == (date, near, day)


def test_a_text_is_said_in_the_language_that_is_spoken_with_its_values() -> None:
    with speak(language("fr")):
        assert _("From 1 to {most}.", most=90) == "De 1 à 90."
    assert _("From 1 to {most}.", most=90) == "From 1 to 90."


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", ["0 hours", "1 hour", "2 hours"]),
        ("fr", ["0 heure", "1 heure", "2 heures"]),
        ("es", ["0 horas", "1 hora", "2 horas"]),
    ],
)
def test_plurals_go_by_the_rule_of_each_language(tag: str, said: list[str]) -> None:
    with speak(language(tag)):
        assert [ngettext("{n} hour", "{n} hours", n, n=n) for n in (0, 1, 2)] == said


@pytest.mark.parametrize(
    ("tag", "said"), [("en", "Ada, Grace and Lin"), ("fr", "Ada, Grace et Lin"), ("es", "Ada, Grace y Lin")]
)
def test_several_are_told_together(tag: str, said: str) -> None:
    with speak(language(tag)):
        assert speaking().together(["Ada", "Grace", "Lin"]) == said
        assert speaking().together(["Ada"]) == "Ada"


def test_what_no_catalogue_has_is_said_in_english() -> None:
    with speak(language("fr")):
        assert _("no catalogue has this {n}", n=1) == "no catalogue has this 1"
        assert pgettext("nowhere", "Everything") == "Everything"
        assert ngettext("{n} strange thing", "{n} strange things", 2, n=2) == "2 strange things"
        assert _("") == ""


def test_two_who_are_answered_at_once_are_each_told_in_their_own_language() -> None:
    both = Barrier(2)

    def told(tag: str) -> str:
        with speak(language(tag)):
            both.wait(10)
            said = _("Everything")
            both.wait(10)
            return said

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(told, ["fr", "es"])) == ["Tout", "Todo"]
    assert speaking() is ENGLISH


@pytest.mark.parametrize(
    ("accepts", "tag"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de-DE,de;q=0.9,es;q=0.5,fr;q=0.7", "fr"),
        ("es-419,es;q=0.9", "es"),
        ("ES", "es"),
        ("fr;q=0,es;q=0.1", "es"),
        ("de, ja", "en"),
        ("*", "en"),
        ("fr;q=oops, es", "es"),
        ("x" * 100_000, "en"),
        ("../../etc/passwd, fr", "fr"),
    ],
)
def test_the_browser_is_answered_in_the_best_language_that_it_asks_for(accepts: str, tag: str) -> None:
    assert choose((), accepts, OWN).tag == tag


def test_what_somebody_chose_comes_before_what_their_browser_asks_for() -> None:
    assert choose(("es",), "fr", OWN).tag == "es"
    assert choose(("", "es"), "fr", OWN).tag == "es"
    assert choose(("tlh",), "fr", OWN).tag == "fr", "a language that is there no more"


def test_the_settings_say_the_region_and_what_is_spoken_with_all_others() -> None:
    assert choose((), "es", ("es-MX",)).tag == "es-MX"
    assert choose(("es",), "", ("fr-CA", "es-MX")).tag == "es-MX"
    assert choose((), "es-CL", ("fr-CA", "es-MX")).tag == "es-MX"
    assert choose((), "de", ("fr-CA",)).tag == "fr-CA"


@pytest.mark.parametrize("tag", ["tlh", "", "english", "fr-", "../fr", "fr-QQQQ-QQQ", "de"])
def test_an_unknown_language_is_refused_and_told_what_there_is(tag: str) -> None:
    with pytest.raises(UnknownLanguage, match=r"there are: en, es, fr|write one like"):
        language(tag)


def test_a_catalogue_that_is_none_says_its_file(tmp_path: Path) -> None:
    broken = tmp_path / "fr.po"
    broken.write_bytes(b'msgid "Name"\nmsgstr "\xff"\n')
    with pytest.raises(BadCatalogue, match=r"fr\.po"):
        read(broken, Locale("fr"))


def test_what_is_not_sure_in_a_catalogue_is_not_said(tmp_path: Path) -> None:
    file = tmp_path / "fr.po"
    file.write_text(
        'msgid ""\nmsgstr ""\n\n#, fuzzy\nmsgid "Name"\nmsgstr "Nome"\n\nmsgid "Role"\nmsgstr ""\n', "utf-8"
    )
    assert read(file, Locale("fr")).texts == {}


def test_a_message_is_made_once_and_said_in_every_language() -> None:
    made = sentence("ledger", Cause.FULL)
    assert made == "The ledger's disk is full; make room, and it goes on by itself"
    assert orjson.dumps({"message": made}) == b'{"message":"%s"}' % made.encode()
    with speak(language("fr")):
        assert said(made) == "Le registre\u00a0: disque plein; faites de la place, et cela reprend tout seul"
    with speak(language("es")):
        assert said(made) == "El registro: disco lleno; libere espacio y seguirá por sí solo"
    assert said("what a source told") == "what a source told"
