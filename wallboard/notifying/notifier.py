"""Sends what is due, one after the other, each once: however many notifiers there are, and whenever one of them dies."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable

import structlog

from wallboard.clock import Clock
from wallboard.ledger import AlertLog, LedgerError
from wallboard.model import DAY, SECOND, Micros
from wallboard.model.alerts import Alert, Notification, NotificationState
from wallboard.notifying.sender import Sender
from wallboard.notifying.sent import Outcome
from wallboard.settings import Settings

log = structlog.get_logger(__name__)

NOTIFY_EVERY_S = 2.0
BACK_OFF_S = (5, 15, 60, 300)  # after the first, second ... refusal; then always the last
GIVEN_UP_AFTER: Micros = DAY
AT_ONCE = 20  # of those that are due, in one round

Words = Callable[[Alert, Notification, Settings], tuple[str, str]]  # the title and the body of a message
Step = Callable[[str], None]


def no_step(name: str) -> None: ...


class Notifier:
    """One of perhaps several over one ledger. Called again and again, by one thread."""

    def __init__(
        self,
        alerts: AlertLog,
        settings: Callable[[], Settings],
        sender: Sender,
        words: Words,
        clock: Clock,
        step: Step = no_step,
    ) -> None:
        """`step` is called with "claimed", "begun" and "sent" of each message."""
        self._alerts, self._settings, self._sender, self._words = alerts, settings, sender, words
        self._clock, self._step = clock, step
        self.name = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"

    def run(self) -> None:
        """One round, where there is anybody to tell. While the ledger is away nothing is sent."""
        if self._settings().channels:
            try:
                self.send_due()
            except LedgerError as error:  # the ledger's own watch tells of it
                log.debug("notifications wait for the ledger", reason=str(error))

    def send_due(self) -> int:
        """Sends what is due. Gives back how many were sent, or tried. A channel that did not take one is asked no more in
        this round: one that hangs must not keep others waiting. Raises LedgerError."""
        self._alerts.settle(self._clock())
        deaf = set[str]()
        for tried in range(AT_ONCE):
            ours = self._alerts.claim(self.name, self._clock(), deaf)
            if ours is None:
                return tried
            self._step("claimed")
            if not self._send(ours):
                deaf.add(ours.channel)
        return AT_ONCE

    def _send(self, ours: Notification) -> bool:
        """False where the channel did not take it, or nobody knows whether it did."""
        settings, alert = self._settings(), self._alerts.one(ours.alert)
        channel = settings.channels.get(ours.channel)
        now = self._clock()
        if not self._alerts.begin(ours, self.name, now):
            return True  # we were too slow, and another has it
        if alert is None or channel is None:
            self._alerts.end(ours, self.name, NotificationState.DROPPED, now, "the settings have no such channel")
            return True
        self._step("begun")
        title, body = self._words(alert, ours, settings)
        sent = self._sender.send(channel.address.get_secret_value(), title, body)
        self._step("sent")
        now = self._clock()
        if sent.outcome is Outcome.SENT:
            self._alerts.end(ours, self.name, NotificationState.SENT, now)
        elif sent.outcome is Outcome.UNSURE:
            self._alerts.end(ours, self.name, NotificationState.UNSURE, now, sent.why)
            log.warning("notification may not have gone out", channel=ours.channel, alert=ours.alert, reason=sent.why)
        else:
            self._refused(ours, now, sent.why)
        return sent.outcome is Outcome.SENT

    def _refused(self, ours: Notification, now: Micros, why: str) -> None:
        again = now + BACK_OFF_S[min(ours.attempts, len(BACK_OFF_S) - 1)] * SECOND
        if again - ours.made_at > GIVEN_UP_AFTER:
            self._alerts.end(ours, self.name, NotificationState.FAILED, now, why)
            log.error("notification given up", channel=ours.channel, alert=ours.alert, reason=why)
            return
        self._alerts.end(ours, self.name, NotificationState.DUE, now, why, again)
        if not ours.attempts:
            log.warning("notification refused", channel=ours.channel, alert=ours.alert, reason=why)
