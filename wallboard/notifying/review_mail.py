"""Sends what is mailed of the week before when its weekday and time have come, and to departments each morning: each message once, and
not when it is old news."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import structlog

from wallboard.clock import Clock, local
from wallboard.ledger import LedgerError
from wallboard.ledger.mailing_log import MailingLog
from wallboard.model.mailings import Mail, MailingState
from wallboard.notifying.mailing_times import due_at, is_morning, too_late_at
from wallboard.notifying.review_post import FileSender, Post, ReviewMessage
from wallboard.periods import PeriodKind
from wallboard.settings import Channel, Mailing, Settings

log = structlog.get_logger(__name__)

MAIL_EVERY_S = 60.0

Write = Callable[[Mail, Mailing, Channel], Sequence[ReviewMessage]]  # may publish; several have names


class ReviewMail:
    """One of perhaps several over one ledger. Called again and again, by one thread."""

    def __init__(
        self,
        mailings: Callable[[], MailingLog],
        settings: Callable[[], Settings],
        sender: FileSender,
        write: Write,
        clock: Clock,
    ) -> None:
        self._mailings, self._settings = mailings, settings
        self._write, self._clock, self._post = write, clock, Post(mailings, sender, clock)

    def run(self) -> None:
        """One round. While the ledger is away nothing is sent."""
        settings = self._settings()
        for mail, mailing in self._due(settings):
            try:
                self._mail(mail, mailing, settings.channels[mailing.channel])
            except LedgerError as error:  # the ledger's own watch tells of it
                log.debug("reviews wait for the ledger", reason=str(error))

    def _due(self, settings: Settings) -> Iterator[tuple[Mail, Mailing]]:
        for name, mailing in settings.mailings.items():
            site = settings.site_of(mailing)
            now = local(self._clock(), settings.zone(site)).replace(tzinfo=None)
            if mailing.what == "departments":
                if is_morning(now, mailing):
                    yield Mail(name, site, now.date()), mailing
                continue
            week = settings.sites[site].periods.last_full(PeriodKind.WEEK, now.date() - timedelta(days=1))
            if due_at(week.last, mailing) <= now < too_late_at(week.last, mailing):
                yield Mail(name, site, week.last), mailing

    def _mail(self, mail: Mail, mailing: Mailing, channel: Channel) -> None:
        """It is made before anything says that it is being sent: whoever dies while making it has sent nothing."""
        if not self._mailings().waits(mail, self._clock()):
            return
        try:
            messages = self._write(mail, mailing, channel)
        except LedgerError:
            raise
        except Exception:  # a fault of ours: tried again it would fail again, and other mailings wait behind it
            log.exception("a mailing could not be made", mailing=mail.mailing)
            self._end(mail, MailingState.REFUSED, "it could not be made")
            return
        states = [self._post.send(mail._replace(part=each.part), each, channel).state for each in messages]
        if all(message.part for message in messages):  # the whole stands where each of them does
            refused = MailingState.REFUSED in states
            self._end(mail, MailingState.REFUSED if refused else MailingState.SENT)

    def _end(self, mail: Mail, state: MailingState, why: str = "") -> None:
        """Unless another wall was faster."""
        if self._mailings().begin(mail, self._clock()):
            self._mailings().end(mail, state, self._clock(), why)
