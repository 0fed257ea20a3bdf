"""The counts of many visits at once, slot by slot: what `Tally` counts of each, by the same rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from wallboard.model import NO_INSTANT, NOT_KNOWN, Outcome, Reason
from wallboard.state.tally import COUNTS, VisitCase
from wallboard.state.thresholds import Threshold
from wallboard.state.values import Flags, Floats, Ints
from wallboard.state.windows import COMPLETED, OFFERED, OUT

if TYPE_CHECKING:
    import pandas as pd

STEPS = (OFFERED, OUT, OUT | COMPLETED)


class TallyColumns:
    """Counts under the names that they have in `Tally`, each a number for every slot: metrics that divide counts work
        on both. Of visits by when they entered; what is counted when a conversation ends is here only of `whole` ones, `waits`
    is not. `diverted`: by reason."""

    def __init__(
        self,
        visits: pd.DataFrame,
        threshold: Callable[[str], Threshold],
        slot: Ints,
        slots: int,
        *,
        whole: bool = False,
    ) -> None:
        """`visits`: columns queue, outcome, reason, wait_s; with `whole` left, talk_s and completed too. `slot`: for each of
        them, from 0."""
        self._counts: defaultdict[str, Floats] = defaultdict(lambda: np.zeros(slots))
        self.diverted: defaultdict[Reason, Floats] = defaultdict(lambda: np.zeros(slots))
        for case, steps, rows in _cases(visits, threshold, whole):
            for name, rule in COUNTS.items():
                if rule.step & steps and rule.key is None and rule.which(case):
                    weights = np.maximum(visits[rule.of].to_numpy(np.float64)[rows], 0) if rule.of else None
                    self._counts[name] += np.bincount(slot[rows], weights, minlength=slots)
            if case.failed:
                self._counts["failed"] += np.bincount(slot[rows], minlength=slots)
            if case.diverted and case.reason is not None:
                self.diverted[case.reason] += np.bincount(slot[rows], minlength=slots)

    def __getattr__(self, name: str) -> Floats:
        if name != "failed" and name not in COUNTS:
            raise AttributeError(name)
        return self._counts[name]


def _cases(
    visits: pd.DataFrame, threshold: Callable[[str], Threshold], whole: bool
) -> Iterator[tuple[VisitCase, int, Ints]]:
    """Each case that there is, the steps that its visits have taken, and their rows."""
    queue, queues = visits["queue"].factorize()
    within_s, short_s = np.array([threshold(str(name)) for name in queues], np.float64).reshape(-1, 2).T
    wait_s = np.maximum(visits["wait_s"].to_numpy(np.int64), 0)
    in_time, short = wait_s <= within_s[queue], (short_s[queue] > 0) & (wait_s <= short_s[queue])
    outcome, outcomes = visits["outcome"].factorize()
    reason, reasons = visits["reason"].factorize()
    talked, steps = _talks(visits) if whole else (np.zeros_like(in_time), np.full(len(visits), STEPS.index(OUT)))
    shape = max(1, len(outcomes)), max(1, len(reasons)), 2, 2, 2, len(STEPS)
    code = np.ravel_multi_index((outcome, reason, in_time, short, talked, steps), shape)
    for value in np.flatnonzero(np.bincount(code)):
        i, k, is_in_time, is_short, has_talked, step = (int(part) for part in np.unravel_index(value, shape))
        why = str(reasons[k])
        kind = Outcome(str(outcomes[i])), Reason(why) if why else None
        yield (
            VisitCase(*kind, bool(is_in_time), bool(is_short), bool(has_talked), transferred=False),
            STEPS[step],
            np.flatnonzero(code == value),
        )


def _talks(visits: pd.DataFrame) -> tuple[Flags, Ints]:
    """Of which a talk is told, and which of STEPS each has taken."""
    left, completed = visits["left"].to_numpy() != NO_INSTANT, visits["completed"].to_numpy(bool)
    return visits["talk_s"].to_numpy() != NOT_KNOWN, left.astype(np.int64) + (left & completed)
