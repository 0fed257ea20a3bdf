"""What a ledger gives within a remit, whatever database it is kept in. Subclasses bring a fixture `ledger`."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest

from tests.ledger_told import FOREVER, NOON, requests, ticket
from wallboard.ledger import AsOf, Ledger, RequestKey
from wallboard.model import DAY, HOUR, Micros
from wallboard.model.remit import EVERYTHING, NOTHING, Remit
from wallboard.state.coverage import Coverage

LONG: Micros = 100_000 * DAY
HOSTILE = "O'Brien\"; --%"
DEPARTMENTS, WARDS = ("Parks", "Roads", HOSTILE, ""), ("4", "5", "")
REMITS = [
    Remit.of(departments=departments, wards=wards)
    for departments, wards in product((None, [], ["Parks"], ["Roads", HOSTILE]), (None, [], ["4"], ["4", "5", "none"]))
]
Key = tuple[str, str]


def told(key: int, chance: Random, at: Micros) -> dict[str, Any]:
    return ticket(
        f"t{key:03}",
        NOON - (key + 1) * HOUR,
        chance.choice(["open", "open", "paused", "finished"]),
        updated_at=at,
        department=chance.choice(DEPARTMENTS),
        ward=chance.choice(WARDS),
        assignee=chance.choice(["", "Kim"]),
    )


def fill(ledger: Ledger) -> None:
    """Sixty requests of two sources that share keys; half of them told of again, elsewhere."""
    chance = Random(311)
    for source, first in (("crm", 0), ("desk", 20)):
        batch = requests(*(told(key, chance, NOON) for key in range(first, first + 30)))
        ledger.record(source, "main", batch, NOON)
        again = requests(*(told(key, chance, NOON + HOUR) for key in range(first, first + 30, 2)), cursor=1)
        ledger.record(source, "main", again, NOON + HOUR)
    elsewhere = requests(ticket("t001", NOON, department="Parks", ward="4", site="south"))
    ledger.record("other", "south", elsewhere, NOON)


def pages(ledger: Ledger, remit: Remit, limit: int) -> list[Key]:
    """The keys of all open requests, page by page."""
    found: list[Key] = []
    after: RequestKey | None = None
    for _ in range(70):
        versions, after = ledger.open_requests("main", remit, after, limit)
        page = dict.fromkeys(zip(versions["ticket"], versions["source"], strict=True))
        assert len(page) <= limit
        found += sorted(page)
        if after is None:
            return found
    raise AssertionError("there is no end of pages")


class RemitBehaviour:
    """Rules for what is read within a remit."""

    def test_versions_are_all_those_of_requests_that_ever_were_in_it(self, ledger: Ledger) -> None:
        fill(ledger)
        everything = ledger.ticket_versions(AsOf("main", FOREVER, horizon=LONG))
        rows = list(zip(*(everything[name] for name in ("source", "ticket", "department", "ward")), strict=True))
        for remit in REMITS:
            ours = {row[:2] for row in rows if remit.has_request(*row[2:])}
            found = ledger.ticket_versions(AsOf("main", FOREVER, horizon=LONG, remit=remit))
            expected = everything[[row[:2] in ours for row in rows]].reset_index(drop=True)
            assert found.to_dict("records") == expected.to_dict("records"), remit
            assert len(rows) > len(expected) or remit == EVERYTHING

    def test_what_sources_tell_is_known_without_reading_their_rows(self, ledger: Ledger) -> None:
        assert ledger.coverage("main", FOREVER, horizon=LONG).nothing
        fill(ledger)
        for at, known in ((FOREVER, None), (FOREVER, NOON), (NOON, None), (NOON - 40 * HOUR, NOON)):
            learned = Coverage()
            learned.learn(ledger.ticket_versions(AsOf("main", at, known, LONG)))
            assert ledger.coverage("main", at, known, LONG)._by_source == learned._by_source

    @pytest.mark.parametrize("limit", [pytest.param(1, marks=pytest.mark.slow), 7, 500])
    def test_pages_hold_each_open_request_once_in_the_order_of_keys(self, ledger: Ledger, limit: int) -> None:
        fill(ledger)
        everything = ledger.ticket_versions(AsOf("main", FOREVER, horizon=LONG))
        last = everything.sort_values(["updated_at"], kind="stable").groupby(["ticket", "source"]).last()
        is_open = set(last.index[last["state"] != "finished"])
        rows = list(zip(*(everything[name] for name in ("ticket", "source", "department", "ward")), strict=True))
        for remit in REMITS:
            ours = {row[:2] for row in rows if remit.has_request(*row[2:])}
            assert pages(ledger, remit, limit) == sorted(is_open & ours), remit

    def test_a_remit_of_nothing_has_no_request(self, ledger: Ledger) -> None:
        fill(ledger)
        assert ledger.ticket_versions(AsOf("main", FOREVER, horizon=LONG, remit=NOTHING)).empty
        versions, after = ledger.open_requests("main", NOTHING)
        assert versions.empty
        assert after is None
