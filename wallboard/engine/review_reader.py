"""What people wrote in the review, as somebody may read and write it: of what is within their remit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from wallboard.clock import Clock
from wallboard.ledger import ReviewLog
from wallboard.model import Micros
from wallboard.model.remit import Remit
from wallboard.model.review_words import (
    Action,
    Author,
    Content,
    Edited,
    EntryKind,
    FigureKey,
    NewEntry,
    Owner,
    ReviewEntry,
    Version,
    within,
)
from wallboard.periods import Period, PeriodKind
from wallboard.questions.review_words import (
    WeekQuestion,
    WeekWords,
    by_figure,
    days_of,
    explained,
    owners_at,
    read_week,
)
from wallboard.settings import Settings


class ReviewReader:
    """Any thread may call; everything may raise LedgerError. `settings` are those within the remit."""

    def __init__(self, log: ReviewLog, settings: Settings, remit: Remit, clock: Clock) -> None:
        self.settings = settings
        self._log, self._remit, self._clock = log, remit, clock

    def week(self, question: WeekQuestion) -> WeekWords:
        """What stands for one week. Raises NoSuchSite."""
        return read_week(question, self, self._clock())

    def read(
        self,
        kinds: Collection[EntryKind],
        site: str | None = None,
        weeks: tuple[date, date] | None = None,
        known: Micros | None = None,
        *,
        withdrawn: bool = False,
        period: PeriodKind = PeriodKind.WEEK,
    ) -> list[ReviewEntry]:
        """What stands of these kinds, at one site or at all, of weeks (or another kind of `period`) that end from one day to
        another, as it stands now or stood when it was `known`; in the order in which it was written. What was withdrawn
        only where it is asked for."""
        sites = [name for name in self.settings.sites if site in (None, name)]
        found = within(self._log.read(sites, kinds, weeks, known, period), self._remit)
        return [entry for entry in found if withdrawn or not entry.withdrawn]

    def notes(self, site: str, period: Period) -> Mapping[FigureKey, tuple[ReviewEntry, ...]]:
        """What was noted of a week, month or quarter, by figure."""
        return by_figure(self.read((EntryKind.NOTE,), site, (period.first, period.last), period=period.kind))

    def owners(self, site: str, day: date) -> dict[str, Owner]:
        """Who owned the process of each department on a day; "" is the site itself."""
        return owners_at(self.read((EntryKind.OWNER,), site), day, self.settings, site)

    def explained(self, site: str, week: date) -> frozenset[FigureKey]:
        """The figures whose week has an explanation."""
        return explained(self.read((EntryKind.EXPLANATION,), site, days_of(week)))

    def one(self, id: int) -> ReviewEntry | None:
        """As it stands, withdrawn or not; None of one that there is not, or that is not theirs."""
        entry = self._log.one(id)
        if entry is None or entry.about.scope.site not in self.settings.sites:
            return None
        return next(iter(within([entry], self._remit)), None)

    def versions(self, entry: ReviewEntry) -> list[Version]:
        """All of one that is theirs, the first first; without figures that were named once and are not theirs."""
        return [each._replace(content=self._told(each.content)) for each in self._log.versions(entry.id)]

    def write(self, new: NewEntry, by: Author) -> ReviewEntry:
        """Raises LookupError for what is about something that is not theirs."""
        self._refuse_others(new.about, new.content)
        return self._log.write(new, by, self._clock())

    def edit(
        self, entry: ReviewEntry, on: int, content: Content, by: Author, *, withdrawn: bool = False
    ) -> Edited | None:
        """As `ReviewLog.edit`. Raises LookupError for what is about something that is not theirs."""
        self._refuse_others(entry.about, content)
        return self._log.edit(entry.id, on, content, by, self._clock(), withdrawn=withdrawn)

    def _refuse_others(self, about: FigureKey, content: Content) -> None:
        figures = [about]
        if isinstance(content, Action) and content.expected is not None:
            figures.append(content.expected.figure)
        for figure in figures:
            if figure.scope.site not in self.settings.sites or not figure.is_within(self._remit):
                raise LookupError(f"{figure} is not theirs to write about")

    def _told(self, content: Content) -> Content:
        if not isinstance(content, Action) or content.expected is None:
            return content
        return content if content.expected.figure.is_within(self._remit) else content._replace(expected=None)
