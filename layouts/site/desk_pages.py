"""Pages that ask, such as Today: a Dash application each, with callbacks, for people who may read."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.live.stream import Hub
from layouts.web.asset_files import AssetFiles
from layouts.web.dash_answers import answer_part
from layouts.web.dash_pages import Dressing, Page, dash_page
from layouts.web.http import Receive, Scope, Send
from layouts.web.page_attributes import common_attributes, styles
from layouts.web.request_policy import LARGEST_POST
from layouts.web.routes import Answers, Handler, Route
from layouts.web.rules import whoever_may
from wallboard.access.roles import Right
from wallboard.settings import Settings


class DeskPages:
    """One route for the page and one for each thing that Dash's scripts ask of it."""

    def __init__(self, settings: Settings, pages: Mapping[str, Page], hub: Hub, assets: AssetFiles) -> None:
        def dressing(path: str) -> Dressing:
            own = styles(assets, f"{path.strip('/')}.css")
            script = assets.address(f"{path.strip('/')}.js")
            return Dressing(lambda: common_attributes(settings, hub.version), own, (script,) if script else ())

        self.apps = {path: dash_page(path, page, dressing(path)) for path, page in pages.items()}

    def routes(self) -> list[Route]:
        read = whoever_may(Right.READ)
        routes: list[Route] = []
        for path in self.apps:
            callback = self._part(path, "_dash-update-component")
            routes += [
                Route(path, self._part(path, ""), read, Answers.PAGE),
                Route(f"{path}/_dash-layout", self._part(path, "_dash-layout"), read),
                Route(f"{path}/_dash-dependencies", self._part(path, "_dash-dependencies"), read),
                Route(f"{path}/_dash-update-component", callback, read, Answers.CHANGE, ("POST",), LARGEST_POST),
            ]
        return routes

    def _part(self, path: str, part: str) -> Handler:
        app = self.apps[path]

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await answer_part(app, part, scope, receive, send)

        return answer
