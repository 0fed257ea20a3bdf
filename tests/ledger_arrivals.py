"""What the ledger says of arrivals, whatever database it is kept in. Subclasses bring a fixture `ledger`."""

from __future__ import annotations

from tests.ledger_told import ANSWERED, NOON, call_event, calls, requests, ticket, visit_version, whole
from wallboard.ledger import AGENTS, Ledger, Outage, Recorded
from wallboard.model import DAY, HOUR, MINUTE, SECOND

LATE = 20 * SECOND


class ArrivalsBehaviour:
    def test_of_several_batches_only_what_is_other_in_the_end_is_told(self, ledger: Ledger) -> None:
        for i, event in enumerate(ANSWERED):
            ledger.record("pbx", "main", calls(event), NOON + i * MINUTE)
        ledger.record("crm", "main", requests(ticket("1", NOON)), NOON + MINUTE)
        came = ledger.arrived("main", NOON - 1, NOON + 2 * MINUTE)
        (visit,) = came.visits
        assert (visit.completed, came.former, came.gone) == (True, {}, ())
        assert came.versions is not None
        assert ledger.arrived("main", NOON + 2 * MINUTE, NOON + DAY) == Recorded()
        assert ledger.arrived("elsewhere", NOON - 1, NOON + DAY) == Recorded()

    def test_an_outage_is_what_was_told_only_afterwards(self, ledger: Ledger) -> None:
        """Not a quiet night, nor what was read at the very first."""
        ledger.record("pbx", "main", calls(call_event(1, NOON - 9 * DAY, "QUEUESTART", "NONE", "NONE")), NOON)
        ledger.record("pbx", "main", calls(call_event(2, NOON + 9 * HOUR, "ENTERQUEUE")), NOON + 9 * HOUR + SECOND)
        away = NOON + 10 * HOUR
        for seq, (at, heard) in enumerate(((0, 30), (10, 30), (25, 40), (90, 91)), 3):
            event = call_event(seq, away + at * MINUTE, "ENTERQUEUE", f"c{seq}")
            ledger.record("pbx", "main", calls(event), away + heard * MINUTE)
        spans = [Outage("pbx", away, away + 40 * MINUTE), Outage("pbx", away + 90 * MINUTE, away + 91 * MINUTE)]
        assert ledger.outages("pbx", "main", NOON, NOON + DAY, LATE) == spans
        assert ledger.outages("pbx", "main", away + 20 * MINUTE, away + 21 * MINUTE, LATE) == spans[:1]
        assert ledger.outages("pbx", "main", away + 41 * MINUTE, away + 50 * MINUTE, LATE) == []
        assert ledger.outages("pbx", "main", NOON, NOON + DAY, HOUR) == []
        assert ledger.outages("crm", "main", NOON, NOON + DAY, LATE) == []

    def test_an_outage_of_days_is_found_from_within(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(call_event(1, NOON, "QUEUESTART", "NONE", "NONE")), NOON)
        ledger.record("pbx", "main", calls(call_event(2, NOON + HOUR, "ENTERQUEUE")), NOON + 3 * DAY)
        assert ledger.outages("pbx", "main", NOON + DAY, NOON + DAY + 1, LATE) == [
            Outage("pbx", NOON + HOUR, NOON + 3 * DAY)
        ]

    def test_a_checkpoint_names_the_rows_that_decide_how_agents_stand(self, ledger: Ledger) -> None:
        """By them it is known who is on duty, without going through all that agents ever did."""
        events = [call_event(seq, NOON + seq * HOUR, "ADDMEMBER", "NONE", agent=f"a{seq % 3}") for seq in range(1, 40)]
        ledger.record("pbx", "main", calls(*events), NOON + 40 * HOUR)
        plain = ledger.calls_at("main", NOON + 39 * HOUR, NOON + 36 * HOUR).of_agents
        rows = ledger.agents_before("main", NOON + 30 * HOUR)
        assert rows == [("pbx", 27), ("pbx", 28), ("pbx", 29)]
        ledger.save_checkpoint("main", NOON + 30 * HOUR, NOON + 40 * HOUR, "calls", {AGENTS: rows})
        assert ledger.calls_at("main", NOON + 39 * HOUR, NOON + 36 * HOUR).of_agents == plain
        assert ledger.agents_before("main", NOON + 36 * HOUR) == [("pbx", 33), ("pbx", 34), ("pbx", 35)]
        # Named ones are believed: nothing of before is read once more.
        ledger.save_checkpoint("main", NOON + 31 * HOUR, NOON + 40 * HOUR, "calls", {AGENTS: [("pbx", 3)]})
        assert ("pbx", 29) not in ledger.agents_before("main", NOON + 31 * HOUR)

    def test_of_whole_visits_and_requests_all_versions_are_told_that_had_arrived(self, ledger: Ledger) -> None:
        ledger.record("desk", "main", whole(visit_version(NOON, NOON)), NOON)
        ledger.record("crm", "main", requests(ticket("1", NOON), ticket("2", NOON)), NOON)
        ledger.record("crm", "main", requests(ticket("1", NOON, "paused", updated_at=NOON + HOUR)), NOON + HOUR)
        first, second = ledger.arrived("main", NOON - 1, NOON), ledger.arrived("main", NOON, NOON + HOUR)
        assert [visit.entered for visit in first.visits] == [NOON]
        assert first.versions is not None
        assert second.versions is not None
        assert first.versions["ticket"].tolist() == ["1", "2"]
        assert second.versions["state"].tolist() == ["open", "paused"]
        assert second.visits == ()

    def test_what_was_told_next_tells_of_which_instant(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(call_event(1, NOON, "ENTERQUEUE")), NOON + HOUR)
        ledger.record("crm", "main", requests(ticket("1", NOON)), NOON + HOUR)
        assert ledger.first_arrival("main") == NOON + HOUR
        assert ledger.next_told("pbx", NOON) == (NOON, NOON + HOUR)
        assert ledger.next_told("pbx", NOON + HOUR) is None
        assert ledger.next_told("crm", NOON) is None

    def test_without_what_was_since_the_start_only_the_day_is_read(self, ledger: Ledger) -> None:
        for seq, at in ((1, NOON - 5 * DAY), (2, NOON - HOUR)):
            ledger.record("pbx", "main", calls(call_event(seq, at, "ENTERQUEUE", f"c{seq}")), at + SECOND)
            ledger.record(
                "pbx",
                "main",
                calls(call_event(seq + 9, at + MINUTE, "ABANDON", f"c{seq}", data=("1", "1", "60"))),
                at + MINUTE,
            )
        for known in (None, NOON):
            found = [
                [
                    visit.key.callid
                    for visit in ledger.calls_at("main", NOON, NOON - 4 * HOUR, known, since_start=since).visits
                ]
                for since in (True, False)
            ]
            assert found == [["c1", "c2"], ["c2"]]
