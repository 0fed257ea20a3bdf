"""The past of a board, a frame at a time: what a page asks that shows another instant than now.

GET /past?board=NAME&at=INSTANT&by=PAGE is the board's whole view of that instant, by what had arrived then. `at` is milliseconds
since 1970, or as people write it: the site's local time, or "-15m" for a quarter of an hour ago. `by` tells the pages of one
visitor apart, and `goes_on` is said where nobody asked but a replay that plays. GET /past/day with the same is the line of the
day that holds the instant. docs/decisions/0015-the-past-is-asked.md says why it is no stream.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import orjson

from layouts.live.past_words import mark_words, told_words
from layouts.page.words import scope_words
from layouts.wall.boards import Memory, boards, view
from layouts.web.http import Answer, AsgiScope, Receive, Send, json_answer, text
from layouts.web.made_for import OF, RELOAD, outdated
from layouts.web.routes import Route, visitor_of
from layouts.web.rules import whoever_may
from wallboard.access.visitor import Visitor
from wallboard.clock import Clock, NoInstant, instant, local, local_day, micros
from wallboard.engine.reader import Reader, Readers
from wallboard.engine.replays import ReplayEnded
from wallboard.languages import Language, _, speak
from wallboard.model import MINUTE, Micros
from wallboard.model.roles import Right
from wallboard.questions.errors import NoLongerKept

PAST, PAST_DAY = "/past", "/past/day"
MOST_MEMORIES = 64
FORGETS_BEYOND: Micros = 15 * MINUTE  # what a board remembers of so long before says nothing of what is steady now
_AGO = re.compile(r"-(\d{1,5})m")
_MILLISECONDS = re.compile(r"\d{1,15}")
_BY = re.compile(r"[0-9a-zA-Z]{1,32}")


class Refused(Exception):
    """There is no frame, and why not, in words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class _Asked(NamedTuple):
    """What is asked of the past, by somebody who may ask it."""

    board: str
    site: str
    at: Micros
    who: tuple[str, str, str]
    goes_on: bool


