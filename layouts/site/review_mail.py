"""What a mailing sends of a week: the review, published, with its files; what is to be read before the meeting; or who is asked
to explain what; or what each department's morning is (morning_mail.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from layouts.access.review_pack.messages import link, pack_message, pre_read_message
from layouts.page.review_words import words_address
from layouts.review.ask_text import AskText, owed
from layouts.site.morning_mail import morning_messages
from wallboard.access.person import Person
from wallboard.engine.reader import Reader, Readers
from wallboard.languages import _, language, speak, speaking
from wallboard.model.mailings import Mail
from wallboard.model.remit import EVERYTHING
from wallboard.model.review_words import Author, FigureKey, Owner
from wallboard.notifying.mailing_times import cut_off_at
from wallboard.notifying.review_post import ReviewMessage
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.review_words import WeekQuestion
from wallboard.review import Review
from wallboard.settings import Channel, Mailing, Settings


def nobody(account: str) -> Person | None:
    return None


@dataclass(frozen=True, slots=True)
class ReviewWriter:
    """May wait for a database, and raise LedgerError. `person` finds somebody by the id of their account."""

    readers: Readers
    settings: Callable[[], Settings]
    person: Callable[[str], Person | None] = nobody

    def __call__(self, mail: Mail, mailing: Mailing, channel: Channel) -> Sequence[ReviewMessage]:
        """In the channel's language, or the site's; what an owner is asked, in theirs where they chose one. What is
        published already, and differs in nothing, is not published again."""
        settings, reader = self.settings(), self.readers.within(EVERYTHING)
        tag = channel.language or settings.sites[mail.site].language
        with speak(language(tag)):
            if mailing.what == "departments":
                return list(morning_messages(mail, mailing, self.readers, settings))
            review = reader.reviewed(ReviewQuestion(mail.site, mail.last))
            match mailing.what:
                case "ask":
                    return list(self._asking(review, reader, settings, mailing))
                case "pre_read":
                    return [pre_read_message(review, reader, settings)]
                case "pack":
                    whole = reader.reviewed_with_rows(ReviewQuestion(mail.site, mail.last))
                    edition = reader.editions.publish(whole, Author(_("mailing {name}", name=mail.mailing)))
                    return [pack_message(edition, mailing.forms, reader, settings)]

    def _asking(self, review: Review, reader: Reader, wall: Settings, mailing: Mailing) -> Iterator[ReviewMessage]:
        """To each owner who has an address what is theirs, and to the channel all that is left."""
        week = review.under_review.last
        until = cut_off_at(week, mailing)
        if until is None:
            return
        text = AskText(review, reader.settings, until, lambda about: link(wall, words_address(about, week)))
        others = dict[Owner, Sequence[FigureKey]]()
        for owner, figures in owed(review, reader.review.week(WeekQuestion(review.site, week))).items():
            person = self.person(owner.account) if owner.account else None
            to = "" if person is not None and person.disabled else _address(owner.name, mailing.addresses)
            if not to:
                others[owner] = figures
                continue
            with speak(language(person.language) if person and person.language else speaking()):
                told = text.to_owner(owner, figures)
            yield ReviewMessage(*told, part=f"owner {owner.account or owner.name}", to=to)
        if others:
            yield ReviewMessage(*text.to_all(others), part="all")


def _address(name: str, addresses: Mapping[str, str]) -> str:
    """Of an owner, however their name is written; "" where none is known."""
    return next((to for known, to in addresses.items() if _folded(known) == _folded(name)), "")


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
