"""A year of Boston's animal requests (an excerpt), as departments' pages count it: values frozen here, and those of SciPy and of a
plain recount. `python -m tests.boston PATH` does it over a whole file."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests import boston
from tests.data_sources.cities import EXCERPTS, FILES
from wallboard.clock import instant
from wallboard.metrics.survival import Untold
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import RequestsPast

FILE = EXCERPTS / FILES["boston"]
AT = instant(boston.AT, boston.ZONE)  # 2017-01-01, midnight in Boston


@pytest.fixture(scope="module")
def past() -> RequestsPast:
    return boston.past(FILE, AT)


@pytest.fixture(scope="module")
def rows() -> boston.Plain:
    return boston.recount(FILE, AT)


def test_closed_ones_alone_hide_that_half_are_never_finished(past: RequestsPast, rows: boston.Plain) -> None:
    whole = boston.finishing(past)[0]
    assert (whole.n, whole.finished, whole.open, whole.removed) == (166, 82, 84, 0)
    assert [rows.closed_only(share) for share in (0.5, 0.9)] == pytest.approx([0.064884, 8.424311], abs=1e-5)
    quarter, half, three_quarters, most = whole.days
    assert quarter[:3] == pytest.approx((0.065313, 0.039317, 0.105787), abs=1e-5)
    assert (half.value, half.why, half.high) == (None, Untold.NOT_REACHED, None)
    assert half.low == pytest.approx(2.07347, abs=1e-4)
    assert three_quarters.why is most.why is Untold.NOT_REACHED
    assert whole.curve.finished_within(365).value == pytest.approx(82 / 166)


@pytest.mark.slow
def test_the_curve_and_its_band_are_those_of_scipy(past: RequestsPast, rows: boston.Plain) -> None:
    curve, scipys = boston.finishing(past)[0].curve, rows.scipys
    assert len(curve.days) == 79
    assert curve.still_open == pytest.approx(scipys.evaluate(curve.days), abs=1e-9)
    band = scipys.confidence_interval(method="log-log")
    assert curve.low == pytest.approx(band.low.evaluate(curve.days), abs=1e-9)
    assert curve.high == pytest.approx(band.high.evaluate(curve.days), abs=1e-9)


def test_at_another_instant_more_is_open_and_the_curve_is_still_scipys() -> None:
    at = instant("2015-10-01T00:00", boston.ZONE)
    whole, rows = boston.finishing(boston.past(FILE, at))[0], boston.recount(FILE, at)
    known = rows.days >= 0  # was opened by then
    then = rows._replace(days=rows.days[known], finished=rows.finished[known])
    assert (whole.n, whole.finished, whole.open) == (129, 60, 69)
    assert whole.days.quarter.value == pytest.approx(0.074502, abs=1e-5)
    assert whole.curve.still_open == pytest.approx(then.scipys.evaluate(whole.curve.days), abs=1e-9)


def test_on_time_is_by_what_was_decided(past: RequestsPast, rows: boston.Plain) -> None:
    year = (date(2015, 1, 1), date(2015, 12, 31))
    kept = read_promises_kept(PromisesQuestion(*year), past)
    assert kept.groups[0].kept == (66, 79)
    assert (kept.undecided, kept.unpromised) == (0, 67)
    ways = {each.way: (each.on_time, each.of) for each in boston.on_time_ways(rows, *year, AT)}
    assert ways["decided"] == (66, 79)
    assert ways["finished"] == (66, 68)
    in_promise = boston.finishing(past)[0].in_promise
    assert in_promise.value == pytest.approx(67 / 90)  # each is decided by now


def test_wards_are_one_however_they_are_written_and_the_unknown_is_counted(past: RequestsPast) -> None:
    wards = {part.group.name: part for part in boston.finishing(past, "ward")[1:]}
    assert sum(part.n for part in wards.values()) == 166
    assert set(wards) == {"(unknown)", *(str(number) for number in range(1, 23))}
    assert (wards["8"].n, wards["(unknown)"].n, wards["18"].n) == (5, 2, 15)
    assert wards["(unknown)"].days.half.why is Untold.TOO_FEW
    departments = [(part.group.name, part.n, part.finished) for part in boston.finishing(past, "department")[1:]]
    assert departments == [("INFO", 67, 9), ("PWDx", 62, 62), ("ISD", 26, 10), ("ANML", 11, 1)]
    assert not np.isnan(wards["18"].curve.low).any()
