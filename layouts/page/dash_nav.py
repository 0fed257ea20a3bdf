"""The same ways through the house on Dash's pages: plain links, and a plain form to sign out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from layouts.wall.boards import hung
from layouts.web.nav import SIGN_OUT, Link, has_account, links
from layouts.web.onward import HOME
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.languages import N_, _
from wallboard.settings import Settings


def desk_nav(visitor: Visitor, here: str, titles: Mapping[str, str]) -> list[Component]:
    """For the header of a desk page. `titles` are those of boards by path; one alone is the wall itself."""
    others = [link for link in links(visitor) if link.path != HOME]
    shown = [*(_several(titles) or [link for link in links(visitor) if link.path == HOME]), *others]
    nav = html.Nav([_link(link, here) for link in shown], className="pages", **_named(_("Pages")))
    return [nav, *_sign_out(visitor)]


def way_out(
    visitor: Visitor, titles: Mapping[str, str], past: str = "", tools: Sequence[Component] = ()
) -> list[Component]:
    """For a board, above it: links, and `tools` behind them, that people find by pointing at its head, by the keyboard or,
    with a finger, in a row of their own. `past` is where it shows what was, if it does. Screens have none."""
    shown = [link for link in links(visitor) if link.path != HOME]
    if visitor.kind is VisitorKind.SCREEN or not shown:
        return []
    replay = [Link(N_("Replay the past"), past)] if past else []
    return [
        html.Nav(
            [*(_link(link, "") for link in [*_several(titles), *replay, *shown]), *tools],
            className="way-out",
            **_named(_("Pages")),
        )
    ]


def stops() -> list[Component]:
    """Whoever reads on may stop a rotation, and turn to its next board by hand: assets/rotation.js."""
    pressed: dict[str, Any] = {"aria-pressed": "false"}
    return [
        html.Button(_("Stop the round"), id="round-stop", type="button", **pressed),
        html.Button(_("Next board"), id="round-next", type="button"),
    ]


def board_titles(settings: Settings) -> dict[str, str]:
    """Every board of these settings, by its path: its title, or what the settings call it."""
    if not settings.sites:
        return {}
    return {f"/board/{quote(name)}": board.title or name.capitalize() for name, board in hung(settings).items()}


def _several(titles: Mapping[str, str]) -> list[Link]:
    return [Link(title, path) for path, title in titles.items()] if len(titles) > 1 else []


def _link(link: Link, here: str) -> Component:
    """Of a page below another one, the other is where somebody is."""
    at = "page" if link.path == here else "true" if link.path != HOME and here.startswith(f"{link.path}/") else ""
    current: Any = {"aria-current": at} if at else {}
    return html.A(_(link.label), href=link.path, dir="auto", **current)


def _sign_out(visitor: Visitor) -> list[Component]:
    if not has_account(visitor):
        return []
    who = html.Span(visitor.name, className="who", dir="auto")
    return [html.Form([who, html.Button(_("Sign out"))], action=SIGN_OUT, method="POST", className="leave")]


def _named(label: str) -> dict[str, Any]:
    return {"aria-label": label}
