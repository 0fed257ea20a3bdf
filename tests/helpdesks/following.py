"""A source follows a helpdesk that is played: polled after every action, its requests compared with what the helpdesk said."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.empty_databases import lay_ledger
from tests.helpdesks.recording import Line, Playing, Recording, Rows
from wallboard.clock import instant, iso, local
from wallboard.engine.halves.request_history import tickets_at
from wallboard.engine.halves.ticket_readings import ticket_readings
from wallboard.ledger import AsOf, Ledger
from wallboard.model import DAY, HOUR, NO_INSTANT, SECOND, Micros
from wallboard.settings import Settings
from wallboard.source import Source
from wallboard.state.timeline import Span, Version, timeline

SOURCE, SITE = "desk", "main"


class Stands(NamedTuple):
    """How one ticket stands, in the helpdesk's own words. Instants are NO_INSTANT where they are not known."""

    status: str
    department: str
    assignee: str
    opened_at: Micros
    finished_at: Micros = NO_INSTANT
    due_at: Micros = NO_INSTANT  # of open ones


@dataclass(frozen=True)
class Said:
    """What a helpdesk said of itself at an instant. `counts`: by metric and department."""

    tickets: Mapping[str, Stands]
    open: frozenset[str]
    counts: Mapping[tuple[str, str], int]


class Difference(NamedTuple):
    """A fact of which we say something else than the helpdesk. `fact`: a field of Stands, "known", "open" or a metric."""

    fact: str
    ours: Any
    theirs: Any
    ticket: str = ""
    said: Stands | None = None  # what the helpdesk says of the ticket


Explain = Callable[[Difference, Rows, ZoneInfo], str]
"""Why a difference is right, by what stands in the helpdesk's tables; "" where nothing explains it."""


def shown_twice(at: Micros, zone: ZoneInfo) -> bool:
    """Whether clocks show that time a second time, an hour later."""
    return at != NO_INSTANT and local(at, zone).replace(tzinfo=None) == local(at + HOUR, zone).replace(tzinfo=None)


@dataclass
class Compared:
    explain: Explain
    zone: ZoneInfo
    rows: Rows = field(default_factory=Rows)
    facts: int = 0
    differing: list[str] = field(default_factory=list)
    explained: Counter[str] = field(default_factory=Counter)  # how often, by reason
    instants: int = 0
    polls: int = 0

    def compare(self, what: str, found: Difference) -> None:
        self.facts += 1
        if found.ours == found.theirs:
            return
        if reason := self.explain(found, self.rows, self.zone):
            self.explained[reason] += 1
        else:
            self.differing.append(f"{what} {found.fact}: we say {found.ours}, it says {found.theirs}")


class Follower:
    """Polls, and keeps what it was told in a ledger of its own."""

    def __init__(self, source: Source, settings: Settings, folder: Path) -> None:
        file = folder / "following.db"
        lay_ledger(file)
        self.source, self.settings, self.ledger = source, settings, Ledger(f"sqlite:///{file}")
        self.set_aside: list[str] = []
        self._cursor: Any = None

    def poll(self, now: Micros) -> int:
        """How often it asked."""
        for polls in range(1, 1_000):
            batch = self.source.changes(self._cursor, now)
            self.ledger.record(SOURCE, SITE, batch, now)
            self.set_aside += [f"{row.key}: {row.reason}" for row in batch.set_aside]
            self._cursor = batch.cursor if batch.cursor is not None else self._cursor
            if not batch.more:
                return polls
        raise AssertionError("it never came to an end")

    def reconcile(self, now: Micros) -> None:
        asked = self.ledger.open_tickets(SOURCE, "", 10_000)
        gone = set(asked) - self.source.present(asked) if asked else set()
        if gone:
            self.ledger.mark_removed(SOURCE, SITE, sorted(gone), now, now)

    def stands(self, at: Micros) -> dict[str, tuple[Stands, bool]]:
        """How every ticket stands that is not gone, and whether it is open."""
        told = self.ledger.ticket_versions(AsOf(SITE, at, horizon=100_000 * DAY))
        ordered = told.sort_values(["updated_at", "received_at"], kind="stable")
        last = {row["ticket"]: row for row in ordered.to_dict("records")}
        return {ticket: _stands(row) for ticket, row in last.items() if row["state"] != "removed"}

    def counts(self, at: Micros, metrics: Collection[str]) -> dict[tuple[str, str], int]:
        """By metric and department."""
        state = tickets_at(self.ledger, self.settings, SITE, at, None, live=False)
        readings = ticket_readings(state, self.settings, at, want=metrics)
        told = {(each.metric, each.window, each.scope.department): each.value for each in readings if not each.variant}
        return {
            (metric, department): int(value or 0)
            for (metric, window, department), value in told.items()
            if department and window in ("now", "today")
        }

    def spans(self, ticket: str) -> list[Span]:
        told = self.ledger.versions_of_request(SOURCE, ticket).to_dict("records")
        return timeline(Version(**{name: row[name] for name in Version._fields}) for row in told)


