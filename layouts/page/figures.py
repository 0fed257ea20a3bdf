"""The addresses of a figure's page, which shows what stands behind it, of a single call and of a single request."""

from __future__ import annotations

from urllib.parse import urlencode

from layouts.page.parts import address
from wallboard.clock import iso
from wallboard.model import Micros, ReadingKey, VisitKey

PATH = "/figure/{metric}/{site}/{window}"
VISIT = "/visit/{source}/{call}/{queue}/{nth}"
REQUEST = "/request/{source}/{ticket}"
TILE = "/tile/{board}/{tile}"


def figure_address(key: ReadingKey, at: Micros | None = None, known: Micros | None = None) -> str:
    """Without an instant, of the figure as it is whenever somebody opens it; with one, by what is known then, or by what
    was `known`."""
    path = address(PATH, {"metric": key.metric, "site": key.scope.site, "window": key.window})
    query = figure_query(key, at, known)
    return f"{path}?{urlencode(query)}" if query else path


def figure_query(key: ReadingKey, at: Micros | None = None, known: Micros | None = None) -> dict[str, str]:
    """What of a figure stands behind its path."""
    about = {name: value for name, value in key.scope.as_dict().items() if name != "site"}
    if key.variant:
        about["variant"] = key.variant
    instants = {"at": at, "known": known}
    return about | {name: iso(instant) for name, instant in instants.items() if instant is not None}


def visit_address(key: VisitKey) -> str:
    """Of a call's stay in a queue; a call that came into it again has another `nth`, from 0."""
    return address(VISIT, {"source": key.source, "call": key.callid, "queue": key.queue, "nth": str(key.ordinal)})


def request_address(source: str, ticket: str) -> str:
    return address(REQUEST, {"source": source, "ticket": ticket})


def tile_address(board: str, tile: str) -> str:
    """Of the figures that a tile shows, by its key on the board."""
    return address(TILE, {"board": board, "tile": tile})
