"""Signing in with the city's own accounts: to the provider, and back with what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

import structlog

from layouts.access.page_request import explained
from layouts.page.words import wait_words
from layouts.web.cookies import Cookie, delete_cookie, read, set_cookie
from layouts.web.host_policy import address_of, reached_at
from layouts.web.html import page, see_other
from layouts.web.http import Answer, AsgiScope, Receive, Send
from layouts.web.nav import SIGN_IN, Link
from layouts.web.onward import HOME, next_of, safe_next, sign_in_address
from layouts.web.request_policy import header
from layouts.web.routes import Answers, Route, parameters_of, visitor_of
from layouts.web.rules import anyone
from wallboard.access.access import Access
from wallboard.access.credentials import Issued
from wallboard.access.openid.entering import enter
from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.access.openid.pending import LASTS, Pending
from wallboard.access.openid.provider import Identity, OpenIdProvider
from wallboard.access.sessions import Session
from wallboard.access.visitor import NOBODY
from wallboard.clock import Clock, system_clock
from wallboard.languages import N_, _
from wallboard.model import SECOND

log = structlog.get_logger(__name__)

TEXT = b"text/plain; charset=utf-8"
LONGEST_ANSWER = 8_000  # characters that a provider may send back in the address
_STATUS = {
    Fault.BEGIN_AGAIN: 400,
    Fault.REFUSED: 403,
    Fault.NO_ROLE: 403,
    Fault.DISABLED: 403,
    Fault.NOT_BELIEVED: 502,
    Fault.UNAVAILABLE: 503,
}


def routes(access: Access, clock: Clock = system_clock) -> list[Route]:
    """The two addresses that every provider of the settings has."""
    if not access.sign_in:
        off = explained(N_("Sign in"))
        return [
            Route(f"{SIGN_IN}/{{provider}}", off, anyone, Answers.PAGE, ("GET",)),
            Route(f"{SIGN_IN}/{{provider}}/back", off, anyone, Answers.PAGE, ("GET",)),
        ]
    pages = ProviderPages(access, clock)
    return [
        Route(f"{SIGN_IN}/{{provider}}", pages.begin, anyone, Answers.PAGE, ("GET",)),
        Route(f"{SIGN_IN}/{{provider}}/back", pages.back, anyone, Answers.PAGE, ("GET",)),
    ]


class ProviderPages:
    """Sends people to their provider and takes them in when they come back."""

    def __init__(self, access: Access, clock: Clock) -> None:
        self._access = access
        self._clock = clock
        self._providers: dict[str, OpenIdProvider] = {}
        self._pending = Pending(clock)

    async def begin(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        await (await self._begun(scope)).send(scope, send)

    async def back(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        await (await self._came_back(scope)).send(scope, send)

    def _provider(self, scope: AsgiScope) -> OpenIdProvider | None:
        """As the settings have it now."""
        name = parameters_of(scope)["provider"]
        options = self._access.settings.access.providers.get(name)
        if options is None:
            return None
        known = self._providers.get(name)
        if known is None or known.options != options:
            known = self._providers[name] = OpenIdProvider(name, options, self._clock)
        return known

    async def _begun(self, scope: AsgiScope) -> Answer:
        provider = self._provider(scope)
        if provider is None:
            return _message(scope, 404, _("There is no such way to sign in."))
        back = f"{reached_at(self._access.settings.server, scope)}{SIGN_IN}/{provider.name}/back"
        begun, secret = self._pending.begin(provider.name, back, next_of(scope), address_of(scope))
        try:
            there = await provider.address(begun)
        except OpenIdError as error:
            log.warning("a provider cannot be used", provider=provider.name, reason=error.log)
            return _message(scope, _STATUS[error.fault], error.words, begun.onward)
        cookie = set_cookie(scope, Cookie.SIGN_IN, secret, LASTS // SECOND)
        return Answer(b"", TEXT, 303, extra=((b"location", there.encode("ascii")), (b"set-cookie", cookie)))

    async def _came_back(self, scope: AsgiScope) -> Answer:
        provider = self._provider(scope)
        if provider is None:
            return _message(scope, 404, _("There is no such way to sign in."))
        address = address_of(scope)
        try:
            reply = _answer(scope)
            begun = self._pending.finish(provider.name, reply.get("state", ""), read(scope, Cookie.SIGN_IN) or "")
        except OpenIdError as error:  # not in the audit log: it belongs to nothing, and anybody can send it
            log.info("nobody signed in", provider=provider.name, reason=error.log, address=address)
            return _message(scope, _STATUS[error.fault], error.words)
        wait_s = self._access.attempts.provider(address)
        if wait_s:
            words = _("There were too many tries from your network. Please wait {time}.", time=wait_words(wait_s))
            return _message(scope, 429, words, begun.onward, (b"retry-after", str(wait_s).encode()))
        try:
            identity = await provider.identity(begun, reply)
            opened = await asyncio.to_thread(self._entered, scope, provider, identity)
        except OpenIdError as error:
            log.warning("nobody signed in", provider=provider.name, reason=error.log, address=address)
            if error.fault not in (Fault.NO_ROLE, Fault.DISABLED):
                await asyncio.to_thread(self._write_down, provider, error, address)
            return _message(scope, _STATUS[error.fault], error.words, begun.onward)
        self._access.attempts.provider_signed_in(address)
        lasts = int(self._access.settings.access.session_days * 86_400)
        cookies = (set_cookie(scope, Cookie.SESSION, opened.secret, lasts), delete_cookie(scope, Cookie.SIGN_IN))
        return see_other(safe_next(begun.onward), cookies)

    def _entered(self, scope: AsgiScope, provider: OpenIdProvider, identity: Identity) -> Issued[Session]:
        former = read(scope, Cookie.SESSION) or ""
        browser = header(scope, b"user-agent") or ""
        return enter(self._access, provider, identity, address=address_of(scope), browser=browser, former=former)

    def _write_down(self, provider: OpenIdProvider, error: OpenIdError, address: str) -> None:
        self._access.audit.write("sign_in_failed", NOBODY, address, provider.label, reason=error.log)


def _answer(scope: AsgiScope) -> Mapping[str, str]:
    """What the provider sent along in the address, each thing once."""
    wrong = OpenIdError(Fault.BEGIN_AGAIN, "the answer in the address cannot be read")
    query = scope["query_string"]
    if len(query) > LONGEST_ANSWER:
        raise wrong
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise wrong from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise wrong
    return dict(pairs)


def _message(scope: AsgiScope, status: int, words: str, onward: str = HOME, *extra: tuple[bytes, bytes]) -> Answer:
    again = Link(_("Sign in again"), sign_in_address(safe_next(onward)))
    answer = page("message.html", visitor_of(scope), status, title=_("You are not signed in"), words=words, to=again)
    return replace(answer, extra=(*answer.extra, *extra))
