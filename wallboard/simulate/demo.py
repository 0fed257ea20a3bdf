"""Runs the demo city: fills its history as fast as it can, then lives it in real time.

It writes a phone system's log and a helpdesk's tables into two SQLite files, and knows nothing of the wall that reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event

import simpy
import sqlalchemy as sa

from wallboard.clock import Clock
from wallboard.model import SECOND
from wallboard.simulate import queue_log_table
from wallboard.simulate.call_centre import CallCentre, LogRow
from wallboard.simulate.city_life import CityLife
from wallboard.simulate.numbers import Numbers
from wallboard.simulate.request_desk import EVERY_KIND, Request, RequestDesk
from wallboard.simulate.storm import Trouble
from wallboard.simulate.troubles import befall
from wallboard.simulate.truth import Truth
from wallboard.simulate.zammad_desk import ZammadDesk

DAY_S = 86_400.0
WEEKS = 16
BACKLOG = 120  # requests that were open before the history begins
LONGEST_STEP_S = 0.5


class Demo(CityLife):
    """One demo city in one folder. `fill` first, then `live`."""

    whose: type[Numbers] = Numbers
    written_by: type[ZammadDesk] = ZammadDesk

    def __init__(
        self, folder: Path, clock: Clock, weeks: int = WEEKS, seed: int = 396, troubles: Iterable[Trouble] = ()
    ) -> None:
        """`troubles` befall it as its time goes on, while it fills its history and while it lives."""
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(seed)
        self.clock = clock
        self.weeks = weeks
        self.troubles = tuple(troubles)
        self.is_away = False  # the table of the phones
        self.phones = _database(folder / "phones.db", queue_log_table.create)
        self.helpdesk = self.written_by()
        self.tickets = _database(folder / "requests.db", self.helpdesk.install)
        self.log: list[tuple[str, ...]] = []
        self.truth: Truth | None = None  # whoever wants to know what really became of each request gives one

    # ------------------------------------------------------------ running

    def fill(self, on_progress: Callable[[float], None] = lambda share: None, stop: Event | None = None) -> None:
        """Simulate from where an earlier run ended (or `weeks` ago) until now; what `stop` leaves out, the next run does."""
        now = self.now()
        start = self.begin(now)
        at = start
        while at < now and not (stop and stop.is_set()):
            at = min(at + DAY_S, now)
            self.env.run(until=max(at, self.env.now + 1e-6))
            self.flush()
            on_progress((at - start) / max(1.0, now - start))

    def live(self, stop: Event) -> None:
        """Go on in real time until `stop`."""
        while not stop.is_set():
            now = self.now()
            if now > self.env.now:
                self.env.run(until=now)
                self.flush()
            ahead = max(0.02, min(LONGEST_STEP_S, self.env.peek() - self.now()))
            stop.wait(ahead)

    def close(self) -> None:
        if self.is_away:
            self.bring_back()
            self.flush()
        self.phones.dispose()
        self.tickets.dispose()

    def now(self) -> float:
        return self.clock() / SECOND

    # ------------------------------------------------------------ setting up

    def begin(self, now: float) -> float:
        """Build the city at the instant where it left off. The phone system starts there, so it says QUEUESTART."""
        earliest = self.midnight(now - self.weeks * 7 * DAY_S)
        with self.phones.connect() as phones, self.tickets.connect() as tickets:
            left_off = self.last_call(phones)
            start = min(now, max(earliest, left_off or earliest))
            self.env = simpy.Environment(initial_time=start if left_off else self.dawn(start))
            self.desk = self.a_desk()
            self.centre = CallCentre(self.env, self.chance, self.say, self.desk.from_call, self.whose())
            self.desk.next_id = self.helpdesk.last_id(tickets) + 1
            for request in self.helpdesk.unfinished(tickets):
                self.desk.resume(request)
        if left_off is None:
            self.come_to(start)
        self.centre.row("QUEUESTART", "NONE", "NONE")
        self.env.process(self.web_requests())
        self.env.process(self.days())
        befall(self, self.troubles)
        return start

    def a_desk(self) -> RequestDesk:
        return RequestDesk(self.env, Random(self.seed), self.zone, self.save, self.forget)

    def dawn(self, start: float) -> float:
        """When a city that has no history yet begins, whose phones begin at `start`."""
        return start

    def come_to(self, start: float) -> None:
        """What is there already when its phones begin."""
        for _ in range(BACKLOG):
            self.desk.open(EVERY_KIND, "phone", age_s=self.desk.random.uniform(0, 110) * DAY_S)

    def last_call(self, phones: sa.Connection) -> float | None:
        text = phones.execute(sa.text("select time from queue_log order by id desc limit 1")).scalar()
        if text is None:
            return None
        moment = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
        return moment.replace(tzinfo=self.zone).timestamp()

    # ------------------------------------------------------------ writing

    def say(self, row: LogRow) -> None:
        """A row of the log, at the phone system's local time without a zone, as Asterisk writes it."""
        local = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone)
        self.log.append((queue_log_table.time_text(local), *row))

    def save(self, request: Request) -> None:
        self.helpdesk.save(request)
        if self.truth is not None:
            self.truth.save(request)

    def forget(self, request: int) -> None:
        self.helpdesk.forget(request)
        if self.truth is not None:
            self.truth.forget(request, self.env.now)

    def take_away(self) -> None:
        with self.phones.begin() as phones:
            queue_log_table.take_away(phones)
        self.is_away = True

    def bring_back(self) -> None:
        with self.phones.begin() as phones:
            queue_log_table.bring_back(phones)
        self.is_away = False

    def flush(self) -> None:
        if self.log and not self.is_away:
            with self.phones.begin() as phones:
                queue_log_table.insert(phones, self.log)
            self.log = []
        if self.helpdesk.waits:
            with self.tickets.begin() as tickets:
                self.helpdesk.flush(tickets)


def _database(path: Path, create: Callable[[sa.Connection], None]) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})
    with engine.begin() as connection:
        connection.exec_driver_sql("pragma journal_mode=wal")
        connection.exec_driver_sql("pragma synchronous=normal")
        create(connection)
    return engine
