"""A notifier in a process of its own, which kills itself where it is told to."""

from __future__ import annotations

import os
import signal
import time

from apprise import Apprise

from wallboard.ledger import AlertLog, LedgerStore
from wallboard.model import Micros
from wallboard.model.alerts import Alert, Notification
from wallboard.notifying.notifier import Notifier
from wallboard.notifying.sender import AppriseSender
from wallboard.settings import Settings

# whoever is forked after this was imported finds every plugin of Apprise loaded, which takes a second
LOADED = Apprise().add(["json://127.0.0.1", "mailto://127.0.0.1?from=wall@wall.test&to=desk@wall.test"])
FASTER = 60  # its clock runs: a claim lapses in half a second


def hurried() -> Micros:
    return time.monotonic_ns() // 1_000 * FASTER


def numbered(_alert: Alert, ours: Notification, _settings: Settings) -> tuple[str, str]:
    return "An alert", f"[notification {ours.id}]"


def notify(url: str, settings: dict[str, object], dies_at: str, dies_after: int) -> None:
    """Notifies until it is ended; dies at the step `dies_at` of its `dies_after`th message."""
    counted = 0

    def step(name: str) -> None:
        nonlocal counted
        if name == dies_at:
            counted += 1
            if counted == dies_after:
                os.kill(os.getpid(), signal.SIGKILL)

    alerts, known = AlertLog.over(LedgerStore(url)), Settings.model_validate(settings)
    notifier = Notifier(alerts, lambda: known, AppriseSender(), numbered, hurried, step)
    while True:
        if not notifier.send_due():
            time.sleep(0.02)
