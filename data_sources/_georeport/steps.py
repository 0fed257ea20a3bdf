"""One poll's question, and where reading stands after its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from data_sources._georeport.answers import Told
from data_sources._georeport.asking import Asking, Refused
from data_sources._georeport.load import Load
from data_sources._georeport.options import Options
from data_sources._georeport.place import Place, Waiting
from data_sources._georeport.requests import id_of, instants, oldest, text_of
from data_sources._georeport.walk import FEW, NARROWEST, Walk, ahead, floor_to
from wallboard.model import DAY, MINUTE, NO_INSTANT, SECOND, Micros
from wallboard.source import SourceError

_STEADY: Micros = 5 * MINUTE  # for so long is asked from the same instant on
_UNLIMITED: Micros = 36_500 * DAY
_SLACK: Micros = DAY  # by which a time without its zone may be off
_FEW_OLD = 0.1
_CLOSED = "closed"
_OF_OPEN = 0.1  # of a first read
_EMPTY_AT_ONCE = 10  # pieces without requests that one poll passes
_SHARE_OF_DEADLINE = 0.7


@dataclass(frozen=True, slots=True)
class Step:
    """The requests that have an id, and where reading stands after them."""

    rows: list[Told]
    place: Place
    progress: float | None = None


class Steps:
    def __init__(self, asking: Asking, options: Options, zone: ZoneInfo) -> None:
        self._asking, self._options, self._zone = asking, options, zone
        self._enough_s = options.deadline_s * _SHARE_OF_DEADLINE
        self._slice = round(options.slice_days * DAY) - MINUTE  # a server may refuse a second more than 90 days
        self._load = Load(self._slice)

    def next(self, place: Place, now: Micros) -> Step:
        """Raises SourceError."""
        place = place if place.walk else self._begun(place, now)
        first = place.first
        rows, place = self._walked(place, now)
        for _ in range(_EMPTY_AT_ONCE):
            if rows or place.walk is None or self._asking.client.time_left_s() < self._enough_s:
                break
            rows, place = self._walked(place, now)
        if first or place.walk is not None or place.updated == "yes":
            return Step(rows, place, _progress(place.walk) if first and place.walk else None)
        more, place = self._rounded(place, now)
        return Step([*more, *rows], place)

    # ------------------------------------------------------------ what is new

    def _begun(self, place: Place, now: Micros) -> Place:
        if place.read_to is None:
            first, oldest_open = (
                floor_to(now - days * DAY, _STEADY) for days in (self._options.first_days, self._options.open_days)
            )
            if oldest_open < first:
                return replace(place, walk=Walk.over("open", oldest_open, first, now, self._slice), met=Waiting())
            return replace(place, walk=Walk.over("requested", first, ahead(now), now, self._slice), met=Waiting())
        low = min(place.read_to, now) - round(self._options.look_back_s * SECOND)  # our clock may have been ahead
        if place.waiting.due(now):
            low = min(low, place.waiting.since)
        by_updates = self._options.updated_after and place.updated != "no"
        low = floor_to(low, _STEADY)
        if by_updates:
            walk = Walk.over("updated", low, ahead(now), now, _UNLIMITED)
        else:
            walk = Walk.over("requested", low, ahead(now), now, self._slice)
        return replace(place, walk=walk, met=Waiting())

    def _walked(self, place: Place, now: Micros) -> tuple[list[Told], Place]:
        walk = place.walk
        assert walk is not None  # noqa: S101 - `_begun` has seen to it
        walk = self._load.bearable(walk)
        try:
            reply = self._asking.page(walk, now)
        except Refused:
            if walk.by != "updated":
                raise
            return [], self._begun(replace(place, walk=None, updated="no"), now)
        except SourceError:
            self._load.failed(walk)
            raise
        self._load.answered(walk)
        if walk.page == 1 and reply.clock is not None and abs(reply.clock - now) < DAY:
            walk = replace(walk, began=min(walk.began, reply.clock))
        rows = list(reply.answered.rows)
        place = self._met(place, rows, now)
        if walk.by == "updated" and self._passes_over(walk, rows):
            return _with_ids(rows), self._begun(replace(place, walk=None, updated="no"), now)
        following, place = self._after(walk, rows, place)
        if walk.by == "open" and (following is None or place.strays or self._minds_no_status(rows)):
            # what closes from now on is a change
            following = Walk.over("requested", walk.end, ahead(walk.began), walk.began, self._slice)
        if following is not None:
            return _with_ids(rows), replace(place, walk=following)
        return _with_ids(rows), self._over(place, walk, walk.total + len(rows), now)

    def _after(self, walk: Walk, rows: Sequence[Told], place: Place) -> tuple[Walk | None, Place]:
        ids = [_mark(row) for row in rows]
        if walk.by != "updated":
            strays = self._strays(walk, rows)
            place = replace(place, strays=strays or (place.strays and len(rows) < FEW))
        widest = _UNLIMITED if walk.by == "updated" else self._load.widest
        # one that closes meanwhile leaves its page, and the next ones move up: so what is open is read in pieces of one page
        in_one = walk.by == "open" and walk.high - walk.low > NARROWEST and not place.strays
        paged = bool(self._options.page_size) and not in_one
        following = walk.after(ids, place.server, paged, not place.strays, widest)
        return following, replace(place, server=place.server.after(walk.page, len(ids), walk.came_again(ids)))

    def _over(self, place: Place, walk: Walk, count: int, now: Micros) -> Place:
        """All that is new was read. That nothing came does not say yet that the server honours updated_after."""
        kept_to = walk.by == "updated" and count
        return replace(
            place,
            walk=None,
            first=False,
            read_to=walk.began if place.first else max(walk.began, place.read_to or 0),
            rounded=walk.began if place.first else place.rounded,
            updated="yes" if kept_to else place.updated,
            waiting=place.waiting.after(walk, place.met, now),
            met=Waiting(),
        )

    def _met(self, place: Place, rows: Sequence[Told], now: Micros) -> Place:
        without = [row for row in rows if not id_of(row)]
        since = oldest(without, self._zone)
        return place if since is None else replace(place, met=place.met.met(len(without), since, now))

    # ------------------------------------------------------------ recent ones, once more

    def _rounded(self, place: Place, now: Micros) -> tuple[list[Told], Place]:
        walk = place.round
        if walk is None:
            every = round(self._options.round_every_s * SECOND)
            if not self._options.recent_days or 0 <= now - place.rounded < every:
                return [], place
            start = floor_to(now - self._options.recent_days * DAY, _STEADY)
            walk = Walk.over("requested", start, ahead(now), now, self._slice)
            place = replace(place, rounded=now)
        walk = self._load.bearable(walk)
        try:
            rows = list(self._asking.page(walk, now).answered.rows)
        except SourceError:  # what is new was read, and counts
            self._load.failed(walk)
            return [], replace(place, round=walk)
        self._load.answered(walk)
        following, place = self._after(walk, rows, place)
        return _with_ids(rows), replace(place, round=following)

    # ------------------------------------------------------------ whether the server keeps to what it is asked

    def _strays(self, walk: Walk, rows: Sequence[Told]) -> bool:
        """Whether most are of other days than were asked for."""
        at = [each for each in instants(rows, "requested_datetime", self._zone) if each != NO_INSTANT]
        outside = sum(not walk.low - _SLACK <= each <= walk.high + _SLACK for each in at)
        return outside * 2 > len(at)

    def _minds_no_status(self, rows: Sequence[Told]) -> bool:
        """Whether most are closed although open ones were asked for."""
        return sum(text_of(row.get("status")).casefold() == _CLOSED for row in rows) * 2 > len(rows)

    def _passes_over(self, walk: Walk, rows: Sequence[Told]) -> bool:
        """Whether more than a few were last updated before the instant that was asked for."""
        updated = instants(rows, "updated_datetime", self._zone)
        requested = instants(rows, "requested_datetime", self._zone)
        last = [max(pair) for pair in zip(updated, requested, strict=True) if max(pair) != NO_INSTANT]
        old = sum(each < walk.low - _SLACK for each in last)
        return old > _FEW_OLD * len(last)


def _progress(walk: Walk) -> float:
    """Open ones of long ago are few."""
    return walk.share() * _OF_OPEN if walk.by == "open" else _OF_OPEN + walk.share() * (1 - _OF_OPEN)


def _with_ids(rows: Sequence[Told]) -> list[Told]:
    return [row for row in rows if id_of(row)]


def _mark(row: Told) -> str:
    return id_of(row) or f"?{text_of(row.get('requested_datetime'))} {text_of(row.get('service_name'))}"
