"""Call-backs: who is owed one, the first first, and who says that it is settled. For supervisors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from layouts.access.page_request import PageRequest, answered
from layouts.page.sources import source_words
from layouts.wall.format import ago
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from layouts.web.routes import Answers, Nav, Route
from wallboard.access.access import Access
from wallboard.clock import Clock
from wallboard.engine.reader import Reader, Readers
from wallboard.languages import N_, _
from wallboard.model import SECOND, CallbackOwed, Micros, VisitKey
from wallboard.model.roles import Right

CALLBACKS = "/callbacks"
MOST_SHOWN = 200
DONE = {
    "settled": N_("Settled. It is owed no more."),
    "over": N_("It was owed no more."),
}


class Callbacks(Protocol):
    """What of wallboard/engine/callbacks.py is asked here."""

    def settle(self, site: str, key: VisitKey, who: str) -> bool: ...


def routes(access: Access, readers: Readers, settling: Callbacks, clock: Clock) -> list[Route]:
    """`clock` is the wall's own."""
    pages, may = _Pages(access, readers, settling, clock), rules.whoever_may(Right.CALLBACKS)
    return [
        Route(CALLBACKS, answered(pages.show), may, Answers.PAGE, nav=Nav(N_("Call-backs"), 63)),
        Route(f"{CALLBACKS}/settle", answered(pages.settle), may, Answers.CHANGE, ("POST",), LARGEST),
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of one that is owed. Names are the phone system's own."""

    key: VisitKey
    site: str
    where: str
    queue: str
    asked: Micros
    zone: ZoneInfo
    ago: str
    times: int


@dataclass(frozen=True, slots=True)
class _Pages:
    access: Access
    readers: Readers
    settling: Callbacks
    clock: Clock

    def show(self, request: PageRequest) -> Answer:
        reader = self.readers.within(request.visitor.remit)
        owed, unknown = list[Shown](), list[str]()
        for site, its in reader.settings.sites.items():
            theirs = reader.callbacks_owed(site)
            owed += [self._shown(reader, site, each) for each in theirs or ()]
            unknown += [its.name] if theirs is None else []
        owed.sort(key=lambda each: each.asked)
        return page(
            "callbacks.html",
            request.visitor,
            owed=owed[:MOST_SHOWN],
            more=len(owed[MOST_SHOWN:]),
            unknown=unknown,
            still=source_words(reader, self.clock(), carries="calls"),
            several_zones=len({each.zone for each in owed}) > 1,
            several_sites=len(reader.settings.sites) > 1,
            done=_(DONE.get(request.query.text("done"), "")),
        )

    def settle(self, request: PageRequest) -> Answer:
        reader, site = self.readers.within(request.visitor.remit), request.form.text("site")
        owed = (reader.callbacks_owed(site) or ()) if site in reader.settings.sites else ()
        named = tuple(request.form.text(name) for name in VisitKey._fields)
        key = next((each.key for each in owed if tuple(map(str, each.key)) == named), None)
        if key is None or not self.settling.settle(site, key, request.visitor.name):
            return see_other(f"{CALLBACKS}?done=over")
        if self.access.sign_in:  # while nobody signs in, there is no log of who did what
            self.access.audit.write("callback_settled", request.visitor, request.address, key.queue, call=key.callid)
        return see_other(f"{CALLBACKS}?done=settled")

    def _shown(self, reader: Reader, site: str, owed: CallbackOwed) -> Shown:
        queue = reader.settings.queue(owed.key.queue).label or owed.key.queue
        told = ago(max(0, self.clock() - owed.asked) / SECOND)
        where, zone = reader.settings.sites[site].name, reader.settings.zone(site)
        return Shown(owed.key, site, where, queue, owed.asked, zone, told, owed.times)
