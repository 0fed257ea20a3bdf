"""The composition root: settings become parts, parts become a wall that is ready to start. No logic here."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import ExitStack, closing
from dataclasses import dataclass

from layouts.site.poller import OpenSource, Poller, open_poller
from layouts.site.review_mail import ReviewWriter
from layouts.site.web import Web
from layouts.wall.alert_words import notification_words
from layouts.wall.boards import hung
from layouts.web.http import AsgiScope, Receive, Send
from wallboard.access.access import Access
from wallboard.clock import Clock, SteadyClock, system_clock
from wallboard.engine.engine import Engine
from wallboard.engine.poll import Step, no_step
from wallboard.notifying.notifier import NOTIFY_EVERY_S, Notifier
from wallboard.notifying.review_mail import MAIL_EVERY_S, ReviewMail
from wallboard.notifying.sender import AppriseSender
from wallboard.settings import Settings


@dataclass
class Application:
    """One wallboard in one process: the half that polls, and the half that shows its figures."""

    poller: Poller
    web: Web
    notifier: Notifier
    review_mail: ReviewMail

    def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> Awaitable[None]:
        # no coroutine of its own: each one costs every frame to every screen
        return self.web.shell(scope, receive, send)

    @property
    def settings(self) -> Settings:
        return self.web.settings

    @property
    def engine(self) -> Engine:
        return self.poller.engine

    @property
    def access(self) -> Access:
        return self.web.access

    def stopping(self) -> None:
        self.web.shell.stopping()

    def start(self) -> None:
        self.web.start()
        self.engine.also("notifications", NOTIFY_EVERY_S, self.notifier.run)
        self.engine.also("reviews", MAIL_EVERY_S, self.review_mail.run)
        self.poller.start()

    def stop(self) -> bool:
        """False when a poll hangs so that its thread would keep the process alive."""
        self.web.stop()
        stopped = self.poller.stop()
        self.web.access.close()
        return stopped

    def take_over(self, settings: Settings) -> list[str]:
        """New settings without a restart: pages load anew, screens reload, sources that did not change stay open. All of
        it or nothing: raises LedgerError while the ledger is away. Gives back what only counts after a restart."""
        before = hung(self.settings).keys()
        after_restart = self.poller.take_over(settings, self.web)
        self.web.forget(before - hung(settings).keys())  # not earlier: a tick may still have published them
        return after_restart


def build(
    settings: Settings, open_source: OpenSource, clock: Clock = system_clock, step: Step = no_step
) -> Application:
    """A wallboard that is ready to start. Holds the ledger, and brings its tables up to date. Where it cannot be had,
    nothing stays open or held."""
    ahead = 0 if clock is system_clock else clock() - system_clock()
    steady = clock if isinstance(clock, SteadyClock) else SteadyClock(clock)
    with ExitStack() as opened:
        # people's sessions do not follow a demonstration's clock
        access = opened.enter_context(closing(Access(settings, lambda: steady() - ahead)))
        poller = open_poller(settings, open_source, steady, step)
        opened.callback(poller.close)
        web = Web(settings, poller.engine, access, steady)
        web.listen()
        alerts = poller.engine.equipment.ledger.alerts
        sender = AppriseSender()
        notifier = Notifier(alerts, lambda: web.settings, sender, notification_words, steady)
        ledger = poller.engine.equipment.ledger
        write = ReviewWriter(web.readers, lambda: web.settings, access.people.get)
        review_mail = ReviewMail(lambda: ledger.mailings, lambda: web.settings, sender, write, steady)
        opened.pop_all()
    return Application(poller, web, notifier, review_mail)
