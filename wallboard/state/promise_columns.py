"""What was promised for many requests at once, each with a single version: what `promises.marks` does, a column at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from wallboard.calendar import NEVER, Calendar
from wallboard.model import NO_INSTANT, SECOND
from wallboard.state.promises import PromiseBook, Term, linear, parts
from wallboard.state.values import Flags, Instants
from wallboard.state.words import Words

if TYPE_CHECKING:
    import pandas as pd


class PromiseColumns(TypedDict):
    promised: Flags
    marks: tuple[Instants, ...]


def promise_columns(
    frame: pd.DataFrame, its: Mapping[str, Words], opened: Instants, book: PromiseBook
) -> PromiseColumns:
    due_at = instants(frame, "due_at")
    promised = due_at != NO_INSTANT
    marks = tuple(np.full(len(due_at), NEVER) for _ in range(4))
    by_source = np.flatnonzero(promised)
    for mark, at in zip(marks, linear(opened[by_source], due_at[by_source]), strict=True):
        mark[by_source] = at
    for rows, term in _terms(its, opened, np.flatnonzero(~promised), book):
        promised[rows] = True
        extra = np.maximum(0, instants(frame, "paused_s")[rows]) * SECOND
        for mark, amount in zip(marks, parts(np.full(len(rows), term.amount)), strict=True):
            mark[rows] = _reached(opened[rows], amount + extra, term.calendar)
    return {"promised": promised, "marks": marks}


def _terms(
    its: Mapping[str, Words], opened: Instants, rows: Instants, book: PromiseBook
) -> Iterator[tuple[Instants, Term]]:
    """The rows that each promise of the settings covers."""
    kinds = [its[name] for name in ("service_type", "department", "priority")]
    shape = tuple(max(1, len(kind.values)) for kind in kinds)
    combined = np.ravel_multi_index(tuple(kind.codes for kind in kinds), shape)
    rows = rows[np.argsort(combined[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(combined[rows], prepend=-1))
    for ours in np.split(rows, starts[1:]) if len(rows) else ():
        names = [kind.values[kind.codes[ours[0]]] for kind in kinds]
        periods = book.periods(*names)
        period = np.searchsorted([start for start, _ in periods], opened[ours], side="right") - 1
        for i, (_, term) in enumerate(periods):
            if term is not None:
                yield ours[period == i], term


def instants(frame: pd.DataFrame, column: str) -> Instants:
    return frame[column].to_numpy(dtype=np.int64)


def _reached(opened: Instants, amount: Instants, calendar: Calendar | None) -> Instants:
    return opened + amount if calendar is None else calendar.instant_at(calendar.business_us(opened) + amount)
