"""A checkpoint may only ever make a past instant cheaper, never different."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

import data_sources
from wallboard.clock import instant
from wallboard.engine.importing import import_all
from wallboard.engine.maintenance import Maintenance
from wallboard.engine.recount import site_readings, state_at
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR, CallEvent, Micros
from wallboard.settings import Settings
from wallboard.settings.file import read as settings_file
from wallboard.simulate import demo_city
from wallboard.simulate.demo import Demo
from wallboard.source import Batch

NOW = instant("2026-11-03T17:00Z")  # two days after clocks went back
SITE = "main"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Settings]]:
    """Ten days of the demo city in a ledger, read through its real source, with the checkpoints of its midnights."""
    folder: Path = tmp_path_factory.mktemp("city")
    demo = Demo(folder, lambda: NOW, weeks=1)
    demo.fill()
    demo.close()
    environ = {f"WALLBOARD_SOURCES__{n.upper()}__URL": f"sqlite:///{folder / n}.db" for n in ("phones", "requests")}
    settings = settings_file.load(demo_city.SETTINGS, data_sources.kinds(), environ)
    ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
    ledger.migrate()
    options = settings.sources["phones"]
    kind = data_sources.kinds()[options.kind]
    source = kind.open("phones", SITE, ZoneInfo("America/New_York"), options)
    import_all(source, ledger, lambda: NOW, lambda share: None)
    source.close()
    Maintenance(ledger, lambda: NOW).checkpoint(settings, SITE)
    yield ledger, settings
    ledger.close()


class _Without:
    """The ledger as it is without checkpoints."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def calls_at(self, *args: object, **options: object) -> object:
        return self._ledger.calls_at(*args, **{**options, "from_checkpoint": False})  # type: ignore[arg-type]


def readings(ledger: object, settings: Settings, at: Micros) -> dict[object, object]:
    state = state_at(ledger, settings, SITE, at, None, live=False)  # type: ignore[arg-type]
    return dict(site_readings(state, settings, at, ("calls",)))


def test_every_midnight_has_one(city: tuple[Ledger, Settings]) -> None:
    ledger, _ = city
    for day in range(28, 32):
        midnight = instant(f"2026-10-{day}T04:00Z")
        found = ledger.checkpoint(SITE, midnight + HOUR, "calls")
        assert found is not None
        assert found.at == midnight


def test_any_instant_reads_the_same_with_checkpoints_as_without(city: tuple[Ledger, Settings]) -> None:
    ledger, settings = city
    random = Random(311)
    for _ in range(6):
        at = NOW - random.randrange(1, 6 * DAY)
        assert readings(ledger, settings, at) == readings(_Without(ledger), settings, at)


def test_a_row_that_arrives_late_is_in_the_figures_of_its_day_all_the_same(city: tuple[Ledger, Settings]) -> None:
    ledger, settings = city
    then = instant("2026-10-30T15:00Z")
    before = readings(ledger, settings, then + HOUR)
    late = CallEvent("phones", SITE, 10**9, then, "late.1", "streets", "NONE", "ENTERQUEUE", ("", "***", "1", "", ""))
    gave_up = CallEvent(
        "phones", SITE, 10**9 + 1, then + 1, "late.1", "streets", "NONE", "ABANDON", ("1", "1", "9", "", "")
    )
    ledger.record("phones", SITE, Batch(cursor={}, events=(late, gave_up), read=2), NOW)
    after = readings(ledger, settings, NOW)
    assert after == readings(_Without(ledger), settings, NOW)
    Maintenance(ledger, lambda: NOW).checkpoint(settings, SITE)
    assert readings(ledger, settings, NOW) == after
    counted = {key for key, reading in readings(ledger, settings, then + HOUR).items() if reading != before[key]}
    assert {key.metric for key in counted} >= {"calls.abandoned", "calls.offered", "calls.abandon_rate"}  # type: ignore[attr-defined]


def test_a_checkpoint_is_not_kept_when_calls_of_before_it_came_in_while_it_was_made(
    city: tuple[Ledger, Settings],
) -> None:
    ledger, _ = city
    batch = ledger.newest_batch()
    at = instant("2026-10-29T04:00Z")
    row = CallEvent(
        "phones", SITE, 10**9 + 5, at - HOUR, "late.2", "water", "NONE", "ENTERQUEUE", ("", "", "1", "", "")
    )
    ledger.record("phones", SITE, Batch(cursor={}, events=(row,), read=1), NOW)
    assert not ledger.save_checkpoint(SITE, at, NOW, "calls", {}, batch)
    assert ledger.save_checkpoint(SITE, at - 2 * DAY, NOW, "calls", {}, batch)
