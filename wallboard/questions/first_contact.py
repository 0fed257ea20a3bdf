"""Requests closed at first contact: finished soon after they were opened and never reopened, with no second department."""

from __future__ import annotations

import numpy as np

from wallboard.model import MINUTE, Micros
from wallboard.questions.requests_past import RequestsPast
from wallboard.state.lives import Lives, other_places
from wallboard.state.span_columns import SpanColumns
from wallboard.state.values import Flags


def at_first_contact(lives: Lives, past: RequestsPast) -> Flags:
    """Which of them; `Settings.first_contact_min` says how soon. Of hand-offs before we watched nobody knows."""
    most = round(past.settings.first_contact_min * MINUTE)
    closed, plain = lives.finished.copy(), lives.place >= 0
    soon, at_once = past.plain.end - past.plain.opened <= most, _at_once(past.spans, most)
    closed[plain] &= soon[lives.place[plain]]
    closed[~plain] &= at_once[other_places(lives.place[~plain])]
    return closed


def _at_once(spans: SpanColumns, most: Micros) -> Flags:
    """Of each request with its history: whether it was open but once, no longer than that, in one department."""
    if not len(spans.start):
        return np.zeros(0, bool)
    begins, rows = spans.begins, np.arange(len(spans.start))
    ended = np.minimum.reduceat(np.where(spans.is_open, len(rows), rows), begins)
    once = np.add.reduceat(spans.is_open.astype(np.int64), begins) == ended - begins
    over = np.minimum(ended, len(rows) - 1)
    soon: Flags = once & (ended < spans.first[1:]) & (spans.start[over] - spans.start[begins] <= most)
    for request in np.flatnonzero(soon).tolist():
        its = spans.words["department"].codes[spans.first[request] : spans.first[request + 1]]
        having = {spans.words["department"].values[code] for code in its.tolist()} - {""}
        soon[request] = len(having) < 2
    return soon
