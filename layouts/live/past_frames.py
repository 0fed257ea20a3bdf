"""The past, a frame at a time: what a page asks that shows another instant than now.

GET /past?board=NAME&at=INSTANT&by=PAGE, or ?page=ADDRESS&..., is the whole view of that instant, by what had arrived then.
`at` is milliseconds since 1970, or as people write it: the site's local time, or "-15m" for a quarter of an hour ago. `by`
tells the pages of one visitor apart, and `goes_on` is said where nobody asked but a replay that plays. GET /past/day with the
same is the line of the day that holds the instant. docs/decisions/0015-the-past-is-asked.md says why it is no stream.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import orjson

from layouts.live.past_line import day_line
from layouts.live.past_views import Look, Memories, PastView, PastViews
from layouts.web.http import Answer, AsgiScope, Receive, Send, json_answer, text
from layouts.web.made_for import OF, RELOAD, outdated
from layouts.web.routes import Route, visitor_of
from layouts.web.rules import whoever_may
from wallboard.access.visitor import Visitor
from wallboard.clock import Clock, NoInstant, instant, local, micros
from wallboard.engine.replays import ReplayEnded
from wallboard.languages import _, speak
from wallboard.model import MINUTE, Micros
from wallboard.model.roles import Right
from wallboard.questions.errors import NoLongerKept

PAST, PAST_DAY = "/past", "/past/day"
MOST_MEMORIES = 64
FORGETS_BEYOND: Micros = 15 * MINUTE  # what is remembered of so long before says nothing of what is steady now
_AGO = re.compile(r"-(\d{1,5})m")
_MILLISECONDS = re.compile(r"\d{1,15}")
_BY = re.compile(r"[0-9a-zA-Z]{1,32}")

Query = Mapping[str, list[str]]
Tell = Callable[[PastView, Look], dict[str, Any]]


class Refused(Exception):
    """There is no frame, and why not, in words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class PastFrames:
    """Answers both. `kinds` are what may be shown, by what the query calls it: "board", "page"."""

    def __init__(self, version: Callable[[], str], clock: Clock, kinds: Mapping[str, PastViews]) -> None:
        self._version, self._clock, self._kinds = version, clock, kinds
        self._lock = Lock()
        self._memories: OrderedDict[tuple[str, str, str], tuple[Micros, Memories]] = OrderedDict()

    def routes(self) -> list[Route]:
        may = whoever_may(Right.READ)
        return [
            Route(PAST, partial(self._answer, self._frame), may),
            Route(PAST_DAY, partial(self._answer, self._day), may),
        ]

    async def _answer(self, tell: Tell, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Beside the loop: the first frame of an instant is a recount."""
        visitor, query = visitor_of(scope), parse_qs(scope["query_string"].decode("latin-1"))
        answer = await asyncio.to_thread(self._answered, tell, query, visitor)
        await answer.send(scope, send)

    def _answered(self, tell: Tell, query: Query, visitor: Visitor) -> Answer:
        name, shown = self._shown(query, visitor)
        if shown is None:
            return text(404, "There is no such board.")
        if outdated(query.get(OF, ()), visitor):
            return Answer(orjson.dumps({"turn": RELOAD}), b"application/json")
        with speak(shown.language):
            try:
                told = tell(shown, self._look(name, shown, query, visitor))
            except Refused as refused:
                return Answer(orjson.dumps({"refused": refused.words}), b"application/json", refused.status)
            return json_answer(orjson.dumps(told | {"v": self._version()}))

    def _shown(self, query: Query, visitor: Visitor) -> tuple[str, PastView | None]:
        for kind, views in self._kinds.items():
            if kind in query:
                name = query[kind][0]
                return name, views.of(name, visitor)
        return "", None

    # ------------------------------------------------------------ what is asked

    def _look(self, name: str, shown: PastView, query: Query, visitor: Visitor) -> Look:
        by = query.get("by", ["0"])[0]
        if not _BY.fullmatch(by):
            raise Refused(400, "by: up to 32 letters and digits tell one page from another")
        at, now = self._instant(query.get("at", [""])[0], shown), self._clock()
        if at > now:
            raise Refused(422, _("That instant is still to come."))
        return Look((visitor.credential or visitor.kind, by, name), at, "goes_on" in query)

    def _instant(self, written: str, shown: PastView) -> Micros:
        if _MILLISECONDS.fullmatch(written):
            return int(written) * 1_000
        if (ago := _AGO.fullmatch(written)) is not None:
            return self._clock() - int(ago[1]) * MINUTE
        try:
            return instant(written, _zone(shown))
        except NoInstant:
            raise Refused(
                400, _("“{text}” is no instant. Write one like 2026-11-20T10:42.", text=written[:40])
            ) from None

    # ------------------------------------------------------------ what is told

    def _frame(self, shown: PastView, look: Look) -> dict[str, Any]:
        try:
            drawn = shown.draw(look, self._memory(look))
            while not drawn.complete:  # it asked for more than any before
                drawn = shown.draw(look._replace(goes_on=False), self._memory(look, anew=True))
        except NoLongerKept as error:
            raise Refused(422, _kept_from(error.oldest, shown)) from None
        except ReplayEnded:
            words = _("Others look at the past too, more than can at once: this replay was stopped. Play it to go on.")
            raise Refused(409, words) from None
        known = shown.reader.replay.known(look.at)
        return {
            "at": look.at // 1_000,
            "as": _written(look.at, shown),
            "known": None if known is None else known // 1_000,  # for whoever goes on to what is behind a figure
            "f": drawn.view,
        }

    def _day(self, shown: PastView, look: Look) -> dict[str, Any]:
        return day_line(shown, look.at, self._clock())

    def _memory(self, look: Look, *, anew: bool = False) -> Memories:
        """What is remembered between the frames of one page, so that its rows do not jump."""
        with self._lock:
            at, memories = self._memories.pop(look.who, (look.at, Memories()))
            if anew or not 0 <= look.at - at <= FORGETS_BEYOND:
                memories = Memories()
            self._memories[look.who] = look.at, memories
            while len(self._memories) > MOST_MEMORIES:
                self._memories.popitem(last=False)
            return memories


def _zone(shown: PastView) -> ZoneInfo:
    return shown.reader.settings.zone(shown.sites[0])


def _kept_from(oldest: Micros, shown: PastView) -> str:
    day = local(oldest, _zone(shown))
    return _("What was then is not kept any more. Records are kept from {date} on.", date=f"{day:%Y-%m-%d}")


def _written(at: Micros, shown: PastView) -> str:
    """For an address: local time, with the offset where clocks show it twice."""
    moment = local(at, _zone(shown))
    plain = moment.replace(tzinfo=None, fold=0)
    again = micros(datetime.combine(plain.date(), plain.time(), _zone(shown)))
    return (plain if again == at else moment).isoformat(timespec="seconds" if at % 1_000_000 == 0 else "milliseconds")
