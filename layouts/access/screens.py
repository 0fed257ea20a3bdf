"""Screens: let one in by its code, see which are on, and move, rename, reload or revoke them. For supervisors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from layouts.access.page_request import PageRequest, answered, explained
from layouts.access.their_boards import Within, their_boards
from layouts.access.tv import SCREENS
from layouts.live.stream import Hub
from layouts.page.words import languages_offered, sentence, wait_words, zone_for
from layouts.wall.boards import hung
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.host_policy import reached_at
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from layouts.web.routes import Answers, Nav, Route
from wallboard.access.access import Access
from wallboard.access.refused import Refused
from wallboard.access.screens import Screen
from wallboard.access.visitor import VisitorKind
from wallboard.languages import N_, _
from wallboard.model import Micros
from wallboard.model.roles import Right
from wallboard.settings import Settings

DONE = {
    "paired": N_("Let in. It shows its board within seconds."),
    "moved": N_("Moved. It shows its new board within seconds."),
    "renamed": N_("Renamed."),
    "spoken": N_("Set. It loads its page anew within seconds."),
    "reloaded": N_("It loads its page anew within seconds."),
    "revoked": N_("Revoked. It goes dark within seconds, and shows a code."),
}


def routes(access: Access, settings: Settings, hub: Hub, within: Within | None = None) -> list[Route]:
    """`within` gives the settings of a remit, as for boards; while nobody signs in, the page says how to change that."""
    if not access.sign_in:
        return [Route(SCREENS, explained(N_("Screens")), rules.whoever_may(Right.READ), Answers.PAGE)]
    pages = _Pages(access, settings, hub, within)
    may = rules.whoever_may(Right.SCREENS)
    changes = {SCREENS: pages.approve} | {
        f"{SCREENS}/{{id}}/{what}": do
        for what, do in (
            ("move", pages.move),
            ("rename", pages.rename),
            ("speak", pages.speak),
            ("reload", pages.reload),
            ("revoke", pages.revoke),
        )
    }
    return [
        Route(SCREENS, answered(pages.show), may, Answers.PAGE, nav=Nav(N_("Screens"), 60)),
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
    language: str
    on: bool
    seen_at: Micros | None
    made_at: Micros
    approved_by: str


class _Pages:
    def __init__(self, access: Access, settings: Settings, hub: Hub, within: Within | None) -> None:
        self._access = access
        self._screens = access.screens
        self._settings = settings
        self._hub = hub
        self._within = within

    def show(self, request: PageRequest) -> Answer:
        return self._page(request)

    def approve(self, request: PageRequest) -> Answer:
        wait = self._access.attempts.pairing(request.visitor.id, request.address)
        if wait:
            words = _(
                "Too many tries. Wait {time}, then type the code that the screen shows by then.", time=wait_words(wait)
            )
            return self._page(request, 429, problem=words)
        form = request.form
        board = form.text("board")
        try:
            site = self._site(request, board)
            made = self._screens.approve(
                form.text("code"), board, site, form.text("name"), request.visitor, request.address
            )
        except Refused as refused:
            return self._page(request, 422, typed=form, problems={refused.field: sentence(str(refused))})
        self._access.attempts.paired(request.visitor.id, request.address)
        return see_other(f"{SCREENS}?done=paired#screen-{made.id}")

    def move(self, request: PageRequest) -> Answer:
        board = request.form.text("board")
        return self._done(request, "moved", lambda id: self._move(request, id, board))

    def rename(self, request: PageRequest) -> Answer:
        name = request.form.text("name")
        return self._done(
            request, "renamed", lambda id: self._screens.rename(id, name, request.visitor, request.address)
        )

    def speak(self, request: PageRequest) -> Answer:
        language = request.form.text("language")
        return self._done(
            request, "spoken", lambda id: self._screens.speak(id, language, request.visitor, request.address)
        )

    def reload(self, request: PageRequest) -> Answer:
        return self._done(request, "reloaded", lambda id: self._screens.reload(id, request.visitor, request.address))

    def revoke(self, request: PageRequest) -> Answer:
        return self._done(request, "revoked", lambda id: self._screens.revoke(id, request.visitor, request.address))

    def _move(self, request: PageRequest, id: str, board: str) -> Screen:
        return self._screens.move(id, board, self._site(request, board), request.visitor, request.address)

    def _done(self, request: PageRequest, what: str, do: Callable[[str], Screen]) -> Answer:
        try:
            changed = do(request.parameters["id"])
        except Refused as refused:
            return self._page(request, 422, problem=sentence(str(refused)))
        return see_other(f"{SCREENS}?done={what}" + ("" if what == "revoked" else f"#screen-{changed.id}"))

    def _site(self, request: PageRequest, board: str) -> str:
        """The site of a board that is the visitor's to show. Raises Refused."""
        if board not in self._boards(request):
            raise Refused("board", _("There is no such board. Choose one of the list."))
        return hung(self._settings)[board].site

    def _boards(self, request: PageRequest) -> Mapping[str, str]:
        """Those that the visitor may show, by name, with what people call them."""
        return their_boards(self._settings, self._within, request.visitor.remit, rotations=True)

    def _page(self, request: PageRequest, status: int = 200, **changed: Any) -> Answer:
        offered = self._boards(request)
        on = {stream.visitor.id for stream in self._hub.open_streams() if stream.visitor.kind is VisitorKind.SCREEN}
        values: dict[str, Any] = {
            "screens": [self._shown(each, each.id in on) for each in self._screens.all(request.visitor.remit)],
            "boards": offered,
            "typed": {"code": "", "name": "", "board": next(iter(offered), "")},
            "problems": {},
            "problem": "",
            "done": _(DONE.get(request.query.text("done"), "")),
            "languages": languages_offered(),
            "zone": zone_for(request.visitor.remit, self._settings),
            "address": reached_at(self._settings.server, request.scope),
            **changed,
        }
        return page("screens.html", request.visitor, status, **values)

    def _shown(self, screen: Screen, on: bool) -> Shown:
        there = hung(self._settings).get(screen.board)
        title = (there.title or screen.board) if there else _("{name} (no longer in the settings)", name=screen.board)
        return Shown(
            screen.id,
            screen.name,
            screen.board,
            title,
            screen.address,
            screen.language or "",
            on,
            screen.seen_at,
            screen.made_at,
            screen.approved_by,
        )
