"""What a phone system says of one agent: the newest of each kind counts, whatever the order of arrival."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from wallboard.calls.fold import Restart
from wallboard.calls.happenings import PAUSED, Happening, What
from wallboard.model import Micros

_MEMBER = {What.JOINED: True, What.PARTED: False}
_PAUSE = {What.PAUSED: True, What.RESUMED: False}
_LOGIN = {What.LOGGED_IN: True, What.LOGGED_OUT: False}
_SEEN = frozenset({What.PAUSED, What.RESUMED, What.RANG})  # whoever this happens to in a queue belongs to it
_ALL = ""  # the queue of what holds for every queue


class _Row(NamedTuple):
    seq: int
    part: int
    source: str
    yes: bool
    at: Micros
    detail: str


_Rows = dict[tuple[str, str], _Row]  # by source and queue


class AgentPresence:
    """What was told of one agent: member of which queues, paused where, logged in; not what they are doing on the phone."""

    __slots__ = ("_logins", "_members", "_pauses", "_seen")

    def __init__(self) -> None:
        self._members: _Rows = {}
        self._pauses: _Rows = {}
        self._logins: _Rows = {}
        self._seen: dict[str, Micros] = {}

    def copied(self) -> AgentPresence:
        """The same, to be told other things."""
        other = AgentPresence()
        other._members, other._pauses, other._logins = dict(self._members), dict(self._pauses), dict(self._logins)
        other._seen = dict(self._seen)
        return other

    def tell(self, happened: Happening) -> None:
        what, queue = happened.what, happened.queue
        if what in _MEMBER:
            _newest(self._members, happened, queue, _MEMBER[what])
            if _MEMBER[what]:  # an agent may be added paused, and is not paused otherwise
                _newest(self._pauses, happened, queue, happened.detail == PAUSED)
        elif what in _PAUSE:
            _newest(self._pauses, happened, queue, _PAUSE[what])
        elif what in _LOGIN:
            _newest(self._logins, happened, _ALL, _LOGIN[what])
        if what in _SEEN and queue != _ALL:
            self._seen[queue] = max(happened.at, self._seen.get(queue, happened.at))

    def queues(
        self, others: set[str], midnight: Micros, restarts: Mapping[str, Restart], persist: Callable[[str], bool]
    ) -> set[str]:
        """Queues that this person belongs to: `others` and those seen in since midnight, unless a row says otherwise.
        A restart takes away what a row gave, where the queue's members do not `persist`."""
        seen = {queue for queue, at in self._seen.items() if at >= midnight}
        member_of = {
            queue: row.yes and (persist(queue) or not _before(row, restarts))
            for (_, queue), row in self._members.items()
        }
        return {queue for queue in others | seen if member_of.get(queue, True)} | {
            q for q, yes in member_of.items() if yes
        }

    def paused(self, queue: str, restarts: Mapping[str, Restart]) -> bool:
        """Paused in this queue by the newest row that holds for it."""
        newest: dict[str, _Row] = {}
        for (source, of), row in self._pauses.items():
            if of in (queue, _ALL) and (source not in newest or newest[source][:2] < row[:2]):
                newest[source] = row
        return any(row.yes and not self._forgotten(row, queue, restarts) for row in newest.values())

    def on_duty(self, restarts: Mapping[str, Restart], *, by_row: bool = False) -> bool:
        """Not logged off; with `by_row`, logged in by a row that says so."""
        if not self._logins:
            return not by_row
        return any(row.yes and not _before(row, restarts) for row in self._logins.values())

    def paused_since(self) -> Micros | None:
        """The last pause that no row has ended."""
        return max((row.at for row in self._pauses.values() if row.yes), default=None)

    def pause_reason(self) -> str:
        """Of that pause, in the phone system's words; "" where it gave none."""
        on = [row for row in self._pauses.values() if row.yes]
        reason = max(on, key=lambda row: (row.at, row.seq, row.part)).detail if on else ""
        return "" if reason == PAUSED else reason

    def ready_since(self) -> Micros | None:
        """The last row by which this person came: added, logged in, or back from a pause."""
        came = [row.at for rows in (self._members, self._logins) for row in rows.values() if row.yes]
        return max([*came, *(row.at for row in self._pauses.values() if not row.yes)], default=None)

    def _forgotten(self, row: _Row, queue: str, restarts: Mapping[str, Restart]) -> bool:
        """A restart forgets the pauses of those who are not members by a row of the log."""
        member = self._members.get((row.source, queue))
        return _before(row, restarts) and not (member and member.yes)


def _newest(rows: _Rows, happened: Happening, queue: str, yes: bool) -> None:
    key = (happened.source, queue)
    if key not in rows or rows[key][:2] < happened[1:3]:
        rows[key] = _Row(happened.seq, happened.part, happened.source, yes, happened.at, happened.detail)


def _before(row: _Row, restarts: Mapping[str, Restart]) -> bool:
    restart = restarts.get(row.source)
    return restart is not None and row.seq < restart.seq
