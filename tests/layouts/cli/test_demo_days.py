"""What the demo says of the days behind its city."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from queue import Queue

import pytest

from layouts.cli.demo_days import ALL, COMING, how_far, telling_days
from tests.empty_databases import lay_ledger
from tests.ledger_day_counts import BEGINS, LATER, SETTINGS, count_all, heard, visit_version
from tests.ledger_told import requests, ticket, whole
from wallboard.clock import local_day
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR
from wallboard.simulate.years import Years

NOW = LATER + HOUR
FIRST = local_day(BEGINS, SETTINGS.zone("main"))
YEARS = Years(FIRST, date(2030, 1, 1))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    lay_ledger(tmp_path / "ledger.db")
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.db")) as ledger:
        ledger.record("desk", "main", whole(visit_version(BEGINS + HOUR, BEGINS + HOUR)), BEGINS + HOUR)
        heard(ledger)
        yield ledger


def test_a_day_counts_when_its_calls_and_its_requests_do(ledger: Ledger) -> None:
    days = (local_day(NOW, SETTINGS.zone("main")) - FIRST).days
    assert how_far(ledger, SETTINGS, YEARS, lambda: NOW) == f"0 of {days} days counted"
    count_all(ledger)
    assert how_far(ledger, SETTINGS, YEARS, lambda: NOW) == f"0 of {days} days counted", "of requests nothing is known"
    ledger.record("crm", "main", requests(ticket("1", BEGINS + 3 * DAY)), LATER)
    assert how_far(ledger, SETTINGS, YEARS, lambda: NOW) == f"0 of {days} days counted"
    count_all(ledger)
    assert how_far(ledger, SETTINGS, YEARS, lambda: NOW) == ALL


def test_it_is_said_until_all_are_counted_and_not_again(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layouts.cli.demo_days.LOOK_EVERY_S", 0.01)
    said: Queue[str] = Queue()
    settings = SETTINGS.model_copy(update={"ledger": f"sqlite:///{tmp_path}/ledger.db"})
    with telling_days(settings, YEARS, lambda: NOW, said.put):
        assert said.get(timeout=30).startswith(COMING)
        ledger.record("crm", "main", requests(ticket("1", BEGINS + 3 * DAY)), LATER)
        count_all(ledger)
        told = said.get(timeout=30)
        assert ALL in (told, told if told == ALL else said.get(timeout=30))
    with telling_days(settings, YEARS, lambda: NOW, said.put):
        pass
    assert said.empty()
