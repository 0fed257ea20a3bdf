"""Paired screens, for programs: listed, renamed, moved, reloaded, revoked."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import Field
from typing_extensions import TypedDict

from layouts.api.operation import Call
from layouts.api.request_models import LONGEST_NAME, ApiInput, BadRequest, Text
from layouts.wall.boards import hung
from wallboard.access.refused import Refused
from wallboard.access.screens import NoSuchScreen, Screen, Screens
from wallboard.clock import iso
from wallboard.settings import Settings


class ScreenChange(ApiInput):
    """A new name, another board, or both."""

    name: Text | None = Field(None, max_length=LONGEST_NAME, description="what people call the screen")
    board: Text | None = Field(None, max_length=LONGEST_NAME, description="a board's name in the settings")


class ScreenShape(TypedDict):
    id: str
    name: str
    board: str
    approved_by: str
    made_at: str
    seen_at: str | None
    until: str
    address: str


class ScreensShape(TypedDict):
    screens: list[ScreenShape]


def listed(screens: Screens, call: Call) -> ScreensShape:
    """Those within the remit."""
    return {"screens": [shape(screen) for screen in screens.all(call.visitor.remit)]}


def changed(screens: Screens, call: Call, asked: ScreenChange, settings: Settings, whole: Settings) -> ScreenShape:
    """Moves and renames. `settings` are those that the visitor may know of; `whole` says which boards there really
    are, for whoever may see none of them has the built-in one. Raises BadRequest."""
    if asked.name is None and asked.board is None:
        raise BadRequest("There is nothing to change. Send name, board or both.", "body")
    known = {name: board for name, board in hung(settings).items() if name in hung(whole)}
    board = None if asked.board is None else known.get(asked.board)
    if asked.board is not None and board is None:
        raise BadRequest(f"There is no such board. There are: {', '.join(known) or 'none'}.", "board")
    screen = _mine(screens, call)
    if asked.name is not None:
        name = asked.name
        screen = _tried(lambda: screens.rename(screen.id, name, call.visitor, call.address))
    if board is not None and asked.board is not None:
        to, site = asked.board, board.site
        screen = _tried(lambda: screens.move(screen.id, to, site, call.visitor, call.address))
    return shape(screen)


def reloaded(screens: Screens, call: Call) -> ScreenShape:
    screen = _mine(screens, call)
    return shape(_tried(lambda: screens.reload(screen.id, call.visitor, call.address)))


def revoked(screens: Screens, call: Call) -> ScreenShape:
    screen = _mine(screens, call)
    return shape(_tried(lambda: screens.revoke(screen.id, call.visitor, call.address)))


def shape(screen: Screen) -> ScreenShape:
    return {
        "id": screen.id,
        "name": screen.name,
        "board": screen.board,
        "approved_by": screen.approved_by,
        "made_at": iso(screen.made_at),
        "seen_at": None if screen.seen_at is None else iso(screen.seen_at),
        "until": iso(screen.until),
        "address": screen.address,
    }


def _mine(screens: Screens, call: Call) -> Screen:
    matching = (each for each in screens.all(call.visitor.remit) if each.id == call.parameters["id"])
    screen = next(matching, None)
    if screen is None:
        raise BadRequest("There is no such screen.", "id", 404)
    return screen


def _tried(change: Callable[[], Screen]) -> Screen:
    try:
        return change()
    except NoSuchScreen:
        raise BadRequest("There is no such screen.", "id", 404) from None
    except Refused as error:
        raise BadRequest(str(error), error.field) from None
