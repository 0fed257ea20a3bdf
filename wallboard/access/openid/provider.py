"""One OpenID Connect provider: where to send the browser, and who it is that comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.oauth2.client import OAuth2Client  # type: ignore[import-untyped]
from joserfc.jwk import KeySet

from wallboard.access.openid.asking import ProviderClient, Reply
from wallboard.access.openid.discovery import Discovered, discovered, on_loopback, well_known
from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.access.openid.grants import groups_of
from wallboard.access.openid.id_token import UnknownKey, checked, public_keys
from wallboard.access.openid.pending import Begun
from wallboard.clock import Clock
from wallboard.model import HOUR, SECOND, Micros
from wallboard.settings.parts.access import Provider
from wallboard.settings.problems.wording import shown

FRESH_FOR = HOUR  # then its description and keys are read anew
REST_AFTER_FAILURE = 5 * SECOND  # a provider that is down is not asked for everybody who tries
_DENIED = ("access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required")
_OVERLOADED = ("temporarily_unavailable", "server_error")


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as the provider knows them. Name and groups are hostile text."""

    subject: str
    name: str
    groups: frozenset[str]
    groups_left_out: bool = False  # the provider has more than it sends


class OpenIdProvider:
    """Asks and checks one provider. Holds what it said about itself for an hour, and nothing about any person."""

    def __init__(self, name: str, options: Provider, clock: Clock, asking: ProviderClient | None = None) -> None:
        self.name = name
        self.label = options.label or name
        self.options = options
        self._clock = clock
        self._asking = asking or ProviderClient(direct=on_loopback(options.issuer))
        self._about: tuple[Discovered, Micros] | None = None
        self._keys: tuple[KeySet, Micros] | None = None
        self._failed: tuple[OpenIdError, Micros] | None = None
        self._reading = asyncio.Lock()

    async def address(self, begun: Begun) -> str:
        """Where the browser goes to sign in."""
        about = await self._discover()
        client = _Client(self._asking, self.options, about, begun.back)
        address, _ = client.create_authorization_url(
            about.authorization, state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
        )
        return str(address)

    async def identity(self, begun: Begun, answer: Mapping[str, str]) -> Identity:
        """Who signed in, by the answer that the browser brings back. Raises OpenIdError for anything that does not hold."""
        try:
            return await self._identity(begun, answer)
        except OpenIdError as error:
            if error.fault in (Fault.UNAVAILABLE, Fault.NOT_BELIEVED):
                self._about = self._keys = None  # it may have moved: read all of it anew
            raise OpenIdError(error.fault, error.log, self.label) from None

    async def _identity(self, begun: Begun, answer: Mapping[str, str]) -> Identity:
        about = await self._discover()
        told_issuer = answer.get("iss")
        if told_issuer != about.issuer and (told_issuer is not None or about.tells_issuer):
            raise OpenIdError(Fault.NOT_BELIEVED, f"the answer that the browser brought is from {shown(told_issuer)}")
        if "error" in answer:
            raise _told(answer["error"])
        if not answer.get("code"):
            raise OpenIdError(Fault.BEGIN_AGAIN, "the browser brought neither a code nor an error")
        client = _Client(self._asking, self.options, about, begun.back)
        reply: Reply = await client.fetch_token(
            about.token,
            grant_type="authorization_code",
            code=answer["code"],
            redirect_uri=begun.back,
            code_verifier=begun.verifier,
        )
        if reply.status != 200:
            raise _told(reply.body.get("error"), exchange=True)
        access_token = reply.body.get("access_token")
        access_token = access_token if isinstance(access_token, str) else None
        claims = await self._checked(about, reply.body.get("id_token"), begun.nonce, access_token)
        return await self._described(about, claims, access_token)

    async def _checked(self, about: Discovered, text: Any, nonce: str, access_token: str | None) -> dict[str, Any]:
        for again in (False, True):
            keys = await self._read_keys(about, again)
            try:
                return checked(
                    text,
                    keys,
                    algorithms=about.algorithms,
                    issuer=about.issuer,
                    client_id=self.options.client_id,
                    nonce=nonce,
                    access_token=access_token,
                    now=self._clock(),
                )
            except UnknownKey:
                continue
        raise OpenIdError(Fault.NOT_BELIEVED, "its ID token is signed with a key that it does not publish")

    async def _described(self, about: Discovered, claims: Mapping[str, Any], access_token: str | None) -> Identity:
        """Name and groups: of the ID token, or where they are not in it of the userinfo endpoint."""
        wanted = (self.options.groups_claim, self.options.name_claim)
        described = dict(claims)
        if any(name not in described for name in wanted) and about.userinfo and access_token:
            reply = await self._asking.get(about.userinfo, access_token)
            if reply.status != 200:
                raise OpenIdError(Fault.UNAVAILABLE, f"its userinfo endpoint answers {reply.status}")
            if reply.body.get("sub") != claims["sub"]:
                raise OpenIdError(Fault.NOT_BELIEVED, "its userinfo is about somebody else than its ID token")
            described = {**{name: reply.body[name] for name in wanted if name in reply.body}, **described}
        name = described.get(self.options.name_claim)
        elsewhere = described.get("_claim_names")
        return Identity(
            subject=claims["sub"],
            name=name if isinstance(name, str) else "",
            groups=groups_of(described.get(self.options.groups_claim)),
            groups_left_out=isinstance(elsewhere, dict) and self.options.groups_claim in elsewhere,
        )

    async def _discover(self) -> Discovered:
        async with self._reading:
            now = self._clock()
            if self._about is not None and self._about[1] <= now < self._about[1] + FRESH_FOR:
                return self._about[0]
            if self._failed is not None and self._failed[1] <= now < self._failed[1] + REST_AFTER_FAILURE:
                raise OpenIdError(self._failed[0].fault, self._failed[0].log, self.label)
            try:
                reply = await self._asking.get(well_known(self.options.issuer))
                if reply.status != 200:
                    raise OpenIdError(Fault.UNAVAILABLE, f"{well_known(self.options.issuer)} answers {reply.status}")
                about = discovered(reply.body, self.options.issuer)
            except OpenIdError as error:
                self._failed = (error, now)
                raise OpenIdError(error.fault, error.log, self.label) from None
            self._about, self._keys, self._failed = (about, now), None, None
            return about

    async def _read_keys(self, about: Discovered, again: bool) -> KeySet:
        now = self._clock()
        if self._keys is None or again or not self._keys[1] <= now < self._keys[1] + FRESH_FOR:
            reply = await self._asking.get(about.keys)
            if reply.status != 200:
                raise OpenIdError(Fault.UNAVAILABLE, f"{about.keys} answers {reply.status}")
            self._keys = (public_keys(reply.body), now)
        return self._keys[0]


