"""Writes a recorded queue_log into a real table, shifted to now, with its own rhythm at any speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wallboard.clock import Clock, local, system_clock
from wallboard.database.address import NoAddress, parsed
from wallboard.database.connecting import refusal
from wallboard.mendable import Mendable
from wallboard.model import SECOND, Micros
from wallboard.simulate import queue_log_table
from wallboard.simulate.recorded_log import RecordedRow, count_rows, recorded_rows

_LONGEST_SLEEP_S = 0.25  # so that a stop is noticed
_ROWS_AT_ONCE = 5_000
_NO_CALL = frozenset({"", "NONE", "REALTIME", "MANAGER", "CLI"})
_UTC = ZoneInfo("UTC")


class ReplayError(Mendable, ValueError):
    """The database cannot be written to. The text holds no password."""


class Replayed(NamedTuple):
    """How far a replay has come."""

    rows: int
    skipped: int  # lines of the log that could not be read
    total: int  # lines in the log
    until: Micros | None  # the instant, as written, of the last row


@dataclass(frozen=True, slots=True)
class _Shift:
    """From the log's own time to the replay's: the first row is at `start`, gaps are divided by `speed`."""

    first: Micros
    start: Micros
    speed: float

    def at(self, recorded: Micros) -> Micros:
        return self.start + int((recorded - self.first) / self.speed)

    def callid(self, recorded: str) -> str:
        """Another call in every replay: "1795311566.1" is the second of its beginning and a counter."""
        if recorded in _NO_CALL:
            return recorded
        second, dot, counter = recorded.partition(".")
        moved = (self.start - self.first) // SECOND
        if dot and second.isdecimal():
            return f"{int(second) + moved}.{counter}"
        return f"{recorded}-{self.start // SECOND}"


def replay(
    log: Path,
    into: str,
    speed: float,
    now: Clock = system_clock,
    sleep: Callable[[float], object] = time.sleep,
    on_progress: Callable[[float], object] = lambda share: None,
    *,
    stop: Callable[[], bool] = lambda: False,
    zone: ZoneInfo = _UTC,
) -> Replayed:
    """Write the rows of `log` into table queue_log of the database `into`, each when its time has come.

    `speed` 1 is as it was, 60 an hour in a minute. `zone` is that of the times written, and of a CSV's.
    The table is made where there is none. `on_progress` is told the share that is done. Raises ReplayError for a speed or log that makes no sense
    or for the database, OSError for a file that cannot be read.
    """
    if not 0 < speed < float("inf"):
        raise ReplayError(f"speed must be above 0, not {speed}")
    done = Replayed(0, 0, count_rows(log), None)
    engine = _open(into)
    try:
        with engine.begin() as connection:
            queue_log_table.create(connection)
        for due, skipped in _due(recorded_rows(log, zone), speed, now, sleep, stop):
            until = _write(engine, due, zone) if due else done.until
            done = Replayed(done.rows + len(due), done.skipped + skipped, done.total, until)
            on_progress((done.rows + done.skipped) / max(1, done.total))
    except sa.exc.DBAPIError as error:
        refused = refusal(error)
        what = refused.told(engine.url) if refused else f"the database answered with {type(error.orig).__name__}"
        raise ReplayError(what) from None
    finally:
        engine.dispose()
    return done


_Due = list[tuple[RecordedRow, Micros]]  # rows with their new callid, and their new instants


def _due(
    rows: Iterator[RecordedRow | None],
    speed: float,
    now: Clock,
    sleep: Callable[[float], object],
    stop: Callable[[], bool],
) -> Iterator[tuple[_Due, int]]:
    """Rows that are due together, and how many were skipped. The log's order stays, even where its clock jumped."""
    shift: _Shift | None = None
    due: _Due = []
    skipped = 0
    for row in rows:
        if row is None:
            skipped += 1
            continue
        shift = shift or _Shift(row.at, now(), speed)
        at = shift.at(row.at)
        if len(due) >= _ROWS_AT_ONCE or (at > now() and due):
            yield due, skipped
            due, skipped = [], 0
        while at > now() and not stop():
            sleep(min(_LONGEST_SLEEP_S, max(0, at - now()) / SECOND))
        if stop():
            break
        due.append((row._replace(callid=shift.callid(row.callid)), at))
    if due or skipped:
        yield due, skipped


def _write(engine: sa.Engine, due: _Due, zone: ZoneInfo) -> Micros:
    """In one transaction. Returns the last instant."""
    texts = [(f"{local(at, zone):%Y-%m-%d %H:%M:%S.%f}", row.callid, *row.rest) for row, at in due]
    with engine.begin() as connection:
        queue_log_table.insert(connection, texts)
    return due[-1][1]


def _open(into: str) -> sa.Engine:
    try:
        url = parsed(into)
    except NoAddress as error:
        raise ReplayError(f"the address {error}") from None
    if url.drivername in ("mysql", "mariadb"):
        url = url.set(drivername="mysql+pymysql")
    return sa.create_engine(url, hide_parameters=True)
