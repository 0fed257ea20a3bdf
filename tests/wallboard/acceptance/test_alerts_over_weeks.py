"""What built-in alerts tell over weeks of the demo city: how often they cry wolf, and how soon they find what was planted.

python -m pytest -s tests/wallboard/acceptance/test_alerts_over_weeks.py             some days
ALERT_WEEKS=16 python -m pytest -s --timeout 7200 tests/wallboard/acceptance/test_alerts_over_weeks.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.frozen import command
from tests.frozen.demo import settings_text
from tests.frozen.laying import settings_in
from wallboard.calls.happenings import Happening, What
from wallboard.clock import half_hour, instant, local, local_day
from wallboard.engine.trying import Trial, Tried, try_rules
from wallboard.ledger import Ledger
from wallboard.metrics.calls import service_level, service_level_n
from wallboard.model import DAY, MINUTE, NO_INSTANT, SECOND, Micros, Outcome, Reason, Visit, VisitKey
from wallboard.model.alerts import Alert, AlertKind
from wallboard.settings import Settings
from wallboard.simulate import city
from wallboard.simulate.demo import Demo
from wallboard.simulate.storm import Kind, Trouble, planted
from wallboard.simulate.troubles import FORGOTTEN
from wallboard.state.tally import Tally
from wallboard.state.thresholds import Thresholds

WEEKS = float(os.environ.get("ALERT_WEEKS", "0.3"))  # that are looked at; three before them say what is usual
PLANTED_WEEKS = max(0.6, WEEKS)  # one trouble on every weekday of them
ENDS = "2026-11-13T12:00-05:00"
EVERY_S = 120.0 if WEEKS < 1 else 60.0  # how often it is looked
MOST_A_WEEK = 1.0
# Which alert finds which trouble. A lost trunk is found by its silence, which a past day does not tell.
FINDS = {
    Kind.SURGE: (AlertKind.SURGE, AlertKind.PROMISE_LOST),
    Kind.SICK: (AlertKind.PROMISE_LOST, AlertKind.UNSTAFFED),
    Kind.FORGETS: (AlertKind.OVERLONG_PAUSE,),
    Kind.DESERTED: (AlertKind.UNSTAFFED, AlertKind.PROMISE_LOST),
}
UNHARMED = dict.fromkeys(Kind, "no promise was broken") | {Kind.FORGETS: "nobody was away for longer than allowed"}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600 if WEEKS < 1 else 14_400)]


def tried(
    folder: Path, weeks: float, troubles: tuple[Trouble, ...], judge: Callable[[Ledger, Settings, Tried], None]
) -> None:
    """Fills a demo city, reads its phones, and looks at the last weeks of it."""
    ends = datetime.fromisoformat(ENDS)
    demo = Demo(folder, lambda: instant(ENDS), weeks=round(weeks + 3.5), troubles=troubles)
    demo.fill()
    demo.close()
    file = settings_in(folder, settings_text().replace("demo = true", PAUSES))
    command.read_in(file, ends.isoformat(), "phones")
    import app

    settings = app.load(file)
    with closing(Ledger(settings.ledger)) as ledger:
        judge(ledger, settings, try_rules(ledger, settings, Trial("main", since(weeks), instant(ENDS), EVERY_S)))


PAUSES = "demo = true\npauses = { lunch = 3060, break = 1200, errand = 120 }"


def since(weeks: float) -> Micros:
    return instant(ENDS) - round(weeks * 7 * DAY)


def test_in_quiet_weeks_no_rule_cries_wolf_more_than_once_a_week(tmp_path: Path) -> None:
    def judge(ledger: Ledger, settings: Settings, found: Tried) -> None:
        fired = Counter(alert.raised.kind.value for alert in found.alerts)
        false = Counter(alert.raised.kind.value for alert in found.alerts if is_false(ledger, settings, alert))
        weeks = (found.until - found.since) / (7 * DAY)
        print(f"\n{weeks:.1f} weeks without planted trouble")
        for kind in AlertKind:
            if kind not in (AlertKind.READING, AlertKind.SOURCE_LOST):
                n, wolf = fired[kind.value], false[kind.value]
                print(f"  {kind.value:15} fired {n:4}, false {wolf:3}: {wolf / weeks:.2f} a week")
                assert wolf <= max(1, MOST_A_WEEK * weeks), kind

    tried(tmp_path, WEEKS, (), judge)


def is_false(ledger: Ledger, settings: Settings, alert: Alert) -> bool:
    """A half hour's promise that was kept after all; of the others all, for nothing was planted."""
    if alert.raised.kind is not AlertKind.PROMISE_LOST:
        return True
    share, _ = half_hour_of(ledger, settings, alert.key.scope.queue, alert.raised.fired)
    return share is not None and share >= (alert.raised.threshold or 0)


