"""Scripts, styles and fonts. They tell nothing of the city; still only those that signing in needs are anybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from layouts.web.asset_files import AssetFiles
from layouts.web.dash_pages import SUITES, DashPage
from layouts.web.dash_scripts import DashScripts
from layouts.web.http import AsgiScope, Receive, Send, text
from layouts.web.request_policy import page_policy, security_headers
from layouts.web.routes import Answers, Route, parameters_of
from layouts.web.rules import anyone, anyone_known

# What the sign-in page and a TV that is not paired yet are made of.
OPEN_ASSETS = (
    "tokens.css",
    "access.css",
    "tv.css",
    "floor.js",
    "tv.js",
    "keep_code.js",
    "fonts/inter-latin.woff2",
    "fonts/inter-latin-ext.woff2",
    "fonts/OFL.txt",
)


class Files:
    """/assets/ and Dash's own scripts, also under the pages that load them."""

    def __init__(self, assets: AssetFiles, apps: Callable[[], Iterable[DashPage]], under: Iterable[str] = ()) -> None:
        self._assets = assets
        self._apps = apps
        self._under = tuple(under)
        self._suites = DashScripts()

    def routes(self) -> list[Route]:
        opened = [Route(f"/assets/{name}", self._asset, anyone, Answers.FILE) for name in OPEN_ASSETS]
        suites = [
            Route(f"{page}{SUITES}{{file:path}}", self._suite, anyone_known, Answers.FILE)
            for page in ("", *self._under)
        ]
        return [*opened, Route("/assets/{file:path}", self._asset, anyone_known, Answers.FILE), *suites]

    async def _asset(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        answer = self._assets.get(scope["path"].removeprefix("/assets/"), scope["query_string"])
        # a worker lives by the policy of its own script's response, and must be allowed to connect
        headers = security_headers(page_policy()) if answer and b"javascript" in answer.content_type else None
        await (answer or text(404, "There is no such file.")).send(scope, send, headers)

    async def _suite(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        answer = await self._suites.get(parameters_of(scope)["file"], scope, self._apps())
        await (answer or text(404, "There is no such file.")).send(scope, send)
