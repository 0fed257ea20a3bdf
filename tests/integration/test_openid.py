"""Signing in with a real OpenID Connect provider, and everything between it and us that must let nobody in."""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.integration.between import Between, Said
from tests.integration.city_sign_in import CLIENT, SECRET, city_sign_in
from tests.integration.vouched_wall import Browser, Wall, query_of, wall, words
from tests.servers import free_port
from wallboard.access.attempts import Attempts
from wallboard.clock import system_clock
from wallboard.model import DAY, MINUTE, SECOND
from wallboard.model.roles import Right

ALG = "RS512"  # what Canaille signs with
TOKEN, KEYS, USERINFO, ABOUT = (
    "/oauth/token",
    "/oauth/jwks.json",
    "/oauth/userinfo",
    "/.well-known/openid-configuration",
)
UNCHECKED = "could not be checked"
AGAIN = "Please sign in again"


@dataclass(frozen=True)
class City:
    """The wall, the provider's own key and the proxy in front of it."""

    wall: Wall
    key: RSAKey
    between: Between
    direct: str  # the provider's own address


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    port, key = free_port(), RSAKey.generate_key(2048, auto_kid=True)
    back = [f"http://127.0.0.1:{port}/sign-in/{name}/back" for name in ("city", "direct")]
    with contextlib.ExitStack() as stack:
        direct = stack.enter_context(city_sign_in(key, *back))
        between = stack.enter_context(Between(direct).running())
        issuers = {
            "city": between.issuer,
            "direct": direct,
            "slashless": between.issuer.rstrip("/"),
            "nowhere": f"http://127.0.0.1:{free_port()}/",
            **dict.fromkeys(ODD, between.issuer),
        }
        served = stack.enter_context(wall(tmp_path_factory.mktemp("wall"), issuers, port))
        yield City(served, key, between, direct)


@pytest.fixture
def city(running: City) -> City:
    """Nothing changed on the way, everybody in their own groups, no try counted."""
    running.between.changes.clear()
    running.between.asked.clear()
    running.wall.clock.ahead = 0
    running.wall.access.attempts = Attempts(running.wall.clock)
    return running


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def put_in(city: City, name: str, *groups: str) -> None:
    httpx.get(f"{city.direct}tests/groups", params={"name": name, "groups": ",".join(groups)}, trust_env=False)


def last_reason(city: City, event: str = "sign_in_failed") -> str:
    """What the audit log says of the last one who could not sign in."""
    (entry,) = city.wall.access.audit.read(event=event, limit=1)
    return str(entry.detail["reason"])


def is_refused(city: City, browser: Browser, reply: httpx.Response, status: int, said: str) -> None:
    assert (reply.status_code, said in words(reply)) == (status, True), words(reply)
    assert "wallboard-session" not in str(reply.headers.get_list("set-cookie"))
    assert browser.whoami(city.wall) is None


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


# ---------------------------------------------------------------- tokens that do not hold


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


Forge = Callable[[City, dict[str, Any], str], str]


def signed(**changed: Any) -> Forge:
    """Signed by the provider's own key, as it would; None takes a claim out."""

    def forge(city: City, claims: dict[str, Any], original: str) -> str:
        now = system_clock() // SECOND
        told = {**claims, **{key: value(now) if callable(value) else value for key, value in changed.items()}}
        told = {key: value for key, value in told.items() if value is not None}
        return jwt.encode({"alg": ALG, "kid": city.key.kid}, told, city.key, algorithms=[ALG])

    return forge


def unsigned(alg: str, signature: str = "") -> Forge:
    def forge(city: City, claims: dict[str, Any], original: str) -> str:
        header = {"alg": alg, "typ": "JWT", "kid": city.key.kid}
        return f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}.{signature}"

    return forge


def symmetric(secret: Callable[[City], bytes]) -> Forge:
    """By hand: no library lends itself to it."""

    def forge(city: City, claims: dict[str, Any], original: str) -> str:
        header = {"alg": "HS256", "kid": city.key.kid}
        said = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{said}.{b64(hmac.digest(secret(city), said.encode(), 'sha256'))}"

    return forge


