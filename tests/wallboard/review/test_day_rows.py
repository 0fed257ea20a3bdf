"""The rows behind a review: kept with an edition, each to whom they are theirs; and by which counts figures are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from tests.layouts.pack.reviewed import sample
from wallboard.metrics import calls as formula
from wallboard.metrics.combining import Gap
from wallboard.model import Reason, Scope
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.review import FigureKey
from wallboard.review.day_rows import CALLS, DayRow, packed, packed_within, unpacked
from wallboard.review.figures import AMOUNTS, DIVERTED
from wallboard.review.recipes import recipe
from wallboard.settings import SERVICE_LEVEL_VARIANTS
from wallboard.state.tally import Tally

ROWS = [
    DayRow(date(2026, 11, 15), Scope("centre"), "calls.waits", 12, 3),
    DayRow(date(2026, 11, 15), Scope("centre", department="streets"), "tickets.late", None, 1.5, Gap.SOURCE_LOST),
]


def test_rows_come_back_as_they_went() -> None:
    assert unpacked(packed(ROWS)) == ROWS
    assert unpacked("") == []
    with pytest.raises(ValueError, match="no rows"):
        unpacked("YWJj")


def test_each_has_the_rows_that_are_theirs() -> None:
    streets, nothing = Remit(departments=frozenset({"streets"})), Remit(departments=frozenset())
    assert packed_within(packed(ROWS), EVERYTHING) == packed(ROWS)
    assert unpacked(packed_within(packed(ROWS), streets)) == ROWS[1:]
    assert unpacked(packed_within(packed(ROWS), nothing)) == []


@pytest.mark.parametrize("variant", SERVICE_LEVEL_VARIANTS)
def test_the_share_in_time_is_made_of_counts_in_every_variant(variant: str) -> None:
    chance = Random(variant)
    tally = Tally()
    for name in AMOUNTS:
        setattr(tally, name, chance.randrange(100, 200))
    tally.diverted.update({reason: chance.randrange(20) for reason in Reason})
    told = {CALLS + name: getattr(tally, name) for name in AMOUNTS}
    told |= {CALLS + DIVERTED + reason.value: n for reason, n in tally.diverted.items()}
    level = next(figure for figure in sample().figures if figure.key.metric == "calls.service_level")
    how = recipe(replace(level, key=FigureKey("calls.service_level", level.key.scope, variant)))
    top, over = (sum(sign * told[count] for count, sign in counts.items()) for counts in (how.top, how.over))
    assert top / over == formula.service_level(tally, variant)
    rate = recipe(replace(level, key=FigureKey("calls.abandon_rate", level.key.scope)))
    top, over = (sum(sign * told[count] for count, sign in counts.items()) for counts in (rate.top, rate.over))
    assert top / over == formula.abandon_rate(tally)
