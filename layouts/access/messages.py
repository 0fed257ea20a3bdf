"""Messages on walls: put one on boards, with an end; see which stand; take one away. For supervisors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from layouts.access.message_form import BOARD, LONGEST, MOST, SITE, Walls, default_end, messages, written
from layouts.access.page_request import PageRequest, answered
from layouts.access.their_boards import Within, their_boards
from layouts.page.words import sentence, zone_for
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from layouts.web.routes import Answers, Nav, Route
from wallboard.access.access import Access
from wallboard.access.refused import Refused
from wallboard.clock import Clock
from wallboard.languages import N_, _
from wallboard.model import Micros
from wallboard.model.remit import Remit
from wallboard.model.roles import Right
from wallboard.model.wall_messages import WallMessage
from wallboard.settings import Settings

MESSAGES = "/messages"
DONE = {
    "put": N_("Written. It stands on its boards within seconds."),
    "taken": N_("Taken away. It leaves its boards within seconds."),
    "over": N_("It was over already."),
}


class Messages(Protocol):
    """What of wallboard/engine/wall_messages.py is asked here."""

    def now(self, now: Micros, remit: Remit) -> tuple[WallMessage, ...]: ...

    def put(self, messages: list[WallMessage]) -> None: ...

    def take_away(self, id: int) -> bool: ...


def routes(access: Access, settings: Settings, kept: Messages, clock: Clock, within: Within) -> list[Route]:
    """`clock` is the wall's own: a message ends by it."""
    pages, may = _Pages(access, settings, kept, clock, within), rules.whoever_may(Right.MESSAGES)
    changes = {MESSAGES: pages.put, f"{MESSAGES}/{{message}}/take-away": pages.take_away}
    return [
        Route(MESSAGES, answered(pages.show), may, Answers.PAGE, nav=Nav(N_("Messages"), 65)),
        *(Route(path, answered(do), may, Answers.CHANGE, ("POST",), LARGEST) for path, do in changes.items()),
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of one message that stands on walls."""

    id: int
    text: str
    where: str
    until: Micros
    zone: ZoneInfo
    by: str


@dataclass(frozen=True, slots=True)
class _Pages:
    access: Access
    settings: Settings
    kept: Messages
    clock: Clock
    within: Within

    def show(self, request: PageRequest) -> Answer:
        return self._page(request)

    def put(self, request: PageRequest) -> Answer:
        try:
            new = messages(request.form, self._walls(request), request.visitor.name, self.clock())
        except Refused as refused:
            typed = {name: request.form.text(name) for name in ("text", "until")}
            typed_too: dict[str, Any] = typed | {"where": request.form.all("where")}
            return self._page(request, 422, typed=typed_too, problems={refused.field: sentence(str(refused))})
        self.kept.put(new)
        for each in new:
            self._note("message_put", request, each)
        return see_other(f"{MESSAGES}?done=put")

    def take_away(self, request: PageRequest) -> Answer:
        named = request.parameters["message"]
        found = next((each for each in self._standing(request) if str(each.id) == named), None)
        if found is None or not self.kept.take_away(found.id):
            return see_other(f"{MESSAGES}?done=over")
        self._note("message_taken_away", request, found)
        return see_other(f"{MESSAGES}?done=taken")

    def _note(self, event: str, request: PageRequest, message: WallMessage) -> None:
        """While nobody signs in, there is no log of who did what."""
        if self.access.sign_in:
            where = ", ".join(message.boards) or message.site
            self.access.audit.write(event, request.visitor, request.address, message.text, boards=where)

    def _standing(self, request: PageRequest) -> tuple[WallMessage, ...]:
        return self.kept.now(self.clock(), request.visitor.remit)

    def _walls(self, request: PageRequest) -> Walls:
        return Walls(self.settings, their_boards(self.settings, self.within, request.visitor.remit))

    def _page(self, request: PageRequest, status: int = 200, **changed: Any) -> Answer:
        walls, now, zone = self._walls(request), self.clock(), zone_for(request.visitor.remit, self.settings)
        whole = [
            (f"{SITE}{site}", _("All boards of {site}", site=self.settings.sites[site].name)) for site in walls.whole
        ]
        single = [(f"{BOARD}{board}", title) for board, title in walls.boards.items()]
        values: dict[str, Any] = {
            "messages": [self._shown(each) for each in self._standing(request) if each.site in self.settings.sites],
            "where": [*whole, *(single if len(single) > 1 or not whole else ())],
            "typed": {"text": "", "until": default_end(now, zone), "where": [whole[0][0]] if whole else []},
            "problems": {},
            "done": _(DONE.get(request.query.text("done"), "")),
            "zone": zone,
            "several_zones": len({self.settings.zone(site).key for site in walls.sites}) > 1,
            "earliest": written(now, zone),
            "latest": written(now + MOST, zone),
            "longest": LONGEST,
            **changed,
        }
        return page("messages.html", request.visitor, status, **values)

    def _shown(self, one: WallMessage) -> Shown:
        titles = their_boards(self.settings, None, Remit.of(sites=[one.site]))
        where = ", ".join(titles.get(board, board) for board in one.boards)
        site = self.settings.sites[one.site].name
        zone = self.settings.zone(one.site)
        return Shown(one.id, one.text, where or _("All boards of {site}", site=site), one.until, zone, one.by)
