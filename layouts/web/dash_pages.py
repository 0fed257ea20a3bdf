"""One small Dash application per page: its own layout and callbacks, checked strictly by themselves.

A page lives at its path; Dash's own requests for it lie under that path (`/today/_dash-layout`), which is what
`requests_pathname_prefix` is for. Scripts are shared by all pages under `/_dash-component-suites/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import dash
from dash import html
from dash._hooks import HooksManager
from dash.development.base_component import Component
from fastapi import FastAPI

from layouts.web.asset_files import ScriptInPage
from layouts.web.http import App
from layouts.web.request_policy import page_policy
from wallboard.languages import _

SUITES = "/_dash-component-suites/"

_BODY = """<!DOCTYPE html>
<html {attributes}>
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#10161c">
<link rel="icon" href="data:,">
{first}
{styles}
</head>
<body>
<noscript>{without_scripts}</noscript>
{app_entry}
{config}
{scripts}
{renderer}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Content:
    """What one Dash application shows, and the callbacks that it registers."""

    title: str
    layout: Callable[[], Component]
    register: Callable[[dash.Dash], None] = lambda app: None


@dataclass(frozen=True, slots=True)
class HtmlDocument:
    """What the page's HTML carries around Dash's part. Asked anew for each load of the page."""

    attributes: Callable[[], dict[str, str]]  # of the html element
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    suites: tuple[str, ...] | None = None  # component packages to load, such as "html"; None loads all of Dash's own
    title: Callable[[], str] | None = None  # the page's own when None
    first: ScriptInPage | None = None  # runs before everything else
    prefix: Callable[[], str] | None = None  # under which the browser asks, where the path has parts


class DashPage(dash.Dash):
    """A Dash application whose HTML is ours."""

    document: HtmlDocument

    def _config(self) -> dict[str, Any]:
        """Without Dash's WebSocket, which no page uses: told of it, every tab would start a worker that waits for it."""
        config: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        config.pop("websocket", None)
        # Dash would hand one visitor's layout to everybody
        config.pop("validation_layout", None)
        if self.document.prefix:
            config["requests_pathname_prefix"] = self.document.prefix()
        return config

    def interpolate_index(
        self,
        metas: str = "",
        title: str = "",
        css: str = "",
        config: str = "",
        scripts: str = "",
        app_entry: str = "",
        favicon: str = "",
        renderer: str = "",
    ) -> str:
        document = self.document
        prefix = f"{self.config.requests_pathname_prefix}_dash-component-suites/"
        suites = _only(scripts.replace(f'"{prefix}', f'"{SUITES}'), document.suites)
        own = "\n".join(f'<script src="{escape(src)}" defer></script>' for src in document.scripts)
        return _BODY.format(
            attributes=" ".join(f'{k}="{escape(v)}"' for k, v in document.attributes().items()),
            title=escape(document.title() if document.title else title),
            first=_first(document.first) if document.first else "",
            styles="\n".join(f'<link rel="stylesheet" href="{escape(href)}">' for href in document.styles),
            without_scripts=escape(_("This wall needs JavaScript: without it no figure can be live.")),
            app_entry=app_entry,
            config=config,
            scripts=f"{suites}\n{own}",
            renderer=renderer,
        )

    @property
    def asgi(self) -> App:
        served: App = self.server
        return served

    def policy(self) -> bytes:
        """This page's Content-Security-Policy, with the hashes of its first script and of Dash's inline ones."""
        first = self.document.first
        return page_policy([*self.csp_hashes(), *([first.allowed] if first else [])])


def _first(script: ScriptInPage) -> str:
    return f'<script>{script.text}</script>\n<script src="{escape(script.address)}" defer></script>'


_OF_DASH = ("dcc", "html", "dash_table")
_COMPONENT_SUITE = re.compile(
    r'<script src="[^"]*_dash-component-suites/(?:dash/)?(dcc|html|dash_table|dash_ag_grid)/[^"]*"></script>\n?'
)


def _only(scripts: str, suites: Iterable[str] | None) -> str:
    """Without the component packages that the page does not use: dcc and tables are half of Dash's weight, and what one
    page imports Dash would load into all of them."""
    kept = frozenset(_OF_DASH if suites is None else suites)
    return _COMPONENT_SUITE.sub(lambda tag: tag[0] if tag[1] in kept else "", scripts)


def dash_page(path: str, content: Content, document: HtmlDocument) -> DashPage:
    """Builds the application of one page. Whatever the environment says, docs, MCP, dev tools and plugins stay off."""
    # Dash would look through every installed package for plugins, for each page anew
    HooksManager._registered = True
    server: Any = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app = DashPage(
        "wallboard",
        backend="fastapi",
        server=server,
        routes_pathname_prefix="/",
        requests_pathname_prefix=f"{path.rstrip('/')}/",
        assets_folder="no-assets-of-dash",
        include_assets_files=False,
        use_pages=False,
        pages_folder="",
        serve_locally=True,
        compress=False,
        suppress_callback_exceptions=False,
        enable_mcp=False,
        websocket_callbacks=False,
        title=content.title,
        update_title="",
        add_log_handler=False,
    )
    app.document = document
    # given one, Dash does not draw the layout now, when nobody is visiting
    app.validation_layout = html.Div("drawn for each visitor")  # type: ignore[assignment]
    app.layout = content.layout
    content.register(app)
    return app
