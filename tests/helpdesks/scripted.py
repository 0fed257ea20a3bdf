"""Lives of requests by a script: whoever plays one writes it into a helpdesk's tables as that does, and the script knows the truth.

Instants are whole minutes apart, so that what a helpdesk does a moment later (Zammad's due instants) belongs to the same act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple, Protocol

from wallboard.clock import instant
from wallboard.model import MINUTE, NO_INSTANT, SECOND, Micros

BEGINS = instant("2026-03-02T13:00:00+00:00")
DEPARTMENTS = ("Streets", "Water::Leaks", "Parks")
FORGOTTEN = "?"  # of a fact of the past: nothing is left of it
PEOPLE = ("Ada Field", "Ben Okoro", "Chen Li")


class Fact(NamedTuple):
    """How a request stands. `due_at` only of a helpdesk that tells it of the past."""

    state: str
    status: str = ""
    outcome: str = ""
    department: str = ""
    assignee: str = ""
    finished_at: Micros = NO_INSTANT
    due_at: Micros = NO_INSTANT
    parent: str = ""
    relation: str = ""


class Desk(Protocol):
    """A helpdesk that is written into. Tickets are told by their ids, departments and people by their names."""

    words: Mapping[str, str]  # its status for: new, open, waiting, done, refused, merged
    tells_due: bool  # whether its log tells what was due when
    unlink_forgets: bool  # whether nothing is left of a link that is taken away
    move_unassigns: bool
    merge_unassigns: bool

    def open(self, at: Micros, department: str, *, ward: str, kind: str, promised_min: int, by: str) -> str: ...
    def assign(self, at: Micros, ticket: str, person: str) -> None: ...
    def move(self, at: Micros, ticket: str, department: str) -> None: ...
    def set_status(self, at: Micros, ticket: str, word: str) -> None: ...
    def comment(self, at: Micros, ticket: str) -> None: ...
    def merge(self, at: Micros, ticket: str, into: str) -> None: ...
    def link(self, at: Micros, child: str, parent: str) -> None: ...
    def unlink(self, at: Micros, child: str, parent: str) -> None: ...
    def delete(self, at: Micros, ticket: str) -> None: ...
    def rename(self, department: str, new: str) -> None: ...


@dataclass
class Request:
    opened_at: Micros
    promised_min: int
    ward: str
    kind: str
    creator: str  # of those who work there
    facts: list[tuple[Micros, Fact]] = field(default_factory=list)
    paused_since: Micros = NO_INSTANT
    paused: Micros = 0
    ever_finished: bool = False

    @property
    def now(self) -> Fact:
        return self.facts[-1][1]


class Script:
    """Plays acts on a desk, one at each call of the functions of `acts`, and keeps what is true from then on."""

    def __init__(
        self,
        desk: Desk,
        seed: int = 7,
        seen: Callable[[Micros], object] = lambda at: None,
        apart: tuple[int, int] = (20, 300),
    ) -> None:
        """`apart`: minutes between acts. `seen` is called before a deletion: what nobody has seen by then, nobody can know any more."""
        self._seen, self._apart = seen, apart
        self._desk, self._random, self.at = desk, Random(seed), BEGINS
        self._began = BEGINS
        self._departments = list(DEPARTMENTS)
        self.requests: dict[str, Request] = {}
        self.deleted: set[str] = set()

    def play(self, acts: int) -> Iterator[Micros]:
        """The instant of each act. First one of each kind in order, then any."""
        every = (self._open, self._open, self._open, self._assign, self._move, self._pause, self._resume, self._comment,
                 self._finish, self._reopen, self._refuse, self._link, self._unlink, self._link, self._merge, self._finish,
                 self._pause, self._finish_paused, self._delete, self._rename)  # fmt: skip
        for number in range(acts):
            self.at += self._random.randint(*self._apart) * MINUTE
            self._began = self.at
            act = every[number] if number < len(every) else self._random.choice(every)
            act()
            yield self.at

    def _open(self) -> None:
        department, ward = self._random.choice(self._departments), str(self._random.randint(1, 9))
        promised, kind = self._random.choice((600, 2_880)), self._random.choice(("Pothole", "Leak"))
        by = self._random.choice(("", *PEOPLE))
        ticket = self._desk.open(self.at, department, ward=ward, kind=kind, promised_min=promised, by=by)
        request = self.requests[ticket] = Request(self.at, promised, ward, kind, by)
        fact = Fact("open", self._desk.words["new"], department=department)
        request.facts.append((self.at, self._with_due(request, fact)))

    def _assign(self) -> None:
        ticket, person = self._any("open"), self._random.choice(PEOPLE)
        self._desk.assign(self.at, ticket, person)
        self._tell(ticket, assignee=person)

    def _move(self) -> None:
        ticket = self._any("open", "paused")
        department = self._random.choice(
            [one for one in self._departments if one != self.requests[ticket].now.department]
        )
        self._desk.move(self.at, ticket, department)
        self._tell(ticket, department=department, **({"assignee": ""} if self._desk.move_unassigns else {}))

    def _pause(self) -> None:
        ticket = self._any("open")
        self._status(ticket, "waiting", "paused")

    def _resume(self) -> None:
        self._status(self._any("paused"), "open", "open")

    def _comment(self) -> None:
        self._desk.comment(self.at, self._any("open", "paused", "finished"))

    def _finish(self) -> None:
        self._status(self._any("open"), "done", "finished", "done")

    def _finish_paused(self) -> None:
        self._status(self._any("paused"), "done", "finished", "done")

    def _refuse(self) -> None:
        self._status(self._any("open"), "refused", "finished", "rejected")

    def _reopen(self) -> None:
        self._status(self._any("finished"), "open", "open")

    def _link(self) -> None:
        child = self._any(
            "open", "paused", where=lambda request: not request.now.parent and not self._is_parent(request)
        )
        parent = self._any("open", "paused", where=lambda request: not request.now.parent, but=child)
        self._desk.link(self.at, child, parent)
        self._tell(child, parent=parent, relation="child")

    def _unlink(self) -> None:
        child = self._any("open", "paused", "finished", where=lambda request: request.now.relation == "child")
        request = self.requests[child]
        self._desk.unlink(self.at, child, request.now.parent)
        if self._desk.unlink_forgets:
            request.facts = [
                (at, fact._replace(parent=FORGOTTEN, relation=FORGOTTEN) if fact.relation == "child" else fact)
                for at, fact in request.facts
            ]
        self._tell(child, parent="", relation="")
        if self._desk.unlink_forgets:
            self._seen(self.at + SECOND)  # nor, later, when it was taken away

    def _merge(self) -> None:
        ticket = self._any("open", where=lambda request: not request.now.parent and not self._is_parent(request))
        into = self._any("open", "paused", where=lambda request: not request.now.parent, but=ticket)
        self._desk.merge(self.at, ticket, into)
        unassigned = {"assignee": ""} if self._desk.merge_unassigns else {}
        merged = {"state": "removed", "status": self._desk.words["merged"], "parent": into, "relation": "merged"}
        self._tell(ticket, **merged, **unassigned)

    def _delete(self) -> None:
        ticket = self._any("open", where=lambda request: not request.now.parent and not self._is_parent(request))
        if self.requests[ticket].facts[0][0] >= self._began:
            return  # opened by this very act: nobody could have seen it
        self._seen(self.at - MINUTE)
        self._desk.delete(self.at, ticket)
        self.deleted.add(ticket)
        self._tell(ticket, state="removed")

    def _rename(self) -> None:
        """It is the same department: so it was called, whoever asks, since it is there."""
        place = self._random.randrange(len(self._departments))
        old = self._departments[place]
        self._departments[place] = new = f"{old.partition(',')[0]}, as of {self.at // MINUTE}"
        self._desk.rename(old, new)
        for request in self.requests.values():
            request.facts = [
                (at, fact._replace(department=new) if fact.department == old else fact) for at, fact in request.facts
            ]

    def _status(self, ticket: str, word: str, state: str, outcome: str = "") -> None:
        self._desk.set_status(self.at, ticket, word)
        finished = self.at if state == "finished" else NO_INSTANT
        self._tell(ticket, state=state, status=self._desk.words[word], outcome=outcome, finished_at=finished)

    def _any(self, *states: str, where: Callable[[Request], bool] = lambda request: True, but: str = "") -> str:
        """Opened when there is none."""
        found = [
            t for t, request in self.requests.items() if request.now.state in states and where(request) and t != but
        ]
        if found:
            return self._random.choice(found)
        self._open()
        ticket = next(reversed(self.requests))
        self.at += MINUTE
        if "open" not in states:
            word, state, outcome = {"paused": ("waiting", "paused", ""), "finished": ("done", "finished", "done")}[
                states[0]
            ]
            self._status(ticket, word, state, outcome)
            self.at += MINUTE
        if not where(self.requests[ticket]):
            parent = self._any("open", where=lambda request: not request.now.parent, but=ticket)
            self._desk.link(self.at, ticket, parent)
            self._tell(ticket, parent=parent, relation="child")
            self.at += MINUTE
        return ticket

    def _is_parent(self, request: Request) -> bool:
        ticket = next(ticket for ticket, known in self.requests.items() if known is request)
        return any(known.now.parent == ticket for known in self.requests.values())

    def _tell(self, ticket: str, **changes: object) -> None:
        request = self.requests[ticket]
        fact = self._with_due(request, request.now._replace(**changes))  # type: ignore[arg-type]
        request.facts.append((self.at, fact))

    def _with_due(self, request: Request, fact: Fact) -> Fact:
        """By Zammad's rule: while it waits nothing is due, the time of waiting does not count, and once it was finished nothing is
        due any more when it is reopened."""
        was_paused = request.paused_since != NO_INSTANT
        if was_paused and fact.state != "paused":
            request.paused += self.at - request.paused_since
            request.paused_since = NO_INSTANT
        if fact.state == "paused" and not was_paused:
            request.paused_since = self.at
        if not self._desk.tells_due or fact.state == "removed":
            return fact._replace(due_at=NO_INSTANT)
        due = request.opened_at + request.promised_min * MINUTE + request.paused
        if fact.state == "finished" and request.facts[-1][1].state != "finished":
            fact = fact._replace(due_at=NO_INSTANT if request.ever_finished else due)
            request.ever_finished = True
        elif fact.state != "finished":
            fact = fact._replace(due_at=NO_INSTANT if request.ever_finished or fact.state == "paused" else due)
        return fact
