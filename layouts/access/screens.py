"""Screens: let one in by its code, see which are on, and move, rename, reload or revoke them. For supervisors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from layouts.access.forms import LARGEST
from layouts.access.html import page, see_other
from layouts.access.tv import SCREENS, reached_at
from layouts.access.visit import Visit, answered, explained
from layouts.access.words import sentence, wait_words, zone_for
from layouts.live.stream import Hub
from layouts.wall.boards import boards
from layouts.web import rules
from layouts.web.http import Answer
from layouts.web.routes import Answers, Route
from wallboard.access.access import Access
from wallboard.access.refused import Refused
from wallboard.access.remit import Remit
from wallboard.access.roles import Right
from wallboard.access.screens import Screen
from wallboard.access.visitor import Kind
from wallboard.model import Micros
from wallboard.settings import Settings

DONE = {
    "paired": "Let in. It shows its board within seconds.",
    "moved": "Moved. It shows its new board within seconds.",
    "renamed": "Renamed.",
    "reloaded": "It loads its page anew within seconds.",
    "revoked": "Revoked. It goes dark within seconds, and shows a code.",
}


def routes(
    access: Access, settings: Settings, hub: Hub, within: Callable[[Remit], Settings] | None = None
) -> list[Route]:
    """`within` gives the settings of a remit, as for boards; while nobody signs in, the page says how to change that."""
    if not access.sign_in:
        return [Route(SCREENS, explained("Screens"), rules.whoever_may(Right.READ), Answers.PAGE)]
    pages = _Pages(access, settings, hub, within)
    may = rules.whoever_may(Right.SCREENS)
    changes = {SCREENS: pages.approve} | {
        f"{SCREENS}/{{id}}/{what}": do
        for what, do in (
            ("move", pages.move),
            ("rename", pages.rename),
            ("reload", pages.reload),
            ("revoke", pages.revoke),
        )
    }
    return [
        Route(SCREENS, answered(pages.show), may, Answers.PAGE),
        *(Route(path, answered(do), may, Answers.CHANGE, ("POST",), LARGEST) for path, do in changes.items()),
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of one screen."""

    id: str
    name: str
    board: str
    board_title: str
    address: str
    on: bool
    seen_at: Micros | None
    made_at: Micros
    approved_by: str


class _Pages:
    def __init__(
        self, access: Access, settings: Settings, hub: Hub, within: Callable[[Remit], Settings] | None
    ) -> None:
        self._access = access
        self._screens = access.screens
        self._settings = settings
        self._hub = hub
        self._within = within

    def show(self, visit: Visit) -> Answer:
        return self._page(visit)

    def approve(self, visit: Visit) -> Answer:
        wait = self._access.attempts.pairing(visit.visitor.id, visit.address)
        if wait:
            words = f"Too many tries. Wait {wait_words(wait)}, then type the code that the screen shows by then."
            return self._page(visit, 429, problem=words)
        form = visit.form
        board = form.text("board")
        try:
            site = self._site(visit, board)
            made = self._screens.approve(
                form.text("code"), board, site, form.text("name"), visit.visitor, visit.address
            )
        except Refused as refused:
            return self._page(visit, 422, typed=form, problems={refused.field: sentence(str(refused))})
        self._access.attempts.paired(visit.visitor.id, visit.address)
        return see_other(f"{SCREENS}?done=paired#screen-{made.id}")

    def move(self, visit: Visit) -> Answer:
        board = visit.form.text("board")
        return self._done(visit, "moved", lambda id: self._move(visit, id, board))

    def rename(self, visit: Visit) -> Answer:
        name = visit.form.text("name")
        return self._done(visit, "renamed", lambda id: self._screens.rename(id, name, visit.visitor, visit.address))

    def reload(self, visit: Visit) -> Answer:
        return self._done(visit, "reloaded", lambda id: self._screens.reload(id, visit.visitor, visit.address))

    def revoke(self, visit: Visit) -> Answer:
        return self._done(visit, "revoked", lambda id: self._screens.revoke(id, visit.visitor, visit.address))

    def _move(self, visit: Visit, id: str, board: str) -> Screen:
        return self._screens.move(id, board, self._site(visit, board), visit.visitor, visit.address)

    def _done(self, visit: Visit, what: str, do: Callable[[str], Screen]) -> Answer:
        try:
            changed = do(visit.parameters["id"])
        except Refused as refused:
            return self._page(visit, 422, problem=sentence(str(refused)))
        return see_other(f"{SCREENS}?done={what}" + ("" if what == "revoked" else f"#screen-{changed.id}"))

    def _site(self, visit: Visit, board: str) -> str:
        """The site of a board that is the visitor's to show. Raises Refused."""
        if board not in self._boards(visit):
            raise Refused("board", "There is no such board. Choose one of the list.")
        return self._settings.site_of(boards(self._settings)[board])

    def _boards(self, visit: Visit) -> Mapping[str, str]:
        """Those that the visitor may show, by name, with what people call them."""
        all_boards, remit = boards(self._settings), visit.visitor.remit
        left = boards(self._within(remit)) if self._within is not None else all_boards
        theirs = [name for name in all_boards if remit.has_site(self._settings.site_of(all_boards[name]))]
        return {name: all_boards[name].title or name for name in theirs if name in left}

    def _page(self, visit: Visit, status: int = 200, **changed: Any) -> Answer:
        offered = self._boards(visit)
        on = {stream.visitor.id for stream in self._hub.open_screens() if stream.visitor.kind is Kind.SCREEN}
        values: dict[str, Any] = {
            "screens": [self._shown(each, each.id in on) for each in self._screens.all(visit.visitor.remit)],
            "boards": offered,
            "typed": {"code": "", "name": "", "board": next(iter(offered), "")},
            "problems": {},
            "problem": "",
            "done": DONE.get(visit.query.text("done"), ""),
            "zone": zone_for(visit.visitor.remit, self._settings),
            "address": reached_at(self._settings, visit.scope),
            **changed,
        }
        return page("screens.html", visit.visitor, status, **values)

    def _shown(self, screen: Screen, on: bool) -> Shown:
        there = boards(self._settings).get(screen.board)
        title = (there.title or screen.board) if there else f"{screen.board} (no longer in the settings)"
        return Shown(
            screen.id,
            screen.name,
            screen.board,
            title,
            screen.address,
            on,
            screen.seen_at,
            screen.made_at,
            screen.approved_by,
        )