def another_key(city: City, claims: dict[str, Any], original: str) -> str:
    return jwt.encode({"alg": ALG, "kid": city.key.kid}, claims, RSAKey.generate_key(2048), algorithms=[ALG])


def unpublished_key(city: City, claims: dict[str, Any], original: str) -> str:
    return jwt.encode({"alg": ALG, "kid": "unheard-of"}, claims, RSAKey.generate_key(2048), algorithms=[ALG])


def key_in_the_token(city: City, claims: dict[str, Any], original: str) -> str:
    own = RSAKey.generate_key(2048, auto_kid=True)
    return jwt.encode({"alg": ALG, "kid": own.kid, "jwk": own.as_dict(private=False)}, claims, own, algorithms=[ALG])


def other_words_under_the_signature(city: City, claims: dict[str, Any], original: str) -> str:
    header, _, signature = original.split(".")
    return f"{header}.{b64(json.dumps({**claims, 'sub': 'ada'}).encode())}.{signature}"


FORGED: dict[str, tuple[Forge, str]] = {
    "wrong audience": (signed(aud="another-client"), "aud"),
    "no audience": (signed(aud=None), "aud"),
    "several audiences without who asked": (signed(aud=[CLIENT, "another"], azp=None), "azp"),
    "several audiences, another asked": (signed(aud=[CLIENT, "another"], azp="another"), "azp"),
    "wrong issuer": (signed(iss="https://login.example.org/"), "iss"),
    "issuer nearly right": (lambda c, t, o: signed(iss=c.between.issuer.rstrip("/"))(c, t, o), "iss"),
    "no issuer": (signed(iss=None), "iss"),
    "expired": (signed(exp=lambda now: now - 61, iat=lambda now: now - 600), "expired"),
    "without an end": (signed(exp=None), "exp"),
    "end that is no time": (signed(exp="tomorrow"), "exp"),
    "not yet": (signed(iat=lambda now: now + 600), "iat"),
    "without a beginning": (signed(iat=None), "iat"),
    "wrong nonce": (signed(nonce="of-another-sign-in"), "nonce"),
    "no nonce": (signed(nonce=None), "nonce"),
    "about nobody": (signed(sub=None), "sub"),
    "about an empty name": (signed(sub=""), "nobody"),
    "about a number": (signed(sub=5), "sub"),
    "about too long a name": (signed(sub="x" * 256), "nobody"),
    "of another access token": (signed(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "at_hash"),
    "unsigned": (unsigned("none"), "algorithm"),
    "unsigned in capitals": (unsigned("NONE"), "algorithm"),
    "signature left out": (unsigned(ALG), "signature"),
    "HS256 with the public key as PEM": (symmetric(lambda c: c.key.as_pem(private=False)), "algorithm"),
    "HS256 with the public key as JSON": (
        symmetric(lambda c: json.dumps(c.key.as_dict(private=False)).encode()),
        "algorithm",
    ),
    "HS256 with our own secret": (symmetric(lambda c: SECRET.encode()), "algorithm"),
    "another key under the right name": (another_key, "signature"),
    "a key that is not published": (unpublished_key, "does not publish"),
    "a key that it brings itself": (key_in_the_token, "does not publish"),
    "other words under the signature": (other_words_under_the_signature, "signature"),
    "no token": (lambda c, t, o: "", ""),
    "no token at all": (lambda c, t, o: "not.a.token", ""),
    "five parts": (lambda c, t, o: f"{o}.x.y", ""),
}


@pytest.mark.parametrize("kind", FORGED)
def test_an_id_token_that_does_not_hold_signs_nobody_in(city: City, browser: Browser, kind: str) -> None:
    forge, reason = FORGED[kind]
    sent = []

    def change(said: Said) -> Said:
        original = said.json["id_token"]
        claims = jwt.decode(original, city.key, algorithms=[ALG]).claims
        sent.append(forge(city, claims, original))
        return said.with_json(id_token=sent[-1])

    city.between.changes[TOKEN] = change
    reply = browser.sign_in(city.wall, "rosa")
    assert sent, "the token was not exchanged"
    is_refused(city, browser, reply, 502, UNCHECKED)
    told = last_reason(city)
    assert reason in told
    if len(sent[0]) > 20:
        assert sent[0] not in told
        assert sent[0].split(".")[-1] not in told or not sent[0].split(".")[-1]


def test_tokens_signed_by_the_providers_key_are_otherwise_believed(city: City, browser: Browser) -> None:
    """The forger's own check: what it leaves unchanged is taken, also with a minute between the clocks."""

    def change(said: Said) -> Said:
        claims = jwt.decode(said.json["id_token"], city.key, algorithms=[ALG]).claims
        forge = signed(exp=lambda now: now - 30, aud=[CLIENT, "another"], azp=CLIENT)
        return said.with_json(id_token=forge(city, claims, ""))

    city.between.changes[TOKEN] = change
    assert browser.sign_in(city.wall, "rosa").status_code == 303


def test_an_id_token_of_an_earlier_sign_in_is_refused(city: City, browser: Browser) -> None:
    kept: list[str] = []

    def keep(said: Said) -> Said:
        kept.append(said.json["id_token"])
        return said

    city.between.changes[TOKEN] = keep
    assert browser.sign_in(city.wall, "ada").status_code == 303
    city.between.changes[TOKEN] = lambda said: said.with_json(id_token=kept[0])
    with Browser() as other:
        is_refused(city, other, other.sign_in(city.wall, "rosa"), 502, UNCHECKED)
        assert "nonce" in last_reason(city)


def test_a_new_key_of_the_provider_is_read_once_it_is_used(city: City, browser: Browser) -> None:
    assert browser.sign_in(city.wall, "rosa").status_code == 303
    new = RSAKey.generate_key(2048, {"kid": "new-this-morning", "use": "sig", "alg": ALG})
    odd = [{"kty": "oct", "k": "AAAA", "kid": "x"}, {"kty": "new-kind"}, {"kty": "EC", "crv": "P-0"}, "no key", None]

    def signed_anew(said: Said) -> Said:
        claims = jwt.decode(said.json["id_token"], city.key, algorithms=[ALG]).claims
        return said.with_json(id_token=jwt.encode({"alg": ALG, "kid": new.kid}, claims, new, algorithms=[ALG]))

    city.between.changes[TOKEN] = signed_anew
    city.between.changes[KEYS] = lambda said: said.with_json(keys=[*odd, new.as_dict(private=False)])
    city.between.asked.clear()
    with Browser() as other:
        assert other.sign_in(city.wall, "rosa").status_code == 303
    assert city.between.asked.count(KEYS) == 1


# ---------------------------------------------------------------- codes, states and browsers


def test_an_answer_is_good_once(city: City, browser: Browser) -> None:
    back = browser.way_back(city.wall, "ada")
    assert browser.get(back).status_code == 303
    browser.cookies.clear()
    is_refused(city, browser, browser.get(back), 400, AGAIN)


def test_a_code_is_good_once_also_in_another_sign_in(city: City, browser: Browser) -> None:
    used = browser.way_back(city.wall, "ada")
    assert browser.get(used).status_code == 303
    browser.cookies.clear()
    fresh = query_of(browser.get(f"{city.wall.address}/sign-in/city").headers["location"])["state"]
    reply = browser.get(used.replace(query_of(used)["state"], fresh))
    is_refused(city, browser, reply, 400, AGAIN)
    assert "invalid_grant" in last_reason(city)


def test_a_code_of_somebody_elses_browser_is_refused_by_its_verifier(city: City, browser: Browser) -> None:
    with Browser() as victim:
        stolen = query_of(victim.way_back(city.wall, "ada"))["code"]
    state = query_of(browser.get(f"{city.wall.address}/sign-in/city").headers["location"])["state"]
    answer = {"code": stolen, "state": state, "iss": city.between.issuer}
    is_refused(city, browser, browser.get(f"{city.wall.address}/sign-in/city/back", params=answer), 400, AGAIN)


def test_an_answer_in_another_browser_is_refused_and_burnt(city: City, browser: Browser) -> None:
    back = browser.way_back(city.wall, "ada")
    with Browser() as other:
        is_refused(city, other, other.get(back), 400, "another browser")
        other.get(f"{city.wall.address}/sign-in/city")  # it has a sign-in of its own under way: no better
        is_refused(city, other, other.get(back), 400, AGAIN)
    is_refused(city, browser, browser.get(back), 400, AGAIN)


@pytest.mark.parametrize("state", ["", "x", "A" * 43, "\udcff", "a&state=b"])
def test_a_state_that_is_not_ours_is_refused(city: City, browser: Browser, state: str) -> None:
    back = browser.way_back(city.wall, "ada")
    changed = httpx.URL(back).copy_set_param("state", state.encode("utf-8", "replace").decode())
    is_refused(city, browser, browser.get(changed), 400, AGAIN)


@pytest.mark.parametrize("change", ["&state=x", "&code=x", "&a=%ff", "&x" * 30, "&x=" + "y" * 9_000])
def test_an_answer_that_says_a_thing_twice_or_too_much_is_refused(city: City, browser: Browser, change: str) -> None:
    back = browser.way_back(city.wall, "ada")
    is_refused(city, browser, browser.get(back + change), 400, AGAIN)


def test_an_answer_of_one_provider_is_not_taken_for_anothers(city: City, browser: Browser) -> None:
    back = browser.way_back(city.wall, "ada")
    is_refused(city, browser, browser.get(back.replace("/sign-in/city/", "/sign-in/direct/")), 400, AGAIN)


@pytest.mark.parametrize("issuer", ["https://login.example.org/", None, ""])
def test_an_answer_that_names_another_issuer_or_none_is_refused(
    city: City, browser: Browser, issuer: str | None
) -> None:
    back = httpx.URL(browser.way_back(city.wall, "ada"))
    changed = back.copy_remove_param("iss") if issuer is None else back.copy_set_param("iss", issuer)
    is_refused(city, browser, browser.get(changed), 502, UNCHECKED)
    assert TOKEN not in city.between.asked, "the code was given away"


def test_a_sign_in_that_was_left_too_long_is_begun_again(city: City, browser: Browser) -> None:
    back = browser.way_back(city.wall, "ada")
    city.wall.clock.ahead = 16 * MINUTE
    is_refused(city, browser, browser.get(back), 400, "took too long")


def test_who_says_no_at_the_provider_is_not_signed_in(city: City, browser: Browser) -> None:
    reply = browser.get(browser.way_back(city.wall, "dan", answer="deny"))
    is_refused(city, browser, reply, 403, "City of Example did not sign you in")
    assert last_reason(city) == "it says access_denied"


def test_what_a_provider_writes_as_an_error_is_not_repeated(city: City, browser: Browser) -> None:
    state = query_of(browser.get(f"{city.wall.address}/sign-in/city").headers["location"])["state"]
    answer = {"error": "<script>alert(1)</script>", "error_description": "x\r\ny", "state": state}
    reply = browser.get(f"{city.wall.address}/sign-in/city/back", params={**answer, "iss": city.between.issuer})
    is_refused(city, browser, reply, 502, UNCHECKED)
    assert "script" not in reply.text
    assert last_reason(city) == "it says an error"


def test_neither_secret_nor_code_is_written_anywhere(
    city: City, browser: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    city.between.changes[TOKEN] = lambda said: said.with_json(id_token=said.json["id_token"][:-4])
    back = browser.way_back(city.wall, "ada")
    reply = browser.get(back)
    browser.get(back)
    out, err = capfd.readouterr()
    told = "".join(str(entry) for entry in city.wall.access.audit.read()) + out + err + reply.text
    query = query_of(back)
    assert [secret for secret in (SECRET, query["code"], query["state"]) if secret in told] == []


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
