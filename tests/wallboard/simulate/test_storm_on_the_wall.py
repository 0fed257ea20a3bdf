"""A storm over the demo city, seen by a wall that polls it: each alert that needs no setting fires and is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pytest

import data_sources
from layouts.cli.storm import telling
from wallboard.clock import instant
from wallboard.engine.engine import Engine
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Micros, State
from wallboard.model.alerts import AlertKind
from wallboard.settings.file import read as settings_file
from wallboard.simulate import demo_city
from wallboard.simulate.demo import Demo
from wallboard.simulate.storm import a_storm
from wallboard.simulate.troubles import befall

OPEN = instant("2026-11-20T10:42-05:00")
STEP_S, MINUTES, WEEKS = 5, 29, 4

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class Seen(NamedTuple):
    """What the wall had to show, by minute of the storm."""

    alerts: dict[AlertKind, list[float]]  # while each kind was on
    states: list[tuple[float, State]]  # of the source of calls
    told: list[str]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("storm")
    now: Micros = OPEN
    demo = Demo(folder, lambda: now, WEEKS)
    demo.fill()
    settings = settings_file.load(demo_city.write_settings(folder, {"port": 0}, False), data_sources.kinds(), {})
    options = settings.sources["phones"]
    phones = data_sources.kinds()[options.kind].open("phones", "main", settings.zone("main"), options)
    ledger = Ledger(settings.ledger)
    ledger.migrate()
    engine = Engine(settings, {"phones": phones}, ledger, clock=lambda: now)
    seen = Seen({}, [], [])
    with closing(demo), closing(phones), closing(ledger):
        while engine.polls.poll("phones") == 0:
            pass
        befall(demo, a_storm(OPEN), telling(settings, seen.told.append))
        for step in range(0, MINUTES * 60, STEP_S):
            now = OPEN + step * SECOND
            demo.env.run(until=now / SECOND + 0.001)
            demo.flush()
            if step % 60 == 0:
                engine.maintenance.run()
            engine.polls.poll("phones")
            engine.present.publish()
            engine.alarming.run()
            shown, minute = engine.present.snapshot(), step / 60
            for alert in shown.alerts:
                seen.alerts.setdefault(alert.raised.kind, []).append(minute)
            seen.states.append((minute, shown.health[0].state))
        yield seen


@pytest.mark.parametrize(
    ("kind", "after", "by", "over_by"),
    [
        (AlertKind.OVERLONG_PAUSE, 3, 5, 12),
        (AlertKind.SURGE, 3, 8, 28),
        (AlertKind.SOURCE_LOST, 11, 11.5, 12),
        (AlertKind.UNSTAFFED, 12, 15, 19),
    ],
)
def test_each_trouble_fires_its_alert_while_it_lasts(
    seen: Seen, kind: AlertKind, after: float, by: float, over_by: float
) -> None:
    minutes = seen.alerts[kind]
    print(f"{kind}: fired {minutes[0]:.1f} minutes after the storm was begun, and was on until {minutes[-1]:.1f}")
    assert after <= minutes[0] <= by
    assert minutes[-1] <= over_by


def test_the_source_is_lost_while_the_table_is_away_and_live_before_and_after(seen: Seen) -> None:
    lost = [minute for minute, state in seen.states if state is State.LOST]
    assert lost[0] == pytest.approx(10, abs=0.1)
    assert lost[-1] == pytest.approx(11.5, abs=0.1)
    assert {state for minute, state in seen.states if not 10 <= minute <= 11.6} == {State.LIVE}


def test_it_is_told_as_it_goes(seen: Seen) -> None:
    assert len(seen.told) == 2 * len(a_storm(OPEN)) + 1
    assert seen.told[:2] == [
        "10:43  an agent goes on an errand, for which two minutes are allowed, and forgets to come back",
        "10:44  five times as many call about Streets & lights",
    ]
    assert seen.told[-2:] == ["11:00  they are logged in to Permits again", "It is quiet again."]
