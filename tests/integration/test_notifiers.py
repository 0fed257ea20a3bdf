"""Two notifiers over one ledger, which are killed again and again, and servers that refuse, fall silent and come back:
each notification goes out once. One that may have gone out when its notifier died is said to, and not sent again.

    python -m pytest -s tests/integration/test_notifiers.py                       sixty events, six kills
    NOTIFIER_KILLS=50 python -m pytest -s tests/integration/test_notifiers.py     500 events, and 50 kills
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.forking import FORKING
from tests.integration.mail_and_hooks import Mood, Received, mail_server, webhook
from tests.integration.notifier_process import hurried, notify
from wallboard.ledger import AlertLog, LedgerStore, Telling
from wallboard.model import Scope
from wallboard.model.alerts import AlertKey, AlertKind, NotificationState, Raised, Why

KILLS, KILLS_WHILE_SENDING = int(os.environ.get("NOTIFIER_KILLS", "6")), 4
EVENTS = 10 * KILLS  # every other one is told by mail, the rest to a webhook
PATIENCE_S = 90.0 + 10 * KILLS


def mood(visit: int) -> Mood:
    """Mostly well; every eleventh visit is refused, a few are met with silence."""
    if visit % 11 == 10:
        return "refuses"
    return "silent" if visit % 60 == 17 else "deaf" if visit % 60 == 47 else "well"


class Notifiers:
    """Two at a time; one that died is followed by another. The first ones die, at the steps that are given."""

    def __init__(self, url: str, settings: dict[str, object], deaths: list[str]) -> None:
        self._url, self._settings, self._deaths = url, settings, deaths
        self._running: list[multiprocessing.context.ForkServerProcess] = []
        self.died: Counter[str] = Counter()
        self._ends: dict[int, str] = {}

    def keep_two(self) -> None:
        for process in [process for process in self._running if not process.is_alive()]:
            self.died[self._ends.pop(process.pid or 0)] += 1
            self._running.remove(process)
        while len(self._running) < 2:
            dies_at = self._deaths.pop() if self._deaths else ""
            # where several of its messages went well before, it dies amid work
            after = 1 + (len(self._deaths) % 3) if dies_at else 0
            process = FORKING.Process(target=notify, args=(self._url, self._settings, dies_at, after), daemon=True)
            process.start()
            self._running.append(process)
            self._ends[process.pid or 0] = dies_at

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.join(10)


@contextmanager
def notifiers(url: str, settings: dict[str, object], deaths: list[str]) -> Iterator[Notifiers]:
    kept = Notifiers(url, settings, deaths)
    try:
        yield kept
    finally:
        kept.end()


def fire_all(alerts: AlertLog) -> list[int]:
    tell = Telling("desk", Why.FIRED), Telling("hook", Why.FIRED)
    fired = []
    for number in range(EVENTS):
        key, now = AlertKey("slow", Scope("main", queue=f"q{number}")), hurried()
        alert = alerts.fire(Raised(key, AlertKind.READING, "alarm", now, now), [tell[number % 2]], now)
        assert alert is not None
        fired.append(alert.id)
    return fired


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_S + 60)
def test_each_notification_goes_out_once_through_kills_refusals_and_silence(postgres_ledger_url: str) -> None:
    mail, hook = Received(mood), Received(mood)
    deaths = ["claimed"] * KILLS + ["begun", "sent"] * (KILLS_WHILE_SENDING // 2)
    with (
        closing(LedgerStore(postgres_ledger_url)) as store,
        mail_server(mail) as mail_port,
        webhook(hook) as hook_port,
    ):
        alerts = AlertLog.over(store)
        fired = fire_all(alerts)
        within = "cto=1&rto=1"
        channels = {
            "desk": {"address": f"mailto://127.0.0.1:{mail_port}?from=wall@wall.test&to=desk@wall.test&{within}"},
            "hook": {"address": f"json://127.0.0.1:{hook_port}/alert?{within}"},
        }
        settings: dict[str, object] = {"sites": {"main": {"name": "311", "zone": "UTC"}}, "channels": channels}
        with notifiers(postgres_ledger_url, settings, deaths) as running:
            give_up = time.monotonic() + PATIENCE_S
            while time.monotonic() < give_up:
                running.keep_two()
                states = Counter(each.state for alert in fired for each in alerts.notified(alert))
                if states.keys() <= {NotificationState.SENT, NotificationState.UNSURE}:
                    break
                time.sleep(0.3)
        every = [each for alert in fired for each in alerts.notified(alert)]
    times = mail.times + hook.times
    state = {each.id: each.state for each in every}
    print(
        f"\n{len(every)} notifications, died: {dict(running.died)}, states: {Counter(state.values())}, "
        f"mail met {dict(mail.met)}, hook met {dict(hook.met)}"
    )
    assert running.died == Counter(
        {"claimed": KILLS, "begun": KILLS_WHILE_SENDING // 2, "sent": KILLS_WHILE_SENDING // 2}
    )
    assert len(every) == EVENTS
    assert set(state.values()) <= {NotificationState.SENT, NotificationState.UNSURE}
    twice = {number: state[number] for number, n in times.items() if n > 1}
    assert not twice, f"sent twice: {twice}"
    assert all(times[number] == 1 for number, how in state.items() if how is NotificationState.SENT), "lost"
    silent, cut_off = mail.met["silent"] + hook.met["silent"], KILLS_WHILE_SENDING
    assert sum(how is NotificationState.UNSURE for how in state.values()) <= silent + cut_off
    assert min(met.met[how] for met in (mail, hook) for how in ("refuses", "silent")) > 0
