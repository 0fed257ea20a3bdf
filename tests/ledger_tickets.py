"""How a ledger keeps requests, whatever database it is kept in."""

from __future__ import annotations

from dataclasses import replace

from tests.ledger_told import NOON, requests, ticket, told, versions
from wallboard.ledger import AsOf, Ledger, Recorded
from wallboard.model import DAY, HOUR, VERSION_COLUMNS


class TicketsBehaviour:
    """Rules for requests: subclasses bring a fixture `ledger`."""

    def test_a_ticket_gets_a_version_for_each_change_and_none_for_a_repeat(self, ledger: Ledger) -> None:
        opened, closed = ticket("1", NOON), ticket("1", NOON, "finished", updated_at=NOON + DAY, finished_at=NOON + DAY)
        first = ledger.record("crm", "main", requests(opened, ticket("2", NOON)), NOON)
        assert (first.new, len(told(first))) == (2, 2)
        assert list(told(first).columns) == list(VERSION_COLUMNS)
        assert ledger.record("crm", "main", requests(opened), NOON + 1).versions is None
        second = ledger.record("crm", "main", requests(closed, closed), NOON + DAY)
        assert (second.new, second.repeats) == (1, 1)
        assert told(second)["state"].tolist() == ["open", "finished"]
        assert told(second).dtypes.equals(told(first).dtypes)
        assert versions(ledger) == [("1", "open", NOON), ("1", "finished", NOON + DAY), ("2", "open", NOON)]

    def test_a_change_back_is_a_change(self, ledger: Ledger) -> None:
        """A source without times of change says open, finished, open: it was reopened."""
        for i, state in enumerate(("open", "finished", "open")):
            assert ledger.record("crm", "main", requests(ticket("1", NOON, state)), NOON + i).new == 1
        assert ledger.open_tickets("crm") == ["1"]

    def test_an_old_row_read_again_is_a_repeat(self, ledger: Ledger) -> None:
        old, now = ticket("1", NOON), ticket("1", NOON, "finished", updated_at=NOON + 5)
        ledger.record("crm", "main", requests(old), NOON)
        ledger.record("crm", "main", requests(now), NOON + 1)
        assert ledger.record("crm", "main", requests(old), NOON + 2).repeats == 1
        assert ledger.open_tickets("crm") == []

    def test_an_older_row_that_is_news_does_not_become_what_is_true(self, ledger: Ledger) -> None:
        ledger.record("crm", "main", requests(ticket("1", NOON, "finished", updated_at=NOON + 5)), NOON)
        assert ledger.record("crm", "main", requests(ticket("1", NOON)), NOON + 1).new == 1
        assert ledger.open_tickets("crm") == []
        assert [state for _, state, _ in versions(ledger)] == ["finished", "open"]

    def test_a_file_with_two_rows_for_one_ticket_changes_nothing_the_second_time(self, ledger: Ledger) -> None:
        file = requests(ticket("1", NOON, channel="phone"), ticket("2", NOON), ticket("1", NOON, channel="web"))
        assert ledger.record("crm", "main", file, NOON).new == 3
        assert ledger.record("crm", "main", file, NOON + 1) == Recorded(repeats=3)

    def test_a_ticket_that_is_gone_at_the_source_is_removed_and_may_come_back(self, ledger: Ledger) -> None:
        there = requests(ticket("1", NOON), ticket("2", NOON))
        ledger.record("crm", "main", there, NOON)
        gone = ledger.mark_removed("crm", "main", ["1", "unknown"], NOON + HOUR, NOON + HOUR)
        assert told(gone)["state"].tolist() == ["open", "removed"]
        assert told(gone)["updated_at"].tolist() == [NOON, NOON + HOUR]
        assert ledger.open_tickets("crm") == ["2"]
        assert ledger.mark_removed("crm", "main", ["1"], NOON + DAY, NOON + DAY) == Recorded()
        back = ledger.record("crm", "main", there, NOON + 2 * DAY)
        assert told(back)["updated_at"].tolist() == [NOON, NOON + HOUR, NOON + 2 * DAY]
        assert ledger.record("crm", "main", there, NOON + 3 * DAY).new == 0
        assert ledger.open_tickets("crm") == ["1", "2"]

    def test_open_tickets_come_in_slices(self, ledger: Ledger) -> None:
        rows = [ticket(f"{i:03}", NOON, "finished" if i % 3 == 0 else "paused") for i in range(10)]
        ledger.record("crm", "main", requests(*rows), NOON)
        assert ledger.open_tickets("crm", limit=3) == ["001", "002", "004"]
        assert ledger.open_tickets("crm", after="004", limit=9) == ["005", "007", "008"]

    def test_tickets_finished_before_the_horizon_are_left_out(self, ledger: Ledger) -> None:
        rows = [
            ticket("old", NOON - 90 * DAY, "finished", updated_at=NOON - 9 * DAY, finished_at=NOON - 9 * DAY),
            ticket("long", NOON - 900 * DAY, "finished", updated_at=NOON - 7 * DAY, finished_at=NOON - 7 * DAY),
            ticket("open", NOON - 900 * DAY),
            ticket("later", NOON + DAY),
        ]
        ledger.record("crm", "main", requests(*rows), NOON)
        assert [key for key, _, _ in versions(ledger, NOON, horizon=8 * DAY)] == ["long", "open"]

    def test_what_is_called_otherwise_is_so_in_all_that_its_source_ever_told(self, ledger: Ledger) -> None:
        done = {"updated_at": NOON + 1, "finished_at": NOON + 1}
        rows = [ticket("1", NOON, department="Roads"), ticket("2", NOON, "finished", department="Roads", **done)]
        moved = ticket("3", NOON, department="Water"), ticket("3", NOON, department="Roads", updated_at=NOON + 2)
        ledger.record("crm", "main", requests(*rows, *moved), NOON)
        ledger.record("web", "main", requests(ticket("1", NOON, department="Roads")), NOON)
        names = {"department": {"Roads": "Water", "Water": "Streets"}, "ward": {"8": "\0"}}
        now = requests(ticket("1", NOON, department="Water"), ticket("4", NOON, department="Roads"))
        recorded = ledger.record("crm", "main", replace(now, renamed=names), NOON + DAY)
        assert (recorded.renamed, recorded.new, recorded.repeats) == (True, 1, 1)
        known = ledger.ticket_versions(AsOf("main", NOON + DAY, horizon=9 * DAY))
        assert list(zip(known["source"], known["ticket"], known["department"], strict=True)) == [
            ("crm", "1", "Water"), ("crm", "2", "Water"), ("crm", "3", "Streets"), ("crm", "3", "Water"),
            ("crm", "4", "Roads"), ("web", "1", "Roads"),
        ]  # fmt: skip
        again = ledger.record("crm", "main", replace(requests(), renamed={"ward": {"8": "9"}}), NOON + DAY)
        assert not again.renamed