class PastFrames:
    """Answers both. `visible` says which boards are a visitor's, and of which site each is; `spoken`, in which language
    they are told of one."""

    def __init__(
        self,
        version: Callable[[], str],
        readers: Readers,
        clock: Clock,
        visible: Callable[[Visitor], Mapping[str, str]],
        spoken: Callable[[str, Visitor], Language],
    ) -> None:
        self._version, self._readers, self._clock = version, readers, clock
        self._visible, self._spoken = visible, spoken
        self._lock = Lock()
        self._memories: OrderedDict[tuple[str, str, str], tuple[Micros, Memory]] = OrderedDict()

    def routes(self) -> list[Route]:
        may = whoever_may(Right.READ)
        return [
            Route(PAST, partial(self._answer, self._frame), may),
            Route(PAST_DAY, partial(self._answer, self._day), may),
        ]

    async def _answer(
        self,
        work: Callable[[_Asked, Reader], dict[str, Any]],
        scope: AsgiScope,
        receive: Receive,
        send: Send,
    ) -> None:
        visitor, query = visitor_of(scope), parse_qs(scope["query_string"].decode("latin-1"))
        board = query.get("board", [""])[0]
        shown = boards(self._readers.within(visitor.remit).settings)  # a rotation has no past: each of its boards has
        if board not in self._visible(visitor) or board not in shown:
            answer = text(404, "There is no such board.")
        elif outdated(query.get(OF, ()), visitor):
            answer = Answer(orjson.dumps({"turn": RELOAD}), b"application/json")
        else:
            answer = await asyncio.to_thread(self._worked, work, board, query, visitor)
        await answer.send(scope, send)

    def _worked(
        self,
        work: Callable[[_Asked, Reader], dict[str, Any]],
        board: str,
        query: Mapping[str, list[str]],
        visitor: Visitor,
    ) -> Answer:
        """Beside the loop: the first frame of an instant is a recount."""
        reader = self._readers.within(visitor.remit, names=True)  # each board's view leaves them out unless it says so
        with speak(self._spoken(board, visitor)):
            try:
                told = work(self._asked(board, query, visitor, reader), reader)
            except Refused as refused:
                return Answer(orjson.dumps({"refused": refused.words}), b"application/json", refused.status)
            return json_answer(orjson.dumps(told | {"v": self._version()}))

    # ------------------------------------------------------------ what is asked

    def _asked(self, board: str, query: Mapping[str, list[str]], visitor: Visitor, reader: Reader) -> _Asked:
        by = query.get("by", ["0"])[0]
        if not _BY.fullmatch(by):
            raise Refused(400, "by: up to 32 letters and digits tell one page from another")
        site = self._visible(visitor)[board]
        at, now = self._instant(query.get("at", [""])[0], site, reader), self._clock()
        if at > now:
            raise Refused(422, _("That instant is still to come."))
        return _Asked(board, site, at, (visitor.credential or visitor.kind, by, board), "goes_on" in query)

    def _instant(self, written: str, site: str, reader: Reader) -> Micros:
        if _MILLISECONDS.fullmatch(written):
            return int(written) * 1_000
        if (ago := _AGO.fullmatch(written)) is not None:
            return self._clock() - int(ago[1]) * MINUTE
        try:
            return instant(written, reader.settings.zone(site))
        except NoInstant:
            raise Refused(
                400, _("“{text}” is no instant. Write one like 2026-11-20T10:42.", text=written[:40])
            ) from None

    # ------------------------------------------------------------ what is told

    def _frame(self, asked: _Asked, reader: Reader) -> dict[str, Any]:
        settings = reader.settings
        memory = self._memory(asked)
        scope = scope_words(reader.told_remit, settings, reader.unknown())
        try:
            snapshot = reader.replay.snapshot(asked.who, asked.at, goes_on=asked.goes_on)
            drawn = view(asked.board, settings, snapshot, memory, scope, past=True)
            while not snapshot.complete:  # it asked for more than any before
                memory = self._memory(asked, anew=True)
                snapshot = reader.replay.snapshot(asked.who, asked.at)
                drawn = view(asked.board, settings, snapshot, memory, scope, past=True)
        except NoLongerKept as error:
            raise Refused(422, self._kept_from(error.oldest, asked.site, reader)) from None
        except ReplayEnded:
            words = _("Others look at the past too, more than can at once: this replay was stopped. Play it to go on.")
            raise Refused(409, words) from None
        return {"at": asked.at // 1_000, "as": self._written(asked.at, asked.site, reader), "f": drawn}

    def _day(self, asked: _Asked, reader: Reader) -> dict[str, Any]:
        day = local_day(asked.at, reader.settings.zone(asked.site))
        line = reader.replay.day(asked.site, day)
        named = boards(reader.settings)[asked.board].agent_names
        marks = [
            {"kind": mark.kind, "at": mark.at // 1_000, "until": mark.until and mark.until // 1_000, "says": says}
            for mark in line.marks
            for says in (mark_words(mark, line, reader.settings, names=named),)
        ]
        return {
            "day": line.day.isoformat(),
            "since": line.since // 1_000,
            "until": line.until // 1_000,
            "now": self._clock() // 1_000,
            "open": [[since // 1_000, until // 1_000] for since, until in line.open],
            "marks": marks,
            "told": told_words(line, asked.at, reader.settings),
        }

    def _kept_from(self, oldest: Micros, site: str, reader: Reader) -> str:
        day = local(oldest, reader.settings.zone(site))
        return _("What was then is not kept any more. Records are kept from {date} on.", date=f"{day:%Y-%m-%d}")

    def _written(self, at: Micros, site: str, reader: Reader) -> str:
        """For an address: local time, with the offset where clocks show it twice."""
        moment = local(at, reader.settings.zone(site))
        plain = moment.replace(tzinfo=None, fold=0)
        again = micros(datetime.combine(plain.date(), plain.time(), reader.settings.zone(site)))
        return (plain if again == at else moment).isoformat(
            timespec="seconds" if at % 1_000_000 == 0 else "milliseconds"
        )

    def _memory(self, asked: _Asked, *, anew: bool = False) -> Memory:
        """What a board remembers between the frames of one page, so that its rows do not jump."""
        with self._lock:
            at, memory = self._memories.pop(asked.who, (asked.at, Memory()))
            if anew or not 0 <= asked.at - at <= FORGETS_BEYOND:
                memory = Memory()
            self._memories[asked.who] = asked.at, memory
            while len(self._memories) > MOST_MEMORIES:
                self._memories.popitem(last=False)
            return memory
