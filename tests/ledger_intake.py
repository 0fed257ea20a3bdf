"""How a ledger takes what sources tell, whatever of it: rows set aside, sources renamed and read anew, what breaks half way."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.ledger_told import (
    ANSWERED,
    NOON,
    all_visits,
    call_event,
    calls,
    requests,
    ticket,
    visit_version,
    whole,
    whole_row,
)
from wallboard.ledger import Extent, Ledger, LedgerError
from wallboard.model import DAY, HOUR, MINUTE, Outcome
from wallboard.source import SUPERSEDED, Batch, SetAside, row_key


class IntakeBehaviour:
    """Rules for what is taken in: subclasses bring a fixture `ledger`."""

    def test_rows_set_aside_are_kept_once_and_can_be_replayed(self, ledger: Ledger) -> None:
        odd = SetAside("line 12", "closes before it opens", "12,…")
        batch = Batch({"line": 12}, set_aside=(odd, odd), read=2)
        assert ledger.record("crm", "main", batch, NOON).set_aside == 1
        assert ledger.record("crm", "main", batch, NOON + 1).set_aside == 0
        (row,) = ledger.set_aside_rows("crm")
        assert (row.key, row.reason, row.received_at) == ("line 12", "closes before it opens", NOON)
        again = Batch(None, tickets=requests(ticket("12", NOON)).tickets)
        assert ledger.record_again("crm", "main", again, {"line 12"}, NOON + 2).new == 1
        assert (ledger.set_aside_rows("crm"), ledger.counts("crm").set_aside) == ([], 0)
        assert ledger.open_tickets("crm") == ["12"]
        assert ledger.cursor("crm") == {"line": 12}
        counts = ledger.counts("crm")
        assert (counts.read, counts.new, counts.repeats, counts.set_aside) == (4, 1, 3, 0)
        assert ledger.record("crm", "main", batch, NOON + 3).set_aside == 1
        assert ledger.counts("crm").set_aside == 1

    def test_a_row_read_again_that_makes_no_sense_still_waits_on_with_its_new_reason(self, ledger: Ledger) -> None:
        odd = SetAside("id 7", "status is not mapped", "x")
        ledger.record("crm", "main", Batch({}, set_aside=(odd, SetAside("id 8", "odd", ""))), NOON)
        still = Batch(None, set_aside=(SetAside("id 7", "opened is in the future", "x"),))
        assert ledger.record_again("crm", "main", still, {"id 7"}, NOON + 1).new == 0
        assert [(row.key, row.reason) for row in ledger.set_aside_rows("crm")] == [
            ("id 8", "odd"),
            ("id 7", "opened is in the future"),
        ]

    def test_a_source_goes_on_under_another_name(self, ledger: Ledger) -> None:
        ledger.record("old", "main", calls(*(event._replace(source="old") for event in ANSWERED)), NOON)
        ledger.rename_source("old", "pbx", NOON + 1)
        assert ledger.known_sources() == {"pbx": ("main", 3)}
        assert ledger.record("pbx", "main", calls(*ANSWERED), NOON + 2).repeats == 3
        assert len(all_visits(ledger)) == 1

    def test_what_a_source_told_is_forgotten_whole(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        ledger.record("crm", "main", requests(ticket("1", NOON)), NOON)
        assert ledger.forget_source("pbx", NOON + 1) == 3
        assert (all_visits(ledger), ledger.cursor("pbx")) == ([], None)
        assert ledger.open_tickets("crm") == ["1"]

    def test_what_a_source_tells_now_replaces_what_it_told_before(self, ledger: Ledger) -> None:
        """The zone was wrong by an hour: every instant moves, and nothing counts twice."""
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        moved = [event._replace(at=event.at + HOUR) for event in ANSWERED]
        batch, extent = calls(*moved), Extent()
        extent.add(batch)
        ledger.replace("pbx", "main", extent, iter([batch]), NOON + 1)
        (visit,) = all_visits(ledger)
        assert visit.entered == ANSWERED[0].at + HOUR
        counts = ledger.counts("pbx")
        assert (counts.read, counts.new, counts.repeats) == (3, 3, 0)

    def test_what_the_source_no_longer_tells_stays_as_it_was_read(self, ledger: Ledger) -> None:
        old = call_event(900, NOON - 9 * DAY, "ENTERQUEUE", "c0"), call_event(901, NOON - 9 * DAY + 1, "ABANDON", "c0")
        ledger.record("pbx", "main", calls(*old, *ANSWERED), NOON)
        ledger.record("crm", "main", requests(ticket("1", NOON), ticket("2", NOON)), NOON)
        batch, tickets, extent, kept = (
            calls(*ANSWERED),
            requests(ticket("2", NOON, department="New")),
            Extent(),
            Extent(),
        )
        extent.add(batch)
        kept.add(tickets)
        ledger.replace("pbx", "main", extent, iter([batch]), NOON + 1)
        ledger.replace("crm", "main", kept, iter([tickets]), NOON + 1)
        assert sorted(visit.key.callid for visit in all_visits(ledger)) == ["c0", "c1"]
        assert ledger.counts("pbx").new == 5
        assert ledger.open_tickets("crm") == ["1", "2"]
        assert ledger.contents("crm").versions == 2

    def test_a_source_that_fails_half_way_changes_nothing(self, ledger: Ledger) -> None:
        def fails() -> Iterator[Batch]:
            yield calls(ANSWERED[0])
            raise LedgerError("the disk is full")

        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        extent = Extent(ANSWERED[0].at, ANSWERED[0], ANSWERED[-1].seq)
        with pytest.raises(LedgerError):
            ledger.replace("pbx", "main", extent, fails(), NOON + 1)
        assert ledger.counts("pbx").new == 3
        assert len(all_visits(ledger)) == 1

    @pytest.mark.parametrize("text", ["a\0b", "half \udce4"])
    def test_text_that_cannot_be_stored_is_set_aside_and_the_rest_goes_on(self, ledger: Ledger, text: str) -> None:
        batch = calls(*ANSWERED, call_event(8, NOON, "ENTERQUEUE", "c2", text), set_aside=(SetAside("1", "odd", text),))
        assert (ledger.record("pbx", "main", batch, NOON).new, len(all_visits(ledger))) == (3, 1)
        named = requests(ticket("1", NOON), ticket("2", NOON, status=text))
        recorded = ledger.record("crm", "main", named, NOON)
        assert (recorded.new, recorded.set_aside, ledger.open_tickets("crm")) == (1, 1, ["1"])
        assert [row.key for row in ledger.set_aside_rows("pbx")] == ["1", "seq 8"]
        assert ledger.record("crm", "main", named, NOON + 1).set_aside == 0

    def test_names_that_look_like_code_are_only_names(self, ledger: Ledger) -> None:
        name = "x'; DROP TABLE visits; -- %s ? \\ \t\n é漢🦉"
        ledger.record("pbx", "main", calls(call_event(1, NOON, "ENTERQUEUE", name, name)), NOON)
        ledger.record("crm", "main", requests(ticket(name, NOON, department=name)), NOON)
        assert all_visits(ledger)[0].key[1:3] == (name, name)
        assert ledger.open_tickets("crm") == [name]

    def test_counts_add_up_over_batches(self, ledger: Ledger) -> None:
        for _ in range(2):
            ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        counts = ledger.counts("pbx")
        assert (counts.read, counts.new, counts.repeats) == (6, 3, 3)
        assert ledger.counts("nobody").read == 0

    @pytest.mark.parametrize("step", ["begun", "visits", "happenings", "set_aside", "cursor", "before_commit"])
    def test_what_breaks_before_the_commit_leaves_nothing(self, ledger: Ledger, step: str) -> None:
        odd = SetAside("id 9", "no instant", "")
        with pytest.raises(InterruptedError):
            ledger.record("pbx", "main", calls(*ANSWERED, set_aside=(odd,)), NOON, _break_at(step))
        assert (ledger.cursor("pbx"), all_visits(ledger), ledger.counts("pbx").read) == (None, [], 0)
        assert ledger.record("pbx", "main", calls(*ANSWERED, set_aside=(odd,)), NOON).new == 3

    def test_what_breaks_after_the_commit_loses_nothing(self, ledger: Ledger) -> None:
        with pytest.raises(InterruptedError):
            ledger.record("crm", "main", requests(ticket("1", NOON), cursor=4), NOON, _break_at("after_commit"))
        assert (ledger.cursor("crm"), ledger.open_tickets("crm")) == ({"id": 4}, ["1"])

    def test_two_writers_at_once_neither_lose_nor_double(self, ledger: Ledger, address: str) -> None:
        batches = [calls(call_event(i, NOON + i, "ENTERQUEUE", f"c{i}"), cursor=i) for i in range(1, 31)]
        other = Ledger(address)
        errors: list[BaseException] = []

        def write(mine: Ledger, order: Sequence[Batch]) -> None:
            try:
                for batch in order:
                    mine.record("pbx", "main", batch, NOON)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=write, args=args) for args in ((ledger, batches), (other, batches[::-1]))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        other.close()
        assert errors == []
        assert (len(all_visits(ledger)), ledger.counts("pbx").new, ledger.counts("pbx").repeats) == (30, 30, 30)

    def test_a_row_of_several_happenings_is_one_row(self, ledger: Ledger) -> None:
        batch = calls(*whole_row(1, NOON), *whole_row(2, NOON + MINUTE))
        recorded = ledger.record("pbx", "main", batch, NOON)
        assert (recorded.read, recorded.new, len(recorded.happenings), len(all_visits(ledger))) == (2, 2, 6, 2)
        again = ledger.record("pbx", "main", calls(*whole_row(2, NOON + MINUTE), *whole_row(3, NOON)), NOON + 1)
        assert (again.read, again.new, again.repeats, again.set_aside) == (2, 1, 1, 0)

    def test_a_row_of_which_one_happening_is_another_than_before_is_set_aside_whole_and_once(
        self, ledger: Ledger
    ) -> None:
        ledger.record("pbx", "main", calls(*whole_row(1, NOON)), NOON)
        recorded = ledger.record("pbx", "main", calls(*whole_row(1, NOON, talked=90)), NOON + 1)
        assert (recorded.read, recorded.new, recorded.repeats, recorded.set_aside) == (1, 0, 0, 1)
        again = ledger.record("pbx", "main", calls(*whole_row(1, NOON, talked=90)), NOON + 2)
        assert (again.read, again.repeats, again.set_aside) == (1, 1, 0)
        counts = ledger.counts("pbx")
        assert (counts.read, counts.new, counts.repeats, counts.set_aside) == (3, 1, 1, 1)
        assert [visit.talk_s for visit in all_visits(ledger)] == [60]

    def test_a_row_that_is_corrected_is_set_aside_no_more_and_kept_for_who_asks(self, ledger: Ledger) -> None:
        odd = SetAside(row_key(1), "over before it began", "1|roads")
        ledger.record("crm", "main", Batch(None, set_aside=(odd, SetAside(row_key(2), "odd", "")), read=2), NOON)
        recorded = ledger.record("crm", "main", whole(visit_version(NOON, NOON)), NOON + 1)
        assert (recorded.new, recorded.mended, ledger.counts("crm").set_aside) == (1, 1, 1)
        assert [row.key for row in ledger.set_aside_rows("crm")] == ["id 2"]
        (row,) = ledger.mended_rows("crm")
        assert (row.key, row.reason, row.content, row.replayed) == (*("id 1", odd.reason, odd.content), NOON + 1)
        recorded = ledger.record("crm", "main", Batch(None, set_aside=(odd,), read=1), NOON + 2)
        assert (recorded.set_aside, ledger.mended_rows("crm")) == (1, []), "it makes no sense once more"

    def test_a_visit_that_the_ledger_refused_is_mended_too(self, ledger: Ledger) -> None:
        odd = visit_version(NOON, NOON, outcome=Outcome.ANSWERED)
        ledger.record("crm", "main", whole(odd, visit_version(NOON, NOON + 1)), NOON)
        assert ledger.counts("crm").set_aside == 1, "one of the two makes no sense, and nobody knows which came first"
        recorded = ledger.record("crm", "main", whole(visit_version(NOON, NOON + 1)), NOON + 1)
        assert (recorded.repeats, recorded.mended, ledger.counts("crm").set_aside) == (1, 1, 0)

    def test_a_request_that_is_corrected_is_mended_and_one_behind_a_newer_row_stays(self, ledger: Ledger) -> None:
        odd = SetAside(row_key("a"), "no time", ""), SetAside(row_key("b"), f"{SUPERSEDED} id 9", "")
        ledger.record("crm", "main", Batch(None, set_aside=odd, read=2), NOON)
        recorded = ledger.record("crm", "main", requests(ticket("a", NOON), ticket("b", NOON)), NOON + 1)
        assert (recorded.mended, [row.key for row in ledger.set_aside_rows("crm")]) == (1, ["id b"])


def _break_at(step: str) -> Any:
    def at(name: str) -> None:
        if name == step:
            raise InterruptedError(name)

    return at
