"""Published reviews, as somebody may read and publish them: of what is within their remit."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from wallboard.clock import Clock
from wallboard.ledger import EditionLog
from wallboard.model import Micros
from wallboard.model.editions import KeptEdition, Published
from wallboard.model.remit import Remit
from wallboard.model.review_words import Author
from wallboard.periods import Period
from wallboard.questions.review import ReviewQuestion
from wallboard.review import Review
from wallboard.review.day_rows import packed_within
from wallboard.review.differing import differences
from wallboard.review.review_json import frozen, thawed
from wallboard.settings import Settings


class Edition(NamedTuple):
    """A published review; `review` holds the figures of it that are within somebody's remit."""

    number: int
    by: Author
    at: Micros
    review: Review


class EditionReader:
    """Any thread may call; everything may raise LedgerError. `settings` are those within the remit."""

    def __init__(self, log: EditionLog, settings: Settings, remit: Remit, clock: Clock) -> None:
        self._log, self._settings, self._remit, self._clock = log, settings, remit, clock

    def of(self, question: ReviewQuestion) -> list[Edition]:
        """All of the period that holds the question's day, the first first. Where there is none, as weeks end on another day
        now, those of the period that ended within it. Raises LookupError for a site that is not theirs."""
        period = self._period(question)
        found = self._log.of(Published(question.site, period.kind, period.last))
        found = found or self._log.ending_within(question.site, period.kind, period.first, period.last)
        return [self._edition(kept) for kept in found]

    def may_publish(self, site: str) -> bool:
        """Whether all of a site is theirs: an edition is of the whole of it."""
        return site in self._settings.sites and self._remit.whole_sites

    def publish(self, review: Review, by: Author) -> Edition:
        """Freezes a review as the next edition of its period; where it differs in nothing from the newest, gives that back.
        Raises LookupError where not all of the site is theirs."""
        if not self.may_publish(review.site):
            raise LookupError(f"not all of {review.site} is theirs to publish")
        period = review.under_review
        published = Published(review.site, period.kind, period.last)
        there = self._log.of(published)
        if there and not differences(thawed(there[-1].content), review):
            return self._edition(there[-1])
        return self._edition(self._log.publish(published, frozen(review).decode(), by, self._clock()))

    def _period(self, question: ReviewQuestion) -> Period:
        if question.site not in self._settings.sites:
            raise LookupError(f"{question.site} is not theirs to see")
        return self._settings.sites[question.site].periods.holding(question.kind, question.day)

    def _edition(self, kept: KeptEdition) -> Edition:
        review = thawed(kept.content)
        ours = tuple(figure for figure in review.figures if figure.key.is_within(self._remit))
        hours = review.half_hours if self._remit.whole_sites else ()
        rows = packed_within(review.rows, self._remit)
        return Edition(kept.number, kept.by, kept.at, replace(review, figures=ours, half_hours=hours, rows=rows))
