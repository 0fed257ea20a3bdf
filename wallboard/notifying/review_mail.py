"""Sends what is mailed of the week before, when its weekday and time have come: each message once, and not when it is old news."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

import structlog

from wallboard.clock import Clock, local
from wallboard.ledger import LedgerError
from wallboard.ledger.mailing_log import Mail, MailingLog, MailingState
from wallboard.notifying.mailing_times import due_at, too_late_at
from wallboard.notifying.readdressed import readdressed
from wallboard.notifying.sender import File, Outcome, Sent
from wallboard.periods import PeriodKind
from wallboard.settings import Channel, Mailing, Settings

log = structlog.get_logger(__name__)

MAIL_EVERY_S = 60.0
_STATES = {
    Outcome.SENT: MailingState.SENT,
    Outcome.REFUSED: MailingState.REFUSED,
    Outcome.UNSURE: MailingState.UNSURE,
}


class ReviewMessage(NamedTuple):
    """`part` names one of several; `to` is a mail address that has it alone, in place of the channel's."""

    title: str
    body: str
    files: Sequence[File] = ()
    part: str = ""
    to: str = ""


Write = Callable[[Mail, Mailing, Channel], Sequence[ReviewMessage]]  # may publish; several have names


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
                self._mail(mail, mailing, settings.channels[mailing.channel])
            except LedgerError as error:  # the ledger's own watch tells of it
                log.debug("reviews wait for the ledger", reason=str(error))

    def send(self, mail: Mail, message: ReviewMessage, mailing: Mailing, channel: Channel) -> MailingState | None:
        """One message, once, whoever else sends it: how that went, or how it stands where it was sent or tried already.
        Raises LedgerError."""
        mailings = self._mailings()
        if not mailings.begin(mail, self._clock()):
            return mailings.state(mail)
        address = channel.address.get_secret_value()
        sent = self._sender.send(
            readdressed(address, message.to) if message.to else address, message.title, message.body, message.files
        )
        state = _STATES[sent.outcome]
        mailings.end(mail, state, self._clock(), sent.why)
        if sent.outcome is not Outcome.SENT:
            log.warning("a review was not sent", mailing=mail.mailing, channel=mailing.channel, reason=sent.why)
        return state

    def _due(self, settings: Settings) -> Iterator[tuple[Mail, Mailing]]:
        for name, mailing in settings.mailings.items():
            site = settings.site_of(mailing)
            now = local(self._clock(), settings.zone(site)).replace(tzinfo=None)
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
        except Exception:
            log.exception("a review could not be made", mailing=mail.mailing)
            self._end(mail, MailingState.REFUSED, "it could not be made")
            return
        states = [self.send(mail._replace(part=each.part), each, mailing, channel) for each in messages]
        if all(message.part for message in messages):  # the whole stands where each of them does
            refused = MailingState.REFUSED in states
            self._end(mail, MailingState.REFUSED if refused else MailingState.SENT)

    def _end(self, mail: Mail, state: MailingState, why: str = "") -> None:
        """Unless another wall was faster."""
        if self._mailings().begin(mail, self._clock()):
            self._mailings().end(mail, state, self._clock(), why)
