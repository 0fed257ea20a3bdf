"""Rows as a source tells them -> the canonical columns of tickets, each as a whole.

Every row is accounted for: read = taken + exact repeats + set aside.

- A row whose mapped columns all equal an earlier row's is an exact repeat.
- Of several rows for one ticket that differ, one wins: the one updated last, then the one with more columns
  filled, then the last. The others are set aside as superseded, naming the winner and a difference.
- State decides whether a ticket is finished, never a finishing time. A finished one without a finishing time is
  finished when it was last updated, if the source tells that, else it is set aside.
- What finishes or reopens before it opens is set aside whatever its state, and so is what lies more than a day
  in the future. Of a local time that the clock shows twice the first is meant, unless that contradicts the opening.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from data_sources._text.masking import masked_row
from data_sources._text.times import Flags, Texts
from data_sources._tickets.fields import Fields, read_fields
from data_sources._tickets.mapping import TicketMapping
from data_sources._tickets.rules import Refusals, apply_rules
from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.model import TICKET_COLUMNS, Micros
from wallboard.model.outside_days import OutsideDay
from wallboard.outside_text import LONGEST_TOLD
from wallboard.source import SUPERSEDED, SetAside

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, npt.NDArray[Any]]
Place = Callable[[int], str]


class Tickets(NamedTuple):
    """The rows of one reading: taken (TICKET_COLUMNS, texts as objects), set aside, and how many were exact repeats."""

    columns: Columns
    set_aside: tuple[SetAside, ...] = ()
    repeats: int = 0

    @property
    def frame(self) -> pd.DataFrame:
        """What was taken, made anew into a frame."""
        from data_sources._tickets.frame import ticket_frame  # with pandas, for which only polls wait

        return ticket_frame(self.columns)


@dataclass(frozen=True, slots=True)
class TicketSample:
    """The newest rows of a source, counted and looked at, of which nobody needs a frame."""

    tickets: Columns
    set_aside: tuple[SetAside, ...]
    read: int
    happenings: tuple[Happening, ...] = ()
    visits: tuple[VisitVersion, ...] = ()
    days: tuple[OutsideDay, ...] = ()


NO_TICKETS = Tickets({name: np.array([], object if kind == "str" else kind) for name, kind in TICKET_COLUMNS.items()})


def joined(parts: Sequence[Tickets]) -> Tickets:
    """Several readings as one, in their order."""
    return Tickets(
        {name: np.concatenate([part.columns[name] for part in (NO_TICKETS, *parts)]) for name in TICKET_COLUMNS},
        tuple(row for part in parts for row in part.set_aside),
        sum(part.repeats for part in parts),
    )


def read_tickets(
    raw: Mapping[str, Texts], place: Place, mapping: TicketMapping, site: str, zone: ZoneInfo, now: Micros
) -> Tickets:
    """`raw` holds the texts of each of `mapping.source_columns` ("" for nothing), row for row;
    `place` says where a row is to be found ("line 12", "id 4711")."""
    raw = {column: _stripped(texts) for column, texts in raw.items()}
    repeated = _exact_repeats(raw, mapping)
    kept: list[int] = np.flatnonzero(~repeated).tolist()
    if repeated.any():
        raw = {column: texts[kept] for column, texts in raw.items()}
    fields = read_fields(raw, mapping, zone)
    refusals = Refusals(len(kept))
    apply_rules(fields, raw, mapping, now, refusals)
    _superseded(fields, raw, lambda row: place(kept[row]), refusals)
    rows = (
        SetAside(place(kept[row]), reason, masked_row({name: raw[name][row] for name in raw}), refusals.groups[row])
        for row, reason in sorted(refusals.reasons.items())
    )
    return Tickets(_columns(fields, site, ~refusals.refused), tuple(rows), int(repeated.sum()))


def _stripped(texts: Texts) -> Texts:
    """Without blanks around; of what is too long, so much that it can be seen to be too long."""
    if max(map(len, texts), default=0) <= LONGEST_TOLD:
        return np.array([text.strip() for text in texts], dtype=object)
    return np.array([text.strip()[: LONGEST_TOLD + 1] for text in texts], dtype=object)


def _among_repeated_keys(tickets: Texts) -> list[int]:
    if len(set(tickets)) == len(tickets):  # as nearly always
        return []
    times = Counter(tickets)
    return [row for row, ticket in enumerate(tickets) if times[ticket] > 1]


def _exact_repeats(raw: Mapping[str, Texts], mapping: TicketMapping) -> Flags:
    repeated = np.zeros(len(next(iter(raw.values()))), bool)
    rows = _among_repeated_keys(raw[mapping.columns["ticket"][0]])
    seen = set[tuple[str, ...]]()
    for row, told in zip(rows, zip(*(texts[rows] for texts in raw.values()), strict=True), strict=True):
        repeated[row] = told in seen
        seen.add(told)
    return repeated


def _superseded(fields: Fields, raw: Mapping[str, Texts], place: Place, refusals: Refusals) -> None:
    """Sets aside all but one of several differing rows for the same ticket."""
    good = np.flatnonzero(~refusals.refused)
    rows = good[_among_repeated_keys(fields.texts["ticket"][good])]
    if not len(rows):
        return
    tickets, updated = fields.texts["ticket"][rows], fields.times["updated_at"][rows]
    filled = sum((texts[rows] != "").astype(int) for texts in raw.values())
    winners = {tickets[place]: rows[place] for place in np.lexsort((rows, filled, updated))}  # of each the last stays
    for row, ticket in zip(rows.tolist(), tickets, strict=True):
        winner = winners[ticket]
        if row != winner:
            differing = ", ".join(name for name, texts in raw.items() if texts[row] != texts[winner])
            refusals.refuse(
                row, f"{SUPERSEDED} {place(winner)}, which has the same ticket but another {differing}", SUPERSEDED
            )


def _columns(fields: Fields, site: str, taken: Flags) -> Columns:
    rows = slice(None) if taken.all() else np.flatnonzero(taken)
    nothing = dict.fromkeys(("relation", "basis", "details"), np.full(len(taken), "", object))
    columns = nothing | fields.texts | fields.times | fields.numbers | {"site": np.full(len(taken), site, object)}
    return {name: columns[name][rows] for name in TICKET_COLUMNS}
