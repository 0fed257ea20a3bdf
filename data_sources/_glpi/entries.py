"""Rows of glpi_logs that tell of a ticket, and what of a ticket is kept so that none is read twice."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from data_sources._helpdesk.rows import Row, text
from wallboard.model import Micros

STATUS, DUE = 12, 18  # what a changed field is in GLPI's search options
DELETED, RESTORED, LINKED, UNLINKED, ADDED = 13, 14, 15, 16, 17  # what was done
CREATED = 20
ASSIGNED_TYPE, OTHER_TYPE = 2, 1  # in the tables of who is there; 3 of those who watch
ASSIGNED = {"Group": 8, "User": 5}  # the search option of somebody who is assigned
_NUMBERED = re.compile(r"(?:(.*) )?\((\d+)\)|(\d+)", re.DOTALL)
_KEPT = 5_000


class Entry(NamedTuple):
    id: int
    written: Micros  # as the database has it: an hour too early where clocks were set back meanwhile
    link: str  # the kind of what was linked, such as "Group"
    action: int
    option: int
    before: str
    after: str

    def is_field(self, option: int) -> bool:
        return self.action == 0 and self.option == option

    @property
    def named(self) -> tuple[int, str]:
        """Number and name of what was linked or taken away: "Public Works (2)". Number 0: none is told, as where GLPI cut a long name,
        and its number with it."""
        match = _NUMBERED.fullmatch(self.after or self.before)
        return (int(match[2] or match[3]), match[1] or "") if match else (0, "")


def tells(link: str, action: int, option: int) -> bool:
    """Whether such an entry says something of a ticket that is told."""
    if action == 0:
        return option in (STATUS, DUE)
    if action in (LINKED, UNLINKED):
        return link in ("Group", "User", "Ticket")
    return action in (DELETED, RESTORED) or (action == ADDED and link == "ITILSolution")


def entry(row: Row, written: Micros) -> Entry:
    """Of id, kind of the linked, action, option, old and new value."""
    number, link, action, option, before, after = row
    return Entry(int(number), written, text(link), int(action), int(option), text(before), text(after))


@dataclass
class KnownTicket:
    """What is known of one ticket. None: to be read anew."""

    entries: list[Entry]
    ids: set[int] = field(default_factory=set)  # of all its rows in the log
    groups: Sequence[Row] | None = None
    users: Sequence[Row] | None = None
    links: Sequence[Row] | None = None
    updated: Micros = 0

    def hear(self, told: Entry) -> None:
        """One more row of the log; again, it changes nothing."""
        if told.id in self.ids:
            return
        self.ids.add(told.id)
        if not tells(told.link, told.action, told.option):
            return
        self.entries.append(told)
        self.entries.sort(key=lambda each: each.id)
        if told.link == "Group":
            self.groups = _with(self.groups, told)
        elif told.link == "User":
            self.users = _with(self.users, told)
        elif told.link == "Ticket":
            self.links = None


def new_ticket(told: Sequence[Entry]) -> KnownTicket | None:
    """Of all its rows in the log; None where its creation is not among them, so that there are others."""
    if not any(each.action == CREATED for each in told):
        return None
    kept = KnownTicket([], groups=(), users=(), links=())
    for each in told:
        kept.hear(each)
    return kept


def _with(there: Sequence[Row] | None, told: Entry) -> Sequence[Row] | None:
    """Those who are there, by number and type; None where that has to be asked."""
    if there is None or told.action == UNLINKED or not told.option or not told.named[0]:
        return None
    role = ASSIGNED_TYPE if told.option == ASSIGNED[told.link] else OTHER_TYPE
    return [*there, (told.named[0], role)]


class Shelf:
    """The tickets that were told last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, KnownTicket] = OrderedDict()

    def get(self, ticket: int) -> KnownTicket | None:
        return self._kept.get(ticket)

    def put(self, ticket: int, kept: KnownTicket) -> None:
        self._kept[ticket] = kept
        self._kept.move_to_end(ticket)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def drop(self, tickets: Iterable[int]) -> None:
        for ticket in tickets:
            self._kept.pop(ticket, None)

    def clear(self) -> None:
        self._kept.clear()
