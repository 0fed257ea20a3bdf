"""What a mailing sends: the review of a week, published, as a text and in the forms that its settings name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from layouts.access.review_pack.content import entries
from layouts.pack.compose import Beside, compose
from layouts.pack.edition_words import differing_words, edition_name
from layouts.pack.forms import FORMS
from layouts.pack.forms import Form as PackForm
from layouts.review.plain_text import pre_read
from wallboard.engine.edition_reader import Edition
from wallboard.engine.reader import Reader, Readers
from wallboard.languages import _, language, speak
from wallboard.ledger.mailing_log import Mail
from wallboard.model.remit import EVERYTHING
from wallboard.model.review_words import Author
from wallboard.notifying.review_mail import ReviewMessage
from wallboard.notifying.sender import File
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.review_words import WeekQuestion
from wallboard.review.differing import differences
from wallboard.settings import Channel, Mailing, Settings

_ODD = re.compile("[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class ReviewWriter:
    """May wait for a database, and raise LedgerError."""

    readers: Readers
    settings: Callable[[], Settings]

    def __call__(self, mail: Mail, mailing: Mailing, channel: Channel) -> ReviewMessage:
        """In the channel's language, or the site's. What is published already, and differs in nothing, is not published
        again."""
        settings, reader = self.settings(), self.readers.within(EVERYTHING)
        with speak(language(channel.language or settings.sites[mail.site].language)):
            question = ReviewQuestion(mail.site, mail.last)
            by = Author(_("mailing {name}", name=mail.mailing))
            edition = reader.editions.publish(reader.reviewed(question), by)
            before = next((each for each in reader.editions.of(question) if each.number == edition.number - 1), None)
            week = reader.review.week(WeekQuestion(mail.site, mail.last))
            link = _link(settings, mail)
            title, text = pre_read(edition.review, reader.settings, week, link)
            return ReviewMessage(title, text, _files(mail, mailing, edition, before, reader))


def _files(mail: Mail, mailing: Mailing, edition: Edition, before: Edition | None, reader: Reader) -> list[File]:
    differs = differences(before.review, edition.review) if before else ()
    said = entries(reader, edition.review, None)
    beside = Beside(said, edition_name(edition.number), differing_words(differs, reader.settings))
    document = compose(edition.review, reader.settings, beside, exceptions_only=True)
    name = f"review-{mail.site}-{mail.last}-edition-{edition.number}"
    return [File(f"{_safe(name, form)}.{FORMS[form].ending}", FORMS[form].make(document)) for form in _forms(mailing)]


def _forms(mailing: Mailing) -> list[PackForm]:
    """Each once."""
    return [PackForm(name) for name in dict.fromkeys(mailing.forms)]


def _safe(name: str, form: PackForm) -> str:
    """Only what every system takes of the site's name."""
    letter = "-letter" if form is PackForm.LETTER else ""
    return _ODD.sub("-", name)[:100] + letter


def _link(settings: Settings, mail: Mail) -> str:
    """To the review itself; "" while the wall has no address."""
    address = settings.server.address
    query = urlencode({"site": mail.site, "week": mail.last.isoformat()})
    return f"{address.rstrip('/')}/review?{query}" if address else ""
