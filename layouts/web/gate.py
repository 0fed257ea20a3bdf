"""The one gate in front of everything: nothing is answered that no route stands for, and nobody whom its rule refuses.

The order: host name -> route -> where a change comes from -> who is asking -> the route's rule -> its handler. To
signed-out people an address that does not exist looks like one that is not for them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import structlog

from layouts.web.cookies import Cookie, read
from layouts.web.host_policy import HostPolicy
from layouts.web.html import nothing_to_see
from layouts.web.http import Answer, AsgiScope, Message, Receive, Send, text
from layouts.web.onward import safe_next, sign_in_address
from layouts.web.request_policy import (
    STRICT_TRANSPORT,
    accepted,
    bears_token,
    body_refusal,
    cross_site,
    navigation_by_hand,
    upgrade_refusal,
)
from layouts.web.routes import (
    Answers,
    Parameters,
    Route,
    Routes,
    navigation,
    requested_path,
    visiting,
    written_path,
)
from layouts.web.rules import anyone
from wallboard.access.visitor import NOBODY, Visitor, VisitorKind
from wallboard.database.faults import DatabaseFailed
from wallboard.languages import ENGLISH, N_, Language, _, choose, reset_language, set_language, speak

log = structlog.get_logger(__name__)

PAIRING_PAGE = "/tv"
AWAY = N_("What was recorded cannot be read just now; the wall's foot says why. Try again in a minute.")
_REFRESH = (b"refresh", b"30")  # seconds
AT_ONCE = 2  # looks into memory, now and then into the database
_CHALLENGE = (b"www-authenticate", b'Bearer realm="wallboard"')
_BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9_.~-]{1,512})")


class Recognise(Protocol):
    """Who comes with these credentials. Called in a worker thread when there are any."""

    def __call__(
        self, session: str | None = None, screen: str | None = None, bearer: str | None = None, address: str = ""
    ) -> Visitor: ...


class Gate:
    """The ASGI application in front. Refuses; what it lets through is a route's handler, told who is asking."""

    def __init__(
        self,
        routes: Routes,
        recognise: Recognise,
        host_policy: HostPolicy,
        languages: Sequence[str] = (ENGLISH.tag,),
    ) -> None:
        """`languages` are the settings' own; the first is spoken with whoever asks for none that there is."""
        self.routes = routes
        self._languages = tuple(languages)
        self._recognise = recognise
        self._host_policy = host_policy
        # threads of its own: whoever keeps the loop's busy with long days and files must not shut the door for others
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="gate")

    def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
        # No coroutine of its own: a frame to thousands of screens wakes every coroutine on its way, and each costs.
        return self._http(scope, receive, send) if scope["type"] == "http" else _no_socket(scope, receive, send)

    async def _http(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        arrival = self._host_policy.arrival(scope)
        scope["state"] = {"visitor": NOBODY, "parameters": {}, "address": arrival.address, "secure": arrival.secure}
        outgoing = _Outgoing(send, arrival.secure)
        refused = self._host_policy.refusal(scope, arrival) or upgrade_refusal(scope)
        if refused:
            await text(*refused).send(scope, outgoing)
            return
        navigation.set(self.routes.navigation)  # the same for all that this gate lets in: nothing to take back
        matches = self.routes.at(requested_path(scope))
        match = next(((route, named) for route, named in matches if scope["method"] in route.methods), None)
        page = match is None or match[0].answers is Answers.PAGE
        refused = cross_site(scope, arrival.origin, page) or body_refusal(scope, match[0].largest if match else 0)
        if refused:
            await text(*refused).send(scope, outgoing)
            return
        try:
            visitor = await self._visitor(scope, match)
        except Exception as error:  # what is kept about people cannot be read: nobody comes in, nor is sent away
            _note(error, "cannot look up who is asking")
            with speak(self._language(scope, NOBODY)):
                words = _("Who may come in cannot be looked up just now.")
            await text(503, words, extra=_again(scope, page)).send(scope, outgoing)
            return
        if match is None or not match[0].who(visitor, match[1]):
            with speak(self._language(scope, visitor)):
                answer = _refusal(scope, visitor, matches)
            await answer.send(scope, outgoing)
            return
        route, scope["state"]["visitor"], scope["state"]["parameters"] = match[0], visitor, match[1]
        token, spoken = visiting.set(visitor), set_language(self._language(scope, visitor))
        try:
            await route.handler(scope, receive, outgoing)
        except Exception as error:  # of any handler: it is logged here, and no page says more than that
            _note(error, "a request failed", route=route.path)
            if outgoing.started:
                raise
            away = isinstance(error, DatabaseFailed) and error.cause is not None
            told_so = (503, _(AWAY)) if away else (500, _("Something went wrong here; the log says what."))
            await text(*told_so, extra=_again(scope, route.answers is Answers.PAGE)).send(scope, outgoing)
        finally:
            visiting.reset(token)
            reset_language(spoken)

    def _language(self, scope: AsgiScope, visitor: Visitor) -> Language:
        """What they chose, else what their browser asks for, else the settings'. Programs are told in English: they
        know words by heart."""
        if visitor.by_token:
            return ENGLISH
        return choose((visitor.language,), accepted(scope), self._languages)

    async def _visitor(self, scope: AsgiScope, match: tuple[Route, Parameters] | None) -> Visitor:
        session, screen, bearer = _credentials(scope)
        if session is None and screen is None and bearer is None:
            return self._recognise()
        if match is not None and match[0].who is anyone and match[0].answers is Answers.FILE:
            return NOBODY  # whoever it is
        try:
            address = scope["state"]["address"]
            looking = asyncio.get_running_loop().run_in_executor
            return await looking(self._threads, self._recognise, session, screen, bearer, address)
        except Exception as error:  # a page that is open to anyone opens also while nobody can be recognised
            if match is None or match[0].who is not anyone:
                raise
            _note(error, "cannot look up who is asking")
            return NOBODY


def _again(scope: AsgiScope, page: bool) -> tuple[tuple[bytes, bytes], ...]:
    """A page that failed is asked for again by the browser itself: no script has come, and nobody may stand there."""
    return (_REFRESH,) if page and navigation_by_hand(scope) else ()


def _note(error: Exception, what: str, **more: str) -> None:
    """A database that is away is a state of the wall's, logged where it begins and where it ends; a fault of ours is
    logged with its traceback."""
    if isinstance(error, DatabaseFailed) and error.cause is not None:
        log.debug(what, reason=str(error), **more)
    else:
        log.exception(what, exc_info=error, **more)


async def _no_socket(scope: AsgiScope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})


