"""One request for a page of access, read before anything is done, and answered off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from layouts.web.forms import LARGEST
from layouts.web.html import BadForm, Form, bad_form, form, page
from layouts.web.http import Answer, AsgiScope, Receive, Send
from layouts.web.request_policy import header
from layouts.web.routes import Handler, Parameters, parameters_of, visitor_of
from wallboard.access.visitor import Visitor
from wallboard.languages import N_, _

LONGEST_QUERY = 4_000
MOST_WAITING = 50  # for a thread that computes for long; a crowd of thousands would be worked off long after it left
TRY_AGAIN_S = 30
CROWDED = N_("Very many people are doing this just now. Try again in half a minute.")
OFF = N_(
    "Nobody needs to sign in: only this machine can reach the wall. To let people in by name, write in the settings "
    "file, under [access]: sign_in = true, and start the wall again."
)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Who asks for what, and what they sent."""

    visitor: Visitor
    parameters: Parameters
    address: str  # theirs
    browser: str  # as it calls itself
    query: Form
    form: Form
    scope: AsgiScope


def answered(
    answer: Callable[[PageRequest], Answer],
    within: Executor | None = None,
    largest: int = LARGEST,
    lines: Collection[str] = (),
) -> Handler:
    """A handler from a function that may wait for a database, in a thread of `within` or of the loop's own. A form is
    read whole before the function is called: at most `largest` bytes, those fields with several lines that `lines` names.
    Where `within` says who computes, few wait for it and others are told.
    """
    waiting = 0

    async def handler(scope: AsgiScope, receive: Receive, send: Send) -> None:
        nonlocal waiting
        try:
            request = await _read(scope, receive, largest, lines)
        except BadForm as error:
            await bad_form(error, visitor_of(scope)).send(scope, send)
            return
        if within is not None and waiting >= MOST_WAITING:
            await _crowded(request.visitor).send(scope, send)
            return
        waiting += 1  # from here on nobody's slow connection counts
        try:
            here = copy_context()  # a thread of a pool of ours would speak English
            page_answer = await asyncio.get_running_loop().run_in_executor(within, here.run, answer, request)
        finally:
            waiting -= 1
        await page_answer.send(scope, send)

    return handler


async def _read(scope: AsgiScope, receive: Receive, largest: int, lines: Collection[str]) -> PageRequest:
    """Raises BadForm."""
    sent = await form(scope, receive, largest, lines) if scope["method"] == "POST" else Form([])
    return PageRequest(
        visitor_of(scope),
        parameters_of(scope),
        scope["state"].get("address", ""),
        header(scope, b"user-agent") or "",
        _query(scope["query_string"]),
        sent,
        scope,
    )


def _crowded(visitor: Visitor) -> Answer:
    answer = page("message.html", visitor, 503, title=_("Too many at once"), words=_(CROWDED), to=None)
    return replace(answer, extra=(*answer.extra, (b"retry-after", str(TRY_AGAIN_S).encode())))


def _query(written: bytes) -> Form:
    try:
        return Form(parse_qsl(written.decode("ascii")[:LONGEST_QUERY], errors="strict", max_num_fields=50))
    except ValueError:
        raise BadForm(_("The address could not be read. Follow a link to this page instead.")) from None


def explained(title: str) -> Handler:
    """What stands at an address while nobody needs to sign in. The title is marked where it is written."""

    async def handler(scope: AsgiScope, receive: Receive, send: Send) -> None:
        answer = page("message.html", visitor_of(scope), 404, title=_(title), words=_(OFF), to=None)
        await answer.send(scope, send)

    return handler