class _Client(OAuth2Client):  # type: ignore[misc]
    """Authlib's client, asking by our bounded means."""

    def __init__(self, asking: ProviderClient, options: Provider, about: Discovered, back: str) -> None:
        secret = options.client_secret.get_secret_value()
        method = "none" if not secret else "client_secret_post" if about.secret_in_body else "escaped_basic"
        super().__init__(
            None,
            options.client_id,
            secret,
            token_endpoint_auth_method=method,
            scope=" ".join(dict.fromkeys(("openid", *options.scopes))),
            redirect_uri=back,
            code_challenge_method="S256",
        )
        self.register_client_auth_method(("escaped_basic", _escaped_basic))
        self._asking = asking

    def _fetch_token(
        self, url: str, body: str = "", headers: Any = None, auth: Any = None, method: str = "POST", **_: Any
    ) -> Coroutine[Any, Any, Reply]:
        address, sent, content = auth.prepare(method, url, dict(headers or {}), body)
        return self._asking.post(address, sent, content)


def _escaped_basic(client: Any, method: str, uri: str, headers: dict[str, str], body: str) -> tuple[str, Any, str]:
    """RFC 6749, 2.3.1: name and secret are escaped before they are put together; Authlib leaves that out."""
    basic = httpx.BasicAuth(quote_plus(client.client_id), quote_plus(client.client_secret))
    request = next(basic.auth_flow(httpx.Request(method, uri)))
    return uri, {**headers, "authorization": request.headers["authorization"]}, body


def _told(error: Any, *, exchange: bool = False) -> OpenIdError:
    """The provider's own error, which is a word from a list; anything else from it is not repeated."""
    word = error if isinstance(error, str) and len(error) <= 50 and error.replace("_", "").isalnum() else "an error"
    if word in _OVERLOADED:
        return OpenIdError(Fault.UNAVAILABLE, f"it says {word}")
    if exchange:
        fault = Fault.BEGIN_AGAIN if word == "invalid_grant" else Fault.NOT_BELIEVED
        return OpenIdError(fault, f"its token endpoint says {word}")
    return OpenIdError(Fault.REFUSED if word in _DENIED else Fault.NOT_BELIEVED, f"it says {word}")
