"""The declared pages: a Dash application each behind the gate, which asks for the right that the page declares."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass

from dash import Dash

from layouts.live.stream import Hub
from layouts.page import Page, PageContext, Services
from layouts.page.parts import address, read_parts
from layouts.page.words import zone_for
from layouts.site.live_scripts import (
    PAST,
    PAST_STYLE,
    asks_for_past,
    live_attributes,
    live_scripts,
    past_scripts,
    past_title,
)
from layouts.web.asset_files import FLOOR_SCRIPT, AssetFiles
from layouts.web.dash_answers import answer_part
from layouts.web.dash_pages import Content, DashPage, HtmlDocument, dash_page
from layouts.web.html import nothing_to_see
from layouts.web.http import AsgiScope, Receive, Send
from layouts.web.page_attributes import common_attributes, styles
from layouts.web.request_policy import LARGEST_POST
from layouts.web.routes import Answers, Handler, Parameters, Route, parameters_of, visitor_of
from layouts.web.rules import whoever_may
from wallboard.access.visitor import Visitor
from wallboard.languages import _
from wallboard.settings import Settings

DESK_STYLE, DESK_SCRIPT = "desk.css", "desk.js"  # of all of them

_opened: ContextVar[PageContext] = ContextVar("_opened")  # for layouts and callbacks, which Dash calls


@dataclass(frozen=True)
class Desk:
    """The declared pages that there are, and what they may ask."""

    pages: Sequence[Page]
    services: Services


class DeskPages:
    """One route for each page, and one for each thing that Dash's scripts ask of it."""

    def __init__(self, settings: Settings, desk: Desk, hub: Hub, assets: AssetFiles) -> None:
        self._settings, self._services, self._hub, self._assets = settings, desk.services, hub, assets
        self._pages = tuple(desk.pages)
        self._apps: dict[tuple[str, bool], DashPage] = {}
        self.paths = tuple(page.path for page in self._pages)

    def routes(self) -> list[Route]:
        return [route for page in self._pages for route in self._routes(page)]

    def apps(self) -> list[DashPage]:
        """Of every page."""
        return [self._app(page) for page in self._pages]

    def _routes(self, page: Page) -> Iterable[Route]:
        may = whoever_may(page.right)
        yield Route(page.path, self._part(page, ""), may, Answers.PAGE, nav=page.nav)
        for part in ("_dash-layout", "_dash-dependencies"):
            yield Route(f"{page.path}/{part}", self._part(page, part), may)
        callback = "_dash-update-component"
        handler = self._part(page, callback)
        yield Route(f"{page.path}/{callback}", handler, may, Answers.CHANGE, ("POST",), LARGEST_POST)

    def _part(self, page: Page, part: str) -> Handler:
        async def answer(scope: AsgiScope, receive: Receive, send: Send) -> None:
            visitor = visitor_of(scope)
            context = await self._context(page, visitor, parameters_of(scope))
            if context is None:
                await nothing_to_see(scope, visitor, 404, _("There is nothing at this address.")).send(scope, send)
                return
            shown = self._app(page, past=page.past and not part and asks_for_past(scope))
            token = _opened.set(context)
            try:
                await answer_part(shown, part, scope, receive, send)
            finally:
                _opened.reset(token)

        return answer

    async def _context(self, page: Page, visitor: Visitor, named: Parameters) -> PageContext | None:
        """None where its path names something that there is not, or that is not the visitor's to see."""
        context = PageContext(visitor, {}, address(page.path, named), self._services)
        if not page.parts:
            return context
        parts = await asyncio.to_thread(lambda: read_parts(page.parts, named, context.reader))
        return None if parts is None else PageContext(visitor, parts, context.address, self._services)

    def _app(self, page: Page, *, past: bool = False) -> DashPage:
        """Made when it is first wanted. With `past`, the same page for another instant than now: drawn by the same layout, and
        fed by a script of its own."""
        if (page.path, past) not in self._apps:
            self._apps[page.path, past] = self._made(page, past)
        return self._apps[page.path, past]

    def _made(self, page: Page, past: bool) -> DashPage:
        content = Content("Wallboard", lambda: page.layout(_opened.get()), lambda app: _register(page, app))
        return dash_page(page.path.partition("{")[0], content, self._document(page, past))

    def _document(self, page: Page, past: bool) -> HtmlDocument:
        own = tuple(map(self._assets.address, page.scripts))
        fed = past_scripts(self._assets) if past else live_scripts(self._assets)
        last = fed if page.stream else (self._assets.address(DESK_SCRIPT),)
        then = PAST if past else {}
        return HtmlDocument(
            lambda: common_attributes(self._settings, self._hub.version) | self._live(page) | then,
            styles(self._assets, DESK_STYLE, *page.styles, *((PAST_STYLE,) if past else ())),
            (*own, *last),
            page.suites,
            title=lambda: past_title(_title(page)) if past else _title(page),
            first=self._assets.in_page(FLOOR_SCRIPT),
            prefix=lambda: _prefix(page),
        )

    def _live(self, page: Page) -> dict[str, str]:
        context = _opened.get(None)
        if page.stream is None or context is None:
            return {}
        return live_attributes(self._assets, context.address, zone_for(context.visitor.remit, self._settings).key)


def _register(page: Page, app: Dash) -> None:
    if page.callbacks is not None:
        page.callbacks(app, _opened.get)


# Dash's scripts are found by drawing a page that nobody opened.


def _prefix(page: Page) -> str:
    context = _opened.get(None)
    return f"{context.address if context else page.path}/"


def _title(page: Page) -> str:
    context = _opened.get(None)
    return _(page.title) if isinstance(page.title, str) else page.title(context) if context else ""
