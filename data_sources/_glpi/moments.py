"""What the log of GLPI tells of a ticket: how it stood after each entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from data_sources._glpi.assigned import Having, having
from data_sources._glpi.entries import ADDED, DELETED, DUE, LINKED, RESTORED, STATUS, Entry
from data_sources._helpdesk.life import Moment
from data_sources._helpdesk.rows import Row
from wallboard.model import MINUTE, NO_INSTANT, Micros

# GLPI's own words, and what they mean
STATUSES: Mapping[int, tuple[str, str]] = {
    1: ("New", "open"),
    2: ("Processing (assigned)", "open"),
    3: ("Processing (planned)", "open"),
    4: ("Pending", "paused"),
    5: ("Solved", "finished"),
    6: ("Closed", "finished"),
    10: ("Approval", "open"),
}
OVER = (5, 6)
_PROCESSING = 2
NOW = 2**62
_DUPLICATE, _SON, _PARENT = 2, 3, 4  # what the first ticket of a link is of the second
_AT_ONCE = MINUTE  # merging writes the link and the deletion this close


class Ticket(NamedTuple):
    """A ticket as it is now, and all that is known of it."""

    number: int
    status: int
    deleted: bool
    opened_at: Micros
    updated_at: Micros
    finished_at: Micros  # NO_INSTANT while it is not
    due_at: Micros
    entries: Sequence[Entry]
    groups: Sequence[Row]
    users: Sequence[Row]
    links: Sequence[Row]  # first ticket, second ticket, what the first is of the second


class Words(NamedTuple):
    departments: Callable[[Sequence[int]], str]
    people: Callable[[Sequence[int]], str]
    outcomes: Mapping[int, str]  # by the number of a solution
    local: Callable[[str], Micros]  # of a text that GLPI wrote for people


class Told(NamedTuple):
    entry: int  # the id of the one that tells it; 0 for the opening, NOW for how it is
    moment: Moment


class _Related(NamedTuple):
    parent: str
    relation: str


_ALONE = _Related("", "")


def who_had(ticket: Ticket) -> tuple[Having, Having]:
    """Groups, and people."""
    return having("Group", ticket.entries, ticket.groups), having("User", ticket.entries, ticket.users)


def solutions_of(entries: Sequence[Entry]) -> set[int]:
    return {each.named[0] for each in entries if each.action == ADDED}


def moments_of(ticket: Ticket, at: Callable[[Entry], Micros], words: Words) -> list[Told]:
    """`at`: the instant of an entry."""
    groups, users = who_had(ticket)
    statuses, dues, related = _statuses(ticket, words), _dues(ticket, words), _relations(ticket)
    standing = Moment(
        ticket.opened_at,
        "",
        department=words.departments(groups.first),
        assignee=words.people(users.first),
        due_at=dues[0],
        gone=_first_gone(ticket),
        **related[0]._asdict(),
    )
    standing = _with_status(standing, statuses[0])
    moments = [Told(0, standing)]
    for each in ticket.entries:
        told: dict[str, object] = {"at": at(each), "due_at": dues.get(each.id, standing.due_at)}
        if each.id in groups.after:
            told["department"] = words.departments(groups.after[each.id])
        if each.id in users.after:
            told["assignee"] = words.people(users.after[each.id])
        if each.id in related:
            told |= related[each.id]._asdict()
        if each.action in (DELETED, RESTORED):
            told["gone"] = each.action == DELETED
        standing = standing._replace(**told)  # type: ignore[arg-type]
        standing = _with_status(standing, statuses[each.id]) if each.id in statuses else standing
        moments.append(Told(each.id, standing))
    moments += [Told(NOW, moment) for moment in _finish_without_entry(ticket, standing)]
    present = moments[-1].moment._replace(
        at=max(ticket.updated_at, moments[-1].moment.at),
        department=words.departments(groups.now),
        assignee=words.people(users.now),
        due_at=ticket.due_at,
        gone=ticket.deleted,
    )
    return [*moments, Told(NOW, _with_status(present, (ticket.status, _told_outcome(statuses))))]


def _with_status(moment: Moment, told: tuple[int, str]) -> Moment:
    status, outcome = told
    word, usually = STATUSES.get(status, (str(status), ""))
    return moment._replace(status=word, usually=f"{usually}:{outcome}" if outcome and status in OVER else usually)


def _statuses(ticket: Ticket, words: Words) -> dict[int, tuple[int, str]]:
    """Status and outcome, by the entry that changed them; 0: from the opening on."""
    told = [each for each in ticket.entries if each.is_field(STATUS) and each.before.isdigit()]
    begins = int(told[0].before) if told else ticket.status
    if not told and begins in OVER:
        begins = _PROCESSING
    statuses, status, outcome = {0: (begins, "")}, begins, ""
    for each in ticket.entries:
        if each.is_field(STATUS) and each.after.isdigit():
            if status in OVER and int(each.after) not in OVER:
                outcome = ""
            status = int(each.after)
        elif each.action == ADDED:
            outcome = words.outcomes.get(each.named[0], "")
        else:
            continue
        statuses[each.id] = status, outcome
    return statuses


def _told_outcome(statuses: Mapping[int, tuple[int, str]]) -> str:
    return statuses[max(statuses)][1]


def _dues(ticket: Ticket, words: Words) -> dict[int, Micros]:
    """Due instants, by the entry that changed them; 0: from the opening on. Only changes by people are logged: what pauses and
    reopenings moved later is told as it is now."""
    told = [each for each in ticket.entries if each.is_field(DUE)]
    ends = [words.local(each.before) for each in told] + [ticket.due_at]
    return {0: ends[0]} | {each.id: due for each, due in zip(told, ends[1:], strict=True)}


def _first_gone(ticket: Ticket) -> bool:
    first = next((each for each in ticket.entries if each.action in (DELETED, RESTORED)), None)
    return first is not None and first.action == RESTORED


def _relations(ticket: Ticket) -> dict[int, _Related]:
    """What it was of another, by the entry that changed it; 0: from the opening on."""
    links = [link for row in ticket.links if (link := _link(ticket.number, row))]
    begins: dict[int, tuple[Entry, _Related]] = {}
    for each, other in _linked(ticket):
        for link in links:
            if link.parent == str(other):
                begins[other] = each, link
    always = [link for link in links if int(link.parent) not in begins]
    standing = _strongest(always)
    related = {0: standing}
    for entry, link in sorted(begins.values(), key=lambda pair: pair[0].id):
        standing = _strongest([standing, link])
        related[entry.id] = standing
    for each in ticket.entries:
        if each.action == DELETED:
            into = _merged_into(each, begins.values())
            related |= {each.id: _Related(into.parent, "merged")} if into else {}
        elif each.action == RESTORED:
            related[each.id] = standing
    return dict(sorted(related.items()))


def _linked(ticket: Ticket) -> Iterator[tuple[Entry, int]]:
    """Entries of links, and the other ticket of each; 0 for none. Where its number was cut off with a long name, it is of the links that
    no entry names, the last of the last."""
    told = [each for each in ticket.entries if each.link == "Ticket" and each.action == LINKED]
    named = {each.named[0] for each in told}
    others = [int(first) + int(second) - ticket.number for first, second, _ in ticket.links]
    cut = [each.id for each in told if not each.named[0]]
    of_cut = dict(zip(cut[::-1], [other for other in others if other not in named][::-1], strict=False))
    return ((each, each.named[0] or of_cut.get(each.id, 0)) for each in told)


def _merged_into(deleted: Entry, begins: Iterable[tuple[Entry, _Related]]) -> _Related | None:
    near = [
        link for entry, link in begins if 0 <= deleted.written - entry.written <= _AT_ONCE and entry.id < deleted.id
    ]
    return near[-1] if near else None


def _link(number: int, row: Row) -> _Related | None:
    first, second, kind = map(int, row)
    if kind == _PARENT:
        first, second, kind = second, first, _SON
    if first != number or kind not in (_DUPLICATE, _SON):
        return None
    return _Related(str(second), "child" if kind == _SON else "duplicate")


def _strongest(links: Sequence[_Related]) -> _Related:
    """A child is one of its parent, whatever else it is like."""
    return max(links, key=lambda link: ("", "duplicate", "child").index(link.relation), default=_ALONE)


def _finish_without_entry(ticket: Ticket, last: Moment) -> list[Moment]:
    """Where GLPI was told to clear its log."""
    finished = last.status in (STATUSES[5][0], STATUSES[6][0])
    if ticket.status not in OVER or finished or ticket.finished_at == NO_INSTANT:
        return []
    return [_with_status(last._replace(at=ticket.finished_at), (ticket.status, ""))]
