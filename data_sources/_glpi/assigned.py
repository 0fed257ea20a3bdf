"""Who had a ticket: groups or people that are assigned, in the order in which they were.

GLPI 9.5 does not log whether somebody was assigned or asked for the ticket, 10 does when they are added, 11 always. What is
not logged follows from who is there now, and from what was logged before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from data_sources._glpi.entries import ASSIGNED, ASSIGNED_TYPE, LINKED, UNLINKED, Entry
from data_sources._helpdesk.rows import Row

_ASSIGNED = ASSIGNED_TYPE
_OTHER, _NOT_TOLD = 0, -1


class Having(NamedTuple):
    first: tuple[int, ...]  # when the ticket was opened
    after: Mapping[int, tuple[int, ...]]  # by the entry that changed it
    now: tuple[int, ...]


class _Added(NamedTuple):
    entry: int
    number: int
    role: int


def having(kind: str, entries: Sequence[Entry], rows: Sequence[Row]) -> Having:
    """`kind`: Group or User. `rows`: number and type of those who are there, in the order of their ids."""
    there: dict[int, list[int]] = {}
    for number, role in rows:
        there.setdefault(int(number), []).append(int(role))
    told = [each for each in entries if each.link == kind and each.action in (LINKED, UNLINKED) and each.named[0]]
    added, ended = _matched(kind, told, there)
    stays = {each.entry: each for each in added if each.entry not in ended}
    assigned = _assigned(added, stays, there)
    now = tuple(dict.fromkeys(int(number) for number, role in rows if int(role) == _ASSIGNED))
    lasting = {each.number for each in stays.values() if each.entry in assigned}
    standing = tuple(number for number in now if number not in lasting)
    first, after = standing, dict[int, tuple[int, ...]]()
    by_entry = {each.entry: each for each in added}
    ends = {end: entry for entry, end in ended.items()}
    for each in told:
        if each.id in assigned:
            standing = (*standing, by_entry[each.id].number)
        elif ends.get(each.id) in assigned:
            number = by_entry[ends[each.id]].number
            standing = tuple(other for other in standing if other != number)
        after[each.id] = standing
    return Having(first, after, now)


def _matched(kind: str, told: Iterable[Entry], there: Mapping[int, list[int]]) -> tuple[list[_Added], dict[int, int]]:
    """What was added, and by which entry each that was taken away again was."""
    added, ended, still = list[_Added](), dict[int, int](), dict[int, list[_Added]]()
    for each in told:
        number, role = each.named[0], _role(kind, each)
        if each.action == LINKED:
            added.append(_Added(each.id, number, role))
            still.setdefault(number, []).append(added[-1])
        elif candidates := still.get(number):
            gone = max(candidates, key=lambda one: (*_fits(one, role, there.get(number, ())), one.entry))
            candidates.remove(gone)
            ended[gone.entry] = each.id
    return added, ended


def _fits(added: _Added, role: int, there: Collection[int]) -> tuple[bool, bool]:
    """How well what was added is what was taken away as `role`."""
    if role == _NOT_TOLD:
        return added.role not in there, added.role == _ASSIGNED
    return added.role == role, added.role == _NOT_TOLD


def _role(kind: str, told: Entry) -> int:
    if told.option == 0:
        return _NOT_TOLD
    return _ASSIGNED if told.option == ASSIGNED[kind] else _OTHER


def _assigned(added: Iterable[_Added], stays: Mapping[int, _Added], there: Mapping[int, list[int]]) -> set[int]:
    """The entries that assigned somebody. Of those who are there still, rows were added in the order of the log."""
    kept = Counter(each.number for each in stays.values())
    left = {number: roles[-kept[number] :] for number, roles in there.items() if kept[number]}
    found = set[int]()
    for each in added:
        if each.role != _NOT_TOLD:
            mine = each.role == _ASSIGNED
        elif each.entry in stays:
            mine = bool(left.get(each.number)) and left[each.number].pop(0) == _ASSIGNED
        else:
            mine = True
        if mine:
            found.add(each.entry)
    return found
