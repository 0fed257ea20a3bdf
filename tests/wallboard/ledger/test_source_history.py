"""Requests of a source that tells their history itself: a version for each instant at which something changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.empty_databases import lay_ledger
from tests.ledger_told import NOON, requests, ticket
from wallboard.ledger import AsOf, Ledger
from wallboard.model import BY_SOURCE, DAY, HOUR, NO_INSTANT, Micros
from wallboard.source import Batch

OPENED = NOON - 30 * DAY


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    file = tmp_path / "ledger.db"
    lay_ledger(file)
    opened = Ledger(f"sqlite:///{file}")
    yield opened
    opened.close()


def step(hours: int, state: str = "open", **told: Any) -> dict[str, Any]:
    at = OPENED + hours * HOUR
    ended = at if state == "finished" else NO_INSTANT
    return ticket("7", OPENED, state, updated_at=at, finished_at=ended, basis=BY_SOURCE, **told)


def take(ledger: Ledger, batch: Batch, at: Micros = NOON) -> int:
    return ledger.record("helpdesk", "main", batch, at).new


def known(ledger: Ledger) -> list[tuple[int, str, str]]:
    told = ledger.versions_of_request("helpdesk", "7")
    hours = (told["updated_at"] - OPENED) // HOUR
    return list(zip(hours, told["state"], told["ward"], strict=True))


def test_a_history_is_told_whole_and_again_without_being_news(ledger: Ledger) -> None:
    batch = requests(step(0), step(2, department="Roads"), step(5, "finished", department="Roads"))
    assert take(ledger, batch) == 3
    assert take(ledger, batch, NOON + HOUR) == 0


def test_what_finished_long_before_it_was_imported_does_not_matter_now(ledger: Ledger) -> None:
    take(ledger, requests(step(0), step(5, "finished")))
    assert ledger.ticket_versions(AsOf("main", NOON, horizon=8 * DAY)).empty


def test_a_finish_that_is_heard_of_late_leaves_it_open_in_what_was_known_before(ledger: Ledger) -> None:
    """A wall that was away for weeks, asked how it stood while it was away."""
    take(ledger, requests(step(0)), OPENED + HOUR)
    take(ledger, requests(step(2, "finished")))
    for at in (OPENED + DAY, NOON - 9 * DAY, NOON - HOUR):
        assert ledger.ticket_versions(AsOf("main", at, at))["state"].tolist() == ["open"]
        assert len(ledger.standing(AsOf("main", at, at))) == 1
    assert ledger.ticket_versions(AsOf("main", NOON + 9 * DAY)).empty


def test_an_instant_may_be_told_otherwise_and_as_at_first_again(ledger: Ledger) -> None:
    for ward in ("1", "2", "1"):
        assert take(ledger, requests(step(0, ward=ward), step(2, ward=ward))) == 2
    assert known(ledger)[-2:] == [(0, "open", "1"), (2, "open", "1")]


def test_what_commits_late_is_put_where_it_belongs(ledger: Ledger) -> None:
    take(ledger, requests(step(0), step(9, "paused")))
    assert take(ledger, requests(step(4, department="Parks"), step(9, "paused")), NOON + HOUR) == 1


def test_a_request_that_was_gone_and_is_there_again_came_back_when_it_was_seen(ledger: Ledger) -> None:
    batch = requests(step(0), step(2, department="Roads"))
    take(ledger, batch)
    ledger.mark_removed("helpdesk", "main", ["7"], NOON + HOUR, NOON + HOUR)
    back = NOON + 2 * HOUR
    assert take(ledger, batch, back) > 0
    last = ledger.versions_of_request("helpdesk", "7").iloc[-1]
    assert (last["state"], last["updated_at"]) == ("open", back)
    assert take(ledger, batch, back + HOUR) == 0
