"""What was worked out of the past for all readers: kept for a while, for whoever asks for the same next."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from wallboard.clock import Clock, uptime
from wallboard.engine.reads import Reads
from wallboard.engine.recount import snapshot_at
from wallboard.engine.replay import Replay
from wallboard.engine.replays import Replays
from wallboard.engine.review_days import ReviewDaysReader
from wallboard.engine.then import SiteThen
from wallboard.engine.worked import Worked
from wallboard.metrics import WINDOWS
from wallboard.metrics.usual import Usual
from wallboard.model import Demand, Micros, Snapshot
from wallboard.model.floor import Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.periods import Period
from wallboard.questions.behind import Behind, FigureQuestion
from wallboard.questions.departments.open_items import OpenItems
from wallboard.questions.due_dates import DueDates, DueQuestion, read_due_dates
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.usual import UsualDay, usual_day, usual_of_site
from wallboard.review import Review
from wallboard.review.day_rows import packed
from wallboard.review.make import make_review
from wallboard.review.make_rows import day_rows
from wallboard.settings import Settings
from wallboard.source import Carries

MOST_PASTS = 64
MOST_REVIEWS = 32
MOST_THEN, MOST_BEHIND, MOST_ITEMS = 8, 32, 16  # each may hold a day's visits and all open requests of a site


class Answers:
    """Each is within a remit, by everybody's settings. Any thread may call; everything may raise LedgerError."""

    def __init__(self, engine: Reads, clock: Clock) -> None:
        self._engine, self._clock = engine, clock
        self._pasts: Worked[tuple[Remit, Micros, Micros | None], Snapshot] = Worked(MOST_PASTS, clock)
        self._replays, self._demand = Replays(uptime), Demand(WINDOWS)
        self._thens: Worked[tuple[Remit, str, Micros, Micros | None], SiteThen] = Worked(MOST_THEN, clock)
        self._behinds: Worked[tuple[Remit, FigureQuestion], Behind | None] = Worked(MOST_BEHIND, clock)
        self._items: Worked[tuple[Remit, str, str, Micros], OpenItems] = Worked(MOST_ITEMS, clock)
        self._reviews: Worked[tuple[Remit, str, Period], Review] = Worked(MOST_REVIEWS, clock)
        self._days = ReviewDaysReader(lambda: self._engine.ledger)
        self._due_dates: Worked[tuple[Remit, DueQuestion], DueDates] = Worked(MOST_BEHIND, clock)
        self._usual_days: Worked[tuple[str, date], UsualDay] = Worked(MOST_PASTS, clock)
        self._usuals: Worked[tuple[str, date], Usual | None] = Worked(MOST_PASTS, clock)

    def settings_changed(self) -> None:
        """Other boards may ask for less."""
        self._demand = Demand(WINDOWS)

    def past(self, settings: Settings, remit: Remit, at: Micros, known: Micros | None = None) -> Snapshot:
        """What was true at an instant, by what is known now or had arrived by `known`. Raises OutOfRetention."""
        usual = partial(self.usual_day, settings) if known is None else None

        def recount() -> Snapshot:
            return snapshot_at(self._engine.ledger, settings, self._carried(), at, known, self._clock(), remit, usual)

        return self._pasts.get((remit, at, known), settings, recount)

    def replayed(self, settings: Settings, remit: Remit, who: Hashable, at: Micros, *, goes_on: bool) -> Snapshot:
        """See ReplayReader.snapshot."""
        opened = partial(self._replay, settings, remit)
        return self._replays.snapshot((who, remit), at, settings, opened, goes_on=goes_on)

    def floor_then(
        self, settings: Settings, remit: Remit, who: Hashable, at: Micros, *, goes_on: bool
    ) -> tuple[Snapshot, Floor]:
        """See ReplayReader.floor."""
        opened = partial(self._replay, settings, remit)
        return self._replays.floor((who, remit), at, settings, opened, goes_on=goes_on)

    def behind(self, settings: Settings, remit: Remit, question: FigureQuestion) -> Behind | None:
        """What makes a figure; None where there is no such figure."""
        then = self._then(settings, remit, question.scope.site, question.at, question.known)
        return self._behinds.get((remit, question), settings, lambda: then.behind(question))

    def due_dates(self, settings: Settings, remit: Remit, question: DueQuestion) -> DueDates:
        """Raises OutOfRetention."""
        work_out = partial(read_due_dates, question, self._engine.ledger, settings, remit)
        return self._due_dates.get((remit, question), settings, work_out)

    def open_items(self, settings: Settings, remit: Remit, site: str, department: str, at: Micros) -> OpenItems:
        """What was open in a department by what had come in by then."""
        only = remit.narrowed(Remit.of(departments=[department]))
        then = self._then(settings, only, site, at, at)
        return self._items.get((only, site, department, at), settings, lambda: then.open_items(department))

    def usual_day(self, settings: Settings, site: str, day: date) -> UsualDay:
        """What is usual at a site on a day: the same within every remit that has the site."""
        return self._usual_days.get(
            (site, day), settings, lambda: usual_day(self._engine.ledger.visits_in_spans, settings, site, day)
        )

    def usual(self, settings: Settings, site: str, day: date) -> Usual | None:
        """The same of all its queues together, as a whole day to be drawn."""
        read = partial(self._engine.ledger.visits_in_spans, judged=True)
        return self._usuals.get((site, day), settings, lambda: usual_of_site(read, settings, site, day))

    def review(self, settings: Settings, remit: Remit, question: ReviewQuestion) -> Review:
        """A week, month or quarter of a site within the remit."""
        site, day, kind = question
        whole = settings.sites[site].periods.holding(kind, day)

        def made() -> Review:
            now = self._clock()
            return make_review(settings, site, day, kind, self._days.days(settings, site, now, remit), now)

        return self._reviews.get((remit, site, whole), settings, made)

    def review_with_rows(self, settings: Settings, remit: Remit, question: ReviewQuestion) -> Review:
        """The same with the rows behind it, of the very days that it was made of. Kept by nobody: only few want them."""
        site, day, kind = question
        now = self._clock()
        days = self._days.days(settings, site, now, remit)
        review = make_review(settings, site, day, kind, days, now)
        return replace(review, rows=packed(day_rows(review, days)))

    def _replay(self, settings: Settings, remit: Remit) -> Replay:
        return Replay(self._engine.ledger, settings, self._carried(), remit, self._demand, self._reading)

    def _reading(self) -> dict[str, float]:
        """Of each source that still reads its history, what share of it is read."""
        health = self._engine.health(EVERYTHING)
        return {each.source: each.catching_up for each in health if each.catching_up is not None}

    def _then(self, settings: Settings, remit: Remit, site: str, at: Micros, known: Micros | None) -> SiteThen:
        """A site as it was at an instant."""
        sources = self._engine.sources().values()
        fed = frozenset(source.carries for source in sources if source.site == site)
        usual = partial(self.usual_day, settings)

        def restored() -> SiteThen:
            return SiteThen(self._engine.ledger, settings, site, at, known, remit, fed, usual)

        return self._thens.get((remit, site, at, known), settings, restored)

    def _carried(self) -> Mapping[str, Carries]:
        return {name: source.carries for name, source in self._engine.sources().items()}
