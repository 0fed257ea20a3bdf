"""Mails a review at once: what is to be read before the meeting, or an edition's pack, to the channel of a mailing. Each time that
the page offers it is good for once, however often it is pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore
from urllib.parse import urlencode

from layouts.access.page_request import PageRequest
from layouts.access.review_pack.asked import AskedPack, NoSuchReview
from layouts.access.review_pack.messages import pack_message, pre_read_message
from layouts.pack.edition_words import edition_name
from layouts.web.forms import Form
from wallboard.access.access import Access
from wallboard.clock import Clock
from wallboard.engine.edition_reader import Edition
from wallboard.engine.reader import Reader, Readers
from wallboard.languages import _, language, speak
from wallboard.model import SECOND, Micros
from wallboard.model.mailings import Mail, MailingState
from wallboard.model.remit import EVERYTHING
from wallboard.notifying.review_post import Post, ReviewMessage
from wallboard.review import Review
from wallboard.settings import Channel, Mailing, Settings

PRE_READ = "pre_read"
NEVER_LONGER: Micros = 120 * SECOND  # it takes to send: whoever takes longer has died
_WITHIN_S = 20.0


class NotMailed(ValueError):
    """Nothing was sent; the text says why."""


@dataclass(frozen=True, slots=True)
class Mailed:
    """How what was sent at once stands, in words. `is_wrong`: somebody may have to do something."""

    words: str
    is_wrong: bool = False
    is_under_way: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be sent by which mailing; `edition` 0 is what is to be read before the meeting."""

    name: str
    mailing: Mailing
    channel: Channel
    edition: int
    mail: Mail


@dataclass(frozen=True, slots=True)
class MailNow:
    access: Access
    readers: Readers
    clock: Clock
    post: Post
    room: BoundedSemaphore  # of files that are made at once

    @property
    def _settings(self) -> Settings:
        return self.readers.engine.settings

    def mailings(self, site: str) -> Mapping[str, Mailing]:
        """Those of a site that are of the review, by name."""
        settings = self._settings
        of_review = ((name, each) for name, each in settings.mailings.items() if each.what != "departments")
        return {name: each for name, each in of_review if settings.site_of(each) == site}

    def offered(self, site: str) -> list[tuple[str, str]]:
        """Each as the form sends it, and in words."""
        return [
            (name, _("{mailing} (channel {channel})", mailing=name, channel=each.channel))
            for name, each in self.mailings(site).items()
        ]

    def send(self, request: PageRequest, asked: AskedPack, review: Review, reader: Reader) -> str:
        """What the address of the page says besides, so that it tells how this went. Raises NotMailed, NoSuchReview, and
        LookupError where not all of the site is theirs."""
        if not reader.editions.may_publish(review.site):
            raise LookupError(f"not all of {review.site} is theirs to send round")
        wish = self._wish(request.form, asked, review)
        if self.post.stands(wish.mail) is None:
            posted = self.post.send(wish.mail, self._message(wish, asked, review), wish.channel)
            if posted.now and self.access.sign_in:
                told = {"mailing": wish.name, "channel": wish.mailing.channel, "how": str(posted.state)}
                about = f"{review.site}, {review.under_review.kind.value} to {review.under_review.last}"
                self.access.audit.write(
                    "review_mailed", request.visitor, request.address, about, what=_what(wish.edition), **told
                )
        return urlencode(
            {"mailing": wish.name, "send": str(wish.edition or PRE_READ), "mailed": request.form.text("at")}
        )

    def told(self, query: Form, asked: AskedPack, review: Review) -> Mailed | None:
        """How it went, on the page to which one comes back."""
        if not query.text("mailed"):
            return None
        try:
            wish = self._wish(query, asked, review, at=query.text("mailed"))
        except (NotMailed, NoSuchReview):
            return None
        stands = self.post.stands(wish.mail)
        if stands is None:
            return None
        died = stands.state is MailingState.SENDING and self.clock() - stands.at > NEVER_LONGER
        return _said(wish, MailingState.UNSURE if died else stands.state)

    def _wish(self, form: Form, asked: AskedPack, review: Review, at: str = "") -> _Wish:
        name, send, at = form.text("mailing"), form.text("send"), at or form.text("at")
        mailing = self.mailings(review.site).get(name)
        if mailing is None:
            raise NotMailed(_("There is no such mailing at this site. Choose one of the list."))
        if not at.isascii() or not at.isdigit() or len(at) > 18:
            raise NotMailed(_("Load the page again, and send it from there."))
        number = int(send) if send.isascii() and send.isdigit() and len(send) < 9 else 0
        if not number and send != PRE_READ:
            raise NotMailed(_("Say what is to be sent."))
        part = f"now:{review.under_review.kind.value}:{number or PRE_READ}:{at}"
        mail = Mail(name, review.site, review.under_review.last, part)
        return _Wish(name, mailing, self._settings.channels[mailing.channel], number, mail)

    def _message(self, wish: _Wish, asked: AskedPack, review: Review) -> ReviewMessage:
        """In the channel's language, of all that there is of the site, as the mailing itself would send it."""
        settings, reader = self._settings, self.readers.within(EVERYTHING)
        edition = _edition(wish.edition, asked, reader) if wish.edition else None
        if not self.room.acquire(timeout=_WITHIN_S):
            raise NotMailed(_("Others are making files just now. Try again in a minute."))
        try:
            with speak(language(wish.channel.language or settings.sites[review.site].language)):
                if edition is None:
                    return pre_read_message(reader.reviewed(asked.question), reader, settings)
                return pack_message(edition, wish.mailing.forms, reader, settings)
        finally:
            self.room.release()


def _edition(number: int, asked: AskedPack, reader: Reader) -> Edition:
    found = next((each for each in reader.editions.of(asked.question) if each.number == number), None)
    if found is None:
        raise NotMailed(_("There is no such edition. Publish the review first."))
    return found


def _what(edition: int) -> str:
    return f"edition {edition}" if edition else PRE_READ


def _said(wish: _Wish, state: MailingState) -> Mailed:
    told = {"what": edition_name(wish.edition) if wish.edition else _("What is to be read before the meeting")}
    told["channel"] = wish.mailing.channel
    match state:
        case MailingState.SENT:
            return Mailed(_("{what}: sent to {channel}.", **told))
        case MailingState.SENDING:
            return Mailed(_("{what}: being sent to {channel}.", **told), is_under_way=True)
        case MailingState.REFUSED:
            words = _(
                "{what}: {channel} did not take it, and nobody has it. Send it again when that is mended.", **told
            )
            return Mailed(words, is_wrong=True)
        case MailingState.UNSURE:
            words = _(
                "{what}: it may have reached {channel}, and it may not. Ask there before you send it again.", **told
            )
            return Mailed(words, is_wrong=True)
