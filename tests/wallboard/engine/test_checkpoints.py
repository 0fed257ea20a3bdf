"""A checkpoint may only ever make a past instant cheaper, never different."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

import data_sources
from tests.examples import TIMES
from tests.queue_log import logged
from wallboard.clock import instant
from wallboard.engine.halves import HALVES, Wanted
from wallboard.engine.halves.call_history import keep_checkpoints
from wallboard.engine.importing import import_all
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR, Micros, Reading, ReadingKey, Scope, State, readings_by_key
from wallboard.settings import Retention, Settings
from wallboard.settings.file import read as settings_file
from wallboard.simulate import demo_city
from wallboard.simulate.demo import Demo
from wallboard.source import Batch
from wallboard.state import counting, tally
from wallboard.state.calls import CallState

pytestmark = pytest.mark.slow

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
    keep_checkpoints(ledger, settings, SITE, lambda: NOW)
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


def readings(ledger: object, settings: Settings, at: Micros) -> dict[ReadingKey, Reading]:
    calls = HALVES["calls"].restore(ledger, settings, SITE, at)  # type: ignore[arg-type]
    return readings_by_key(calls.readings(at, Wanted()))


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
    for _ in range(3 * TIMES):
        at = NOW - random.randrange(1, 6 * DAY)
        assert readings(ledger, settings, at) == readings(_Without(ledger), settings, at)


def test_a_row_that_arrives_late_is_in_the_figures_of_its_day_all_the_same(city: tuple[Ledger, Settings]) -> None:
    ledger, settings = city
    then = instant("2026-10-30T15:00Z")
    before = readings(ledger, settings, then + HOUR)
    late = logged("phones", SITE, 10**9, then, "late.1", "streets", "NONE", "ENTERQUEUE", ("", "***", "1", "", ""))
    gave_up = logged(
        "phones", SITE, 10**9 + 1, then + 1, "late.1", "streets", "NONE", "ABANDON", ("1", "1", "9", "", "")
    )
    ledger.record("phones", SITE, Batch(cursor={}, happenings=(late, gave_up), read=2), NOW)
    after = readings(ledger, settings, NOW)
    assert after == readings(_Without(ledger), settings, NOW)
    keep_checkpoints(ledger, settings, SITE, lambda: NOW)
    assert readings(ledger, settings, NOW) == after
    counted = {key for key, reading in readings(ledger, settings, then + HOUR).items() if reading != before[key]}
    assert {key.metric for key in counted} >= {"calls.abandoned", "calls.offered", "calls.abandon_rate"}


def _forget() -> None:
    """What was worked out of the counts is worked out again."""
    counting.fingerprint.cache_clear()
    tally._added.cache_clear()


@pytest.fixture
def own_city(city: tuple[Ledger, Settings], tmp_path: Path) -> Iterator[tuple[Ledger, Settings]]:
    """A copy of the city's ledger, to change."""
    city[0].backup(tmp_path / "ledger.db")
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield ledger, city[1]
    ledger.close()


@contextmanager
def build_without(*counts: str) -> Iterator[None]:
    """A build of Wallboard that does not count these yet."""
    with pytest.MonkeyPatch.context() as older:
        for name in counts:
            older.delitem(tally.COUNTS, name)
        _forget()
        yield
    _forget()


def test_a_checkpoint_of_a_build_that_counted_less_is_counted_again(own_city: tuple[Ledger, Settings]) -> None:
    ledger, settings = own_city
    right = readings(ledger, settings, NOW)
    with build_without("talk_s", "talks"):
        keep_checkpoints(ledger, settings, SITE, lambda: NOW)
        assert readings(ledger, settings, NOW) != right  # it has no conversation's length
    assert readings(ledger, settings, NOW) == right
    kept = ledger.checkpoint(SITE, NOW, "calls")
    assert kept is not None
    assert not CallState(settings, SITE).usable(kept.payload)


def test_today_s_checkpoint_is_made_anew_where_it_cannot_be_used(own_city: tuple[Ledger, Settings]) -> None:
    ledger, settings = own_city
    right, last = readings(ledger, settings, NOW), ledger.checkpoint(SITE, NOW, "calls")
    with build_without("talk_s", "talks"):
        keep_checkpoints(ledger, settings, SITE, lambda: NOW)
    keep_checkpoints(ledger, settings, SITE, lambda: NOW + HOUR)
    made = ledger.checkpoint(SITE, NOW, "calls")
    assert last is not None
    assert made is not None
    assert (made.at, made.payload) == (last.at, last.payload)
    assert readings(ledger, settings, NOW) == right


def test_counts_whose_beginning_is_purged_are_unknown_and_not_too_few(own_city: tuple[Ledger, Settings]) -> None:
    ledger, settings = own_city
    with build_without("talk_s", "talks"):
        keep_checkpoints(ledger, settings, SITE, lambda: NOW)
    keep = Retention.model_construct(call_events_days=5, tickets_days=40, checkpoints_days=40, set_aside_days=40)
    ledger.purge(NOW, keep)
    offered = ReadingKey("calls.offered", Scope(SITE), "since_start")
    for _ in range(2):
        told = readings(ledger, settings, NOW)[offered]
        assert (told.value, told.state) == (None, State.UNKNOWN)
        keep_checkpoints(ledger, settings, SITE, lambda: NOW + HOUR)  # nor by a checkpoint that lacks as much


def test_a_checkpoint_is_not_kept_when_calls_of_before_it_came_in_while_it_was_made(
    city: tuple[Ledger, Settings],
) -> None:
    ledger, _ = city
    batch = ledger.newest_batch()
    at = instant("2026-10-29T04:00Z")
    row = logged("phones", SITE, 10**9 + 5, at - HOUR, "late.2", "water", "NONE", "ENTERQUEUE", ("", "", "1", "", ""))
    ledger.record("phones", SITE, Batch(cursor={}, happenings=(row,), read=1), NOW)
    assert not ledger.save_checkpoint(SITE, at, NOW, "calls", {}, batch)
    assert ledger.save_checkpoint(SITE, at - 2 * DAY, NOW, "calls", {}, batch)
