"""Boston's requests, counted as the departments' pages count: `python -m tests.boston PATH [AT]` prints it of a whole file.

Our figures are of what our own source reads of the file. Beside them stands what a plain recount of its rows gives, with SciPy's
`ecdf` of censored data for the curve.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tests.data_sources.cities import City, city, read_all
from wallboard.clock import instant, iso
from wallboard.metrics.survival import Told
from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import PastQuestion, RequestsPast, past_columns
from wallboard.questions.time_to_finish import TimeToFinish, TimeToFinishQuestion, read_time_to_finish
from wallboard.settings import Settings
from wallboard.state.values import Flags, Floats

ZONE = ZoneInfo("America/New_York")
AT = "2017-01-01T00:00"  # in Boston: whatever was opened in 2015 is at least a year old
YEAR = (instant("2015-01-01T00:00", ZONE), instant("2016-01-01T00:00", ZONE))
SEVEN_DAYS = (date(2015, 7, 6), date(2015, 7, 12))


def past(path: Path, at: Micros) -> RequestsPast:
    """As of that instant, by all that the file tells."""
    boston: City = city("boston")
    tickets = pd.concat([batch.tickets for batch in read_all(boston.source(path)) if batch.tickets is not None])
    versions = tickets.assign(source="requests", received_at=at, batch=1)
    settings = Settings.model_validate({"sites": boston.settings["sites"]})
    question = PastQuestion("boston", YEAR[0])
    columns = past_columns(versions, {"requests": at}, settings, "boston")
    return RequestsPast(question, columns, settings, EVERYTHING, at)


def finishing(of: RequestsPast, by: str = "") -> tuple[TimeToFinish, ...]:
    return read_time_to_finish(TimeToFinishQuestion(*YEAR, by=by), of)


class Plain(NamedTuple):
    """A recount of the rows that make sense: for how many days each was open by then, whether it was finished, when it was
    (NaT: not by then) and when it was due."""

    days: Floats
    finished: Flags
    ended: pd.Series[Any]
    due: pd.Series[Any]

    @property
    def scipys(self) -> Any:
        from scipy.stats import CensoredData, ecdf  # takes a second to import, in each process that collects tests

        told = CensoredData(uncensored=self.days[self.finished], right=self.days[~self.finished])
        return ecdf(told).sf

    def closed_only(self, share: float) -> float:
        """What a report of closed ones tells."""
        return float(np.quantile(self.days[self.finished], share))


def recount(path: Path, at: Micros) -> Plain:
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).drop_duplicates("case_enquiry_id")
    opened, closed, due = (_utc(rows[name].str.strip()) for name in ("open_dt", "closed_dt", "sla_target_dt"))
    then = pd.Timestamp(at, unit="us", tz="UTC")
    done = rows["case_status"].str.strip() == "Closed"
    sound = ~(done & (closed.isna() | (closed < opened)))
    opened, due, ended = opened[sound], due[sound], closed.where(done & (closed <= then))[sound]
    lasted: Any = ended.fillna(then) - opened
    days: Floats = lasted.dt.total_seconds().to_numpy(np.float64) / 86_400
    return Plain(days, ended.notna().to_numpy(), ended, due)


def _utc(written: pd.Series[str]) -> pd.Series[Any]:
    local = pd.to_datetime(written.replace("", None), format="ISO8601").dt.tz_localize(
        ZONE, ambiguous=np.ones(len(written), bool), nonexistent="shift_forward"
    )
    return local.dt.tz_convert("UTC").astype("datetime64[us, UTC]")


class OnTime(NamedTuple):
    """On time / how many, of those that one way of counting takes for a stretch of time."""

    way: str
    on_time: int
    of: int


def on_time_ways(rows: Plain, first: date, last: date, at: Micros) -> list[OnTime]:
    """What the choice of the cohort makes of the same days: of those that were promised something."""
    since, until = (pd.Timestamp(day, tz=ZONE) for day in (first, last + timedelta(days=1)))
    end = min(until, pd.Timestamp(at, unit="us", tz="UTC"))
    promised, in_time = rows.due.notna(), rows.ended <= rows.due
    finished = promised & (rows.ended >= since) & (rows.ended < until)
    late_open = promised & (rows.due < end) & ~(rows.ended < end)
    due = promised & (rows.due >= since) & (rows.due < until)
    decided = rows.ended.where(in_time, rows.due + pd.Timedelta(microseconds=1))
    ours = promised & (decided >= since) & (decided < until)
    return [
        OnTime("finished", int((finished & in_time).sum()), int(finished.sum())),
        OnTime("finished and all open overdue", int((finished & in_time).sum()), int((finished | late_open).sum())),
        OnTime("due", int((due & in_time).sum()), int(due.sum())),
        OnTime("decided", int((ours & in_time).sum()), int(ours.sum())),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("at", nargs="?", default=AT, help="censoring instant, local time of Boston")
    arguments = parser.parse_args()
    at = instant(arguments.at, ZONE)
    ours, rows = past(arguments.path, at), recount(arguments.path, at)
    whole = finishing(ours)[0]
    print(f"opened in 2015, as of {iso(at)}: {whole.n}, finished {whole.finished}, open {whole.open}")
    print(f"closed only: median {rows.closed_only(0.5):.2f} days, p90 {rows.closed_only(0.9):.2f} days")
    for name, told in whole.days._asdict().items():
        print(f"survival, {name}: {_text(told)}")
    apart = np.abs(whole.curve.still_open - rows.scipys.evaluate(whole.curve.days)).max()
    print(
        f"open after a year: {1 - (whole.curve.finished_within(365).value or 0):.3f}; from SciPy's curve {apart:.1e} at most"
    )
    print(f"share finished in promise: {whole.in_promise.value:.4f} of {whole.promised}")
    for first, last in ((date(2015, 1, 1), date(2015, 12, 31)), SEVEN_DAYS):
        kept = read_promises_kept(PromisesQuestion(first, last), ours).groups[0].kept
        print(f"on time, {first} to {last}, decided: {kept.on_time} of {kept.decided}")
        for way in on_time_ways(rows, first, last, at):
            print(f"    recounted, {way.way}: {way.on_time} of {way.of} ({way.on_time / max(1, way.of):.1%})")
    for by in ("department", "ward"):
        for part in finishing(ours, by)[1:]:
            print(f"{by} {part.group.name}: n {part.n}, finished {part.finished}, median {_text(part.days.half)}")


def _text(told: Told) -> str:
    if told.value is None:
        return f"not told: {told.why.value if told.why else ''}"
    return f"{told.value:.2f} days ({told.low or 0:.2f} to {'...' if told.high is None else f'{told.high:.2f}'})"


if __name__ == "__main__":
    main()
