"""An instant of the past, taken from what a ledger keeps in columns, against a plain fold of every version that had come by then:
by what had arrived, by all that is known, and as time goes on from there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any

import pytest

from tests.empty_databases import lay_ledger
from tests.ledger_told import requests, ticket
from tests.wallboard.ticket_histories import SETTINGS, START, told
from tests.wide import WIDE
from wallboard.engine.halves.request_history import tickets_at
from wallboard.ledger import AsOf, Ledger, kept_requests
from wallboard.model import DAY, HOUR, NO_INSTANT, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.state import ticket_groups
from wallboard.state import tickets as module
from wallboard.state.tickets import TicketState

pytestmark = pytest.mark.slow
FOREVER: Micros = START + 10_000 * DAY
LISTENED: Micros = START + 40 * DAY
DAYS = 160
SEEDS = range(1, 11 if WIDE else 2)
REMIT = Remit.of(departments=["A", "B"])
Row = dict[str, Any]


class City:
    """Requests that are opened, taken up, moved, paused, finished, reopened, merged and deleted, as a source tells of them."""

    def __init__(self, seed: int) -> None:
        self._chance, self._rows, self._count = Random(seed), dict[str, Row](), 0

    def day(self, began: Micros, opened: int) -> list[Row]:
        """What changed on it."""
        changed = [self._opened(began) for _ in range(opened)]
        going_on = [key for key, row in self._rows.items() if row["state"] != "removed"]
        for key in self._chance.sample(going_on, min(len(going_on), 5)):
            changed.append(self._changed(self._rows[key], began + self._chance.randrange(24) * HOUR))
        for row in changed:
            self._rows[row["ticket"]] = row
        return list({row["ticket"]: row for row in changed}.values())

    def deleted(self) -> str | None:
        still = [key for key, row in self._rows.items() if row["state"] in ("open", "paused")]
        key = self._chance.choice(still) if still else None
        if key is not None:
            del self._rows[key]
        return key

    def _opened(self, day: Micros) -> Row:
        self._count += 1
        pick = self._chance.choice
        opened = day + self._chance.randrange(24) * HOUR
        told = {"department": pick(["", "A", "A", "B", "C"]), "service_type": pick(["leak", "tree", ""])}
        told |= {"ward": pick(["", "1", "2"]), "priority": pick(["", "high"]), "assignee": pick(["", "Kim"])}
        due_at = pick([NO_INSTANT, NO_INSTANT, opened + self._chance.randrange(90) * DAY])
        return ticket(str(self._count), opened, **told, due_at=due_at)

    def _changed(self, row: Row, at: Micros) -> Row:
        at = max(at, row["updated_at"] + HOUR)
        way = self._chance.choice(["taken", "finished", "finished", "removed", "paused", "moved", "owner", "asked"])
        row = row | {"updated_at": at, "status": f"{way} {at}"}
        if way in ("finished", "removed"):
            ended = at - self._chance.choice([0, HOUR // 2])
            return row | {"state": way, "finished_at": ended if way == "finished" else NO_INSTANT}
        if row["state"] == "finished":
            return row | {"state": "open", "reopened_at": at, "reopens": 1}
        if way in ("moved", "owner"):
            return row | ({"department": "B"} if way == "moved" else {"assignee": "Lee"})
        return row | {"state": "paused" if way == "paused" else "open"}


def lived(ledger: Ledger, city: City, since: Micros, days: int) -> None:
    for day in range(days):
        began = since + day * DAY
        ledger.record("crm", "main", requests(*city.day(began, 2), cursor=day), began + 25 * HOUR)
        if day % 9 == 0 and (key := city.deleted()):
            ledger.mark_removed("crm", "main", [key], began + 26 * HOUR, began + 26 * HOUR)


@pytest.fixture(scope="module", params=SEEDS)
def ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, City]]:
    """Forty days of it were told at once."""
    file, city = tmp_path_factory.mktemp("past") / "ledger.db", City(request.param)
    lay_ledger(file)
    with closing(Ledger(f"sqlite:///{file}")) as ledger:
        first = {row["ticket"]: row for day in range(40) for row in city.day(START + day * DAY, 6)}
        ledger.record("crm", "main", requests(*first.values()), LISTENED)
        lived(ledger, city, LISTENED, DAYS - 80)
        with pytest.MonkeyPatch.context() as patch:
            for name, few in (("_FEW", 3), ("_MOST_PARTS", 3), ("_AT_ONCE", 7)):
                patch.setattr(kept_requests, name, few)
            patch.setattr(module, "_MANY", 1)
            patch.setattr(ticket_groups, "_PUT_OFF_AT_MOST", 60)
            ask(ledger, LISTENED + 30 * DAY)  # read once, and then followed
            lived(ledger, city, LISTENED + (DAYS - 80) * DAY, 40)
            yield ledger, city


def ask(ledger: Ledger, at: Micros, known: Micros | None = None, remit: Remit = EVERYTHING) -> TicketState:
    coverage = None if remit.whole_sites else ledger.coverage("main", at, known)
    return tickets_at(ledger, SETTINGS, "main", at, known, live=True, remit=remit, coverage=coverage)


def fold(ledger: Ledger, at: Micros, known: Micros | None, remit: Remit) -> TicketState:
    """Of every version that there is, one request after the other."""
    coverage = None if remit.whole_sites else ledger.coverage("main", at, known)
    state = TicketState(SETTINGS, "main", at, remit, coverage)
    versions = ledger.ticket_versions(AsOf("main", FOREVER, known, 100_000 * DAY))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MANY", 10**9)
        state.apply(versions)
    return state


@pytest.mark.parametrize("remit", [EVERYTHING, REMIT])
@pytest.mark.parametrize("by_arrival", [True, False])
def test_an_instant_is_as_a_plain_fold_tells_it_and_goes_on_so(
    ledger: tuple[Ledger, City], by_arrival: bool, remit: Remit
) -> None:
    books, since = ledger[0], LISTENED + 2 * HOUR if by_arrival else START + 5 * DAY
    for at in (START + (DAYS - 1) * DAY, START + 61 * DAY + 5 * HOUR, since, START + 110 * DAY):
        state = ask(books, at, at if by_arrival else None, remit)
        assert told(state, at) == told(fold(books, at, at if by_arrival else None, remit), at)
        for step in (HOUR // 4, HOUR, 20 * HOUR):
            came = books.arrived("main", at, at + step).versions if by_arrival else None
            if came is not None:
                state.coverage.learn(came)
                state.apply(came)
            at += step
            state.advance(at)
        assert told(state, at) == told(fold(books, at, at if by_arrival else None, remit), at)


def test_a_dimension_that_is_asked_for_late_is_told_as_one_that_was_asked_for_at_once(
    ledger: tuple[Ledger, City],
) -> None:
    at, books = START + 100 * DAY, ledger[0]
    early, late = (ask(books, at, at) for _ in range(2))
    told(early, at)
    for _ in range(8):
        came = books.arrived("main", at, at + 6 * HOUR).versions
        at += 6 * HOUR
        for state in (early, late):
            if came is not None:
                state.apply(came)
            state.advance(at)
    assert told(late, at) == told(early, at)


def test_where_too_many_are_over_to_be_kept_they_are_read_for_each_instant(
    ledger: tuple[Ledger, City], monkeypatch: pytest.MonkeyPatch
) -> None:
    books = ledger[0]
    monkeypatch.setattr(kept_requests, "_MOST_OVER", 2)
    for at in (START + 70 * DAY, START + 120 * DAY, START + 20 * DAY):
        state = ask(books, at)
        assert told(state, at) == told(fold(books, at, None, EVERYTHING), at)
