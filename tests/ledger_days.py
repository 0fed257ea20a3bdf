"""What a ledger does with outside days, whatever database it is kept in. Subclasses bring a fixture `ledger`."""

from __future__ import annotations

from datetime import date
from math import inf, nan
from pathlib import Path

import pytest

from tests.ledger_told import NOON
from wallboard.ledger import Extent, Ledger, restore
from wallboard.model import DAY
from wallboard.model.outside_days import OutsideDay, instant_of
from wallboard.settings import Retention
from wallboard.source import SUPERSEDED, Batch, SetAside

FIRST = date(2026, 11, 1)


def day(number: int, key: str = "", **numbers: float) -> OutsideDay:
    """Of November."""
    return OutsideDay(date(2026, 11, number), numbers, key or f"line {number + 1}")


def days(*told: OutsideDay, odd: tuple[SetAside, ...] = (), cursor: int = 0) -> Batch:
    return Batch({"id": cursor}, days=told, set_aside=odd, read=len(told) + len(odd))


def held(ledger: Ledger, known: int | None = None, source: str = "web") -> dict[int, dict[str, float]]:
    """The numbers of each day of November."""
    return {each.day: dict(numbers) for each, numbers in ledger.outside_days("main", source, known).items()}


class DaysBehaviour:
    """Rules for days."""

    def test_days_are_kept_with_their_numbers_and_the_cursor_moves_with_them(self, ledger: Ledger) -> None:
        told = days(day(2, visits=1203.5, absent=4), day(1, visits=0.1 + 0.2), day(3), cursor=7)
        recorded = ledger.record("web", "main", told, NOON)
        assert (recorded.new, recorded.repeats, recorded.days) == (3, 0, told.days)
        assert ledger.cursor("web") == {"id": 7}
        assert list(ledger.outside_days("main", "web")) == [date(2026, 11, n) for n in (1, 2, 3)]
        assert held(ledger) == {1: {"visits": 0.1 + 0.2}, 2: {"visits": 1203.5, "absent": 4}, 3: {}}
        assert (recorded.newest, ledger.newest_told("days", "web")) == (instant_of(date(2026, 11, 3)),) * 2

    def test_a_batch_recorded_twice_changes_nothing(self, ledger: Ledger) -> None:
        ledger.record("web", "main", days(day(1, visits=1), day(2, visits=2)), NOON)
        again = ledger.record("web", "main", days(day(1, visits=1), day(2, visits=2)), NOON + 1)
        assert (again.new, again.repeats, again.days) == (0, 2, ())
        assert ledger.contents("web").days == 2

    def test_a_day_told_with_other_numbers_is_a_version_more_and_the_last_holds(self, ledger: Ledger) -> None:
        for after, visits in enumerate((1, 2, 1)):
            recorded = ledger.record("web", "main", days(day(1, visits=visits)), NOON + after)
            assert recorded.new == 1, "as it was once, and not any more, is another version"
        assert [held(ledger, NOON + after)[1]["visits"] for after in range(3)] == [1, 2, 1]
        assert held(ledger, NOON - 1) == {}
        assert (held(ledger), ledger.contents("web").days) == ({1: {"visits": 1}}, 3)

    def test_a_number_that_is_no_longer_told_is_gone_from_its_day_and_from_no_other(self, ledger: Ledger) -> None:
        ledger.record("web", "main", days(day(1, visits=1, absent=2), day(2, visits=3)), NOON)
        ledger.record("web", "main", days(day(1, absent=2)), NOON + 1)
        assert held(ledger) == {1: {"absent": 2}, 2: {"visits": 3}}

    def test_days_are_of_their_source_and_site(self, ledger: Ledger) -> None:
        ledger.record("web", "main", days(day(1, visits=1)), NOON)
        ledger.record("water", "main", days(day(1, visits=2)), NOON)
        ledger.record("north", "other", days(day(1, visits=3)), NOON)
        assert [held(ledger, source=name) for name in ("web", "water", "north")] == [
            {1: {"visits": 1}},
            {1: {"visits": 2}},
            {},
        ]

    @pytest.mark.parametrize("number", [inf, -inf, nan])
    def test_what_is_no_number_is_set_aside_and_stops_nothing(self, ledger: Ledger, number: float) -> None:
        recorded = ledger.record("web", "main", days(day(1, visits=number), day(2, visits=2)), NOON)
        assert (recorded.read, recorded.new, recorded.set_aside) == (2, 1, 1)
        assert [row.key for row in ledger.set_aside_rows("web")] == ["line 2"]

    def test_a_row_that_was_set_aside_is_mended_by_a_day_from_its_place(self, ledger: Ledger) -> None:
        odd = (SetAside("line 2", 'Visits is "x"', ""), SetAside("line 3", f"{SUPERSEDED} line 4", ""))
        ledger.record("web", "main", days(odd=odd), NOON)
        assert ledger.counts("web").set_aside == 2
        recorded = ledger.record("web", "main", days(day(1, "line 2", visits=1)), NOON + 1)
        assert (recorded.mended, ledger.counts("web").set_aside) == (1, 1)
        still = days(day(1, "line 2", visits=1), odd=odd[:1])
        assert ledger.record("web", "main", still, NOON + 2).mended == 0

    def test_rows_read_once_more_are_taken(self, ledger: Ledger) -> None:
        ledger.record("web", "main", days(odd=(SetAside("line 2", "a day that has not come yet", ""),)), NOON)
        again = Batch(None, days=(day(1, "line 2", visits=1),))
        assert ledger.record_again("web", "main", again, ["line 2"], NOON + 1).new == 1
        assert (ledger.counts("web").set_aside, held(ledger)) == (0, {1: {"visits": 1}})

    def test_days_go_on_under_another_name_and_are_forgotten_with_their_source(self, ledger: Ledger) -> None:
        ledger.record("web", "main", days(day(1, visits=1), day(2, visits=2)), NOON)
        ledger.rename_source("web", "site", NOON + 1)
        assert (held(ledger), held(ledger, source="site")) == ({}, {1: {"visits": 1}, 2: {"visits": 2}})
        assert ledger.forget_source("site", NOON + 2) == 2
        assert held(ledger, source="site") == {}

    def test_days_read_anew_stand_in_place_of_those_before_and_others_stay(self, ledger: Ledger) -> None:
        ledger.record("web", "main", days(day(1, visits=1), day(2, visits=2)), NOON)
        extent, batch = Extent(), days(day(2, visits=20), day(3, visits=30))
        extent.add(batch)
        ledger.replace("web", "main", extent, [batch], NOON + 1)
        assert held(ledger) == {1: {"visits": 1}, 2: {"visits": 20}, 3: {"visits": 30}}
        assert ledger.contents("web").days == 3
        assert held(ledger, NOON) == {1: {"visits": 1}}

    def test_days_are_kept_for_good_and_say_what_time_it_is_where_nothing_else_does(self, ledger: Ledger) -> None:
        """Rows set aside go by their age, also where there are but days."""
        at = instant_of(FIRST)
        odd = (SetAside("line 9", "odd", ""),)
        ledger.record("web", "main", days(day(1, visits=1), odd=odd), at)
        assert ledger.purge(at + 10_000 * DAY, Retention())["set_aside"] == 0, "a clock that is years ahead"
        ledger.record("web", "main", days(OutsideDay(date(2046, 11, 1), {"visits": 2}, "line 3")), at + 1)
        gone = ledger.purge(at + 20 * 366 * DAY, Retention())
        assert gone["set_aside"] == 1
        assert len(ledger.outside_days("main", "web")) == 2

    def test_a_backup_holds_them(self, ledger: Ledger, tmp_path: Path, fresh_address: str) -> None:
        ledger.record("web", "main", days(day(1, visits=1.25)), NOON)
        ledger.backup(tmp_path / "backup.db")
        restore(tmp_path / "backup.db", fresh_address)
        again = Ledger(fresh_address)
        try:
            assert held(again) == {1: {"visits": 1.25}}
            assert again.record("web", "main", days(day(1, visits=2)), NOON + 1).new == 1
            assert held(again) == {1: {"visits": 2}}
        finally:
            again.close()