def half_hour_of(ledger: Ledger, settings: Settings, queue: str, at: Micros) -> tuple[float | None, int]:
    """The share that was answered in time in a queue's half hour, and of how many."""
    begins, ends = half_hour(at, settings.zone("main"))
    visits, tally = ledger.visits("main", begins, ends, [queue]), Tally()
    threshold = Thresholds(settings, "main").of(queue, begins)
    for number, row in enumerate(visits.to_dict("records")):
        left, reason = (
            None if row["left"] == NO_INSTANT else row["left"],
            Reason(row["reason"]) if row["reason"] else None,
        )
        key = VisitKey("phones", str(number), queue, 0)
        visit = Visit(key, "main", row["entered"], Outcome(row["outcome"]), left, row["wait_s"], reason)
        tally.add(visit, threshold)
    variant = settings.queue(queue).service_level
    return service_level(tally, variant), service_level_n(tally, variant)


def did_harm(ledger: Ledger, settings: Settings, trouble: Trouble) -> bool:
    if trouble.kind is Kind.FORGETS:
        allowed = settings.pause_allowed_s(FORGOTTEN) or 0
        return away_s(ledger, trouble) > allowed + EVERY_S  # how often is looked
    return broke_a_promise(ledger, settings, trouble)


def away_s(ledger: Ledger, trouble: Trouble) -> float:
    """For how long somebody was on the errand that was planted: who is talking goes on it only after the call."""
    paused = (
        (trouble.until - row.at) / SECOND
        for row in agents_rows(ledger)
        if row.what is What.PAUSED and row.detail == FORGOTTEN and trouble.at <= row.at <= trouble.until
    )
    return max(paused, default=0)


@cache
def agents_rows(ledger: Ledger) -> tuple[Happening, ...]:
    """What the phone system told of agents and not of a call."""
    return tuple(row for row, _ in ledger.steps_of_call("phones", "NONE"))


def broke_a_promise(ledger: Ledger, settings: Settings, trouble: Trouble) -> bool:
    """Whether any half hour of its queue was missed while it lasted, of calls enough to be judged."""
    least, target = settings.alarm.least_calls, settings.target(trouble.queue, in_force_on(trouble.at)).share or 0
    halves = (half_hour_of(ledger, settings, trouble.queue, at) for at in range(trouble.at, trouble.until, 30 * MINUTE))
    return any(share is not None and share < target and n >= 2 * least for share, n in halves)


def in_force_on(at: Micros) -> date:
    return local_day(at, ZoneInfo(city.ZONE))


def test_what_is_planted_is_found_and_soon(tmp_path: Path) -> None:
    troubles = planted(since(PLANTED_WEEKS), instant(ENDS) - 90 * MINUTE, every=1)

    def judge(ledger: Ledger, settings: Settings, found: Tried) -> None:
        print(f"\n{len(troubles)} troubles planted")
        for trouble in troubles:
            if trouble.kind in FINDS:
                found_by = {alert.raised.kind: alert for alert in reversed(found.alerts) if finds(alert, trouble)}
                after = {kind: (alert.raised.fired - trouble.at) / MINUTE for kind, alert in found_by.items()}
                told = ", ".join(f"{kind.value} after {minutes:.0f} min" for kind, minutes in after.items())
                when = f"{local(trouble.at, settings.zone('main')):%a %H:%M}"
                harm = did_harm(ledger, settings, trouble)
                said = told or ("not found" if harm else f"not found, and {UNHARMED[trouble.kind]}")
                print(f"  {when} {trouble.kind.value:9} {trouble.queue:8} {trouble.lasts_s / 60:4.0f} min: {said}")
                assert found_by or not harm, trouble

    tried(tmp_path, PLANTED_WEEKS, troubles, judge)


def finds(alert: Alert, trouble: Trouble) -> bool:
    here = alert.key.scope.queue in ("", trouble.queue)
    return alert.raised.kind in FINDS[trouble.kind] and here and trouble.at <= alert.raised.fired <= trouble.until