def follow(
    recording: Recording,
    playing: Playing,
    follower: Follower,
    said: Callable[[Line, ZoneInfo], Said],
    compared: Compared,
    every: int = 1,
) -> Compared:
    """Plays all actions, with a poll after `every` so many, and compares at every instant of which it is known what the helpdesk said, or
    at a quarter of `every` so many of them."""
    waiting = deque(recording.observed()[:: max(1, every // 4)])
    for place, action in enumerate(recording.actions()):
        while waiting and waiting[0]["n"] < action.n:
            _compare(compared, follower, waiting.popleft(), said)
        playing.write(action)
        compared.rows.hear(action.changes)
        if place % every == 0:
            compared.polls += follower.poll(action.at + SECOND)
    while waiting:
        _compare(compared, follower, waiting.popleft(), said)
    return compared


def compare_turns(
    recording: Recording, follower: Follower, turned: Callable[[Line], tuple[str, bool] | None], compared: Compared
) -> None:
    """When each ticket was finished and opened again, by the actions that did it; of whole recordings alone."""
    theirs: dict[str, list[tuple[Micros, bool]]] = {}
    for line in recording.lines("truth"):
        if (told := turned(line)) is None:
            continue
        turns = theirs.setdefault(told[0], [])
        if not turns or turns[-1][1] != told[1]:
            turns.append((instant(line["at"]), told[1]))
    for ticket, turns in theirs.items():
        spans = [span for span in follower.spans(ticket) if span.state != "removed" or span.start <= turns[-1][0]]
        ours = [(span.start, span.in_open_set) for span in spans]
        kept = [
            turn for before, turn in zip([None, *ours], ours, strict=False) if before is None or before[1] != turn[1]
        ]
        compared.compare(ticket, Difference("turned", kept, turns, ticket))


def _compare(compared: Compared, follower: Follower, line: Line, said: Callable[[Line, ZoneInfo], Said]) -> None:
    at, its = instant(line["at"]), said(line, compared.zone)
    follower.poll(at)
    follower.reconcile(at)
    ours = follower.stands(at)
    compared.instants += 1
    when = iso(at)
    ours_open = {ticket for ticket, (_, is_open) in ours.items() if is_open}
    for ticket in sorted(ours.keys() | its.tickets.keys(), key=int):
        for fact, we, it in (("known", ours.keys(), its.tickets.keys()), ("open", ours_open, its.open)):
            compared.compare(f"{when} {ticket}", Difference(fact, ticket in we, ticket in it, ticket))
    for ticket in sorted(ours.keys() & its.tickets.keys(), key=int):
        stands = its.tickets[ticket]
        for name, one, other in zip(Stands._fields, ours[ticket][0], stands, strict=True):
            compared.compare(f"{when} {ticket} ({stands.status})", Difference(name, one, other, ticket, stands))
    counted = follower.counts(at, {metric for metric, _ in its.counts})
    for (metric, department), count in its.counts.items():
        compared.compare(f"{when} {department}", Difference(metric, counted.get((metric, department), 0), count))


def _stands(row: Mapping[Any, Any]) -> tuple[Stands, bool]:
    is_open = row["state"] in ("open", "paused")
    stands = Stands(**{name: row[name] for name in Stands._fields})
    return stands if is_open else stands._replace(due_at=NO_INSTANT), is_open
