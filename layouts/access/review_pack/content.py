"""What is in a pack: the review as it is now or as it was published, with what people wrote of it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from layouts.access.review_pack.asked import AskedPack
from layouts.pack.compose import Beside, compose
from layouts.pack.document import Document
from layouts.pack.edition_words import differing_words, edition_name
from layouts.pack.forms import Form as PackForm
from wallboard.engine.edition_reader import Edition
from wallboard.engine.reader import Reader
from wallboard.languages import language, speak
from wallboard.model import Micros
from wallboard.model.review_words import Action, EntryKind, ReviewEntry
from wallboard.periods import Period, PeriodKind
from wallboard.review import Review
from wallboard.review.differing import differences

OF_THE_WEEK = (EntryKind.EXPLANATION, EntryKind.NOTE, EntryKind.DECISION, EntryKind.DEEP_DIVE)


class NoSuchEdition(LookupError):
    """It was never published."""


@dataclass(frozen=True, slots=True)
class Content:
    """`known`: the instant as of which words are read; None: as they stand now."""

    review: Review
    edition: Edition | None
    before: Edition | None
    known: Micros | None

    def document(self, asked: AskedPack, reader: Reader) -> Document:
        """In the language that was asked for."""
        with speak(language(asked.language)):
            beside = Beside(
                entries=entries(reader, self.review, self.known),
                edition=edition_name(self.edition.number) if self.edition else "",
                differs=differing_words(differences(self.before.review, self.review), reader.settings)
                if self.before
                else (),
            )
            with_rows = asked.form is PackForm.WORKBOOK
            return compose(self.review, reader.settings, beside, exceptions_only=asked.exceptions, with_rows=with_rows)


def content(asked: AskedPack, reader: Reader) -> Content:
    """Raises NoSuchEdition, and NoSuchSite."""
    if not asked.edition:
        read = reader.reviewed_with_rows if asked.form is PackForm.WORKBOOK else reader.reviewed
        return Content(read(asked.question), None, None, None)
    editions = {each.number: each for each in reader.editions.of(asked.question)}
    edition = editions.get(asked.edition)
    if edition is None:
        raise NoSuchEdition(asked.edition)
    return Content(edition.review, edition, editions.get(edition.number - 1), edition.at)


def entries(reader: Reader, review: Review, known: Micros | None) -> list[ReviewEntry]:
    """What was said of the period and of the weeks within it, and the actions that it had."""
    period = review.under_review
    days = period.first, period.last
    said = reader.review.read(OF_THE_WEEK, review.site, days, known)
    if period.kind is not PeriodKind.WEEK:
        said += reader.review.read((EntryKind.NOTE,), review.site, days, known, period=period.kind)
    actions = reader.review.read((EntryKind.ACTION,), review.site, None, known)
    return [*said, *(entry for entry in actions if _is_of(entry, period))]


def _is_of(entry: ReviewEntry, period: Period) -> bool:
    """Still open, or due within the period."""
    action = entry.content
    return isinstance(action, Action) and (action.open or _within(action.due, period))


def _within(day: date, period: Period) -> bool:
    return period.first <= day <= period.last
