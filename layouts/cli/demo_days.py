"""How far the wall is with the days behind the demo city, told on the terminal while it reads and counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

from wallboard.clock import Clock, local_day
from wallboard.engine.day_keeper import missing_days
from wallboard.ledger import Ledger, LedgerError
from wallboard.settings import Settings
from wallboard.simulate.years import Years

LOOK_EVERY_S = 10.0
COMING = "It reads the years behind the city now, and counts their days. The review fills as it goes."
ALL = "All days are counted: the review is whole."
_STOP_WITHIN_S = 5


@contextmanager
def telling_days(settings: Settings, years: Years, clock: Clock, say: Callable[[str], None]) -> Iterator[None]:
    """Says a line now and then, on a thread of its own, until all are counted; none where they are already."""
    over = Event()
    thread = Thread(target=_tell, args=(settings, years, clock, say, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(_STOP_WITHIN_S)


def how_far(ledger: Ledger, settings: Settings, years: Years, clock: Clock) -> str:
    """In words. Raises LedgerError."""
    (site,) = settings.sites
    calls, requests = (ledger.days.rules(site, kind).keys() for kind in ("calls", "tickets"))
    if calls and requests and next(missing_days(ledger, settings, clock()), None) is None:
        return ALL
    days = (local_day(clock(), settings.zone(site)) - years.first).days
    return f"{len(calls & requests):,} of {days:,} days counted"


def _tell(settings: Settings, years: Years, clock: Clock, say: Callable[[str], None], over: Event) -> None:
    said = ""
    with closing(Ledger(settings.ledger)) as ledger:
        while not over.is_set():
            try:
                words = how_far(ledger, settings, years, clock)
            except LedgerError:
                words = said  # the wall tells of that
            if not said and words == ALL:
                return
            if words != said:
                say(words if said else f"{COMING}\n{words}")
                said = words
            if words == ALL or over.wait(LOOK_EVERY_S):
                return
