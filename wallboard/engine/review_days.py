"""What a review is made of, as the ledger has it: every counted day within a remit, and why others are not whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from threading import Lock

from wallboard.calendar import calendar, opens_on
from wallboard.clock import local_day
from wallboard.engine.day_keeper import first_countable, last_heard_day
from wallboard.engine.halves import COUNTED
from wallboard.ledger import Ledger, RecordKind
from wallboard.metrics.combining import Gap
from wallboard.metrics.usual import usual_days
from wallboard.model import Micros
from wallboard.model.day_counts import DayCounts
from wallboard.model.remit import Remit
from wallboard.model.review_words import EntryKind
from wallboard.questions.outside_figures import outside_figures
from wallboard.questions.review_words import fresh_limits
from wallboard.review.day_table import DayTable
from wallboard.review.heat import HALF_HOUR
from wallboard.review.make import ReviewDays
from wallboard.review.outside import reviewed_figures
from wallboard.settings import Settings

_ONE_DAY = timedelta(days=1)
_COUNT = {"calls": "offered", "tickets": "opened"}  # of which there is some on every day that is open
EXPECTED = 5  # on the least of the days that say what is usual: with none at all, nobody told of the day
_LOOKED_AT = 8  # weeks
OF_CALLS = ("site", "queue", HALF_HOUR)


class ReviewDaysReader:
    """Keeps what it has read of the ledger once: a day that is counted anew has another row. Any thread may call;
    everything may raise LedgerError."""

    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        self._ledger_now = ledger
        self._lock = Lock()
        self._read: dict[tuple[str, RecordKind, str], dict[int, DayCounts]] = {}
        self._tables_known: dict[tuple[str, RecordKind, str], DayTable] = {}

    @property
    def _ledger(self) -> Ledger:
        return self._ledger_now()

    def days(self, settings: Settings, site: str, now: Micros, remit: Remit) -> ReviewDays:
        """Of a site within the remit: of queues and of other systems where whole sites are, of departments or wards where
        those are."""
        calls = self._tables(settings, site, "calls", now, OF_CALLS) if remit.whole_sites else {}
        requests = self._tables(settings, site, "tickets", now, _told_of(remit))
        today = local_day(now, settings.zone(site))
        outside = outside_figures(self._ledger, settings, site, today) if remit.whole_sites else []
        decided = self._ledger.review_words.read([site], [EntryKind.LIMITS])
        anew = fresh_limits((entry for entry in decided if not entry.withdrawn), date.max)
        return ReviewDays(calls, _narrowed(requests, remit), reviewed_figures(outside), anew)

    def _tables(
        self, settings: Settings, site: str, carries: RecordKind, now: Micros, dimensions: Collection[str]
    ) -> dict[str, DayTable]:
        whole = self._told(settings, site, carries, "site")
        if not whole:
            return {}
        gaps = self._gaps(settings, site, carries, whole, now)
        told = {name: whole if name == "site" else self._told(settings, site, carries, name) for name in dimensions}
        return {name: self._table((site, carries, name), days, gaps) for name, days in told.items()}

    def _table(
        self, of: tuple[str, RecordKind, str], days: Mapping[date, DayCounts], gaps: Mapping[date, Gap]
    ) -> DayTable:
        """The one of before, with all that is summed up in it, where nothing of it is other than it was."""
        with self._lock:
            known = self._tables_known.get(of)
            if known is None or not known.is_of(days, gaps):
                known = self._tables_known[of] = DayTable(days, gaps)
            return known

    def _told(self, settings: Settings, site: str, carries: RecordKind, dimension: str) -> dict[date, DayCounts]:
        """The days that are counted by what is known and promised now."""
        rules_of = COUNTED[carries].rules(settings, site)
        numbers = {
            day: number
            for day, (number, rules) in sorted(self._ledger.days.numbers(site, carries, dimension).items())
            if rules == rules_of(day)
        }
        with self._lock:
            read = self._read.setdefault((site, carries, dimension), {})
            unknown = [number for number in numbers.values() if number not in read]
            read.update(self._ledger.days.counts(unknown) if unknown else {})
            for gone in read.keys() - set(numbers.values()):
                del read[gone]
            return {day: read[number] for day, number in numbers.items()}

    def _gaps(
        self, settings: Settings, site: str, carries: RecordKind, told: Mapping[date, DayCounts], now: Micros
    ) -> dict[date, Gap]:
        """Every day from the first that is told to a year from now that is not whole, by why."""
        today = local_day(now, settings.zone(site))
        begins = first_countable(self._ledger, settings, site, carries)
        partly = COUNTED[carries].first_day(self._ledger, settings, site)
        first = min(min(told), partly or today)  # the newest are counted first
        gaps = {first: Gap.BEFORE_FIRST}  # records begin in the course of it
        gaps |= dict.fromkeys(_silent(settings, site, carries, told), Gap.SOURCE_LOST)
        heard = last_heard_day(self._ledger, settings, site, carries) or today
        for day in _row(first, (today - first).days):
            if day > heard:
                gaps[day] = Gap.SOURCE_LOST
            elif day not in told:
                gaps[day] = Gap.FORGOTTEN if begins is not None and day < begins else Gap.BEING_COUNTED
        gaps |= dict.fromkeys(_row(today, 366), Gap.NOT_OVER)
        gaps |= dict.fromkeys(_row(first - 800 * _ONE_DAY, 800), Gap.BEFORE_FIRST)
        return gaps


def _row(first: date, count: int) -> Iterator[date]:
    return (first + n * _ONE_DAY for n in range(count))


def _silent(settings: Settings, site: str, carries: RecordKind, told: Mapping[date, DayCounts]) -> Iterator[date]:
    """Days without a single call or request on which there always are some: nobody told of them."""
    zone = settings.zone(site)
    hours, name = calendar(settings.sites[site].hours, zone), _COUNT[carries]
    count = {day: sum(value or 0 for value in counts.counts.get(name, ())) for day, counts in told.items()}
    for day in told:
        if not count[day] and opens_on(hours, day, zone):
            before = [count[then] for then in usual_days(day, _LOOKED_AT) if count.get(then)]
            if len(before) >= _LOOKED_AT // 2 and min(before) >= EXPECTED:
                yield day


def _told_of(remit: Remit) -> tuple[str, ...]:
    """The dimensions in which requests are told. A department's figures are of all wards, and a ward's of all departments:
    whoever has some of both is told neither."""
    if remit.whole_sites:
        return "site", "department"
    limited = [name for name, names in (("department", remit.departments), ("ward", remit.wards)) if names is not None]
    return tuple(limited) if len(limited) == 1 else ()


def _narrowed(tables: Mapping[str, DayTable], remit: Remit) -> dict[str, DayTable]:
    if remit.whole_sites:
        return dict(tables)
    names = {"department": remit.departments, "ward": remit.wards}
    return {dimension: table.narrowed(names[dimension] or ()) for dimension, table in tables.items()}
