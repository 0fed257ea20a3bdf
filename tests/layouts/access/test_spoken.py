"""The pages of access in the language of whoever looks: what they chose, else what their browser asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layouts.access.door import PASSWORD, Door, opened
from tests.layouts.access.screen_door import ScreenDoor
from wallboard.model.roles import Role


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with opened(tmp_path) as door:
        yield door


@pytest.mark.parametrize(
    ("accepts", "tag", "words"),
    [("", "en", "Sign in"), ("fr-CA", "fr", "Se connecter"), ("es", "es", "Iniciar sesión")],
)
def test_the_sign_in_page_is_in_the_language_that_the_browser_asks_for(
    door: Door, accepts: str, tag: str, words: str
) -> None:
    page = door.browser().get("/sign-in", **{"accept-language": accepts})
    assert f'<html lang="{tag}">' in page.text
    assert f"<h1>{words}</h1>" in page.text


def test_somebody_is_told_in_the_language_that_they_chose_wherever_they_come_in(door: Door) -> None:
    door.person("ada")
    browser = door.browser("ada")
    assert browser.post("/account/language", language="es").status == 303
    page = door.browser("ada").get("/account?done=language", **{"accept-language": "fr"})
    assert '<html lang="es">' in page.text
    assert "<h1>Su cuenta</h1>" in page.text
    assert '<option value="es" lang="es" selected>Español</option>' in page.text
    assert browser.post("/account/language", language="").status == 303
    assert "<h1>Votre compte</h1>" in door.browser("ada").get("/account", **{"accept-language": "fr"}).text


def test_a_language_that_there_is_not_is_refused_at_its_field(door: Door) -> None:
    door.person("ada")
    answer = door.browser("ada").post("/account/language", language="tlh")
    assert answer.status == 422
    assert answer.errors == {"language": "There is no such language. Choose one of the list."}


def test_what_is_wrong_with_a_form_is_said_in_the_same_language(door: Door) -> None:
    door.person("ada")
    browser = door.browser("ada")
    browser.post("/account/language", language="fr")
    answer = browser.post("/account/password", current=PASSWORD, password="short", again="short")
    assert answer.errors["password"].startswith("Un mot de passe a 12 caractères ou plus")


def test_dates_of_a_page_are_written_as_the_language_writes_them(door: Door) -> None:
    door.person("ada")
    browser = door.browser("ada")
    assert ">Wed 18 Nov 2026, " in browser.get("/account").text
    browser.post("/account/language", language="fr")
    assert ">mer. 18 nov. 2026, " in browser.get("/account").text


def test_a_refused_page_is_explained_in_the_visitors_language(door: Door) -> None:
    door.person("ada")
    page = door.browser("ada").get("/people", **{"accept-language": "es"})
    assert page.status == 403
    assert "No es para usted" in page.text


def test_a_screen_speaks_the_language_that_it_was_given_and_loads_its_page_anew(tmp_path: Path) -> None:
    door = ScreenDoor(tmp_path)
    door.person("sue", Role.SUPERVISOR)
    tv, screen = door.paired()
    sue = door.browser("sue")
    assert sue.post(f"/screens/{screen.id}/speak", language="fr").status == 303
    page = tv.get("/tv")
    assert '<html lang="fr" data-words="' in page.text
    assert "Cet écran est <bdi>Lobby</bdi>" in page.text
    assert sue.post(f"/screens/{screen.id}/speak", language="tlh").status == 422
    entry = next(each for each in door.access.audit.read(limit=10) if each.event == "screen_speaks")
    assert (entry.about, entry.detail) == ("Lobby", {"language": "fr"})
    door.access.close()


def test_nothing_typed_can_break_out_of_a_translated_text(tmp_path: Path) -> None:
    door = ScreenDoor(tmp_path)
    door.person("sue", Role.SUPERVISOR)
    door.paired(name='<b>"Lobby"</b> {0} {name}')
    sue = door.browser("sue")
    for accepts in ("en", "fr", "es"):
        page = sue.get("/screens", **{"accept-language": accepts})
        assert page.status == 200
        assert '<b>"Lobby"' not in page.text
        assert "&lt;b&gt;&#34;Lobby&#34;&lt;/b&gt; {0} {name}" in page.text
    door.access.close()


def test_a_file_has_its_heads_in_the_language_of_who_takes_it(door: Door) -> None:
    door.administrator()
    browser = door.browser("root")
    assert browser.get("/export/audit.csv").body.decode("utf-8-sig").startswith('"number","at_utc","event","what"')
    browser.post("/account/language", language="fr")
    assert browser.get("/export/audit.csv").body.decode("utf-8-sig").startswith('"numéro","date_utc","événement"')
