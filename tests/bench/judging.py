"""How rightly the wall is coloured: five weekdays of the demo city, minute by minute, against a plain rule.

    python tests/bench/judging.py [--records FOLDER] [--until 2026-11-20] [--weeks 16]

Run it in the root of another version of Wallboard to judge that one: the code is that of the working directory. With
--records the simulated city is kept in a folder, so that several versions are judged by the same calls.

The plain rule asks the code that is tried nothing. It recounts from the queue log itself, with pandas: of the calls that
left a queue in the last 30 minutes, the share that an agent answered within 30 s, of those that were answered, gave up
or were given up by the queue. Fewer than 10 such calls are no rule. Under the promised share is trouble, under
0.85 of it is real alarm. Callers who still wait are in neither number: they have not left.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, os.getcwd())  # the version that is judged

import pandas as pd
import sqlalchemy as sa

import app
from layouts.wall.boards import Memory, view
from wallboard.clock import day_start, local, micros
from wallboard.engine.halves.call_history import gather_calls
from wallboard.engine.halves.call_readings import call_readings
from wallboard.engine.importing import import_all
from wallboard.ledger import Ledger
from wallboard.metrics.trends import trends
from wallboard.model import HOUR, MINUTE, Health, Micros, Snapshot, State, readings_by_key
from wallboard.questions.usual import usual_day, usual_readings
from wallboard.settings import Settings
from wallboard.simulate.demo import Demo
from wallboard.simulate.demo_city import SETTINGS
from wallboard.state.agents import AgentBook

SITE, T_S, SHARE, LEAST, ALARM_AT = "main", 30, 0.8, 10, 0.85
TILES = ("answered-in-time", "speed-of-answer", "gave-up-waiting", "waiting-now")
COLOURED = ("watch", "alarm")


# ---------------------------------------------------------------- the city


def records(folder: Path, until: Micros, weeks: int) -> Settings:
    """The city's settings, with its calls in the ledger; simulated where the folder does not have them."""
    folder.mkdir(parents=True, exist_ok=True)
    told = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    told["sources"] = {"phones": told["sources"]["phones"] | {"url": f"sqlite:///{folder}/phones.db"}}
    told["ledger"] = f"sqlite:///{folder}/wallboard.db"
    settings = app.load(_written(folder, told))
    if not (folder / "wallboard.db").exists():
        demo = Demo(folder, lambda: until, weeks)
        demo.fill()
        demo.close()
        ledger = Ledger(settings.ledger)
        ledger.migrate()
        import_all(app.open_source(settings, "phones"), ledger, lambda: until, lambda share: None)
        ledger.close()
    return settings


def _written(folder: Path, told: Mapping[str, Any]) -> Path:
    """The demo's own file, without its requests."""
    text = SETTINGS.read_text(encoding="utf-8")
    head, _, rest = text.partition("[sources.requests]")
    _, _, rest = rest.partition("[queues.streets]")
    text = (head + "[queues.streets]" + rest).replace(
        "[sources.phones]\n", f'[sources.phones]\nurl = "{told["sources"]["phones"]["url"]}"\n'
    )
    path = folder / "judged.toml"
    path.write_text(f'ledger = "{told["ledger"]}"\n' + text, encoding="utf-8")
    return path


# ---------------------------------------------------------------- the plain rule


