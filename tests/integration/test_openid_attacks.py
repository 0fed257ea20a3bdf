"""Tokens, codes and answers between a real OpenID Connect provider and us that must let nobody in."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.integration.between import Said
from tests.integration.city_sign_in import CLIENT, SECRET
from tests.integration.openid_city import (
    AGAIN,
    ALG,
    KEYS,
    TOKEN,
    UNCHECKED,
    City,
    Forge,
    is_refused,
    last_reason,
    openid_city,
    signed,
)
from tests.integration.vouched_wall import Browser, query_of
from wallboard.model import MINUTE


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with openid_city(tmp_path_factory.mktemp("wall")) as city:
        yield city


@pytest.fixture
def city(running: City) -> City:
    return running.afresh()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


# ---------------------------------------------------------------- tokens that do not hold


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


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
