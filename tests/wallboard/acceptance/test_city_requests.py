"""Three cities' requests, imported by configuration alone, against a plain pandas recount.

Over the excerpts by default; with WALLBOARD_REQUESTS=<folder of the whole files> the same over those.
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from data_sources import kinds
from wallboard.clock import day_start
from wallboard.engine.halves.request_history import HORIZON
from wallboard.engine.halves.ticket_readings import ticket_readings
from wallboard.engine.importing import Totals, import_all
from wallboard.ledger import AsOf, Ledger
from wallboard.model import DAY, Micros, Scope, readings_by_key
from wallboard.model.remit import EVERYTHING
from wallboard.questions.requests_past import PastQuestion, read_past
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish
from wallboard.settings import Settings
from wallboard.settings.file.read import load
from wallboard.state.tickets import TicketState

EXCERPTS = Path(__file__).parents[2] / "data" / "requests"
NOW: Micros = 1_795_400_000_000_000
US = "%m/%d/%Y %I:%M:%S %p"
FLOW = ("opened", "finished", "reopened", "moved_in", "moved_out", "removed", "net")


class City(NamedTuple):
    file: str
    key: str
    opened: str
    ends: tuple[str, ...]  # in order of preference
    status: str
    finished: tuple[str, ...]
    read: tuple[str, ...]  # the columns that tell one row from another
    year: int
    dates: tuple[str, str, str]  # UTC
    format: str | None = None


CITIES = {
    "boston": City(
        "boston_2015.csv", "case_enquiry_id", "open_dt", ("closed_dt",), "case_status", ("closed",),
        ("open_dt", "closed_dt", "sla_target_dt", "case_status", "department", "type", "ward", "source"),
        2015, ("2015-03-09T12:00", "2015-07-01T04:00", "2015-12-31T23:00"),
    ),
    "st_louis": City(
        "st_louis_2012.csv", "REQUESTID", "DATETIMEINIT", ("DATECANCELLED", "DATETIMECLOSED"), "STATUS",
        ("closed", "cancel"),
        ("DATETIMEINIT", "DATECANCELLED", "DATETIMECLOSED", "PRJCOMPLETEDATE", "STATUS", "SUBMITTO", "PROBLEMCODE",
         "WARD", "CALLERTYPE"),
        2012, ("2012-03-12T12:00", "2012-08-15T17:30", "2013-01-02T06:00"),
    ),
    "new_york": City(
        "new_york_1000.csv", "Unique Key", "Created Date", ("Closed Date",), "Status", ("closed",),
        ("Created Date", "Closed Date", "Due Date", "Status", "Agency", "Complaint Type", "Community Board",
         "Open Data Channel Type"),
        2018, ("2018-06-30T00:00", "2018-11-15T12:00", "2019-06-01T12:00"), US,
    ),
}  # fmt: skip
IN_CHECK = "new_york"  # its own form of dates, and the most kinds of columns
EACH = [name if name == IN_CHECK else pytest.param(name, marks=pytest.mark.slow) for name in CITIES]


class Imported(NamedTuple):
    city: City
    settings: Settings
    site: str
    ledger: Ledger
    totals: Totals
    raw: pd.DataFrame

    def state_at(self, at: Micros) -> TicketState:
        """As `snapshot --at` makes it."""
        state = TicketState(self.settings, self.site, as_of=at)
        state.apply(self.ledger.ticket_versions(AsOf(self.site, at, None, HORIZON)))
        return state

    def state_from(self, at: Micros) -> TicketState:
        """As the live wall has it: it goes on from `at`."""
        state = TicketState(self.settings, self.site)
        state.advance(at)
        state.apply(self.ledger.ticket_versions(AsOf(self.site, NOW, None, NOW)))
        return state

    def readings(self, state: TicketState, at: Micros) -> dict[tuple[str, str, str], Any]:
        """The site's own, by metric, window and band."""
        found = readings_by_key(ticket_readings(state, self.settings, at, by=()))
        here = Scope(self.site)
        return {
            (key.metric.removeprefix("tickets."), key.window, key.scope.band): reading.value
            for key, reading in found.items()
            if key.scope._replace(band="") == here and key.variant in ("", "calendar")
        }


@pytest.fixture(scope="module", params=EACH)
def imported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    city = CITIES[request.param]
    file = Path(os.environ.get("WALLBOARD_REQUESTS", EXCERPTS)) / city.file
    settings = load(EXCERPTS / f"{request.param}.toml", kinds(), {})
    site = next(iter(settings.sites))
    options = settings.sources["requests"].model_copy(update={"path": file, "at_once_mb": 0.3})
    source = kinds()["csv_tickets"].open("requests", site, settings.zone(site), options)
    ledger = Ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger')}/city.db")
    ledger.migrate()
    totals = import_all(source, ledger, lambda: NOW, lambda share: None)
    raw = pd.read_csv(file, dtype=str, keep_default_na=False)
    yield Imported(city, settings, site, ledger, totals, raw.map(str.strip))
    ledger.close()


