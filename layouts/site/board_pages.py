"""The boards' pages and their streams, for everybody as far as their remit goes: a board of another site is no board."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import parse_qs, quote

from dash import html
from dash.development.base_component import Component

from layouts.access.dash_nav import board_titles, way_out
from layouts.access.html import told
from layouts.live.asked import AskedFrames
from layouts.live.stream import Hub, Showing
from layouts.live.stream_http import stream
from layouts.wall.boards import boards as shown_boards
from layouts.web.asset_files import FLOOR_SCRIPT, AssetFiles
from layouts.web.dash_answers import answer_part
from layouts.web.dash_pages import Content, DashPage, Dressing, dash_page
from layouts.web.gate import PAIRING_PAGE
from layouts.web.host_policy import address_of
from layouts.web.http import Receive, Scope, Send, text
from layouts.web.made_for import OF, RELOAD, outdated
from layouts.web.page_attributes import common_attributes, styles
from layouts.web.request_policy import security_headers
from layouts.web.routes import Answers, Handler, Nav, Route, parameters_of, visiting, visitor_of
from layouts.web.rules import watchers
from wallboard.access.remit import Remit
from wallboard.access.visitor import Kind, Visitor
from wallboard.languages import N_, Language, language, speak, speaking
from wallboard.settings import Settings

BOARD = "/board/"
WORKER_SCRIPT = "shared.js"
SHARED_SCRIPTS = ("clock.js", "stream.js")  # the worker loads them too
SCRIPTS = (*SHARED_SCRIPTS, "parts.js", "live.js")
MOST_BOARDS_A_STREAM = 32
MOST_STREAMS_OF_ONE = 100  # by one credential: a browser's tabs share one; each takes one of the server's connections


class BoardPages:
    """Every board's Dash application, made when it is first asked for; `within` gives the settings of a remit."""

    def __init__(
        self,
        settings: Settings,
        names: Collection[str],
        layout_of: Callable[[str], Component],
        within: Callable[[Remit], Settings] | None,
        hub: Hub,
        assets: AssetFiles,
    ) -> None:
        self.hub = hub
        self._settings = settings
        self._names = names
        self._layout_of = layout_of
        self._within = within
        self._assets = assets
        self._apps: dict[str, DashPage] = {}
        self._stream_headers = security_headers()

    def routes(self) -> list[Route]:
        parts = [
            Route(f"{BOARD}{{board}}/{part}", self._part(part), watchers)
            for part in ("_dash-layout", "_dash-dependencies")
        ]
        return [
            Route("/", self._home, watchers, Answers.PAGE, nav=Nav(N_("Wall"), 0)),
            Route("/{board}", self._by_name, watchers, Answers.PAGE),
            Route(f"{BOARD}{{board}}", self._part(""), watchers, Answers.PAGE),
            *parts,
            Route("/stream", self._stream, watchers, Answers.STREAM, ("GET",)),
            *AskedFrames(self.hub, self.visible, self.showing).routes(),
        ]

    def visible(self, visitor: Visitor) -> dict[str, str]:
        """The boards that are the visitor's to see, in the settings' order, each with its site. A screen has one."""
        if self._within is None:
            theirs = {name: self._site(name) for name in self._names if visitor.remit.has_site(self._site(name))}
        else:  # one whose every tile is somebody else's is gone
            settings = self._within(visitor.remit)
            left = shown_boards(settings) if settings.sites else {}
            theirs = {name: settings.site_of(left[name]) for name in self._names if name in left}
        if visitor.kind is Kind.SCREEN:
            return {name: site for name, site in theirs.items() if name == visitor.board}
        return theirs

    def showing(self, board: str, visitor: Visitor) -> Showing:
        """What the visitor gets to see of a board; of one that is no board of theirs, nothing is ever shown."""
        site = self.visible(visitor).get(board) or self._site(board)
        own, theirs = self._own_language(board), self._spoken(board, visitor).tag
        return Showing(board, visitor.remit.at(site, self._settings.sites), "" if theirs == own else theirs)

    def any_app(self) -> list[DashPage]:
        """One that knows the scripts which all boards load."""
        return [self._app(name) for name in list(self._names)[:1]]

    async def _home(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor = visitor_of(scope)
        first = next(iter(self.visible(visitor)), None)
        if first is None and visitor.kind is Kind.SCREEN:  # there it waits for its board, and nobody need touch it
            await text(303, "Its board is gone.", extra=((b"location", PAIRING_PAGE.encode()),)).send(scope, send)
        elif first is None:
            await told(scope, visitor, 404, "There is no board for you to see.").send(scope, send)
        else:
            with speak(self._spoken(first, visitor)):
                await answer_part(self._app(first), "", scope, receive, send)

    async def _by_name(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leads from the bare name, as people type it on a TV, to the board, if it is one of theirs."""
        board, visitor = parameters_of(scope)["board"], visitor_of(scope)
        if board not in self.visible(visitor):
            await told(scope, visitor, 404, "There is nothing at this address.").send(scope, send)
            return
        query = scope["query_string"]
        there = f"{BOARD}{quote(board)}".encode() + (b"?" + query if query else b"")
        await text(303, "The board is at its whole address.", extra=((b"location", there),)).send(scope, send)

    def _part(self, part: str) -> Handler:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            board, visitor = parameters_of(scope)["board"], visitor_of(scope)
            if board in self.visible(visitor):
                with speak(self._spoken(board, visitor)):
                    await answer_part(self._app(board), part, scope, receive, send)
            else:
                await told(scope, visitor, 404, "There is nothing at this address.").send(scope, send)

        return answer

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor = visitor_of(scope)
        query = parse_qs(scope["query_string"].decode("latin-1"))
        asked = query.get("board", [])[: MOST_BOARDS_A_STREAM + 1]
        visible = self.visible(visitor)
        # One known board is enough: all tabs of a browser share a stream, and one may show a board that is no more.
        if len(asked) > MOST_BOARDS_A_STREAM or not any(board in visible for board in asked):
            await text(404, "There is no such board.").send(scope, send)
            return
        if visitor.credential and self.hub.streams_of(visitor) >= MOST_STREAMS_OF_ONE:
            await text(429, "You have too many streams open. Close some.").send(scope, send)
            return
        showings = [
            self.showing(board, visitor) for board in asked if board in visible or visitor.kind is not Kind.SCREEN
        ]
        to = RELOAD if outdated(query.get(OF, ()), visitor) else ""
        await stream(self.hub, showings, visitor, self._stream_headers, receive, send, address_of(scope), to)

    def _spoken(self, board: str, visitor: Visitor) -> Language:
        """What they chose; else what the settings say of the board; else what their browser asks for, which says nothing
        of those who stand before a screen."""
        named = self._settings.boards[board].language if board in self._settings.boards else None
        if visitor.language or not (named or visitor.kind is Kind.SCREEN):
            return speaking()
        return language(self._own_language(board))

    def _own_language(self, board: str) -> str:
        declared = self._settings.boards.get(board)
        return (declared.language if declared else None) or self._settings.sites[self._site(board)].language

    def _site(self, name: str) -> str:
        board = self._settings.boards.get(name)
        return self._settings.site_of(board) if board else next(iter(self._settings.sites))

    def _app(self, name: str) -> DashPage:
        if name not in self._apps:
            content = Content(name, lambda: self._drawn(name))
            self._apps[name] = dash_page(f"{BOARD}{name}", content, self._dressing(name))
        return self._apps[name]

    def _drawn(self, name: str) -> Component:
        """The board, and for people the ways to other pages."""
        visitor, board = visiting.get(), self._layout_of(name)
        theirs = self._settings if self._within is None else self._within(visitor.remit)
        ways = way_out(visitor, board_titles(theirs))
        return html.Div([*ways, board]) if ways else board

    def _dressing(self, name: str) -> Dressing:
        def attributes() -> dict[str, str]:
            own = {"data-board": name, "data-zone": self._settings.sites[self._site_shown(name)].zone}
            needs = ",".join(self._assets.address(script) for script in SHARED_SCRIPTS)
            worker = {"data-worker": f"{self._assets.address(WORKER_SCRIPT)}#{needs}"}
            return common_attributes(self._settings, self.hub.version) | own | worker

        def title() -> str:
            board = self._settings.boards.get(name)
            return (board.title if board else "") or self._settings.sites[self._site_shown(name)].name

        scripts = tuple(self._assets.address(script) for script in SCRIPTS)
        first = self._assets.in_page(FLOOR_SCRIPT)
        return Dressing(attributes, styles(self._assets, "board.css", "link.css"), scripts, ("html",), title, first)

    def _site_shown(self, name: str) -> str:
        """The built-in board is of the first site of each visitor's own."""
        return self.visible(visiting.get()).get(name) or self._site(name)
