"""What another site, a hostile name or a guesser gets out of a wall in a real browser: nothing."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.attacked_wall import MARKUP, Attacked, attacked_wall, client, named
from tests.browser.attackers_site import POSTS, READS, SENDS, attackers_site
from tests.browser.board_page import LIVE
from tests.browser.signed_wall import looking, refused_by_policy, signed_in
from tests.installation import PASSWORD
from wallboard.access.attempts import CODES_FROM_ADDRESS, PAIRINGS_BY_PERSON
from wallboard.access.pairings import ALPHABET, CODE_LENGTH, MOST_OPEN
from wallboard.access.visitor import VisitorKind
from wallboard.model.roles import Role

pytestmark = pytest.mark.timeout(300)

GUESSES, AT_ONCE = 400, 8


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with attacked_wall(tmp_path_factory.mktemp("attacked")) as wall:
        yield wall


# ---------------------------------------------------------------- markup in names


PAGES = (
    "/board/wall",
    "/board/names",
    "/board/delivery",
    "/board/all",
    "/today",
    "/account",
    "/people",
    "/audit",
    "/screens",
)
SHOWN_AS_TEXT = {
    "/board/names": ("Agent", "Streets"),
    "/board/delivery": ("Department",),
    "/account": ("Browser", "Token"),
    "/people": ("Mallory", "Ward"),
    "/audit": ("Hall", "Token"),
    "/screens": ("Hall",),
    "/sign-in": ("City",),
}


def look_at(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}")
    if path.startswith("/board/"):
        page.locator(LIVE).wait_for(state="attached")
    for name in SHOWN_AS_TEXT.get(path, ()):
        page.get_by_text(f"{name}<img src=x").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle") if not path.startswith("/board/") else None
    assert page.evaluate("document.owned") is None, path
    assert page.locator("img[src=x]").count() == 0, path
    assert page.locator("script", has_text="owned").count() == 0, path
    assert refused_by_policy(page) == [], path  # it was text before the policy had anything to refuse


def test_markup_in_every_name_from_outside_is_shown_as_text(attacked: Attacked, chromium: Browser) -> None:
    with looking(chromium, user_agent=named("Mozilla/5.0 ")) as context:
        page = context.new_page()
        look_at(page, attacked.address, "/sign-in")
        page.close()
        page = signed_in(context, attacked.wall)
        mallory = attacked.wall.access.people.named("mallory")
        assert mallory is not None
        for path in (*PAGES, f"/people/{mallory.id}"):
            look_at(page, attacked.address, path)


# ---------------------------------------------------------------- another site


CHANGES: dict[str, dict[str, str]] = {
    "/sign-out": {},
    "/sign-in": {"name": "sue", "password": PASSWORD},
    "/account/sign-out-everywhere": {},
    "/account/password": {"current": PASSWORD, "password": "attacker's words", "again": "attacker's words"},
    "/account/tokens": {"label": "theirs", "right": "read", "days": "30"},
    "/people": {"name": "eve", "shown": "Eve", "role": "administrator"},
    "/screens": {"code": "2222-2222", "name": "Theirs", "board": "wall"},
    "/tv/begin": {},
    "/board/wall/_dash-update-component": {},
}


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    with attackers_site() as port:
        yield port


def visits(context: BrowserContext, attacked: Attacked, origin: str) -> Page:
    """Somebody signed in, who opens the attacker's page."""
    context.add_cookies(
        [
            {
                "name": "wallboard-session",
                "value": attacked.session,
                "url": attacked.address,
                "httpOnly": True,
                "sameSite": "Lax",
            }
        ]
    )
    page = context.new_page()
    page.goto(f"{attacked.address}/account")
    assert page.get_by_role("heading", name="Who you are").count() == 1  # signed in, as the browser sees it
    page.goto(origin)
    return page


def state(attacked: Attacked) -> object:
    """All that the attacker would change."""
    access = attacked.wall.access
    root = access.people.named("root")
    assert root is not None
    visitor = access.recognise(session=attacked.session)
    people = [(person.name, person.role, person.disabled) for person in access.people.all()]
    # sessions are listed by when they were last of use, which a visit changes
    own = {session.id for session in access.sessions.of(root.id)}, [token.id for token in access.tokens.of(root.id)]
    return visitor.kind, visitor.id, people, own, [screen.name for screen in access.screens.all()]


