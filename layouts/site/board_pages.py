"""The boards' pages, for everybody as far as their remit goes: a board of another site is no board."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from layouts.live.stream import Hub, Showing
from layouts.page.dash_nav import board_titles, stops, way_out
from layouts.page.past import AGO, AT
from layouts.site.live_scripts import (
    PAST,
    PAST_STYLE,
    asks_for_past,
    live_attributes,
    live_scripts,
    past_scripts,
    past_title,
)
from layouts.wall.boards import Hung, hung
from layouts.web.asset_files import FLOOR_SCRIPT, AssetFiles
from layouts.web.dash_answers import answer_part
from layouts.web.dash_pages import Content, DashPage, HtmlDocument, dash_page
from layouts.web.gate import PAIRING_PAGE
from layouts.web.html import nothing_to_see
from layouts.web.http import AsgiScope, Receive, Send, text
from layouts.web.page_attributes import common_attributes, styles
from layouts.web.routes import Answers, Handler, Nav, Route, parameters_of, visiting, visitor_of
from layouts.web.rules import watchers
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.languages import N_, Language, _, language, speak, speaking
from wallboard.model.remit import Remit
from wallboard.settings import Settings

BOARD = "/board/"
SOUND_SCRIPT = "sound.js"
ROTATION_SCRIPTS = ("drawn.js", "rotation.js")


@dataclass(frozen=True)
class Boards:
    """The boards that there are, in the settings' order, and how one is drawn for whoever is visiting
    (`layouts.web.routes.visiting`). `names` may be a living collection, after a change of settings."""

    names: Collection[str]
    layout: Callable[[str], Component]
    within: Callable[[Remit], Settings] | None = None  # the settings within a remit; None: everybody's are the same


class BoardPages:
    """Every board's Dash application, made when it is first asked for."""

    def __init__(self, settings: Settings, boards: Boards, hub: Hub, assets: AssetFiles) -> None:
        self.hub = hub
        self._settings = settings
        self._names, self._layout_of, self._within = boards.names, boards.layout, boards.within
        self._assets = assets
        self._apps: dict[str, DashPage] = {}
        self._pasts: dict[str, DashPage] = {}

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
        ]

    def visible(self, visitor: Visitor) -> dict[str, str]:
        """The boards that are the visitor's to see, in the settings' order, each with its site. A screen has one."""
        if self._within is None:
            theirs = {name: self._site(name) for name in self._names if visitor.remit.has_site(self._site(name))}
        else:  # one whose every tile is somebody else's is gone
            settings = self._within(visitor.remit)
            left = hung(settings)
            theirs = {name: left[name].site for name in self._names if name in left}
        if visitor.kind is VisitorKind.SCREEN:
            return {name: site for name, site in theirs.items() if name == visitor.board}
        return theirs

    def showing(self, board: str, visitor: Visitor) -> Showing:
        """What the visitor gets to see of a board; of one that is no board of theirs, nothing is ever shown."""
        site = self.visible(visitor).get(board) or self._site(board)
        own, theirs = self._own_language(board), self.spoken(board, visitor).tag
        return Showing(board, visitor.remit.at(site, self._settings.sites), "" if theirs == own else theirs)

    def any_app(self) -> list[DashPage]:
        """One that knows the scripts which all boards load."""
        return [self._app(name) for name in list(self._names)[:1]]

    async def _home(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        visitor = visitor_of(scope)
        first = next(iter(self.visible(visitor)), None)
        # There a screen waits for its board, and nobody need touch it.
        if first is None and visitor.kind is VisitorKind.SCREEN:
            await text(303, "Its board is gone.", extra=((b"location", PAIRING_PAGE.encode()),)).send(scope, send)
        elif first is None:
            await nothing_to_see(scope, visitor, 404, _("There is no board for you to see.")).send(scope, send)
        else:
            with speak(self.spoken(first, visitor)):
                await answer_part(self._app(first), "", scope, receive, send)

    async def _by_name(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Leads from the bare name, as people type it on a TV, to the board, if it is one of theirs."""
        board, visitor = parameters_of(scope)["board"], visitor_of(scope)
        if board not in self.visible(visitor):
            await nothing_to_see(scope, visitor, 404, _("There is nothing at this address.")).send(scope, send)
            return
        query = scope["query_string"]
        there = f"{BOARD}{quote(board)}".encode() + (b"?" + query if query else b"")
        await text(303, "The board is at its whole address.", extra=((b"location", there),)).send(scope, send)

    def _part(self, part: str) -> Handler:
        async def answer(scope: AsgiScope, receive: Receive, send: Send) -> None:
            board, visitor = parameters_of(scope)["board"], visitor_of(scope)
            if board in self.visible(visitor):
                app = self._past(board) if part == "" and self._shows_past(board, scope, visitor) else self._app(board)
                with speak(self.spoken(board, visitor)):
                    await answer_part(app, part, scope, receive, send)
            else:
                await nothing_to_see(scope, visitor, 404, _("There is nothing at this address.")).send(scope, send)

        return answer

    def spoken(self, board: str, visitor: Visitor) -> Language:
        """What they chose; else what the settings say of the board; else what their browser asks for, which says nothing
        of those who stand before a screen."""
        named = self._settings.boards[board].language if board in self._settings.boards else None
        if visitor.language or not (named or visitor.kind is VisitorKind.SCREEN):
            return speaking()
        return language(self._own_language(board))

    def _own_language(self, board: str) -> str:
        there = self._there(board)
        return there.language if there else self._settings.sites[self._site(board)].language

    def _site(self, name: str) -> str:
        there = self._there(name)
        return there.site if there else next(iter(self._settings.sites))

    def _there(self, name: str) -> Hung | None:
        return hung(self._settings).get(name)

    def _app(self, name: str) -> DashPage:
        if name not in self._apps:
            content = Content(name, lambda: self._drawn(name))
            self._apps[name] = dash_page(f"{BOARD}{name}", content, self._document(name))
        return self._apps[name]

    def _shows_past(self, name: str, scope: AsgiScope, visitor: Visitor) -> bool:
        """Whether an instant is asked for. A screen hangs on a wall, and shows now; so does a rotation."""
        if visitor.kind is VisitorKind.SCREEN or name in self._settings.rotations:
            return False
        return asks_for_past(scope)

    def _past(self, name: str) -> DashPage:
        """The same board for an instant of the past: drawn by the same layout, and fed by a script of its own."""
        if name not in self._pasts:
            content = Content(name, lambda: self._drawn(name))
            self._pasts[name] = dash_page(f"{BOARD}{name}", content, self._document(name, past=True))
        return self._pasts[name]

    def _drawn(self, name: str) -> Component:
        """The board, and for people the ways to other pages, and what stops a rotation."""
        visitor, board = visiting.get(), self._layout_of(name)
        theirs = self._settings if self._within is None else self._within(visitor.remit)
        turns = name in self._settings.rotations
        past = "" if turns else f"{BOARD}{quote(name)}?{AT}={AGO}"
        ways = way_out(visitor, board_titles(theirs), past, stops() if turns else ())
        return html.Div([*ways, board]) if ways else board

    def _document(self, name: str, *, past: bool = False) -> HtmlDocument:
        def attributes() -> dict[str, str]:
            live = live_attributes(self._assets, name, self._settings.sites[self._site_shown(name)].zone)
            declared = self._settings.boards.get(name)
            own = {"data-board": name, "data-theme": declared.theme if declared else "dark"}
            then = PAST if past else {}
            return common_attributes(self._settings, self.hub.version) | own | live | then

        def title() -> str:
            there = self._there(name)
            named = (there.title if there else "") or self._settings.sites[self._site_shown(name)].name
            return past_title(named) if past else named

        own = (*(ROTATION_SCRIPTS if name in self._settings.rotations else ()), *self._sounds(name, past))
        fed = past_scripts(self._assets) if past else live_scripts(self._assets)
        scripts = (*map(self._assets.address, own), *fed)
        own_styles = ("board.css", "link.css", *((PAST_STYLE,) if past else ()))
        first = self._assets.in_page(FLOOR_SCRIPT)
        return HtmlDocument(attributes, styles(self._assets, *own_styles), scripts, ("html",), title, first)

    def _sounds(self, name: str, past: bool) -> tuple[str, ...]:
        """What lets a board sound, or a rotation through one that may."""
        there = self._there(name)
        shown = (name, *(there.boards if there else ()))
        sounds = any(self._settings.boards[each].sound for each in shown if each in self._settings.boards)
        return (SOUND_SCRIPT,) if sounds and not past else ()

    def _site_shown(self, name: str) -> str:
        """The built-in board is of the first site of each visitor's own."""
        return self.visible(visiting.get()).get(name) or self._site(name)
