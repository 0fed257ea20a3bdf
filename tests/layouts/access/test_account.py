"""One's own account: what one is, where one is signed in, the password and API tokens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layouts.access.door import PASSWORD, Door, opened
from tests.layouts.asking import OWN, ask
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

NEW = "another kettle of fish"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with opened(tmp_path) as door:
        yield door


def bearer(door: Door, token: str, path: str = "/today") -> int:
    return ask(door.gate, path, headers=[*OWN, ("authorization", f"Bearer {token}")]).status


def test_it_says_in_words_who_one_is_and_what_one_sees(door: Door) -> None:
    door.person("cora", Role.COUNCILLOR, Remit.of(["north"], ["Streets"], ["7", "4"]))
    page = door.browser("cora").get("/account").text
    assert "Councillor" in page
    assert "look at boards and figures, export them" in page
    assert "site North &lt;b&gt;office&lt;/b&gt;; department Streets; wards 4, 7" in page
    assert "America/New_York" in page, "times are those of the first site that is theirs"


def test_the_password_is_changed_by_who_knows_it_and_ends_all_other_sessions(door: Door) -> None:
    door.person("ada")
    here, elsewhere = door.browser("ada"), door.browser("ada")
    wrong = here.post("/account/password", current="not my password", password=NEW, again=NEW)
    assert wrong.errors == {"current": "This is not the password until now."}
    changed = here.post("/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert changed.headers["location"] == "/account?done=password"
    assert here.get("/account?done=password").status == 200
    assert elsewhere.get("/").status == 303
    door.browser("ada", NEW)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"again": "not the same words"}, "again"), ({"password": "short", "again": "short"}, "password")],
)
def test_a_password_that_will_not_do_is_told_at_its_field(door: Door, fields: dict[str, str], field: str) -> None:
    door.person("ada")
    typed = {"current": PASSWORD, "password": NEW, "again": NEW} | fields
    answer = door.browser("ada").post("/account/password", typed.items())
    assert (answer.status, list(answer.errors)) == (422, [field])
    assert PASSWORD not in answer.text
    assert NEW not in answer.text


def test_guessing_the_password_from_an_open_session_is_held_up(door: Door) -> None:
    door.person("ada")
    browser = door.browser("ada")
    tries = [browser.post("/account/password", current="a wrong guess", password=NEW, again=NEW) for _ in range(25)]
    assert tries[-1].status == 429
    assert tries[-1].problem.startswith("That was tried too often. Wait")


def test_sessions_are_listed_with_this_one_marked_and_ended_one_by_one(door: Door) -> None:
    ada = door.person("ada")
    here, elsewhere = door.browser("ada"), door.browser("ada")
    page = here.get("/account")
    assert page.text.count("this one") == 1
    other = next(
        s
        for s in door.access.sessions.of(ada.id)
        if door.access.recognise(here.cookies["wallboard-session"]).credential != s.credential
    )
    assert here.post(f"/account/sessions/{other.id}/end").headers["location"] == "/account?done=ended"
    assert (here.get("/").status, elsewhere.get("/").status) == (200, 303)


def test_ending_ones_own_session_here_is_signing_out(door: Door) -> None:
    ada = door.person("ada")
    browser = door.browser("ada")
    left = browser.post(f"/account/sessions/{door.access.sessions.of(ada.id)[0].id}/end")
    assert left.headers["location"] == "/sign-in?done=out"
    assert browser.cookies.keys() == {"wallboard-known"}


def test_nobody_ends_sessions_or_tokens_of_others(door: Door) -> None:
    ada = door.person("ada")
    door.person("eve", Role.SUPERVISOR)
    hers, eve = door.browser("ada"), door.browser("eve")
    hers.post("/account/tokens", label="mine", right="read", days="5")
    session, token = door.access.sessions.of(ada.id)[0], door.access.tokens.of(ada.id)[0]
    assert eve.post(f"/account/sessions/{session.id}/end").status == 404
    assert eve.post(f"/account/tokens/{token.id}/end").status == 404
    assert hers.get("/").status == 200
    assert len(door.access.tokens.of(ada.id)) == 1


def test_signing_out_everywhere_includes_here(door: Door) -> None:
    door.person("ada")
    here, elsewhere = door.browser("ada"), door.browser("ada")
    assert here.post("/account/sign-out-everywhere").headers["location"] == "/sign-in?done=everywhere"
    assert (here.get("/").status, elsewhere.get("/").status) == (303, 303)


def test_a_token_is_shown_once_and_works_until_it_is_ended(door: Door) -> None:
    ada = door.person("ada")
    browser = door.browser("ada")
    made = browser.post("/account/tokens", label="Power BI", right="read", days="30")
    assert made.status == 200
    token = made.once
    assert bearer(door, token) == 200
    again = browser.get("/account")
    assert "Power BI" in again.text
    assert token not in again.text
    browser.post(f"/account/tokens/{door.access.tokens.of(ada.id)[0].id}/end")
    assert bearer(door, token) in (303, 401)


def test_no_token_opens_the_account_or_makes_another(door: Door) -> None:
    door.administrator()
    token = door.browser("root").post("/account/tokens", label="all", right="read", days="30").once
    for path in ("/account", "/people", "/audit"):
        assert bearer(door, token, path) == 403


def test_a_token_can_only_narrow(door: Door) -> None:
    cora = door.person("cora", Role.COUNCILLOR, Remit.of(["main"], None, ["4", "7"]))
    browser = door.browser("cora")
    assert 'value="screens"' not in browser.get("/account").text
    browser.post("/account/tokens", label="one ward", right="read", wards="7", days="30")
    assert door.access.tokens.of(cora.id)[0].remit == Remit.of(["main"], None, ["7"])


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"label": ""}, "label", "A label has 1 to 100 characters"),
        ({"right": "people"}, "rights", "Choose from the list."),
        ({"right": "screens"}, "rights", "Choose from the list."),
        ({"right": "emperor"}, "rights", "Choose from the list."),
        ({"days": "0"}, "days", "A token is good for 1 to 366 days."),
        ({"days": "367"}, "days", "A token is good for 1 to 366 days."),
        ({"days": "²"}, "days", "Write a whole number of days"),
        ({"days": ""}, "days", "Write a whole number of days"),
        ({"wards": "9"}, "remit", "Not yours: ward 9."),
        ({"wards": "4, 9"}, "remit", "Not yours: ward 9."),
        ({"site": "north"}, "remit", "There is no site north."),
        ({"department": "Nowhere"}, "remit", "There is no department Nowhere."),
    ],
)
def test_what_is_wrong_with_a_token_is_told_at_its_field(
    door: Door, fields: dict[str, str], field: str, words: str
) -> None:
    cora = door.person("cora", Role.COUNCILLOR, Remit.of(["main"], None, ["4", "7"]))
    typed = {"label": "x", "right": "read", "days": "30", "wards": ""} | fields
    answer = door.browser("cora").post("/account/tokens", typed.items())
    assert (answer.status, list(answer.errors)) == (422, [field])
    assert answer.errors[field].startswith(words)
    assert door.access.tokens.of(cora.id) == []


def test_a_token_without_any_right_is_not_made(door: Door) -> None:
    door.person("ada")
    answer = door.browser("ada").post("/account/tokens", label="x", days="30")
    assert answer.errors == {"rights": "A token needs at least one right."}


def test_who_has_no_password_here_is_told_so(tmp_path: Path) -> None:
    grants = [{"group": "g", "role": "viewer"}]
    city = {"label": "City account", "issuer": "https://id.example.org", "client_id": "w", "grants": grants}
    with opened(tmp_path, providers={"city": city}) as door:
        person = door.access.people.of_provider("city", "123", "Pat", Role.VIEWER, Remit())
        browser = door.browser()
        browser.cookies["wallboard-session"] = door.access.sessions.open(person, address="127.0.0.1").secret
        page = browser.get("/account").text
        assert "City account" in page
        assert 'action="/account/password"' not in page
        told = browser.post("/account/password", current="", password=NEW, again=NEW)
        assert (told.status, told.problem) == (422, "This account has no password here.")
