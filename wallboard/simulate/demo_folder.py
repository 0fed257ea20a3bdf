"""The folder of a demo city: one for each instant at which demos start, held by one demo at a time, never ahead of its
clock."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wallboard.clock import local, local_day, micros, system_clock, utc
from wallboard.mendable import Mendable
from wallboard.model import Micros
from wallboard.simulate import city, demo_city
from wallboard.simulate.past_calls import BEFORE
from wallboard.simulate.years import Years

DEMOS = Path("var/demo")
TODAY = "today"
LOCK = "demo.lock"
PHONES, REQUESTS, LEDGER = "phones.db", "requests.db", "wallboard.db"
YEARS = "years.json"
CITY = ZoneInfo(city.ZONE)
_LAST_CALL = "select max(time) from queue_log"
_LAST_CHANGE = "select max(updated_at) from tickets"
_TABLE_OF_BEFORE = "requests"
_BESIDE = ("", "-wal", "-shm", "-journal")


class FolderTaken(Mendable, OSError):
    """Another demo runs in the folder, or it holds what no demo wrote; the text says what to do."""


def folder_for(start: Micros | None, years: int = 0) -> Path:
    """Where the demo that starts at `start` lives, with so many years behind it; None is one that goes by the machine's own
    clock."""
    name = TODAY if start is None else f"{local(start, CITY):%Y-%m-%dT%H%M}"
    return DEMOS / (f"{name}-years-{years}" if years else name)


class HeldFolder:
    """A folder that is this demo's own, until it ends. `descriptor` keeps it held in whoever inherits it."""

    def __init__(self, lock: TextIO) -> None:
        self._lock = lock
        self.descriptor = lock.fileno()
        self.tell("starting")

    def tell(self, where: str) -> None:
        """Says to others who holds it, and where its wall is."""
        self._lock.truncate(0)
        since = utc(system_clock()).astimezone()
        self._lock.write(f"process {os.getpid()}, since {since:%H:%M on %Y-%m-%d}, {where}")
        self._lock.flush()


@contextmanager
def held(folder: Path) -> Iterator[HeldFolder]:
    """The folder for one demo alone. Raises FolderTaken."""
    settings = folder / demo_city.WRITTEN
    if settings.exists() and not settings.read_text("utf-8", "replace").startswith(demo_city.MARK):
        raise FolderTaken(f"{settings} is no demo's: the demo would write over it. Name another folder with --folder.")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise FolderTaken(
                f"A demo runs in {folder} already: {lock.read() or 'it is just starting'}. Look at that one, or end it "
                "first (Ctrl-C where it runs), or name another folder with --folder and another port with --port."
            ) from None
        yield HeldFolder(lock)


def made_anew_where_ahead(folder: Path, now: Micros) -> bool:
    """Takes the city out of the folder when it has lived past `now`, or cannot be read: going on from there would live
    hours twice. Who signs in stays. True when it did. The folder must be held."""
    try:
        reached = [_last(folder / PHONES, _LAST_CALL, CITY), _last(folder / REQUESTS, _LAST_CHANGE, ZoneInfo("UTC"))]
    except sa.exc.DatabaseError:
        reached = [now + 1]
    if max(reached) <= now:
        return False
    _take_out(folder)
    return True


def made_anew_where_older(folder: Path) -> bool:
    """The same of a city whose requests an earlier version wrote, into one table of their own: this one would find no helpdesk
    there to go on with, nor the wall what it has read. True when it did. The folder must be held."""
    tables = _tables(folder / REQUESTS) if (folder / REQUESTS).exists() else []
    if "tickets" in tables or _TABLE_OF_BEFORE not in tables:
        return False
    _take_out(folder)
    return True


def _take_out(folder: Path) -> None:
    """How many years are behind it stays."""
    for name in (PHONES, BEFORE, REQUESTS, LEDGER):
        for suffix in _BESIDE:
            (folder / f"{name}{suffix}").unlink(missing_ok=True)


def years_behind(folder: Path, now: Micros, asked: int) -> Years | None:
    """The years behind the city in the folder: as it began with them, else the number that is `asked` for before `now`, or that
    it had before it was made anew; None for a city of weeks. Raises FolderTaken where such a one is there already. The folder
    must be held."""
    file, lives = folder / YEARS, (folder / PHONES).exists()
    kept = Years(*map(date.fromisoformat, json.loads(file.read_text("utf-8")))) if file.exists() else None
    if kept is not None and lives:
        return kept
    number = asked or (kept.number if kept is not None else 0)
    if not number:
        return None
    if lives:
        raise FolderTaken(
            f"{folder} holds a city of some weeks, behind which there are no years. Name another --folder."
        )
    years = Years.before(local_day(now, CITY), number)
    file.write_text(json.dumps([day.isoformat() for day in years]), "utf-8")
    return years


def _last(database: Path, query: str, zone: ZoneInfo) -> Micros:
    """The last instant written in the file; 0 where there is none."""
    if not database.exists():
        return 0
    with _reading(database) as connection:
        written = connection.execute(sa.text(query)).scalar()
    return 0 if written is None else micros(datetime.fromisoformat(written).replace(tzinfo=zone))


def _tables(database: Path) -> list[str]:
    """None of what is no database."""
    try:
        with _reading(database) as connection:
            return sa.inspect(connection).get_table_names()
    except sa.exc.DatabaseError:
        return []


@contextmanager
def _reading(database: Path) -> Iterator[sa.Connection]:
    engine = sa.create_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
