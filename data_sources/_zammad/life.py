"""The life of one Zammad ticket, of its row, its rows of histories and its link to a parent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from data_sources._helpdesk.life import Life, Moment, Parent, Step, walked_back
from data_sources._helpdesk.rows import Row, text, utc_instant
from data_sources._helpdesk.states import States
from wallboard.model import DETAILS, MINUTE, NO_INSTANT, SECOND, Micros

_NO_PARENT = {"parent": "", "relation": ""}
_SAME_SAVE: Micros = 5 * SECOND  # a ticket's first closing, and the change of its state that it was


class Logged(NamedTuple):
    """A row of histories: the attribute that it is about, or its type where it is about none; "article" of an article."""

    what: str
    before: str
    was: int | None
    became: int | None
    at: Micros


class Named(NamedTuple):
    states: States
    groups: Mapping[int, str]
    owners: Mapping[int, str]
    agents: Mapping[int, str]
    priorities: Mapping[int, str]
    channels: Mapping[int, str]


def life_of(
    row: Row, holds: Sequence[str], logged: Sequence[Logged], parent: Parent | None, names: Named, told_until: Micros
) -> tuple[Life, Moment | None]:
    """And how it stood before what is `logged`, unless that begins with its creation. What came until `told_until`
    was told before. `holds`: what each of the last columns of the row is, as fields of a life or details."""
    number, group, state, owner, priority, _, creator, channel, *times_and_texts = row
    created, updated, due, closed, left, ended, *texts = times_and_texts
    merged = next((text(step.became) for step in reversed(logged) if step.what == "merged_into"), "")
    child = {"parent": parent.ticket, "relation": "child"} if parent and parent.ticket != merged else _NO_PARENT
    present = Moment(
        utc_instant(updated),
        "",
        names.groups.get(int(group), ""),
        names.owners.get(int(owner), ""),
        _whole(utc_instant(due)),
    )._replace(**_with_parent(names.states, int(state), merged, child))
    steps = [step for told in logged if (step := _step(told, names, merged, child))]
    whole = any(told.what == "created" for told in logged)
    if parent is not None and child["parent"] and (whole or parent.since > told_until):
        steps.append(Step(parent.since, _NO_PARENT))
    steps.sort(key=lambda step: step.at)
    last = max([present.at, *(step.at for step in steps)])
    before, *moments = walked_back(present._replace(at=last), steps)
    if whole:
        moments = [before._replace(at=utc_instant(created)), *moments]
    told = dict(zip(holds, map(_joined, texts), strict=True)) | {"creator": names.agents.get(int(creator), "")}
    life = Life(
        str(number),
        utc_instant(created),
        _with_due(moments, utc_instant(closed), left),
        service_type=told.get("service_type", ""),
        ward=told.get("ward", ""),
        channel=told.get("channel", names.channels.get(channel, "")),
        priority=names.priorities.get(int(priority), ""),
        details={name: value for name, value in told.items() if name in DETAILS},
        finished_at=NO_INSTANT if whole else utc_instant(ended),
    )
    return life, None if whole else before


def _step(told: Logged, names: Named, merged: str, child: Mapping[str, str]) -> Step | None:
    """What was before a row of histories."""
    was: dict[str, Any] = {}
    if told.what == "state" and told.was:
        # A merge writes its own row with the instant of the ticket's change before it: that of the state is right.
        merges = any(names.states.is_merged(state) for state in (told.was, told.became) if state)
        was |= _with_parent(names.states, told.was, merged, child) if merges else _of_state(names.states, told.was)
    elif told.what == "group" and told.was:
        was["department"] = names.groups.get(told.was, "")
    elif told.what == "owner" and told.was:
        was["assignee"] = names.owners.get(told.was, "")
    elif told.what == "close_escalation_at":
        was["due_at"] = utc_instant(told.before.removesuffix(" UTC"))
    return Step(told.at, was) if was else None


def _with_parent(states: States, state: int, merged: str, child: Mapping[str, str]) -> dict[str, Any]:
    """As fields of a moment: the ticket into which it was `merged` in that state, else the one of which it is a `child`."""
    of = {"parent": merged, "relation": "merged"} if states.is_merged(state) else child
    return {**_of_state(states, state), **of}


def _of_state(states: States, state: int) -> dict[str, str]:
    """As fields of a moment."""
    return {"status": states.name(state), "usually": states.usually(state)}


def _with_due(moments: Sequence[Moment], closed: Micros, left: int | None) -> list[Moment]:
    """A ticket closed out of a pause had no due instant any more, but Zammad keeps how many minutes were `left` of its promise
    when it was `closed` first: that says whether it was in time."""
    found = list(moments)
    for place, moment in enumerate(moments):
        if left is not None and moment.usually == "finished" and abs(moment.at - closed) < _SAME_SAVE:
            if moment.due_at == NO_INSTANT:
                found[place] = moment._replace(due_at=_whole(closed + int(left) * MINUTE))
            break
    return found


def _whole(at: Micros) -> Micros:
    """To the second, as histories has it."""
    return at if at == NO_INSTANT else at - at % SECOND


def _joined(value: object) -> str:
    return ", ".join(map(text, value)) if isinstance(value, list) else text(value)
