"""GET /stream: server-sent events of the views that are asked for, as far as they are the visitor's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import parse_qs

from layouts.live.page_views import PageViews
from layouts.live.polling import PolledFrames
from layouts.live.stream import Hub, Showing
from layouts.live.stream_http import stream
from layouts.web.host_policy import address_of
from layouts.web.http import AsgiScope, Receive, Send, text
from layouts.web.made_for import OF, RELOAD, outdated
from layouts.web.request_policy import security_headers
from layouts.web.routes import Answers, Route, visitor_of
from layouts.web.rules import watchers
from wallboard.access.visitor import Visitor, VisitorKind

MOST_VIEWS_A_STREAM = 32
MOST_STREAMS_OF_ONE = 100  # by one credential: a browser's tabs share one; each takes one of the server's connections


class BoardShowings(Protocol):
    """What of layouts/site/board_pages.py is asked here."""

    def visible(self, visitor: Visitor) -> Mapping[str, str]: ...

    def showing(self, board: str, visitor: Visitor) -> Showing: ...


class Streams:
    """The stream and the newest frames, of boards (`board=NAME`) and of pages (`page=ADDRESS`)."""

    def __init__(self, hub: Hub, boards: BoardShowings, pages: PageViews | None) -> None:
        self._hub = hub
        self._boards = boards
        self._pages = pages
        self._headers = security_headers()

    def routes(self) -> list[Route]:
        return [
            Route("/stream", self._stream, watchers, Answers.STREAM, ("GET",)),
            *PolledFrames(self._hub, self._showings).routes(),
        ]

    async def _stream(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        visitor = visitor_of(scope)
        query = parse_qs(scope["query_string"].decode("latin-1"))
        showings = await self._showings(query, visitor)
        if not showings:
            await text(404, "There is no such board.").send(scope, send)
            return
        if visitor.credential and self._hub.streams_of(visitor) >= MOST_STREAMS_OF_ONE:
            await text(429, "You have too many streams open. Close some.").send(scope, send)
            return
        to = RELOAD if outdated(query.get(OF, ()), visitor) else ""
        await stream(self._hub, showings, visitor, self._headers, receive, send, address_of(scope), to)

    async def _showings(self, query: Mapping[str, list[str]], visitor: Visitor) -> list[Showing]:
        """What is asked for. One known view is enough: all tabs of a browser share a stream, and one may show what is no
        more. None where nothing of it is the visitor's, or too much is asked for."""
        boards, pages = query.get("board", []), query.get("page", [])
        if len(boards) + len(pages) > MOST_VIEWS_A_STREAM:
            return []
        visible = self._boards.visible(visitor)
        theirs = await self._of_pages(pages, visitor)
        if not theirs and not any(board in visible for board in boards):
            return []
        shown = [board for board in boards if board in visible or visitor.kind is not VisitorKind.SCREEN]
        return [*(self._boards.showing(board, visitor) for board in shown), *theirs]

    async def _of_pages(self, names: Sequence[str], visitor: Visitor) -> list[Showing]:
        if self._pages is None or not names:
            return []
        showing = self._pages.showing  # may ask the ledger what there is
        showings = [await asyncio.to_thread(showing, name, visitor) for name in names]
        return [each for each in showings if each is not None]
