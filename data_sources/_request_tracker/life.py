"""The life of one RT ticket, of its row, its transactions and its links to parents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from data_sources._helpdesk.life import Life, Moment, Step, walked_back
from data_sources._helpdesk.rows import Row, text, utc_instant
from wallboard.model import DETAILS, NO_INSTANT

_NUMBER = re.compile(r".*/(\d+)")
_NOBODY, _PARENT = "Nobody", "MemberOf"
_AT_FIRST = "new"  # as RT is installed: no row says which status a ticket was created with


class Named(NamedTuple):
    queues: Mapping[int, str]
    users: Mapping[int, str]

    def owner(self, number: object) -> str:
        name = self.users.get(int(str(number)), "") if is_number(number) else ""
        return "" if name == _NOBODY else name

    def queue(self, number: object) -> str:
        return self.queues.get(int(str(number)), "") if is_number(number) else ""


def life_of(
    row: Row,
    logged: Sequence[Row],
    parents: Sequence[Row],
    texts: Mapping[str, str],
    names: Named,
    *,
    ahead: Step | None,
) -> tuple[Life, str]:
    """And its status before what is logged, unless that begins with its creation. `ahead`: what the row has that is not."""
    number, effective, queue, status, owner, due, created, updated, priority, resolved = row
    opened = utc_instant(created)
    present = Moment(utc_instant(updated), text(status), names.queue(queue), names.owner(owner), utc_instant(due))
    steps = [step for told in logged if (step := _step(told, names))]
    whole = any(told[2] == "Create" for told in logged)
    present = present._replace(**_child_of([str(link[1]) for link in parents]))
    links, untold = _of_links(logged, parents)
    steps += links
    if untold and (whole or utc_instant(untold[2]) >= min((step.at for step in steps), default=present.at)):
        steps.append(Step(utc_instant(untold[2]), _child_of(())))
    if effective != number:
        before = {"parent": present.parent, "relation": present.relation, "gone": False}
        merged = next((told for told in logged if is_merge(told, number)), None)
        present = present._replace(
            parent=_number(merged[5]) if merged else str(effective), relation="merged", gone=True
        )
        if merged is not None:
            steps.append(Step(utc_instant(merged[6]), before))
    steps.sort(key=lambda step: step.at)
    if ahead is not None:
        steps.append(ahead._replace(at=max([ahead.at, *(step.at for step in steps[-1:])])))
    last = max([present.at, *(step.at for step in steps[-1:]), *(utc_instant(told[6]) for told in logged[-1:])])
    before_all, *moments = walked_back(present._replace(at=last), steps)
    if whole:
        moments = [before_all._replace(at=opened), *moments]
    details = {name: told for name, told in texts.items() if name in DETAILS}
    others = {name: told for name, told in texts.items() if name not in DETAILS}
    ended = NO_INSTANT if whole else utc_instant(resolved)
    life = Life(str(number), opened, moments, priority=text(priority), details=details, finished_at=ended, **others)
    return life, "" if whole else before_all.status


def ahead_of_log(row: Row, logged: Sequence[Row], *, over: bool) -> Step | None:
    """RT writes a status into the row of its ticket, and logs it in a statement of its own: between the two, what it was before
    is what was logged last. `over`: whether that status ends a ticket."""
    _, _, _, status, _, _, created, updated, _, resolved = row
    last = next((told for told in reversed(logged) if _is_of_status(told)), None)
    if last is None:
        opened, ended = utc_instant(created), utc_instant(resolved)
        if over and ended > opened and any(told[2] == "Create" for told in logged):
            return Step(ended, {"status": _AT_FIRST})
        return None
    if text(last[5]).casefold() == text(status).casefold():
        return None
    return Step(utc_instant(resolved if over else updated), {"status": text(last[5])})


def _is_of_status(told: Row) -> bool:
    _, _, kind, field, *_ = told
    return bool(kind == "Status" or (kind == "Set" and field == "Status"))


def _child_of(parents: Sequence[str]) -> dict[str, Any]:
    """As fields of a moment."""
    return {"parent": parents[-1], "relation": "child"} if parents else {"parent": "", "relation": ""}


def _of_links(logged: Sequence[Row], parents: Sequence[Row]) -> tuple[list[Step], Row | None]:
    """What was before each link to a parent, and before it was taken away; and the last link of which nothing is logged: RT makes
    it with the ticket. Where a parent is merged, its children have the other one, and no row says so."""
    standing, steps = [str(link[1]) for link in parents], list[Step]()
    for _, _, kind, field, before, after, created in reversed(logged):
        if field != _PARENT or kind not in ("AddLink", "DeleteLink"):
            continue
        if kind == "DeleteLink":
            standing.append(_number(before))
        elif standing:
            added = _number(after)
            standing.remove(added if added in standing else standing[-1])
        steps.append(Step(utc_instant(created), _child_of(standing)))
    now = {str(link[1]): link for link in parents}
    return steps[::-1], now.get(standing[-1]) if standing else None


def _step(told: Row, names: Named) -> Step | None:
    """What was before a row of Transactions. A change of the owner is told twice, the second time of its watchers."""
    _, _, kind, field, before, _, created = told
    was: dict[str, Any] = {}
    if _is_of_status(told):
        was["status"] = text(before)
    elif field == "Queue" and kind == "Set":
        was["department"] = names.queue(before)
    elif tells_owner(told):
        was["assignee"] = names.owner(before)
    elif field == "Due" and kind == "Set":
        was["due_at"] = utc_instant(before)
    return Step(utc_instant(created), was) if was else None


def tells_owner(told: Row) -> bool:
    return told[3] == "Owner" and told[2] != "SetWatcher" and is_number(told[4])


def is_merge(told: Row, number: int) -> bool:
    """Whether it tells that this ticket was merged; the one that it was merged into has such a row, too."""
    return told[2] == "AddLink" and told[3] == "MergedInto" and _number(told[5]) not in ("", str(number))


def _number(address: object) -> str:
    """Of the ticket that a link leads to: fsck.com-rt://city.example/ticket/18."""
    match = _NUMBER.fullmatch(text(address))
    return match[1] if match else ""


def is_number(value: object) -> bool:
    return text(value).isascii() and text(value).isdigit()
