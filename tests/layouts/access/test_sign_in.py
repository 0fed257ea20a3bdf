"""Coming in and going out: the same words for every way that does not work, and no session that anybody else made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layouts.access.door import PASSWORD, Browser, Door, opened
from wallboard.model import DAY, MINUTE
from wallboard.model.roles import Role

SESSION = "wallboard-session"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with opened(tmp_path) as door:
        yield door


def test_signed_out_people_are_led_to_the_sign_in_page_and_back(door: Door) -> None:
    door.person("ada")
    browser = door.browser()
    sent = browser.get("/today?day=2026-11-20")
    assert sent.status == 303
    form = browser.get(sent.headers["location"])
    assert 'name="next" value="/today?day=2026-11-20"' in form.text
    entered = browser.post("/sign-in", name="Ada", password=PASSWORD, next="/today?day=2026-11-20")
    assert (entered.status, entered.headers["location"]) == (303, "/today?day=2026-11-20")
    assert browser.get("/today").text == "figures for Ada\n"


@pytest.mark.parametrize("onward", ["//example.org", "/\\example.org", "https://example.org", "/a\\b", "/sign-out"])
def test_nobody_is_led_elsewhere_after_signing_in(door: Door, onward: str) -> None:
    door.person("ada")
    entered = door.browser().post("/sign-in", name="ada", password=PASSWORD, next=onward)
    assert entered.headers["location"] == "/"


def test_every_wrong_way_gets_the_same_answer(door: Door) -> None:
    door.administrator()
    disabled = door.person("gone")
    door.access.people.disable(disabled.id, by=None)
    door.access.people.add("invited", "Invited", Role.VIEWER, by=None)
    browser = door.browser()
    answers = {
        browser.post("/sign-in", name=name, password=password).text.replace(f'value="{name}"', "")
        for name, password in [
            ("root", "wrong password!"),
            ("nobody", PASSWORD),
            ("gone", PASSWORD),
            ("invited", PASSWORD),
            ("invited", ""),
        ]
    }
    assert len(answers) == 1
    assert "This name and password do not fit each other." in answers.pop()


def test_the_password_is_never_shown_again(door: Door) -> None:
    answer = door.browser().post("/sign-in", name="<b>ada", password="my secret words here")
    assert answer.status == 401
    assert "my secret" not in answer.text
    assert 'value="&lt;b&gt;ada"' in answer.text
    assert answer.errors == {"password": "This name and password do not fit each other."}
    assert "<title>Problem: Sign in" in answer.text


def test_who_tries_too_often_is_told_how_long_to_wait(door: Door) -> None:
    door.person("ada")
    browser = door.browser()
    answers = [browser.post("/sign-in", name="ada", password="wrong password!") for _ in range(11)]
    assert [answer.status for answer in answers] == [401] * 10 + [429]
    assert answers[-1].problem == "That was tried too often. Wait 15 minutes, then try again."
    assert 0 < int(answers[-1].headers["retry-after"]) <= 15 * 60
    assert browser.post("/sign-in", name="ada", password=PASSWORD).status == 429
    door.later(16 * MINUTE)
    assert browser.post("/sign-in", name="ada", password=PASSWORD).status == 303


def test_who_guesses_does_not_shut_the_person_out(door: Door) -> None:
    door.person("ada")
    own = door.browser("ada")
    own.post("/sign-out")
    for number in range(40):
        Browser(door.gate, f"10.0.0.{number}").post("/sign-in", name="ada", password="wrong password!")
    assert Browser(door.gate, "10.0.9.9").post("/sign-in", name="ada", password=PASSWORD).status == 429
    assert own.post("/sign-in", name="ada", password=PASSWORD).status == 303


def test_a_session_that_was_planted_is_never_taken_up(door: Door) -> None:
    door.person("ada")
    browser = door.browser()
    browser.cookies[SESSION] = "a-value-that-the-attacker-chose-0123456789"
    browser.post("/sign-in", name="ada", password=PASSWORD)
    assert browser.cookies[SESSION] != "a-value-that-the-attacker-chose-0123456789"


def test_signing_in_again_ends_the_browsers_former_session(door: Door) -> None:
    door.person("ada")
    door.person("ben")
    browser = door.browser("ada")
    before = browser.cookies[SESSION]
    browser.post("/sign-in", name="ben", password=PASSWORD)
    assert browser.get("/").text == "figures for Ben\n"
    browser.cookies[SESSION] = before
    assert browser.get("/").status == 303


def test_who_is_signed_in_is_led_on_from_the_sign_in_page(door: Door) -> None:
    door.person("ada")
    led = door.browser("ada").get("/sign-in?next=%2Ftoday")
    assert (led.status, led.headers["location"]) == (303, "/today")


def test_signing_out_ends_the_session_and_clears_what_the_browser_kept(door: Door) -> None:
    door.person("ada")
    browser = door.browser("ada")
    secret = browser.cookies[SESSION]
    left = browser.post("/sign-out")
    assert (left.status, left.headers["location"]) == (303, "/sign-in?done=out")
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    assert SESSION not in browser.cookies
    assert "You are signed out." in browser.get("/sign-in?done=out").text
    browser.cookies[SESSION] = secret
    assert browser.get("/").status == 303
    assert door.events()[0] == "signed_out"


def test_signing_out_twice_is_no_error(door: Door) -> None:
    assert door.browser().post("/sign-out").status == 303


def test_a_link_cannot_sign_anybody_out(door: Door) -> None:
    door.person("ada")
    browser = door.browser("ada")
    assert browser.get("/sign-out").status == 405
    assert browser.get("/").status == 200


def test_a_session_ends_by_itself(door: Door) -> None:
    door.person("ada")
    browser = door.browser("ada")
    door.later(8 * DAY)
    assert browser.get("/").status == 303


def test_a_one_time_code_sets_the_password_and_signs_in_once(door: Door) -> None:
    _, code = door.access.people.add("ada", "Ada Lopez", Role.VIEWER, by=None)
    browser = door.browser()
    fields = {"name": "ADA", "code": code.text.lower().replace("-", " "), "password": PASSWORD, "again": PASSWORD}
    entered = browser.post("/welcome", fields.items())
    assert (entered.status, entered.headers["location"]) == (303, "/")
    assert browser.get("/").text == "figures for Ada Lopez\n"
    again = door.browser().post("/welcome", fields.items())
    assert again.status == 422
    assert again.errors["code"].startswith("This name and code do not fit each other")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"again": "something else here"}, "again", "These are not the same"),
        ({"password": "short", "again": "short"}, "password", "A password has 12 characters or more"),
        ({"password": "aaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaa"}, "password", "This password is among the first"),
        ({"code": "AAAA-BBBB-CCCC"}, "code", "This name and code do not fit"),
        ({"code": ""}, "code", "This name and code do not fit"),
        ({"name": "nobody"}, "code", "This name and code do not fit"),
    ],
)
def test_what_is_wrong_with_a_welcome_is_told_at_its_field(
    door: Door, changed: dict[str, str], field: str, words: str
) -> None:
    _, code = door.access.people.add("ada", "Ada Lopez", Role.VIEWER, by=None)
    fields = {"name": "ada", "code": code.text, "password": PASSWORD, "again": PASSWORD}
    answer = door.browser().post("/welcome", (fields | changed).items())
    assert answer.status == 422
    assert list(answer.errors) == [field]
    assert answer.errors[field].startswith(words)
    assert PASSWORD not in answer.text
    assert code.text not in answer.text


def test_providers_have_buttons_that_keep_the_page_asked_for(tmp_path: Path) -> None:
    grants = [{"group": "g", "role": "viewer"}]
    city = {"label": "City <i>account</i>", "issuer": "https://id.example.org", "client_id": "w", "grants": grants}
    with opened(tmp_path, providers={"city": city}) as door:
        form = door.browser().get("/sign-in?next=%2Ftoday").text
    assert 'href="/sign-in/city?next=/today"' in form
    assert "City &lt;i&gt;account&lt;/i&gt;" in form
    assert 'type="password"' in form


def test_without_local_accounts_there_is_no_form_to_guess_at(tmp_path: Path) -> None:
    grants = [{"group": "g", "role": "administrator"}]
    city = {"issuer": "https://id.example.org", "client_id": "w", "grants": grants}
    with opened(tmp_path, accounts=False, providers={"city": city}) as door:
        browser = door.browser()
        assert 'type="password"' not in browser.get("/sign-in").text
        assert browser.post("/sign-in", name="ada", password=PASSWORD).status in (405, 413)
        assert browser.get("/welcome").status != 200


def test_while_nobody_signs_in_the_pages_say_how_to_change_that(tmp_path: Path) -> None:
    with opened(tmp_path, sign_in=False) as door:
        browser = door.browser()
        for path in ("/sign-in", "/welcome"):
            assert browser.get(path).headers["location"] == "/"
        for path in ("/account", "/people", "/audit"):
            told = browser.get(path)
            assert told.status == 404
            assert "under [access]: sign_in = true" in told.text
        assert browser.post("/people", name="x").status in (405, 413)
        assert not (tmp_path / "access.db").exists()
