"""Signing in with a real OpenID Connect provider: who comes in as what, and a provider that is not well."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from joserfc import jwt

from tests.integration.between import Said
from tests.integration.openid_city import (
    ABOUT,
    ALG,
    TOKEN,
    UNCHECKED,
    USERINFO,
    City,
    is_refused,
    last_reason,
    openid_city,
    put_in,
    signed,
)
from tests.integration.vouched_wall import Browser, query_of
from wallboard.model import DAY, MINUTE, SECOND
from wallboard.model.roles import Right


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with openid_city(tmp_path_factory.mktemp("wall"), *ODD) as city:
        yield city


@pytest.fixture
def city(running: City) -> City:
    return running.afresh()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


# ---------------------------------------------------------------- the whole way


@pytest.mark.parametrize("provider", ["direct", "city"])
def test_a_person_of_the_city_comes_in_with_the_role_of_their_group(
    city: City, browser: Browser, provider: str
) -> None:
    reply = browser.sign_in(city.wall, "ada", provider, onward="/whoami?x=1")
    assert (reply.status_code, reply.headers["location"]) == (303, "/whoami?x=1")
    me = browser.whoami(city.wall)
    assert me is not None
    assert (me["name"], me["role"], me["remit"]) == ("Ada Lopez", "administrator", {})
    (entry,) = city.wall.access.audit.read(event="signed_in", limit=1)
    assert (entry.who, entry.about) == ("Ada Lopez", f"{provider}:ada")


def test_the_remit_is_that_of_the_group_and_a_name_is_only_text(city: City, browser: Browser) -> None:
    def change(said: Said) -> Said:
        claims = jwt.decode(said.json["id_token"], city.key, algorithms=[ALG]).claims
        return said.with_json(id_token=signed(name="Rosa\r\n<b>Roads</b>\u202e")(city, claims, ""))

    city.between.changes[TOKEN] = change
    browser.sign_in(city.wall, "rosa")
    me = browser.whoami(city.wall)
    assert me is not None
    assert (me["role"], me["remit"]) == ("department_manager", {"departments": ["Roads"]})
    assert me["name"] == "Rosa <b>Roads</b>\\u202e"
    page = browser.get(f"{city.wall.address}/sign-in/unknown")
    assert "Rosa &lt;b&gt;Roads" in page.text


def test_role_and_remit_follow_the_groups_at_the_next_sign_in(city: City, browser: Browser) -> None:
    put_in(city, "lee", "wall-supervisors")
    browser.sign_in(city.wall, "lee")
    first = browser.whoami(city.wall)
    put_in(city, "lee", "roads-managers", "parks-managers")
    with Browser() as other:
        other.sign_in(city.wall, "lee")
        second = other.whoami(city.wall)
    assert first is not None
    assert second is not None
    assert (first["role"], first["remit"]) == ("supervisor", {"sites": ["north"]})
    assert (second["role"], second["remit"]) == ("department_manager", {"departments": ["Parks", "Roads"]})
    assert browser.whoami(city.wall) == {**second, "credential": first["credential"]}, "the open session follows too"


def test_who_is_in_no_group_with_a_role_is_told_whom_to_ask_and_nothing_is_kept(city: City, browser: Browser) -> None:
    reply = browser.sign_in(city.wall, "kim")
    is_refused(city, browser, reply, 403, "Ask those who look after the wallboard which group you need")
    assert all(person.subject != "kim" for person in city.wall.access.people.all())


def test_whose_groups_are_gone_is_refused_and_their_sessions_and_tokens_end(city: City, browser: Browser) -> None:
    put_in(city, "lee", "wall-supervisors")
    browser.sign_in(city.wall, "lee")
    me = next(
        person for person in city.wall.access.people.all() if person.subject == "lee" and person.provider == "city"
    )
    access = city.wall.access
    session = access.sessions.of(me.id)[0]
    visitor = access.still(access.recognise(session=browser.cookies["wallboard-session"]))
    assert visitor.credential == session.credential
    made = access.tokens.make(me, "Report", {Right.READ}, visitor.remit, 30, by=visitor)
    assert access.recognise(bearer=made.secret).name == "Lee Supervisor"
    put_in(city, "lee", "staff")
    with Browser() as other:
        is_refused(city, other, other.sign_in(city.wall, "lee"), 403, "none of your groups")
    assert browser.whoami(city.wall) is None
    assert access.recognise(bearer=made.secret).name == ""


def test_who_is_disabled_here_stays_out_whatever_the_provider_says(city: City, browser: Browser) -> None:
    put_in(city, "lee", "wall-viewers")
    browser.sign_in(city.wall, "lee")
    people = city.wall.access.people
    lee = next(person for person in people.all() if person.subject == "lee" and person.provider == "city")
    people.disable(lee.id, by=None)
    is_refused(city, browser, browser.sign_in(city.wall, "lee"), 403, "is disabled")
    people.enable(lee.id, by=None)
    assert browser.sign_in(city.wall, "lee").status_code == 303


def test_each_sign_in_makes_a_session_of_its_own_and_ends_the_browsers_former_one(city: City, browser: Browser) -> None:
    browser.cookies.set("wallboard-session", "chosen-by-somebody-else", domain="127.0.0.1")
    browser.sign_in(city.wall, "ada")
    first = [c.value for c in browser.cookies.jar if c.name == "wallboard-session"][-1]
    assert first != "chosen-by-somebody-else"
    browser.cookies.clear()
    browser.cookies.set("wallboard-session", str(first), domain="127.0.0.1")
    browser.sign_in(city.wall, "ada")
    with Browser() as thief:
        thief.cookies.set("wallboard-session", str(first), domain="127.0.0.1")
        assert thief.whoami(city.wall) is None


@pytest.mark.parametrize(
    "onward", ["//evil.example", "/\\evil.example", "https://evil.example", "/%0d%0aset-cookie:x=y", "/sign-in/city"]
)
def test_nobody_is_led_to_another_place(city: City, browser: Browser, onward: str) -> None:
    reply = browser.sign_in(city.wall, "ada", onward=onward)
    there = reply.url.join(reply.headers["location"])
    assert f"{there.scheme}://{there.netloc.decode()}" == city.wall.address
    assert "\r" not in str(reply.headers)


def test_the_request_asks_for_a_code_with_pkce_and_every_secret_is_fresh(city: City, browser: Browser) -> None:
    asked = [query_of(browser.get(f"{city.wall.address}/sign-in/city").headers["location"]) for _ in range(2)]
    for query in asked:
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert query["scope"] == "openid profile groups"
        assert min(len(query[name]) for name in ("state", "nonce", "code_challenge")) == 43
    assert all(asked[0][name] != asked[1][name] for name in ("state", "nonce", "code_challenge"))
    (cookie,) = browser.get(f"{city.wall.address}/sign-in/city").headers.get_list("set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


# ---------------------------------------------------------------- a provider that is not well, or another one


def test_a_provider_that_is_down_is_told_and_asked_again_later(city: City, browser: Browser) -> None:
    reply = browser.get(f"{city.wall.address}/sign-in/nowhere")
    is_refused(city, browser, reply, 503, "City of Example does not answer")
    back = browser.way_back(city.wall, "ada")
    city.between.changes[TOKEN] = lambda said: Said(503, b"down")
    is_refused(city, browser, browser.get(back), 503, "does not answer")
    city.between.changes.clear()
    assert browser.sign_in(city.wall, "ada").status_code == 303


ODD: dict[str, tuple[Callable[[Said], Said], str]] = {
    "another-issuer": (lambda said: said.with_json(issuer="https://login.example.org/"), "calls itself"),
    "plain-token": (lambda said: said.with_json(token_endpoint="http://login.example.org/token"), "no https address"),
    "script": (lambda said: said.with_json(authorization_endpoint="javascript:alert(1)"), "no https address"),
    "keyless": (lambda said: said.with_json(jwks_uri=None), "no https address"),
    "symmetric": (
        lambda said: said.with_json(id_token_signing_alg_values_supported=["none", "HS256"]),
        "signs with none of",
    ),
    "list": (lambda said: Said(200, b"[]"), "without a JSON object"),
    "deep": (lambda said: Said(200, b"[" * 100_000), "without a JSON object"),
    "missing": (lambda said: Said(404, b"{}"), "answers 404"),
    "elsewhere": (lambda said: Said(302, b"{}", [("location", "http://127.0.0.1/")]), "leads elsewhere"),
    "endless": (lambda said: Said(200, b'{"a":"' + b"x" * 600_000 + b'"}'), "more than"),
    "compressed": (lambda said: Said(200, b"x", [("content-encoding", "gzip")]), "compressed"),
}


@pytest.mark.parametrize("name", ODD)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    city: City, browser: Browser, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    change, reason = ODD[name]
    city.between.changes[ABOUT] = change
    reply = browser.get(f"{city.wall.address}/sign-in/{name}")
    assert reply.status_code in (502, 503)
    assert "location" not in reply.headers
    assert reason in "".join(capfd.readouterr())
    again = browser.get(f"{city.wall.address}/sign-in/{name}")
    assert again.status_code == reply.status_code
    assert city.between.asked.count(ABOUT) == 1, "one that is not well is left alone for some seconds"
    city.between.changes.clear()
    city.wall.clock.ahead = 6 * SECOND
    assert browser.get(f"{city.wall.address}/sign-in/{name}").status_code == 303


def test_the_issuer_of_the_settings_is_right_to_the_letter(city: City, browser: Browser) -> None:
    is_refused(city, browser, browser.get(f"{city.wall.address}/sign-in/slashless"), 502, UNCHECKED)


def without_groups(city: City) -> Callable[[Said], Said]:
    def change(said: Said) -> Said:
        claims = jwt.decode(said.json["id_token"], city.key, algorithms=[ALG]).claims
        return said.with_json(id_token=signed(groups=None, name=None)(city, claims, ""))

    return change


def test_groups_that_are_not_in_the_token_are_asked_for(city: City, browser: Browser) -> None:
    city.between.changes[TOKEN] = without_groups(city)
    assert browser.sign_in(city.wall, "rosa").status_code == 303
    assert USERINFO in city.between.asked
    me = browser.whoami(city.wall)
    assert me is not None
    assert me["remit"] == {"departments": ["Roads"]}


@pytest.mark.parametrize("subject", ["ada", None, ""])
def test_userinfo_about_somebody_else_counts_for_nothing(city: City, browser: Browser, subject: str | None) -> None:
    city.between.changes[TOKEN] = without_groups(city)
    city.between.changes[USERINFO] = lambda said: said.with_json(sub=subject, groups=["wall-administrators"])
    is_refused(city, browser, browser.sign_in(city.wall, "rosa"), 502, UNCHECKED)
    assert "somebody else" in last_reason(city)


def test_an_unknown_provider_is_no_way_to_sign_in(city: City, browser: Browser) -> None:
    for path in ("/sign-in/other", "/sign-in/other/back?state=x&code=y", "/sign-in/%2e%2e/back"):
        assert browser.get(f"{city.wall.address}{path}").status_code == 404


def test_who_tries_and_tries_must_wait_and_then_may_go_on(city: City, browser: Browser) -> None:
    statuses = []
    for _ in range(61):
        state = query_of(browser.get(f"{city.wall.address}/sign-in/city").headers["location"])["state"]
        answer = {"error": "access_denied", "state": state, "iss": city.between.issuer}
        statuses.append(browser.get(f"{city.wall.address}/sign-in/city/back", params=answer).status_code)
    assert statuses == [403] * 60 + [429]
    city.wall.clock.ahead = 15 * MINUTE + SECOND
    assert browser.sign_in(city.wall, "ada").status_code == 303


def test_a_session_of_a_provider_ends_in_its_time(city: City, browser: Browser) -> None:
    browser.sign_in(city.wall, "ada")
    assert browser.whoami(city.wall) is not None
    city.wall.clock.ahead = 7 * DAY + SECOND
    assert browser.whoami(city.wall) is None
