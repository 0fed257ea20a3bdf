"""What many visits count together is what each of them counts, slot by slot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from wallboard.metrics.calls import service_level_good, service_level_n
from wallboard.model import NO_INSTANT, NOT_KNOWN, Outcome, Reason, Visit, VisitKey
from wallboard.settings import SERVICE_LEVEL_VARIANTS
from wallboard.state.tally import Tally
from wallboard.state.tally_columns import TallyColumns
from wallboard.state.thresholds import Threshold

SLOTS = 3
THRESHOLDS = {"roads": Threshold(30, 5), "water": Threshold(10, 0)}
NAMES = ("offered", "answered", "answered_in", "abandoned", "abandoned_in", "abandoned_short", "failed", "failed_in")

outcomes = st.sampled_from([*((outcome, None) for outcome in Outcome), *((Outcome.DIVERTED, why) for why in Reason)])
visits = st.tuples(outcomes, st.sampled_from(sorted(THRESHOLDS)), st.integers(0, 40), st.integers(0, SLOTS - 1))


def visit(kind: tuple[Outcome, Reason | None], queue: str, wait_s: int) -> Visit:
    out = None if kind[0] is Outcome.WAITING else wait_s
    return Visit(VisitKey("q", "1", queue, 0), queue, 0, left=out, outcome=kind[0], reason=kind[1], wait_s=out)


@given(st.lists(visits, max_size=30))
def test_columns_count_as_tallies_do(
    told: list[tuple[tuple[Outcome, Reason | None], str, int, int]],
) -> None:
    tallies = [Tally() for _ in range(SLOTS)]
    for kind, queue, wait_s, slot in told:
        tallies[slot].add(visit(kind, queue, wait_s), THRESHOLDS[queue])
    rows = [
        (queue, kind[0].value, kind[1].value if kind[1] else "", NOT_KNOWN if kind[0] is Outcome.WAITING else wait_s)
        for kind, queue, wait_s, _ in told
    ]
    frame = pd.DataFrame(rows, columns=["queue", "outcome", "reason", "wait_s"]).astype({"wait_s": "int64"})
    columns = TallyColumns(frame, THRESHOLDS.__getitem__, np.array([slot for *_, slot in told], np.int64), SLOTS)
    for name in (*NAMES, "wait_s"):
        assert getattr(columns, name).tolist() == [getattr(tally, name) for tally in tallies], name
    for variant in SERVICE_LEVEL_VARIANTS:
        assert service_level_good(columns, variant).tolist() == [service_level_good(t, variant) for t in tallies]
        assert service_level_n(columns, variant).tolist() == [service_level_n(t, variant) for t in tallies]


@given(st.lists(st.tuples(visits, st.booleans(), st.none() | st.integers(0, 90)), max_size=30))
def test_of_whole_visits_all_that_became_of_them_is_counted(
    told: list[tuple[tuple[tuple[Outcome, Reason | None], str, int, int], bool, int | None]],
) -> None:
    tallies = [Tally() for _ in range(SLOTS)]
    whole = [replace(visit(*of[:3]), completed=completed, talk_s=talk_s) for of, completed, talk_s in told]
    for each, (of, _, _) in zip(whole, told, strict=True):
        tallies[of[3]].add(each, THRESHOLDS[each.queue])
    frame = pd.DataFrame([_row(each) for each in whole], columns=[*_WHOLE]).astype(_WHOLE)
    slot = np.array([of[3] for of, _, _ in told], np.int64)
    columns = TallyColumns(frame, THRESHOLDS.__getitem__, slot, SLOTS, whole=True)
    for name in (*NAMES, "lost", "completed", "completed_in", "wait_s", "talk_s", "talks"):
        assert getattr(columns, name).tolist() == [getattr(tally, name) for tally in tallies], name
    for reason in Reason:
        assert columns.diverted[reason].tolist() == [tally.diverted.get(reason, 0) for tally in tallies], reason


def _row(each: Visit) -> tuple[object, ...]:
    left = NO_INSTANT if each.left is None else each.left
    wait_s, talk_s = (NOT_KNOWN if known is None else known for known in (each.wait_s, each.talk_s))
    reason = each.reason.value if each.reason else ""
    return each.queue, each.outcome.value, reason, left, wait_s, talk_s, each.completed


_WHOLE = (
    dict.fromkeys(("queue", "outcome", "reason"), "str")
    | dict.fromkeys(("left", "wait_s", "talk_s"), "int64")
    | {"completed": "bool"}
)
