"""Rows as a source tells them -> the canonical frame of tickets, a whole column at a time.

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

from collections.abc import Callable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from data_sources._text.masking import masked_row
from data_sources._text.times import Flags, Texts
from data_sources._tickets.fields import Fields, read_fields
from data_sources._tickets.mapping import TicketMapping
from data_sources._tickets.rules import LONGEST_VALUE, Refusals, apply_rules
from wallboard.model import TICKET_COLUMNS, Micros
from wallboard.source import SUPERSEDED, SetAside

Place = Callable[[int], str]


class Tickets(NamedTuple):
    """The rows of one reading: taken (columns: TICKET_COLUMNS), set aside, and how many were exact repeats."""

    frame: pd.DataFrame
    set_aside: tuple[SetAside, ...]
    repeats: int


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
    return Tickets(_frame(fields, site, ~refusals.refused), tuple(rows), int(repeated.sum()))


def empty_frame() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in TICKET_COLUMNS.items()})


def _stripped(texts: Texts) -> Texts:
    """Without blanks around; of what is too long, so much that it can be seen to be too long."""
    if max(map(len, texts), default=0) <= LONGEST_VALUE:
        return np.array([text.strip() for text in texts], dtype=object)
    return np.array([text.strip()[: LONGEST_VALUE + 1] for text in texts], dtype=object)


def _among_repeated_keys(tickets: Texts) -> list[int]:
    repeated: list[int] = np.flatnonzero(pd.Series(tickets, dtype=object).duplicated(keep=False).to_numpy()).tolist()
    return repeated


def _exact_repeats(raw: Mapping[str, Texts], mapping: TicketMapping) -> Flags:
    repeated = np.zeros(len(next(iter(raw.values()))), bool)
    rows = _among_repeated_keys(raw[mapping.columns["ticket"][0]])
    if len(rows):
        repeated[rows] = pd.DataFrame({name: texts[rows] for name, texts in raw.items()}).duplicated().to_numpy()
    return repeated


def _superseded(fields: Fields, raw: Mapping[str, Texts], place: Place, refusals: Refusals) -> None:
    """Sets aside all but one of several differing rows for the same ticket."""
    good = np.flatnonzero(~refusals.refused)
    rows = good[_among_repeated_keys(fields.texts["ticket"][good])]
    if not len(rows):
        return
    tickets, updated = fields.texts["ticket"][rows], fields.times["updated_at"][rows]
    filled = sum((texts[rows] != "").astype(int) for texts in raw.values())
    candidates = pd.DataFrame({"ticket": tickets, "updated": updated, "filled": filled, "row": rows})
    winners = candidates.sort_values(["updated", "filled", "row"]).groupby("ticket")["row"].last().to_dict()
    for row, ticket in zip(rows.tolist(), tickets, strict=True):
        winner = winners[ticket]
        if row != winner:
            differing = ", ".join(name for name, texts in raw.items() if texts[row] != texts[winner])
            refusals.refuse(
                row, f"{SUPERSEDED} {place(winner)}, which has the same ticket but another {differing}", SUPERSEDED
            )


def _frame(fields: Fields, site: str, taken: Flags) -> pd.DataFrame:
    rows = slice(None) if taken.all() else np.flatnonzero(taken)
    columns = fields.texts | fields.times | fields.numbers
    count = int(taken.sum())
    data = {
        name: pd.Series(columns[name][rows] if name != "site" else np.full(count, site, object), dtype=kind)
        for name, kind in TICKET_COLUMNS.items()
    }
    return pd.DataFrame(data)