def recount(imported: Imported) -> pd.DataFrame:
    """The rows that make sense, opened and ended in UTC; ended is NaT while a ticket is open."""
    city, rows = imported.city, imported.raw.drop_duplicates(imported.city.key)
    zone = imported.settings.sites[imported.site].zone

    def utc(column: str) -> pd.Series:
        written = pd.to_datetime(rows[column].replace("", None), format=city.format or "ISO8601")
        local = written.dt.tz_localize(zone, ambiguous=np.ones(len(written), bool), nonexistent="shift_forward")
        return local.dt.tz_convert("UTC")

    ended = utc(city.ends[0])
    for column in city.ends[1:]:
        ended = ended.fillna(utc(column))
    opened, finished = utc(city.opened), rows[city.status].str.lower().isin(city.finished)
    sound = ~(ended < opened) & ~(finished & ended.isna())
    return pd.DataFrame({"opened": opened, "ended": ended.where(finished)})[sound]


def test_every_row_is_taken_an_exact_repeat_or_set_aside(imported: Imported) -> None:
    totals, city = imported.totals, imported.city
    assert totals.read == len(imported.raw) == totals.new + totals.repeats + totals.set_aside
    assert totals.new == len(recount(imported))
    assert totals.repeats == imported.raw.duplicated([city.key, *city.read]).sum()


def test_open_finished_bands_and_ages_equal_a_plain_recount_at_three_dates(imported: Imported) -> None:
    rows = recount(imported)
    edges = imported.settings.bands_days
    for text in imported.city.dates:
        at = pd.Timestamp(text, tz="UTC")
        instant = int(at.timestamp()) * 1_000_000
        got = imported.readings(imported.state_at(instant), instant)
        open_then = rows["opened"][(rows["opened"] <= at) & ~(rows["ended"] <= at)]
        age = (at - open_then).to_numpy() / np.timedelta64(1, "D")
        assert len(age) > 0
        week = (rows["ended"] > at - pd.Timedelta(days=7)) & (rows["ended"] <= at)
        assert (got["open", "now", ""], got["finished", "7d", ""]) == (len(age), week.sum()), text
        expected = {
            "age_mean_days": age.mean(), "age_p50_days": np.quantile(age, 0.5),
            "age_p85_days": np.quantile(age, 0.85), "age_max_days": age.max(),
        }  # fmt: skip
        for metric, value in expected.items():
            assert math.isclose(got[metric, "now", ""], value, rel_tol=1e-9), (text, metric)
        bands = [f"({low:g},{high:g}]" for low, high in zip((0, *edges), edges, strict=False)] + [f">{edges[-1]:g}"]
        limits = [0, *edges, math.inf]
        counts = [((age > low) & (age <= high)).sum() for low, high in itertools.pairwise(limits)]
        assert [got["in_band", "now", band] for band in bands] == counts, text


def test_net_equals_the_change_in_open_on_every_day_of_the_year(imported: Imported) -> None:
    rows, zone = recount(imported), imported.settings.zone(imported.site)
    midnights = [day_start(date(imported.city.year, 1, 1) + timedelta(days=n), zone) for n in range(367)]
    state = imported.state_from(midnights[0] - 1)
    before = imported.readings(state, midnights[0] - 1)["open", "now", ""] or 0
    for start, end in itertools.pairwise(midnights):
        got = imported.readings(state, end - 1)
        flow = {name: got[name, "today", ""] or 0 for name in FLOW}
        gone = flow["finished"] + flow["moved_out"] + flow["removed"]
        assert flow["net"] == flow["opened"] + flow["reopened"] + flow["moved_in"] - gone
        assert got["open", "now", ""] - before == flow["net"], start
        first, last = (pd.Timestamp(at, unit="us", tz="UTC") for at in (start, end - 1))
        assert flow["opened"] == rows["opened"].between(first, last).sum(), start
        assert flow["finished"] == rows["ended"].between(first, last).sum(), start
        before = got["open", "now", ""]


def test_the_live_wall_and_a_recount_of_the_same_instant_agree(imported: Imported) -> None:
    first = min(int(pd.Timestamp(text, tz="UTC").timestamp()) * 1_000_000 for text in imported.city.dates)
    state = imported.state_from(first - DAY)
    for at in (first, first + DAY, first + 40 * DAY):
        assert imported.readings(state, at) == imported.readings(imported.state_at(at), at)


def test_time_to_finish_is_of_every_request_as_the_recount_has_it(imported: Imported) -> None:
    past = read_past(PastQuestion(imported.site, 0), imported.ledger, imported.settings, EVERYTHING, NOW)
    whole, *wards = read_time_to_finish(TimeToFinishQuestion(0, NOW, by="ward"), past)
    rows = recount(imported)
    lasted = (rows["ended"] - rows["opened"]).dropna()
    assert (whole.n, whole.finished) == (len(rows), len(lasted))
    assert sum(ward.n for ward in wards) == len(rows)
    shortest = sorted(set(lasted.dt.total_seconds() / 86_400))[:50]
    assert whole.curve.days[:50] == pytest.approx(shortest, abs=1e-9)
