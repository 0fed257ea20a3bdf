"""Sends the review of the week before, when its weekday and time have come: once, and not when it is old news."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

import structlog

from wallboard.clock import Clock, local
from wallboard.ledger import LedgerError
from wallboard.ledger.mailing_log import Mail, MailingLog, MailingState
from wallboard.notifying.sender import File, Outcome, Sent
from wallboard.periods import PeriodKind
from wallboard.settings import WEEKDAYS, Channel, Mailing, Settings

log = structlog.get_logger(__name__)

MAIL_EVERY_S = 60.0
TOO_LATE = timedelta(days=2)  # after which a wall that was away no longer sends it
_STATES = {
    Outcome.SENT: MailingState.SENT,
    Outcome.REFUSED: MailingState.REFUSED,
    Outcome.UNSURE: MailingState.UNSURE,
}


class ReviewMessage(NamedTuple):
    title: str
    body: str
    files: Sequence[File]


Write = Callable[[Mail, Mailing, Channel], ReviewMessage]  # publishes the review, and puts it into words and files


class FileSender(Protocol):
    def send(self, address: str, title: str, body: str, files: Sequence[File] = ()) -> Sent:
        """Blocks until it is known how it went. Never raises."""


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
        self._mailings, self._settings, self._sender = mailings, settings, sender
        self._write, self._clock = write, clock

    def run(self) -> None:
        """One round. While the ledger is away nothing is sent."""
        settings = self._settings()
        for mail, mailing in self._due(settings):
            try:
                self._send(mail, mailing, settings.channels[mailing.channel])
            except LedgerError as error:  # the ledger's own watch tells of it
                log.debug("reviews wait for the ledger", reason=str(error))

    def _due(self, settings: Settings) -> Iterator[tuple[Mail, Mailing]]:
        for name, mailing in settings.mailings.items():
            site = settings.site_of(mailing)
            now = local(self._clock(), settings.zone(site)).replace(tzinfo=None)
            week = settings.sites[site].periods.last_full(PeriodKind.WEEK, now.date() - timedelta(days=1))
            due = _first_after(week.last, mailing)
            if due <= now < due + TOO_LATE:
                yield Mail(name, site, week.last), mailing

    def _send(self, mail: Mail, mailing: Mailing, channel: Channel) -> None:
        """It is made before anything says that it is being sent: whoever dies while making it has sent nothing."""
        mailings = self._mailings()
        if not mailings.waits(mail, self._clock()):
            return
        try:
            message = self._write(mail, mailing, channel)
        except LedgerError:
            raise
        except Exception:
            log.exception("a review could not be made", mailing=mail.mailing)
            message = None
        if not mailings.begin(mail, self._clock()):
            return  # another wall was faster
        if message is None:
            mailings.end(mail, MailingState.REFUSED, self._clock(), "it could not be made")
            return
        sent = self._sender.send(channel.address.get_secret_value(), *message)
        mailings.end(mail, _STATES[sent.outcome], self._clock(), sent.why)
        if sent.outcome is not Outcome.SENT:
            log.warning("a review was not sent", mailing=mail.mailing, channel=mailing.channel, reason=sent.why)


def _first_after(last: date, mailing: Mailing) -> datetime:
    """Of the site's local time: the first such weekday and time after a week's last day."""
    first = last + timedelta(days=1)
    day = first + timedelta(days=(WEEKDAYS.index(mailing.day) - first.weekday()) % 7)
    return datetime.combine(day, mailing.at)
