"""Lives of tickets as the columns in which polls tell them, a row for each instant; what makes no sense is set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from data_sources._helpdesk.life import Life, Moment, Stood, stood, unmapped
from data_sources._text.masking import masked
from data_sources._tickets.details import details_of
from data_sources._tickets.mapping import StatusMeaning
from data_sources._tickets.reading import Tickets
from data_sources._tickets.ward import ward
from wallboard.clock import iso
from wallboard.model import BY_SOURCE, DAY, NO_INSTANT, NOT_KNOWN, TICKET_COLUMNS, Micros
from wallboard.outside_text import LONGEST_TOLD, as_name
from wallboard.source import SetAside, row_key

Row = tuple[Any, ...]  # in the order of TICKET_COLUMNS
_AHEAD = "it changed in the future"


class Lives:
    """Puts lives of one source into columns. `meanings`: what each word for a status means, without capitals."""

    def __init__(self, site: str, meanings: Mapping[str, StatusMeaning]) -> None:
        self._site, self._meanings = site, meanings

    def told(self, lives: Sequence[Life], now: Micros) -> Tickets:
        rows, odd = list[Row](), list[SetAside]()
        for life in lives:
            reason = self._unfit(life, now)
            if reason:
                group = _AHEAD if reason.startswith(_AHEAD) else reason
                odd.append(SetAside(row_key(life.ticket), reason, _content(life), group))
                continue
            odd += self._not_understood(life)
            rows += self._rows(life)
        columns = zip(*rows, strict=True) if rows else iter([()] * len(TICKET_COLUMNS))
        kinds = {name: object if kind == "str" else kind for name, kind in TICKET_COLUMNS.items()}
        arrays = {name: np.array(column, kinds[name]) for name, column in zip(kinds, columns, strict=True)}
        return Tickets(arrays, tuple(odd))

    def _unfit(self, life: Life, now: Micros) -> str:
        """Why it makes no sense as a whole; "" where it does."""
        if life.opened_at == NO_INSTANT:
            return "it has no opening time: a ticket needs one"
        last = life.moments[-1]
        if unmapped(life._replace(moments=[last]), self._meanings):
            return self._explained(last)
        texts = (*life[3:7], *(text for moment in life.moments for text in (moment.department, moment.assignee)))
        if max(map(len, (life.ticket, *texts))) > LONGEST_TOLD:
            return f"one of its texts has more than {LONGEST_TOLD:,} characters"
        ahead = next((at for at in (life.opened_at, *(m.at for m in life.moments)) if at > now + DAY), None)
        return "" if ahead is None else f"{_AHEAD} at {iso(ahead)}; now is {iso(now)}"

    def _not_understood(self, life: Life) -> Iterator[SetAside]:
        for moment in unmapped(life, self._meanings):
            key = f"{row_key(life.ticket)} at {iso(moment.at)}"
            yield SetAside(key, self._explained(moment), _content(life), self._explained(moment))

    def _explained(self, moment: Moment) -> str:
        mapped = ", ".join(self._meanings)
        return f'the status is "{masked(moment.status)}", which states does not map; it maps {mapped}'

    def _rows(self, life: Life) -> Iterator[Row]:
        same = {
            "ticket": life.ticket,
            "site": self._site,
            "opened_at": life.opened_at,
            "first_finished_at": NO_INSTANT,
            "reopened_at": NO_INSTANT,
            "reopens": 0,
            "paused_s": NOT_KNOWN,
            "service_type": as_name(life.service_type),
            "ward": ward(as_name(life.ward.strip())),
            "channel": as_name(life.channel),
            "priority": as_name(life.priority),
            "basis": BY_SOURCE,
            "details": details_of(life.details),
        }
        for each in stood(life, self._meanings):
            told = same | _told(each, life.opened_at)
            yield tuple(told[name] for name in TICKET_COLUMNS)


def _told(each: Stood, opened_at: Micros) -> dict[str, Any]:
    moment = each.moment
    return {
        "updated_at": max(moment.at, opened_at),
        "state": each.state,
        "outcome": (each.outcome or "done") if each.state == "finished" else "",
        "finished_at": max(each.finished_at, opened_at) if each.state == "finished" else NO_INSTANT,
        "due_at": moment.due_at,
        "department": as_name(moment.department),
        "assignee": as_name(moment.assignee),
        "status": moment.status,
        "parent": moment.parent,
        "relation": moment.relation,
    }


def _content(life: Life) -> str:
    last = life.moments[-1]
    return f"ticket={life.ticket}; status={masked(last.status)}; department={masked(last.department)}"
