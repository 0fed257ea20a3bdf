"""How often a busy phone system is called silent, and how soon a silent one is: over the demo city's 16 weeks.

Every pause between two rows of the log that is longer than a minute (the wall looks once a minute) is judged at its
end, from the first day on that has three weeks before it. Then the log is stopped at many instants, and the wall's own
rule is asked minute by minute when it would have said so.

    python -m tests.bench.bench_silence [--folder DEMO]     a folder in which `app.py demo` ran; simulated when left out
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import sqlalchemy as sa

import app
from wallboard.calendar import Calendar, calendar
from wallboard.clock import instant, local, micros, shifted
from wallboard.metrics.silence import Instants, is_silent
from wallboard.model import DAY, HOUR, MINUTE, Micros
from wallboard.simulate import demo_city
from wallboard.simulate.demo import WEEKS, Demo

LONGEST_SILENCE: Micros = 6 * DAY


def simulated(folder: Path) -> None:
    demo = Demo(folder, shifted(instant("2026-11-20T10:42-05:00")), WEEKS)
    demo.fill()
    demo.close()


def rows(folder: Path, zone: ZoneInfo) -> tuple[Instants, Instants]:
    """When the phone system wrote any row, and when a caller came."""
    engine = sa.create_engine(f"sqlite:///{folder}/phones.db")
    with engine.connect() as connection:
        told = connection.execute(sa.text("SELECT time, event FROM queue_log ORDER BY id")).all()
    engine.dispose()
    at = np.array([instant(str(when), zone) for when, _ in told], dtype=np.int64)
    came = np.array([verb == "ENTERQUEUE" for _, verb in told])
    return np.sort(at), np.sort(at[came])


def window(came: Instants, last: Micros, weeks: int) -> Instants:
    return came[(came > last - (7 * weeks + 1) * DAY) & (came <= last)]


def found_after(last: Micros, came: Instants, weeks: int, hours: Calendar, zone: ZoneInfo) -> Micros | None:
    """How long after the log stopped the wall says so; None within six days. Looked for by halves: once it is silent
    it stays so."""
    before, low, high = window(came, last, weeks), 0, LONGEST_SILENCE
    if not is_silent(last, last + high, before, weeks, hours, zone):
        return None
    while high - low > MINUTE:
        middle = (low + high) // 2
        low, high = (low, middle) if is_silent(last, last + middle, before, weeks, hours, zone) else (middle, high)
    return high


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory(prefix="wallboard-silence-") as scratch:
        if folder is None:
            folder = Path(scratch)
            simulated(folder)
        report(folder)


def report(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        settings = app.load(demo_city.write_settings(Path(scratch), {}, False))
    site = settings.sites["main"]
    zone, weeks = ZoneInfo(site.zone), settings.usual_weeks
    told, came = rows(folder, zone)
    begin = told[0] + 22 * DAY
    pauses = [(int(a), int(b)) for a, b in itertools.pairwise(told) if a >= begin and b - a > MINUTE]
    for words, hours in (
        ("with its holidays in the settings", calendar(site.hours, zone)),
        ("without any hours in the settings", calendar((), zone)),
    ):
        false = [a for a, b in pauses if is_silent(a, b - 1, window(came, a, weeks), weeks, hours, zone)]
        print(f"{len(told):,} rows, {len(pauses):,} pauses of over a minute, {words}: {len(false)} falsely silent")
        for at in false[:10]:
            print(f"    {local(at, zone):%a %Y-%m-%d %H:%M}")
    hours = calendar(site.hours, zone)
    print(f"{'stopped at':<14}{'found after: median':>20}{'longest':>10}")
    for hour in (7, 9, 11, 14, 17, 20, 22, 2):
        delays = []
        for day in range(30, int((told[-1] - told[0]) / DAY) - 7):
            stop = micros(local(int(told[0]), zone).replace(hour=hour, minute=20, second=0, microsecond=0)) + day * DAY
            last = int(told[np.searchsorted(told, stop) - 1])
            found = found_after(last, came, weeks, hours, zone)
            delays.append((LONGEST_SILENCE if found is None else found) / HOUR)
        print(f"{hour:02d}:20{statistics.median(delays):>25.2f} h{max(delays):>8.2f} h", flush=True)


if __name__ == "__main__":
    main()