# the first is another site, the second another origin of the same site: cookies with SameSite=Lax go along to that one
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_another_site_changes_nothing(attacked: Attacked, site: int, chromium: Browser, host: str) -> None:
    before = state(attacked)
    answers: list[Response] = []
    sent: Counter[str] = Counter()
    with looking(chromium) as context:
        context.on(
            "response", lambda answer: answers.append(answer) if answer.url.startswith(attacked.address) else None
        )
        page = visits(context, attacked, f"http://{host}:{site}/")
        answers.clear()
        context.on(
            "request", lambda asked: sent.update([asked.method]) if asked.url.startswith(attacked.address) else None
        )
        for path, fields in CHANGES.items():
            page.evaluate(POSTS, [f"{attacked.address}{path}", "&".join(f"{k}={v}" for k, v in fields.items())])
            page.evaluate(SENDS, [f"{attacked.address}{path}", fields, "hidden"])
            page.wait_for_timeout(100)  # the frame is navigating; what it shows is refused
            with page.expect_navigation():
                page.evaluate(SENDS, [f"{attacked.address}{path}", fields, "_self"])
            page.goto(f"http://{host}:{site}/")
        cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies(attacked.address)}
    posts = [answer for answer in answers if answer.request.method == "POST"]
    told = Counter(answer.status for answer in posts)
    print(f"{host}: {sent['POST']} posts of another site; what it was told of them: {dict(told)}")
    assert set(told) == {403}
    assert len(posts) >= 2 * len(CHANGES)
    assert state(attacked) == before
    assert cookies == {"wallboard-session": attacked.session}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_another_site_reads_nothing(attacked: Attacked, site: int, chromium: Browser, host: str) -> None:
    with looking(chromium) as context:
        page = visits(context, attacked, f"http://{host}:{site}/")
        learnt = page.evaluate(READS, attacked.address)
        page.goto(f"{attacked.address}/account")
        own = page.evaluate(READS, attacked.address)
    assert "Root" in own["fetch /api/me"]  # the wall's own page learns by the same ways
    assert own["stream"] != "nothing"
    print(f"{host}: {len(learnt)} ways to read tried")
    assert {what: told for what, told in learnt.items() if told != "nothing"} == {}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_no_page_is_framed(attacked: Attacked, site: int, chromium: Browser, host: str) -> None:
    with looking(chromium) as context:
        page = visits(context, attacked, f"http://{host}:{site}/")
        for path in ("/", "/sign-in", "/tv", "/screens", "/today"):
            page.goto(f"http://{host}:{site}/")
            page.evaluate("address => new Promise(done => { const f = document.querySelector('iframe'); f.onload = done; f.src = address; })",
                          f"{attacked.address}{path}")  # fmt: skip
            page.frames[1].wait_for_url(re.compile("^chrome-error://"), wait_until="commit")
            assert not page.frames[1].locator("main, form").count(), path


# ---------------------------------------------------------------- guessing at full speed


def test_pairing_codes_guessed_at_full_speed_lead_nowhere(attacked: Attacked) -> None:
    """By somebody who may approve screens: nobody else's guesses are looked at."""
    chance, access = random.Random(7), attacked.wall.access
    waiting = access.screens.begin()
    guesses = ["".join(chance.choices(ALPHABET, k=CODE_LENGTH)) for _ in range(GUESSES)]
    with client(attacked) as browser:

        def guess(code: str) -> int:
            return browser.post("/screens", data={"code": code, "name": "Theirs", "board": "wall"}).status_code

        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told = Counter(pool.map(guess, guesses))
        took = time.monotonic() - began
    through = told[422]
    per_window = MOST_OPEN * PAIRINGS_BY_PERSON.amount / len(ALPHABET) ** CODE_LENGTH
    print(
        f"{GUESSES} pairing codes guessed in {took:.1f} s ({GUESSES / took:.0f}/s): {through} looked at, {told[429]} held "
        f"up; with {MOST_OPEN} screens waiting, the chance to hit one is {per_window:.1e} in {PAIRINGS_BY_PERSON}"
    )
    assert through <= PAIRINGS_BY_PERSON.amount
    assert through + told[429] == GUESSES
    assert per_window < 1e-6
    sue = access.people.named("sue")  # who sits in the same office, and is not held up by it
    assert sue is not None
    secret = access.sessions.open(sue, address="127.0.0.1").secret
    with client(attacked, secret) as other:
        right = other.post("/screens", data={"code": waiting.code, "name": "Lobby", "board": "wall"})
    assert right.status_code == 303, right.text


def test_one_time_codes_guessed_at_full_speed_lead_nowhere(attacked: Attacked) -> None:
    person, right = attacked.wall.access.people.add("newcomer", "New", Role.ADMINISTRATOR, by=None)
    with client(attacked, "") as browser:

        def guess(number: int) -> int:
            fields = {"name": person.name, "code": f"{number:012d}", "password": PASSWORD, "again": PASSWORD}
            return browser.post("/welcome", data=fields).status_code

        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told = Counter(pool.map(guess, range(GUESSES // 4)))
        took = time.monotonic() - began
    print(f"{GUESSES // 4} one-time codes guessed in {took:.1f} s: {told[422]} looked at, {told[429]} held up")
    assert told[422] <= CODES_FROM_ADDRESS.amount
    assert set(told) == {422, 429}
    assert attacked.wall.access.people.get(person.id) == person  # still without a password
    assert right.text


def test_secrets_that_are_made_up_are_nobodys(attacked: Attacked) -> None:
    made_up = [
        attacked.session[:-1] + ("A" if attacked.session[-1] != "A" else "B"),
        attacked.session[::-1],
        "A" * 43,
        "",
    ]
    for secret in made_up:
        with client(attacked, secret) as browser:
            assert browser.get("/api/me").status_code == 401
        with client(attacked, "") as screen:
            screen.cookies.set("wallboard-screen", secret or "x", domain="127.0.0.1")
            assert screen.get("/stream", params={"board": "wall"}).status_code == 401
    assert attacked.wall.access.recognise(session=attacked.session).kind is VisitorKind.PERSON


def test_the_names_that_are_tried_are_markup() -> None:
    assert re.search(r"<img[^>]*onerror", MARKUP)
