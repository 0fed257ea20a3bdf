"""The web application: which addresses exist, and what answers them. Everything else is 404.

Pure ASGI in front of Dash, because Dash's catch-all answers any path with a page, and because a stream of
thousands of screens must not pass through layers that it does not need.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from urllib.parse import parse_qs, unquote

from dash.development.base_component import Component

from layouts.asset_files import AssetFiles
from layouts.dash_pages import SUITES, DashPage, Dressing, Page, dash_page
from layouts.guard import Headers, page_policy, refusal, security_headers
from layouts.http import Answer, Message, Receive, Scope, Send, ask, json_answer, text, zipped
from layouts.stream import Hub, Showing
from layouts.stream_http import stream
from layouts.suites import Suites, inner
from wallboard.access.remit import EVERYTHING
from wallboard.access.visitor import MACHINE
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.model import Snapshot
from wallboard.settings import Settings

BOARD = "/board/"
STREAM_SCRIPT, LIVE_SCRIPT = "stream.js", "live.js"
MOST_BOARDS_A_STREAM = 32

_DASH_PARTS: Mapping[str, Collection[str]] = {
    "_dash-layout": ("GET", "HEAD"),
    "_dash-dependencies": ("GET", "HEAD"),
    "_dash-update-component": ("POST",),
}
_READ = ("GET", "HEAD")

Handler = Callable[[Scope, Receive, Send], Awaitable[None]]


class Shell:
    """The ASGI application. Holds no request's state; the hub and the snapshot are handed in."""

    def __init__(
        self,
        settings: Settings,
        boards: Collection[str],
        layout_of: Callable[[str], Component],
        pages: Mapping[str, Page],
        hub: Hub,
        snapshot: Callable[[], Snapshot],
        readiness: Callable[[], tuple[bool, str]],
        metrics: Callable[[], bytes],
        assets: AssetFiles,
    ) -> None:
        self.hub = hub
        self._settings = settings
        self._boards = boards
        self._layout_of = layout_of
        self._snapshot = snapshot
        self._readiness = readiness
        self._metrics = metrics
        self._assets = assets
        self._suites = Suites()
        self._page_apps = {path: dash_page(path, page, self._desk_dressing(path)) for path, page in pages.items()}
        self._board_apps: dict[str, DashPage] = {}
        self._stream_headers = security_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    def stopping(self) -> None:
        """Ends the open streams, so that the server can stop at once. Called in the event loop."""
        self.hub.close()

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = refusal(scope)
        if refused:
            await text(*refused).send(scope, send)
            return
        methods, handler = self._route(scope["path"])
        if handler is None:
            await text(404, "There is nothing at this address.").send(scope, send)
        elif scope["method"] not in methods:
            allow = (b"allow", ", ".join(methods).encode())
            await text(405, f"Only {', '.join(methods)} here.", extra=(allow,)).send(scope, send)
        else:
            await handler(scope, receive, send)

    def _route(self, path: str) -> tuple[Collection[str], Handler | None]:
        """The methods that a path takes and what answers it; None when there is no such path."""
        fixed: Mapping[str, Handler] = {
            "/stream": self._stream,
            "/api/snapshot": self._api_snapshot,
            "/livez": self._livez,
            "/readyz": self._readyz,
            "/metrics": self._prometheus,
        }
        if path in fixed:
            return (("GET",) if path == "/stream" else _READ), fixed[path]
        if path.startswith("/assets/"):
            return _READ, self._asset
        if path.startswith(SUITES):
            return _READ, self._suite
        return self._page_route(path)

    def _page_route(self, path: str) -> tuple[Collection[str], Handler | None]:
        app, part = self._page_at(path)
        if app is not None and f"/{part}".startswith(SUITES):  # what Dash's scripts ask for later, such as Plotly
            return _READ, self._suite
        if app is None or (part and part not in _DASH_PARTS) or (path.endswith("/") and path != "/"):
            return (), None

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await _dash_answer(app, part, scope, receive, send)

        return _DASH_PARTS.get(part, _READ), answer

    def _page_at(self, path: str) -> tuple[DashPage | None, str]:
        """The page's application and which part of it is asked for ("" is the page itself)."""
        if path == "/":
            first = next(iter(self._boards), None)
            return (self._board_app(first) if first is not None else None), ""
        for page, app in self._page_apps.items():
            if path == page or path.startswith(f"{page}/"):
                return app, path[len(page) + 1 :]
        if path.startswith(BOARD):
            name, _, part = path[len(BOARD) :].partition("/")
            if name in self._boards:
                return self._board_app(name), part
        return None, ""

    def _board_app(self, name: str) -> DashPage:
        if name not in self._board_apps:
            board = self._settings.boards.get(name)
            title = (board.title if board else "") or next(iter(self._settings.sites.values())).name
            page = Page(title, lambda: self._layout_of(name))
            self._board_apps[name] = dash_page(f"{BOARD}{name}", page, self._board_dressing(name))
        return self._board_apps[name]

    def _board_dressing(self, name: str) -> Dressing:
        def attributes() -> dict[str, str]:
            board = self._settings.boards.get(name)
            site = self._settings.site_of(board) if board else next(iter(self._settings.sites))
            own = {"data-board": name, "data-zone": self._settings.sites[site].zone}
            return {**self._common_attributes(), **own, "data-worker": self._assets.address(STREAM_SCRIPT)}

        scripts = tuple(self._assets.address(script) for script in (STREAM_SCRIPT, LIVE_SCRIPT))
        return Dressing(attributes, self._styles("board.css"), scripts, ("html",))

    def _desk_dressing(self, path: str) -> Dressing:
        return Dressing(self._common_attributes, self._styles(f"{path.strip('/')}.css"), ())

    def _common_attributes(self) -> dict[str, str]:
        return {"lang": "en", "data-demo": str(self._settings.demo).lower(), "data-version": self.hub.version}

    def _styles(self, own: str) -> tuple[str, ...]:
        return tuple(filter(None, (self._assets.address(name) for name in ("tokens.css", own))))

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        boards = parse_qs(scope["query_string"].decode("latin-1")).get("board", [])[: MOST_BOARDS_A_STREAM + 1]
        # One known board is enough: all tabs of a browser share a stream, and one may show a board that is no more.
        if len(boards) > MOST_BOARDS_A_STREAM or not any(board in self._boards for board in boards):
            await text(404, "There is no such board.").send(scope, send)
            return
        showings = [Showing(board, EVERYTHING) for board in boards]
        await stream(self.hub, showings, MACHINE, self._stream_headers, receive, send)

    async def _api_snapshot(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await asyncio.to_thread(self._snapshot_answer)).send(scope, send)

    def _snapshot_answer(self) -> Answer:
        return json_answer(snapshot_json(self._snapshot()))

    async def _livez(self, scope: Scope, receive: Receive, send: Send) -> None:
        await text(200, "alive").send(scope, send)

    async def _readyz(self, scope: Scope, receive: Receive, send: Send) -> None:
        ready, words = await asyncio.to_thread(self._readiness)
        await text(200 if ready else 503, words).send(scope, send)

    async def _prometheus(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await asyncio.to_thread(self._metrics)
        await Answer(body, b"text/plain; version=0.0.4; charset=utf-8").send(scope, send)

    async def _asset(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._assets.get(scope["path"].removeprefix("/assets/"), scope["query_string"])
        # a worker lives by the policy of its own script's response, and must be allowed to connect
        headers = security_headers(page_policy()) if found and b"javascript" in found.content_type else None
        await (found or text(404, "There is no such file.")).send(scope, send, headers)

    async def _suite(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = next(iter(self._boards), None)
        boards = [self._board_app(first)] if first is not None else []
        path = unquote(scope["path"].partition(SUITES)[2])
        found = await self._suites.get(path, scope, [*boards, *self._page_apps.values()])
        await (found or text(404, "There is no such file.")).send(scope, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        """Answers the server's start and stop; Dash's own lifespan would open its catch-all."""
        while True:
            message: Message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


async def _dash_answer(app: DashPage, part: str, scope: Scope, receive: Receive, send: Send) -> None:
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    answer = await ask(app.asgi, inner(scope, f"/{part}", method), receive)
    headers: Headers = security_headers() if part else security_headers(app.policy())
    await zipped(answer, level=5).send(scope, send, headers)


def build_app(
    settings: Settings,
    boards: Collection[str],
    layout_of: Callable[[str], Component],
    pages: Mapping[str, Page],
    hub: Hub,
    snapshot: Callable[[], Snapshot],
    readiness: Callable[[], tuple[bool, str]],
    metrics: Callable[[], bytes],
    version: str,
) -> Shell:
    """The web application of one wallboard.

    `boards` may be a living collection (after a change of settings); its first one is shown at `/`.
    `pages` maps a path such as "/today" to its page. `version` and the assets' fingerprint together are
    what screens compare: when they change, screens reload. `hub.renew` does the same for a new layout.
    """
    assets = AssetFiles()
    hub.renew(f"{version}+{assets.digest}")
    return Shell(settings, boards, layout_of, pages, hub, snapshot, readiness, metrics, assets)
