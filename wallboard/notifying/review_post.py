"""Sends one message of the review, once: whoever else sends the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import structlog

from wallboard.clock import Clock
from wallboard.ledger.mailing_log import MailingLog
from wallboard.model.mailings import Mail, MailingState, Standing
from wallboard.notifying.readdressed import readdressed
from wallboard.notifying.sender import File
from wallboard.notifying.sent import Outcome, Sent
from wallboard.settings import Channel

log = structlog.get_logger(__name__)

_STATES = {
    Outcome.SENT: MailingState.SENT,
    Outcome.REFUSED: MailingState.REFUSED,
    Outcome.UNSURE: MailingState.UNSURE,
}


class ReviewMessage(NamedTuple):
    """`part` names one of several; `to` is a mail address that has it alone, in place of the channel's. `html`: the body again, for who
    is mailed it and can have it so; "" where there is none."""

    title: str
    body: str
    files: Sequence[File] = ()
    part: str = ""
    to: str = ""
    html: str = ""


class FileSender(Protocol):
    def send(self, address: str, title: str, body: str, files: Sequence[File] = (), html: str = "") -> Sent:
        """Blocks until it is known how it went. Never raises."""


def hand_over(message: ReviewMessage, channel: Channel, sender: FileSender) -> Sent:
    """Without a word of it in any ledger. Blocks until it is known how it went."""
    address = channel.address.get_secret_value()
    to = readdressed(address, message.to) if message.to else address
    return sender.send(to, message.title, message.body, message.files, message.html)


class Posted(NamedTuple):
    """How a message stands. `now`: it was sent, or tried, by this call."""

    state: MailingState | None
    now: bool


class Post:
    """Any thread may call, and several walls over one ledger."""

    def __init__(self, mailings: Callable[[], MailingLog], sender: FileSender, clock: Clock) -> None:
        self._mailings, self._sender, self._clock = mailings, sender, clock

    def stands(self, mail: Mail) -> Standing | None:
        """None of a message that was never tried. Raises LedgerError."""
        return self._mailings().stands(mail)

    def send(self, mail: Mail, message: ReviewMessage, channel: Channel) -> Posted:
        """Blocks until it is known how it went. Raises LedgerError."""
        mailings = self._mailings()
        if not mailings.begin(mail, self._clock()):
            return Posted(mailings.state(mail), now=False)
        sent = hand_over(message, channel, self._sender)
        mailings.end(mail, _STATES[sent.outcome], self._clock(), sent.why)
        if sent.outcome is not Outcome.SENT:
            log.warning("a review was not sent", mailing=mail.mailing, reason=sent.why)
        return Posted(_STATES[sent.outcome], now=True)
