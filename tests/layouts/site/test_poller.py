"""The half that polls: it holds what it opened to the end, gives all back where it cannot begin, and counts only what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from layouts.site.poller import OpenSource, Poller, open_poller
from tests.empty_databases import lay_ledger
from tests.wallboard.engine.parts import NOON, FakeSource, batch, entered, settings
from wallboard.clock import SteadyClock
from wallboard.engine.poll import no_step
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Scope, Snapshot
from wallboard.settings import Callers, Settings, SourceBase
from wallboard.source import Source

pytestmark = pytest.mark.whole


class Opened:
    """Opens sources, but for one that cannot be; knows which are open."""

    def __init__(self, broken: str = "") -> None:
        self.broken = broken
        self.sources: list[FakeSource] = []

    def __call__(self, settings: Settings, name: str) -> Source:
        if name == self.broken:
            raise ImportError("no driver")
        waiting = batch(entered(1, NOON - SECOND)) if name == "pbx" else batch()
        self.sources.append(FakeSource(name, "calls" if name == "pbx" else "tickets", waiting))
        return self.sources[-1]

    def now(self) -> set[str]:
        return {source.name for source in self.sources if not source.closed}


@pytest.fixture
def place(tmp_path: Path) -> str:
    lay_ledger(tmp_path / "ledger.db")
    return f"sqlite:///{tmp_path}/ledger.db"


def opened(of: Settings, by: OpenSource) -> Poller:
    return open_poller(of, by, SteadyClock(lambda: NOON), no_step)


@pytest.fixture
def by() -> Opened:
    return Opened()


@pytest.fixture
def poller(place: str, by: Opened) -> Iterator[Poller]:
    with closing(opened(settings(ledger=place), by)) as one:
        yield one


def test_where_one_source_cannot_be_opened_none_stays_open_and_the_ledger_is_free(place: str) -> None:
    by = Opened(broken="crm")
    with pytest.raises(ImportError):
        opened(settings(ledger=place), by)
    assert [source.name for source in by.sources] == ["pbx"]
    assert by.now() == set()
    Ledger.held(place, "somebody else").close()


def test_one_that_was_never_started_gives_all_back(place: str) -> None:
    by = Opened()
    opened(settings(ledger=place), by).close()
    assert by.now() == set()
    Ledger.held(place, "somebody else").close()


def test_settings_of_which_one_source_cannot_be_opened_change_nothing(place: str, poller: Poller, by: Opened) -> None:
    before, by.broken = poller.settings, "worse"
    new = {name: SourceBase(kind="fake", poll_every=2) for name in ("pbx", "crm", "better", "worse")}
    with pytest.raises(ImportError):
        poller.take_over(Settings.model_validate({**before.model_dump(), "sources": new}))
    assert by.now() == {"pbx", "crm"}
    assert poller.settings is before


def waiting(snapshot: Snapshot) -> float | None:
    reading = snapshot.get("calls.waiting", Scope("main"))
    return None if reading is None else reading.value


def test_it_counts_what_somebody_asks_for_and_nothing_else(poller: Poller) -> None:
    poller.engine.polls.poll("pbx")
    present = poller.engine.present
    assert not present.snapshot().readings, "nobody asked for anything"
    assert waiting(present.full_snapshot()) == 1, "whoever asks for all has all"
    assert waiting(present.snapshot()) is None, "asked for the first time"
    assert waiting(present.snapshot()) == 1
    assert {key.metric for key in present.snapshot().readings} == {"calls.waiting"}


def test_where_callers_are_hashed_otherwise_every_source_is_opened_anew(poller: Poller, by: Opened) -> None:
    poller.take_over(poller.settings.model_copy(update={"usual_weeks": 5}))
    assert len(by.sources) == 2
    poller.take_over(poller.settings.model_copy(update={"callers": Callers(days=0)}))
    assert (len(by.sources), by.now()) == (4, {"pbx", "crm"})
