"""Ends open streams whose visitor may not look any more: sent away, moved, or with another remit than before.

A request is asked at the gate who it is; a stream is one request that lasts for months. So twice a second, and whatever
process made the change, the session watch asks again for whom something may have changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, Protocol, TypeVar

import structlog

from layouts.live.stream import Hub, OpenStream
from layouts.web.made_for import RELOAD
from wallboard.access.screens import Screen
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.clock import Clock, system_clock
from wallboard.model import MINUTE, Micros

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 0.5
NOTE_EVERY = MINUTE  # how often it is written down that a screen is on
TO_PAIR, TO_SIGN_IN, TO_OWN_BOARD = "/tv", "/sign-in", "/"
P = ParamSpec("P")
T = TypeVar("T")
Verdict = tuple[OpenStream, Visitor | str]


class PairedScreens(Protocol):
    """What of wallboard/access/screens.py is asked here."""

    def all(self) -> list[Screen]: ...

    def saw(self, addresses: Mapping[str, str]) -> None: ...


class VisitorCheck(Protocol):
    """What of wallboard/access/access.py is asked here."""

    @property
    def screens(self) -> PairedScreens: ...

    def changed(self) -> bool: ...

    def still(self, visitor: Visitor) -> Visitor: ...


class SessionWatch:
    """`watch` runs beside the server; `look` is one round of it. Both belong to the event loop."""

    def __init__(self, hub: Hub, access: VisitorCheck, clock: Clock = system_clock) -> None:
        self._hub = hub
        self._access = access
        self._clock = clock
        self._missed = False  # a change that was told, and could not be looked at
        self._noted_at: Micros | None = None
        self._counted: int | None = None  # the hub's membership at the last count, and who was there:
        self._streams: list[OpenStream] = []
        self._people: list[OpenStream] = []
        self._fresh: list[OpenStream] = []  # not looked at yet
        self._first_end: Micros | None = None  # of a screen's credential
        self._blind = False
        # Its own: it must never wait for others.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="session-watch")

    async def watch(self) -> None:
        """Looks for ever. Says once when the access database cannot be asked, and once when it can again."""
        while True:
            try:
                await self.look()
                if self._blind:
                    log.info("open streams are watched again")
                self._blind = False
            except Exception:  # whatever it is, the watch goes on: nobody else ends the streams of who was signed out
                if not self._blind:
                    log.exception("cannot look who may still watch; whose time is up is sent away all the same")
                self._blind = True
                self._turn_the_overdue()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Asks for those for whom something may have changed, and ends their streams where it has."""
        now = self._clock()
        self._count()
        changed = await self._off_the_loop(self._anything_changed)
        some = changed or self._fresh or (self._first_end is not None and self._first_end <= now)
        streams = self._streams if some else self._people
        verdicts = await self._off_the_loop(self._verdicts, streams, now, changed) if streams or changed else []
        for stream, verdict in verdicts:
            stream.checked = True
            if isinstance(verdict, str):
                stream.turn(verdict)
            elif verdict is not stream.visitor:
                stream.visitor = verdict
                self._counted = None
        fresh, self._fresh = self._fresh, []
        await self._note(self._streams, fresh, now)

    def _count(self) -> None:
        """Who is there, when that is not as it was. Thousands of screens are walked through only when there is a
        reason to: a walk during a tick holds up its frames."""
        membership = self._hub.membership
        if membership == self._counted:
            return
        self._counted = membership
        self._streams = [stream for stream in self._hub.open_streams() if stream.visitor.credential]
        self._people = [stream for stream in self._streams if stream.visitor.kind is not VisitorKind.SCREEN]
        self._fresh = [stream for stream in self._streams if not stream.checked]
        ends = (stream.visitor.until for stream in self._streams if stream.visitor.kind is VisitorKind.SCREEN)
        self._first_end = min((end for end in ends if end is not None), default=None)

    def _anything_changed(self) -> bool:
        return self._access.changed() or self._missed

    def _verdicts(self, streams: Sequence[OpenStream], now: Micros, changed: bool) -> list[Verdict]:
        """Who they are now, or where they go; only for those for whom that is news."""
        self._missed = changed
        due: list[OpenStream] = []
        verdicts: list[Verdict] = []
        still: dict[str, Visitor] = {}
        for stream in streams:
            who = stream.visitor
            if who.kind is VisitorKind.SCREEN:
                if changed or not stream.checked or _overdue(who, now):
                    due.append(stream)
            else:  # people may also have been idle for too long
                if who.credential not in still:
                    still[who.credential] = self._access.still(who)
                if still[who.credential] is not who or not stream.checked:
                    verdicts.append((stream, _of_person(who, still[who.credential])))
        if due:
            there = {device.id: device for device in self._access.screens.all()}
            verdicts += [(stream, _of_screen(stream.visitor, there.get(stream.visitor.id))) for stream in due]
        self._missed = False
        return verdicts

    async def _note(self, streams: Sequence[OpenStream], fresh: Sequence[OpenStream], now: Micros) -> None:
        """Writes down which screens are on: those that just came at once, all of them every minute."""
        every = self._noted_at is None or not 0 <= now - self._noted_at < NOTE_EVERY
        if every:
            self._noted_at = now
        noted = streams if every else fresh
        on = {s.visitor.id: s.address for s in noted if s.visitor.kind is VisitorKind.SCREEN and not s.closed}
        if every:
            on = self._hub.pollers() | on
        if on:
            await self._off_the_loop(self._access.screens.saw, on)

    async def _off_the_loop(self, ask: Callable[P, T], *about: P.args, **more: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: ask(*about, **more))

    def _turn_the_overdue(self) -> None:
        now = self._clock()
        self._hub.turn(lambda who: who.kind is VisitorKind.SCREEN and _overdue(who, now), TO_PAIR)
        self._hub.turn(lambda who: _overdue(who, now), TO_SIGN_IN)


def _overdue(who: Visitor, now: Micros) -> bool:
    return who.until is not None and who.until <= now


def _what(visitor: Visitor) -> tuple[object, ...]:
    """What its page was made for: with another, it loads itself anew."""
    return visitor.remit, visitor.rights, visitor.reloads, visitor.language


def _of_person(before: Visitor, now: Visitor) -> Visitor | str:
    if now.kind is VisitorKind.NOBODY:
        return TO_SIGN_IN
    return now if _what(now) == _what(before) else RELOAD


def _of_screen(before: Visitor, device: Screen | None) -> Visitor | str:
    if device is None:
        return TO_PAIR
    if device.board != before.board:
        return TO_OWN_BOARD
    now = device.credential.visitor
    return now if _what(now) == _what(before) else RELOAD