class PlainRule:
    """Counted from the queue log's own rows."""

    def __init__(self, phones: str, zone: ZoneInfo) -> None:
        engine = sa.create_engine(phones, poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            rows = pd.read_sql(
                sa.text("select time, callid, queuename, event, data1, data3 from queue_log"), connection
            )
        left = rows[rows["event"].isin(["CONNECT", "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "WITHDRAW"])].copy()
        at = pd.to_datetime(left["time"], format="ISO8601").dt.tz_localize(zone, ambiguous=True)
        left["at"] = (at - pd.Timestamp("1970-01-01", tz="UTC")) // pd.Timedelta(microseconds=1)
        answered = left["event"] == "CONNECT"
        left["in_time"] = answered & (pd.to_numeric(left["data1"], errors="coerce") <= T_S)
        self._left = left[["at", "in_time"]].sort_values("at")

    def share(self, now: Micros) -> float | None:
        """None: too few calls for a rule."""
        at = self._left["at"].to_numpy()
        low, high = at.searchsorted(now - 30 * MINUTE, side="right"), at.searchsorted(now, side="right")
        return float(self._left["in_time"].to_numpy()[low:high].mean()) if high - low >= LEAST else None


# ---------------------------------------------------------------- the wall


def days(until: date) -> Iterator[date]:
    """The five weekdays up to this one."""
    found = [day for n in range(9) if (day := until - timedelta(days=n)).weekday() < 5]
    yield from reversed(found[:5])


def minutes(settings: Settings, ledger: Ledger, day: date) -> Iterator[tuple[Micros, Mapping[str, str]]]:
    """Each minute's state of the judged tiles, while the city's centre is open."""
    zone = settings.zone(SITE)
    start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    calls, history = gather_calls(ledger, settings, SITE, end, None, start - 3 * HOUR, start)
    agents, usual, memory = AgentBook(settings, SITE), usual_day(ledger.visits_in_spans, settings, SITE, day), Memory()
    agents.apply(history.of_agents)
    for now in range(start, end, MINUTE):
        calls.advance(now)
        readings = readings_by_key(call_readings(calls, agents, settings, now))
        readings |= readings_by_key(usual_readings(SITE, usual, now))
        health = Health("phones", SITE, "calls", State.LIVE, now, start, 1.0)
        shown = view("wall", settings, Snapshot(now, now, readings, (health,), series=trends(calls)), memory)
        if shown["board"]["state"] == "open":
            yield now, {tile: str(shown[tile]["state"]) for tile in TILES}


@dataclass
class Account:
    """What a tile showed, quarter of an hour by quarter."""

    quarters: int = 0
    coloured: int = 0
    wrongly: int = 0  # coloured though the plain rule finds no trouble
    missed: int = 0  # not coloured though it does
    real: int = 0
    red: int = 0  # in real alarm
    changes: int = 0  # of colour, from a minute to the next
    undone: int = 0  # changes after which the colour before was back within three minutes: flutter
    last: str = field(default="", repr=False)
    before: str = field(default="", repr=False)
    changed: Micros = field(default=0, repr=False)

    def minute(self, state: str, now: Micros) -> None:
        colour = state if state in COLOURED else ""
        if colour != self.last:
            self.changes += 1
            self.undone += colour == self.before and now - self.changed <= 3 * MINUTE
            self.before, self.last, self.changed = self.last, colour, now

    def quarter(self, state: str, share: float) -> None:
        trouble, real = share < SHARE, share < SHARE * ALARM_AT
        self.quarters += 1
        self.coloured += state in COLOURED
        self.wrongly += state in COLOURED and not trouble
        self.missed += trouble and state not in COLOURED
        self.real += real
        self.red += real and state == "alarm"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, help="folder of the simulated city; made where it is not there")
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 11, 20), help="the last weekday")
    parser.add_argument("--weeks", type=int, default=16, help="weeks of history")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (asked.records or Path(scratch)).resolve()
        zone = ZoneInfo("America/New_York")
        until = micros(datetime.combine(asked.until, time(23, 50), zone))
        settings = records(folder, until, asked.weeks)
        accounts = {tile: Account() for tile in TILES}
        rule, ledger = PlainRule(f"sqlite:///{folder}/phones.db", zone), Ledger(settings.ledger)
        ledger.migrate()
        for day in days(asked.until):
            for now, states in minutes(settings, ledger, day):
                share = rule.share(now)
                for tile, state in states.items():
                    accounts[tile].minute(state, now)
                    if local(now, zone).minute % 15 == 0 and share is not None:
                        accounts[tile].quarter(state, share)
        ledger.close()
    for tile, account in accounts.items():
        print(f"{tile:17} {account}")


if __name__ == "__main__":
    main()
