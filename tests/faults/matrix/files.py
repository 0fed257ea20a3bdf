"""Files that are not what they should be, put beside good ones of a real wall: its engine, its ledger, its sources.

Every second a look is taken as a screen would, by a clock of the fault's own. Truth are the requests (or calls) of the
good files, counted from when each lay whole in the folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from data_sources._csv.options import Options as CsvOptions
from data_sources._csv.source import CsvTickets
from tests.data_sources.tail import append, line, open_at
from tests.data_sources.test_csv_tickets import COLUMNS, HEADER, STATES, ZONE
from tests.faults.matrix import Fault, Outcome, Second
from tests.wallboard.engine.parts import NOON, Wall
from wallboard.model import DAY, SECOND, Micros, Scope
from wallboard.settings import Settings
from wallboard.source import Source

SECONDS = 30
POLL_S = 2
LONG_LINE = 50_000_000  # bytes
Step = Callable[[Path, Micros], None]


def rows(first: int, count: int) -> str:
    return "".join(f"{n},2026-11-20 10:00:00,,Open,Roads\n" for n in range(first, first + count))


def put(folder: Path, name: str, content: str | bytes, at: Micros) -> Path:
    """A file that came whole, by being moved into the folder; its time is that of its writing."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, ns=(at * 1_000, at * 1_000))
    return path


class Watch:
    """Looks at the wall each second, and keeps what it showed beside the truth."""

    def __init__(self, wall: Wall, name: str, metric: str, window: str) -> None:
        self._wall, self._name, self._metric, self._window = wall, name, metric, window
        self._began = self._right = wall.now
        self.truth = 0
        self.seconds: list[Second] = []
        self.shown = 0

    def second(self) -> None:
        now = self._wall.now = self._wall.now + SECOND
        if (now - self._began) // SECOND % POLL_S == 0:
            while self._wall.engine.polls.poll(self._name) == 0.0:
                pass
        self._wall.engine.present.publish()
        snapshot = self._wall.engine.present.full_snapshot()
        [health] = snapshot.health
        reading = snapshot.get(self._metric, Scope("main"), self._window)
        self.shown = int(reading.value or 0) if reading is not None else 0
        if self.shown == self.truth:
            self._right = now
        age = (now - self._right) / SECOND
        words = f"{self.shown} shown, truth {self.truth}"
        self.seconds.append(Second((now - self._began) / SECOND, health.state.value, age, words))

    def outcome(self) -> Outcome:
        [health] = self._wall.engine.present.full_snapshot().health
        missing = self.truth - self.shown
        return Outcome(tuple(self.seconds), max(0, missing), max(0, -missing), health.notice)


def wall_over(folder: Path, source: Source, options: object) -> Wall:
    told = {"sites": {"main": {"name": "Main", "zone": "UTC"}}, "sources": {source.name: options}}
    return Wall(folder, source, of=Settings.model_validate(told))


def beside(bad: Step, mend: Step | None = None, at_first: bool = False) -> Fault:
    """Good files, and then (or from the first on) a bad one among further good ones; perhaps it is mended."""

    def fault(scratch: Path) -> Outcome:
        folder = scratch / "requests"
        folder.mkdir()
        options = CsvOptions(kind="csv_tickets", path=folder, columns=COLUMNS, states=STATES, poll_every=POLL_S)
        source = CsvTickets("city", "main", ZONE, options)
        wall = wall_over(scratch, source, options)
        watch = Watch(wall, "city", "tickets.open", "now")
        put(folder, "requests_1.csv", HEADER + rows(1, 40), NOON - DAY)
        watch.truth = 40
        with closing(wall):
            for second in range(1, SECONDS + 1):
                if second == (1 if at_first else 11):
                    bad(folder, wall.now - DAY // 2)
                    put(folder, "requests_3.csv", HEADER + rows(41, 20), wall.now - DAY // 4)
                    watch.truth += 20
                if second == 21 and mend is not None:
                    mend(folder, wall.now - DAY // 8)
                    watch.truth += 5
                watch.second()
            return watch.outcome()

    return fault


def bad(content: str | bytes) -> Step:
    def step(folder: Path, at: Micros) -> None:
        put(folder, "requests_2.csv", content, at)

    return step


def sparse(folder: Path, at: Micros) -> None:
    path = put(folder, "requests_2.csv", HEADER, at)
    os.truncate(path, LONG_LINE)
    put(folder, "requests_2b.csv", b"\0", at)
    os.truncate(folder / "requests_2b.csv", LONG_LINE)


def pipe_and_link(folder: Path, at: Micros) -> None:
    os.mkfifo(folder / "requests_2.csv")
    (folder / "requests_2b.csv").symlink_to("/etc/passwd")


def mended(folder: Path, at: Micros) -> None:
    put(folder, "requests_2.csv", HEADER + rows(61, 5), at)


def a_long_line_in_the_log(scratch: Path) -> Outcome:
    """Calls go on to be written behind a line of 50 MB of the phone system's log."""
    path = scratch / "queue_log"
    source = open_at(path)
    wall = wall_over(scratch, source, source._options)
    wall.now = (1_795_311_000 + 100) * SECOND
    watch = Watch(wall, "pbx", "calls.offered", "today")
    append(path, line(1), line(2))
    watch.truth = 2
    with closing(wall):
        for second in range(1, SECONDS + 1):
            if second == 11:
                with path.open("ab") as log:
                    log.truncate(path.stat().st_size + LONG_LINE)
                append(path, b"\n", line(3), line(4))
                watch.truth = 4
            watch.second()
        return watch.outcome()


OTHER_COLUMNS = bad("number,when\n1,2026-11-20\n")
FAULTS: dict[str, Fault] = {
    "a file with other columns beside good ones, first read": beside(OTHER_COLUMNS, at_first=True),
    "a file with other columns put beside good ones": beside(OTHER_COLUMNS),
    "a file with other columns, mended later": beside(OTHER_COLUMNS, mended),
    "a cut gzip beside good ones": beside(bad(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x4c")),
    "an empty file beside good ones, first read": beside(bad(""), at_first=True),
    "two lines of 50 MB beside good ones": beside(sparse),
    "a pipe and a link out of the folder beside good ones": beside(pipe_and_link, at_first=True),
    "a line of 50 MB in the phone system's log": a_long_line_in_the_log,
}
