"""What is needed to look at the past is read a step at a time, with rests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from wallboard.engine.looking_back import HOW_FAR, LookingBack
from wallboard.ledger import LedgerError
from wallboard.model import DAY, Micros
from wallboard.settings import Settings

NOW: Micros = 20_000 * DAY
SITES = cast("Settings", SimpleNamespace(sites={"far": None, "main": None}))


class Told:
    """A ledger that has so many steps to read of `main`, and nothing of the other site."""

    def __init__(self, steps: int, first: Micros) -> None:
        self.steps, self.first, self.asked = steps, first, list[tuple[str, Micros]]()

    def first_arrival(self, site: str) -> Micros | None:
        return self.first if site == "main" else None

    def look_back(self, site: str, since: Micros, horizon: Micros) -> bool:
        self.asked.append((site, since))
        self.steps -= 1
        return self.steps >= 0


def looking_back(ledger: Any) -> LookingBack:
    return LookingBack(ledger, lambda: SITES, lambda: NOW)


def test_it_goes_on_until_nothing_is_left() -> None:
    ledger = Told(2, NOW - DAY)
    job = looking_back(ledger)
    rests = [job.run() for _ in range(3)]
    assert [rest is None for rest in rests] == [False, False, True]
    assert ledger.asked == [("main", NOW - DAY)] * 3


def test_it_looks_back_a_year_at_most() -> None:
    ledger = Told(0, NOW - 3000 * DAY)
    looking_back(ledger).run()
    assert ledger.asked == [("main", NOW - HOW_FAR)]


def test_a_ledger_that_is_away_is_asked_later() -> None:
    class Away(Told):
        def first_arrival(self, site: str) -> Micros | None:
            raise LedgerError("away")

    assert looking_back(Away(1, NOW)).run() is None
