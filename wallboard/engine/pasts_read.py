"""The past of departments' requests, for all that is asked of it: that of a whole site, held in columns from when somebody asks on.

Until it is read, which takes a city of many requests some minutes, a question is answered from what is read for it alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock, Thread
from time import sleep, thread_time

import structlog

from wallboard.clock import Clock, uptime
from wallboard.engine.reads import Reads
from wallboard.engine.worked import Worked
from wallboard.model import DAY, Micros
from wallboard.model.remit import Remit
from wallboard.questions.requests_past import PastQuestion, RequestsPast, read_past
from wallboard.questions.site_past import Outdated, SitePast
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

MOST = 8  # each may hold years of a department's requests
MINUTES = 10
HELD: Micros = 402 * DAY  # a year, what is compared with it, and a day for clocks
LET_GO_S = 8 * 3600  # what nobody asked for since


@dataclass
class _Site:
    """`past` is None while `reading` reads it."""

    settings: Settings
    asked: float
    past: SitePast | None = None
    reading: Thread | None = None


class PastsRead:
    """Any thread may call; everything may raise LedgerError."""

    def __init__(self, engine: Reads, clock: Clock) -> None:
        self._engine = engine
        self._read: Worked[tuple[Remit, PastQuestion], RequestsPast] = Worked(MOST, lambda: clock() // MINUTES)
        self._told: Worked[tuple[Remit, PastQuestion, Micros], RequestsPast] = Worked(MOST, clock)
        self._lock = Lock()
        self._sites: dict[str, _Site] = {}

    def of(self, settings: Settings, remit: Remit, question: PastQuestion, now: Micros) -> RequestsPast:
        """As of `now`, or some minutes before while the whole is read. It begins later than asked for where older requests are no
        longer kept."""
        ledger = self._engine.ledger
        held = self._held(settings, question, now)
        since = max(question.since, ledger.oldest("tickets") or question.since)
        asked = replace(question, since=since)
        if held is None:
            return self._read.get((remit, question), settings, lambda: read_past(asked, ledger, settings, remit, now))
        return self._told.get((remit, asked, now), settings, lambda: held.of(asked, ledger, remit, now))

    def wait(self, site: str, seconds: float) -> bool:
        """Until what was begun for a site is read, at most so long. Whether it is held."""
        with self._lock:
            its = self._sites.get(site)
        if its is not None and its.reading is not None:
            its.reading.join(seconds)
        return its is not None and its.past is not None

    def _held(self, settings: Settings, question: PastQuestion, now: Micros) -> SitePast | None:
        """The whole site as of `now`, where it is there and goes back so far."""
        with self._lock:
            self._let_go()
            site = self._sites.get(question.site)
            if site is None or site.settings is not settings:
                self._sites[question.site] = site = _Site(settings, uptime())
                begins = min(question.since, now - HELD)
                site.reading = Thread(target=self._fill, args=(site, question.site, begins), name="pasts", daemon=True)
                site.reading.start()
            site.asked = uptime()
        if site.past is None or question.since < site.past.since:
            return None
        try:
            site.past.follow(self._engine.ledger, now)
        except Outdated:
            self._drop(question.site, site)
            return None
        return site.past

    def _fill(self, site: _Site, name: str, since: Micros) -> None:
        """Rests as long as it works: the wall goes first."""
        past = SitePast(site.settings, name, since)
        try:
            worked = thread_time()
            for _ in past.read(self._engine.ledger):
                if self._sites.get(name) is not site:
                    return
                sleep(thread_time() - worked)
                worked = thread_time()
        except Exception as error:  # whatever it is, questions are answered without it, and the next one tries again
            log.warning("the past of requests could not be read", site=name, error=str(error))
            self._drop(name, site)
            return
        site.past = past
        log.info("the past of requests is held", site=name, megabytes=round(past.nbytes / 1e6, 1))

    def _drop(self, name: str, site: _Site) -> None:
        """It is read again when somebody asks."""
        with self._lock:
            if self._sites.get(name) is site:
                del self._sites[name]

    def _let_go(self) -> None:
        for name in [name for name, site in self._sites.items() if uptime() - site.asked > LET_GO_S]:
            del self._sites[name]