class _Outgoing:
    """Notes that an answer began, and adds what every answer over https carries."""

    __slots__ = ("_secure", "onward", "started")

    def __init__(self, send: Send, secure: bool) -> None:
        self.onward = send
        self._secure = secure
        self.started = False

    def __call__(self, message: Message) -> Awaitable[None]:
        if not self.started:
            self.started = True
            if self._secure:
                message["headers"] = [*message["headers"], STRICT_TRANSPORT]
        return self.onward(message)


def _credentials(scope: AsgiScope) -> tuple[str | None, str | None, str | None]:
    """Session, screen and bearer token. Who comes with a token comes with nothing else."""
    if bears_token(scope):
        sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
        one = _BEARER.fullmatch(sent[0]) if len(sent) == 1 else None
        return None, None, one[1] if one else ""
    return read(scope, Cookie.SESSION), read(scope, Cookie.SCREEN), None


def _refusal(scope: AsgiScope, visitor: Visitor, matches: list[tuple[Route, Parameters]]) -> Answer:
    """How it is said: signed-out people are led to where they can come in, others are told."""
    allowed = sorted({method for route, named in matches if route.who(visitor, named) for method in route.methods})
    if allowed:
        methods = ", ".join(allowed)
        return text(405, f"Only {methods} here.", extra=((b"allow", methods.encode()),))
    if visitor.kind is not VisitorKind.NOBODY:
        reason = (403, _("This is not for you to see.")) if matches else (404, _("There is nothing at this address."))
        return nothing_to_see(scope, visitor, *reason)
    page = not matches or any(route.answers is Answers.PAGE for route, _ in matches)
    if not page or not navigation_by_hand(scope):
        return text(401, "Sign in first, or send a token as Authorization: Bearer.", extra=(_CHALLENGE,))
    # a screen that was sent away shows a new code: nobody stands there to sign in
    lost = read(scope, Cookie.SCREEN) is not None and read(scope, Cookie.SESSION) is None
    return text(
        303, "Sign in first.", extra=((b"location", (PAIRING_PAGE if lost else _sign_in_from(scope)).encode()),)
    )


def _sign_in_from(scope: AsgiScope) -> str:
    """The sign-in page's address that leads back to what was asked for."""
    query = scope["query_string"].decode("latin-1")
    return sign_in_address(safe_next(written_path(scope) + (f"?{query}" if query else "")))
