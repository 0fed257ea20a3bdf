"""What a TV opens: a code in huge letters until somebody lets it in, then its board. No hands needed, for ever."""

from __future__ import annotations

from typing import Any

import orjson
import segno

from layouts.access.page_request import PageRequest, answered
from layouts.page.words import wait_words
from layouts.web import rules
from layouts.web.asset_files import FLOOR_SCRIPT
from layouts.web.cookies import Cookie, delete_cookie, read, set_cookie
from layouts.web.forms import LARGEST
from layouts.web.host_policy import reached_at
from layouts.web.html import page, see_other
from layouts.web.http import Answer, AsgiScope
from layouts.web.routes import Answers, Handler, Route
from wallboard.access.access import Access
from wallboard.access.pairings import TooManyPairings
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.clock import Clock, seconds_between, system_clock
from wallboard.languages import _
from wallboard.model import SECOND
from wallboard.settings import Settings

TV, SCREENS = "/tv", "/screens"
TRY_AGAIN_S = 30


def routes(access: Access, settings: Settings, clock: Clock = system_clock) -> list[Route]:
    """The page and what its script asks; while nobody signs in, a TV simply opens the wall."""
    if not access.sign_in:
        return [Route(TV, answered(lambda request: see_other("/")), rules.anyone, Answers.PAGE)]
    tv = _Tv(access, settings, clock)
    changes: dict[str, Handler] = {f"{TV}/begin": answered(tv.begin), f"{TV}/claim": answered(tv.claim)}
    return [
        Route(TV, answered(tv.show), rules.anyone, Answers.PAGE),
        *(Route(path, do, rules.anyone, Answers.CHANGE, ("POST",), LARGEST) for path, do in changes.items()),
    ]


def keep(scope: AsgiScope, secret: str, access: Access) -> bytes:
    """The cookie of a screen, for as long as it stays paired from now on."""
    return set_cookie(scope, Cookie.SCREEN, secret, access.lifetimes.screen // SECOND)


class _Tv:
    def __init__(self, access: Access, settings: Settings, clock: Clock) -> None:
        self._access = access
        self._settings = settings
        self._clock = clock

    def show(self, request: PageRequest) -> Answer:
        """The page. It holds no code yet: opening it by a link or ahead of time must not use one up."""
        to = reached_at(self._settings.server, request.scope)
        who = request.visitor
        return page("tv.html", who, first=FLOOR_SCRIPT, state=_state(who), address=f"{to}{SCREENS}", screen=SCREENS)

    def begin(self, request: PageRequest) -> Answer:
        """A new code, in place of the one that this browser had."""
        if request.visitor.kind is VisitorKind.SCREEN:  # let in meanwhile, by another tab
            return _said(200, {"state": "paired"})
        wait = self._access.attempts.new_screen(request.address)
        if wait:
            return _said(
                429,
                {
                    "words": _("Too many codes were asked for here. Next try in {time}.", time=wait_words(wait)),
                    "s": wait,
                },
            )
        try:
            made = self._access.screens.begin(request.address, instead_of=read(request.scope, Cookie.PAIRING) or "")
        except TooManyPairings:
            words = _("Too many screens are waiting to be let in. This one goes on trying.")
            return _said(429, {"words": words, "s": TRY_AGAIN_S})
        left = seconds_between(self._clock(), made.until)
        link = segno.make(
            f"{reached_at(self._settings.server, request.scope)}{SCREENS}#{made.code}", error="m", micro=False
        )
        picture = link.svg_data_uri(border=4, dark="#000", light="#fff", xmldecl=False)
        cookie = set_cookie(request.scope, Cookie.PAIRING, made.secret, left + 1)
        return _said(200, {"code": made.code, "s": left, "picture": picture}, cookie)

    def claim(self, request: PageRequest) -> Answer:
        """How it stands with this browser's code; once it was approved, the screen's own secret, as a cookie."""
        secret = read(request.scope, Cookie.PAIRING) or ""
        device = self._access.screens.claim(secret, request.address) if secret else None
        if device is not None:
            cookies = keep(request.scope, device, self._access), delete_cookie(request.scope, Cookie.PAIRING)
            return _said(200, {"state": "paired"}, *cookies)
        until = self._access.screens.waits(secret) if secret else None
        if until is None:
            return _said(200, {"state": "over"})
        return _said(200, {"state": "waiting", "s": seconds_between(self._clock(), until)})


def _state(visitor: Visitor) -> str:
    """What stands in the page's place: a person's own browser must not become a screen by mistake."""
    if visitor.kind is VisitorKind.SCREEN:
        return "paired"
    return "person" if visitor.kind is VisitorKind.PERSON else "waiting"


def _said(status: int, answer: dict[str, Any], *cookies: bytes) -> Answer:
    extra = tuple((b"set-cookie", cookie) for cookie in cookies)
    return Answer(orjson.dumps(answer), b"application/json", status, extra=extra)
