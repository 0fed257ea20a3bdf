"""Runs the demo city: fills its history as fast as it can, then lives it in real time.

It writes a phone system's log and a ticket table into two SQLite files, and knows nothing of the wall that reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import simpy
import sqlalchemy as sa

from wallboard.clock import Clock
from wallboard.model import SECOND
from wallboard.simulate import city, queue_log_table, request_table
from wallboard.simulate.call_centre import CallCentre, LogRow
from wallboard.simulate.numbers import Numbers
from wallboard.simulate.request_desk import Request, RequestDesk
from wallboard.simulate.storm import Trouble
from wallboard.simulate.troubles import befall

DAY_S = 86_400.0
WEEKS = 16
BACKLOG = 120  # requests that were open before the history begins
LONGEST_STEP_S = 0.5
Process = Generator[simpy.Event, Any, None]


class Demo:
    """One demo city in one folder. `fill` first, then `live`."""

    whose: type[Numbers] = Numbers

    def __init__(
        self, folder: Path, clock: Clock, weeks: int = WEEKS, seed: int = 396, troubles: Iterable[Trouble] = ()
    ) -> None:
        """`troubles` befall it as its time goes on, while it fills its history and while it lives."""
        folder.mkdir(parents=True, exist_ok=True)
        self.zone = ZoneInfo(city.ZONE)
        self.clock = clock
        self.weeks = weeks
        self.seed = seed
        self.troubles = tuple(troubles)
        self.is_away = False  # the table of the phones
        self.chance = Random()  # of the phones; every day anew, so that a day is the same whenever its history began
        self.phones = _database(folder / "phones.db", queue_log_table.create)
        self.tickets = _database(folder / "requests.db", request_table.create)
        self.log: list[tuple[str, ...]] = []
        self.changed: dict[int, Request] = {}
        self.deleted: set[int] = set()
        self.holidays = holidays.country_holidays(city.COUNTRY)

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
            self.env = simpy.Environment(initial_time=start)
            self.desk = RequestDesk(self.env, Random(self.seed), self.zone, self.save, self.forget)
            self.centre = CallCentre(self.env, self.chance, self.say, self.desk.from_call, self.whose())
            self.desk.next_id = request_table.last_id(tickets) + 1
            for request in list(request_table.unfinished(tickets)):
                self.desk.resume(request)
        self.centre.row("QUEUESTART", "NONE", "NONE")
        if left_off is None:
            for _ in range(BACKLOG):
                self.desk.open(city.TYPES, "phone", age_s=self.desk.random.uniform(0, 110) * DAY_S)
        self.env.process(self.web_requests())
        self.env.process(self.days())
        befall(self, self.troubles)
        return start

    def last_call(self, phones: sa.Connection) -> float | None:
        text = phones.execute(sa.text("select time from queue_log order by id desc limit 1")).scalar()
        if text is None:
            return None
        moment = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
        return moment.replace(tzinfo=self.zone).timestamp()

    # ------------------------------------------------------------ the day's shape

    def callers(self, queue: city.DemoQueue, until: float) -> Process:
        """Calls to one queue, as a Poisson process whose rate follows the hour, the weekday and the season."""
        while True:
            gap = self.chance.expovariate(self.rate(queue))
            redraw = gap > 900  # the rate will be another one by then: draw again from there
            if self.env.now + min(gap, 900) >= until:
                return
            yield self.env.timeout(min(gap, 900))
            if redraw:
                continue
            if self.is_open():
                self.env.process(self.centre.call(queue))
            elif self.chance.random() < city.CLOSED_CALLBACK_SHARE:
                self.env.process(self.centre.call_while_closed(queue))

    def is_open(self) -> bool:
        local = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone)
        opens, closes = self.hours(local.date())
        return opens <= local.hour < closes

    def hours(self, day: date) -> tuple[int, int]:
        """From and until which local hour the centre is open; never on a holiday."""
        if day in self.holidays:
            return (0, 0)
        return city.WEEKEND_OPEN if day.weekday() >= 5 else city.WEEKDAY_OPEN

    def rate(self, queue: city.DemoQueue) -> float:
        """Calls a second at this instant."""
        local = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone)
        share = city.HOURS[local.hour] / sum(city.HOURS)
        hot = queue.hot if city.HOT_HOURS[0] <= local.hour < city.HOT_HOURS[1] else 1.0
        return city.CALLS_A_DAY * self.day_factor(local.date()) * share * queue.share * hot / 3600

    def day_factor(self, day: date) -> float:
        if day in self.holidays:
            return city.HOLIDAY
        return city.WEEK[day.weekday()] * _luck(self.seed, day)

    def web_requests(self) -> Process:
        while True:
            hour = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone).hour
            rate = city.WEB_REQUESTS_A_DAY * city.HOURS[hour] / sum(city.HOURS) / 3600
            gap = self.desk.random.expovariate(rate)
            if gap > 1800:
                yield self.env.timeout(1800)
                continue
            yield self.env.timeout(gap)
            self.desk.from_web()

    def days(self) -> Process:
        """Every local day's calls and shifts; on the first day what is left of them."""
        day = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone).date()
        while True:
            midnight = self.at(day + timedelta(days=1), 0)
            self.chance.seed(f"{self.seed} {day}")
            for queue in city.QUEUES:
                self.env.process(self.callers(queue, midnight))
            self.shifts(day)
            yield self.env.timeout(max(1.0, midnight - self.env.now))
            day += timedelta(days=1)

    def shifts(self, day: date) -> None:
        """Nobody comes on a holiday."""
        rota = day.toordinal() * 7
        closes = self.hours(day)[1]
        for shift in () if not closes else city.WEEKEND_SHIFTS if day.weekday() >= 5 else city.WEEKDAY_SHIFTS:
            for place, lunch in enumerate(shift.lunches):
                name = city.AGENTS[(rota + place) % len(city.AGENTS)]
                self.env.process(self.shift(name, day, shift, lunch, closes=shift.end == closes))
            rota += len(shift.lunches)

    def shift(self, name: str, day: date, shift: city.Shift, lunch: float, *, closes: bool) -> Process:
        start, end = self.at(day, shift.start), self.at(day, shift.end)
        if end - self.env.now > 600:
            yield self.env.timeout(max(0.0, start + self.chance.uniform(0, 120) - self.env.now))
            yield from self.centre.work(self.stand_in(name), end, self.at(day, lunch), closes=closes)

    def stand_in(self, name: str) -> str:
        """Whoever is still on duty does not begin another shift: somebody else does."""
        return next(a for a in (name, *city.AGENTS) if a not in self.centre.on_duty)

    def midnight(self, at: float) -> float:
        return self.at(datetime.fromtimestamp(at, UTC).astimezone(self.zone).date(), 0)

    def at(self, day: date, hour: float) -> float:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return (midnight + timedelta(hours=hour)).timestamp()

    # ------------------------------------------------------------ writing

    def say(self, row: LogRow) -> None:
        """A row of the log, at the phone system's local time without a zone, as Asterisk writes it."""
        local = datetime.fromtimestamp(self.env.now, UTC).astimezone(self.zone)
        self.log.append((local.strftime("%Y-%m-%d %H:%M:%S.%f"), *row))

    def save(self, request: Request) -> None:
        self.changed[request.id] = request

    def forget(self, request: int) -> None:
        self.changed.pop(request, None)
        self.deleted.add(request)

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
        if self.changed or self.deleted:
            with self.tickets.begin() as tickets:
                request_table.save(tickets, self.changed.values())
                request_table.delete(tickets, self.deleted)
            self.changed, self.deleted = {}, set()


@lru_cache(maxsize=512)
def _luck(seed: int, day: date) -> float:
    return Random(f"{seed}{day}").lognormvariate(0, 0.07)


def _database(path: Path, create: Callable[[sa.Connection], None]) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})
    with engine.begin() as connection:
        connection.exec_driver_sql("pragma journal_mode=wal")
        connection.exec_driver_sql("pragma synchronous=normal")
        create(connection)
    return engine
