"""A city with a real OpenID Connect provider, a wall that trusts it, and everything between the two that may be changed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.integration.between import Between
from tests.integration.city_sign_in import city_sign_in
from tests.integration.vouched_wall import Browser, Wall, wall, words
from tests.servers import free_port
from wallboard.access.attempts import Attempts
from wallboard.clock import system_clock
from wallboard.model import SECOND

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

    def afresh(self) -> City:
        """Nothing changed on the way, everybody in their own groups, no try counted."""
        self.between.changes.clear()
        self.between.asked.clear()
        self.wall.clock.ahead = 0
        self.wall.access.attempts = Attempts(self.wall.clock)
        return self


Forge = Callable[[City, dict[str, Any], str], str]


@contextlib.contextmanager
def openid_city(folder: Path, *names: str) -> Iterator[City]:
    """A city whose wall knows its provider by these names too."""
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
            **dict.fromkeys(names, between.issuer),
        }
        served = stack.enter_context(wall(folder, issuers, port))
        yield City(served, key, between, direct)


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


def signed(**changed: Any) -> Forge:
    """Signed by the provider's own key, as it would; None takes a claim out."""

    def forge(city: City, claims: dict[str, Any], original: str) -> str:
        now = system_clock() // SECOND
        told = {**claims, **{key: value(now) if callable(value) else value for key, value in changed.items()}}
        told = {key: value for key, value in told.items() if value is not None}
        return jwt.encode({"alg": ALG, "kid": city.key.kid}, told, city.key, algorithms=[ALG])

    return forge
