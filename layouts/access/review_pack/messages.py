"""A review as a message to a channel: what is to be read before the meeting, and an edition with its files. In the language that
is spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence

from layouts.access.review_pack.content import entries
from layouts.pack.compose import Beside, compose
from layouts.pack.edition_words import differing_words, edition_name
from layouts.pack.forms import FORMS
from layouts.pack.forms import Form as PackForm
from layouts.pages.review.asked import Asked
from layouts.review.plain_text import pre_read
from wallboard.engine.edition_reader import Edition
from wallboard.engine.reader import Reader
from wallboard.notifying.review_post import ReviewMessage
from wallboard.notifying.sender import File
from wallboard.periods import PeriodKind
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.review_words import WeekQuestion, WeekWords
from wallboard.review import Review
from wallboard.review.differing import differences
from wallboard.settings import Settings

_ODD = re.compile("[^A-Za-z0-9._-]+")


def pre_read_message(review: Review, reader: Reader, wall: Settings) -> ReviewMessage:
    """Its text, with a link. `wall`: all settings, which know its address."""
    people, address = _people(review, reader), review_link(review, wall)
    return ReviewMessage(*pre_read(review, reader.settings, people, address))


def pack_message(edition: Edition, forms: Sequence[str], reader: Reader, wall: Settings) -> ReviewMessage:
    """Its text, and its files."""
    text = pre_read_message(edition.review, reader, wall)
    return text._replace(files=_files(edition, [PackForm(name) for name in dict.fromkeys(forms)], reader))


def link(wall: Settings, path: str) -> str:
    """Of this wall; "" while it has no address."""
    address = wall.server.address
    return f"{address.rstrip('/')}{path}" if address else ""


def review_link(review: Review, wall: Settings) -> str:
    period = review.under_review
    return link(wall, Asked(review.site, period.kind, period.last).address())


def _people(review: Review, reader: Reader) -> WeekWords | None:
    """What is written is of weeks."""
    period = review.under_review
    return reader.review.week(WeekQuestion(review.site, period.last)) if period.kind is PeriodKind.WEEK else None


def _files(edition: Edition, forms: Sequence[PackForm], reader: Reader) -> list[File]:
    review = edition.review
    period = review.under_review
    question = ReviewQuestion(review.site, period.last, period.kind)
    before = next((each for each in reader.editions.of(question) if each.number == edition.number - 1), None)
    differs = differences(before.review, review) if before else ()
    said = entries(reader, review, None)
    beside = Beside(said, edition_name(edition.number), differing_words(differs, reader.settings))
    with_rows = PackForm.WORKBOOK in forms
    document = compose(review, reader.settings, beside, exceptions_only=True, with_rows=with_rows)
    name = f"review-{review.site}-{period.last}-edition-{edition.number}"
    return [File(f"{_safe(name, form)}.{FORMS[form].ending}", FORMS[form].make(document)) for form in forms]


def _safe(name: str, form: PackForm) -> str:
    """Only what every system takes of the site's name."""
    letter = "-letter" if form is PackForm.LETTER else ""
    return _ODD.sub("-", name)[:100] + letter
