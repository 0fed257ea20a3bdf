"""Requests whose whole history tells no more than their last version: opened, taken up, perhaps finished or removed.

Nearly all of them. They are counted by columns, as those that have a single version, and not one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from wallboard.model import NO_INSTANT, Micros
from wallboard.state.timeline import FINISHED, OPEN, REMOVED, Version
from wallboard.state.values import Flags

if TYPE_CHECKING:
    import pandas as pd

# What must be the same throughout: else the request moved, or was promised something else.
_SAME = ("department", "service_type", "ward", "priority", "assignee")
_SAME_NUMBERS = ("opened_at", "due_at", "paused_s")


def plain(versions: pd.DataFrame, unfit: Flags, settled: Micros = NO_INSTANT) -> tuple[Flags, Flags]:
    """Of all versions of some requests, in any order: which of them stand for their request, and which are of such a
    request. A single version that was never reopened stands for its own. None that is `unfit` does.

    Whose a request was before `settled` does not count: the last version stands for all that happened from then on, and for how
    it has stood since."""
    stands = (versions["reopened_at"].to_numpy() == NO_INSTANT) & ~unfit
    covered = stands.copy()
    tickets = versions["ticket"]
    if len(set(tickets.tolist())) < len(tickets):
        several = tickets.duplicated(keep=False).to_numpy(bool)
        stands[several], covered[several] = _of_several(versions[several], unfit[several], settled)
    return stands, covered


def _of_several(versions: pd.DataFrame, unfit: Flags, settled: Micros) -> tuple[Flags, Flags]:
    """Likewise, of requests with several versions."""
    request = versions.groupby(["source", "ticket"], sort=False, observed=True).ngroup().to_numpy()
    updated, received = versions["updated_at"].to_numpy(), versions["received_at"].to_numpy()
    order = np.lexsort((received, updated, request))
    ours = versions.iloc[order]
    follows = np.diff(request[order], prepend=-1) == 0  # another of the same request comes before it
    told = _goes_on(ours, follows, settled) & (ours["reopened_at"].to_numpy() == NO_INSTANT) & ~unfit[order]
    of_plain = np.ones(int(request.max()) + 1, bool)
    np.logical_and.at(of_plain, request[order], told)
    last = np.append(~follows[1:], True)
    stands, covered = np.zeros(len(order), bool), of_plain[request]
    stands[order[last]] = covered[order[last]]
    return stands, covered


def _goes_on(ours: pd.DataFrame, follows: Flags, settled: Micros) -> Flags:
    """Of versions in their order: whether each tells only that the one before it is no more, or by `settled` that it is
    somebody else's."""
    opened, updated, finished = (ours[name].to_numpy() for name in ("opened_at", "updated_at", "finished_at"))
    before = np.roll(updated, 1)
    same = np.ones(len(ours), bool)
    for name in _SAME:
        codes = ours[name].factorize()[0]
        same &= codes == np.roll(codes, 1)
    same |= updated < settled
    for name in _SAME_NUMBERS:
        same &= ours[name].to_numpy() == np.roll(ours[name].to_numpy(), 1)
    state = ours["state"].to_numpy()
    ended_here = (finished == NO_INSTANT) | ((before < finished) & (finished <= updated)) | (state != FINISHED)
    was_open = np.roll(state == OPEN, 1) & np.isin(state, (OPEN, FINISHED, REMOVED)) & (np.roll(opened, 1) <= before)
    goes_on: Flags = ~follows | (same & (before < updated) & ended_here & was_open)
    return goes_on


def is_plain(history: Sequence[Version]) -> bool:
    """Of all versions of one request in the order of their arrival: whether at any time the last one told all."""
    return all(version.reopened_at == NO_INSTANT for version in history) and all(
        _only_went_on(before, after) for before, after in pairwise(history)
    )


def _only_went_on(before: Version, after: Version) -> bool:
    """The same as `_goes_on`, of two."""
    ended_here = after.finished_at == NO_INSTANT or before.updated_at < after.finished_at <= after.updated_at
    return (
        before.updated_at < after.updated_at
        and before.opened_at <= before.updated_at
        and before.state == OPEN
        and after.state in (OPEN, FINISHED, REMOVED)
        and (ended_here or after.state != FINISHED)
        and all(getattr(before, name) == getattr(after, name) for name in (*_SAME, *_SAME_NUMBERS))
    )
