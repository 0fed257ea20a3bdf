"""How a ledger keeps calls that are told in happenings, whatever database it is kept in."""

from __future__ import annotations

from tests.ledger_told import ANSWERED, NOON, all_visits, call_event, calls, requests, ticket
from tests.queue_log import logged
from wallboard.ledger import Ledger, Recorded
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT, NOT_KNOWN, SECOND, Outcome
from wallboard.source import Recheck


class CallsBehaviour:
    """Rules for calls: subclasses bring a fixture `ledger`."""

    def test_events_become_visits_and_the_cursor_moves_with_them(self, ledger: Ledger) -> None:
        assert ledger.cursor("pbx") is None
        recorded = ledger.record("pbx", "main", calls(*ANSWERED, *ANSWERED, cursor=3), NOON)
        assert ledger.cursor("pbx") == {"id": 3}
        (visit,) = recorded.visits
        assert (visit.outcome, visit.wait_s, visit.talk_s, visit.agent) == (Outcome.ANSWERED, 20, 60, "ann")
        assert all_visits(ledger) == [visit]
        assert (recorded.new, recorded.repeats, recorded.happenings) == (3, 3, ANSWERED)

    def test_a_batch_recorded_twice_changes_nothing(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        before = all_visits(ledger)
        again = ledger.record("pbx", "main", calls(*ANSWERED, *ANSWERED), NOON + 1)
        assert again == Recorded(repeats=6)
        assert all_visits(ledger) == before

    def test_a_call_told_in_parts_gives_its_former_state(self, ledger: Ledger) -> None:
        waiting = ledger.record("pbx", "main", calls(ANSWERED[0]), NOON).visits[0]
        answered = ledger.record("pbx", "main", calls(ANSWERED[1]), NOON + 1)
        assert answered.former == {waiting.key: waiting}
        assert answered.visits[0].outcome is Outcome.ANSWERED
        assert len(all_visits(ledger)) == 1

    def test_parts_in_the_wrong_order_end_in_the_same_visit(self, ledger: Ledger) -> None:
        for i, event in enumerate(reversed(ANSWERED)):
            ledger.record("pbx", "main", calls(event), NOON + i)
        (visit,) = all_visits(ledger)
        assert (visit.outcome, visit.wait_s, visit.completed) == (Outcome.ANSWERED, 20, True)

    def test_a_known_row_with_other_content_is_set_aside(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        other = call_event(2, NOON + 20 * SECOND, "ABANDON", data=("1", "1", "20"))
        recorded = ledger.record("pbx", "main", calls(other), NOON + 1)
        assert (recorded.new, recorded.set_aside) == (0, 1)
        assert all_visits(ledger)[0].outcome is Outcome.ANSWERED
        assert "other content" in ledger.set_aside_rows("pbx")[0].reason

    def test_one_known_row_excuses_one_row_that_is_told_again_under_another_number(self, ledger: Ledger) -> None:
        paused = [call_event(seq, NOON, "PAUSEALL", "NONE", "NONE", agent="ann") for seq in (1, 11, 12, 13)]
        ledger.record("pbx", "main", calls(*paused[:1]), NOON)
        again = ledger.record("pbx", "main", calls(*paused[1:], recheck=Recheck(NOON, below_seq=10)), NOON + 1)
        assert (again.repeats, [happened.seq for happened in again.happenings]) == (1, [12, 13])

    def test_a_restart_cuts_off_calls_of_earlier_batches(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(ANSWERED[0], call_event(4, NOON, "ENTERQUEUE", "c2")), NOON)
        restart = call_event(9, NOON + MINUTE, "QUEUESTART", "NONE", "NONE")
        recorded = ledger.record("pbx", "main", calls(restart), NOON + MINUTE)
        assert [visit.outcome for visit in recorded.visits] == [Outcome.LOST, Outcome.LOST]
        assert [(found.seq, found.at) for found in recorded.restarts] == [(9, NOON + MINUTE)]

    def test_a_restart_that_arrives_late_still_cuts_off(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(ANSWERED[0], *(ANSWERED[1:])), NOON)
        late = logged("pbx", "main", 0, NOON - 1, "NONE", "NONE", "NONE", "QUEUESTART", ("",) * 5)
        assert ledger.record("pbx", "main", calls(late), NOON + DAY).visits == ()
        ledger.record("pbx", "main", calls(call_event(10, NOON, "ENTERQUEUE", "c2")), NOON + DAY)
        ledger.record(
            "pbx", "main", calls(call_event(14, NOON + HOUR, "ABANDON", "c2", data=("", "", "9"))), NOON + DAY
        )
        cut = call_event(12, NOON + MINUTE, "QUEUESTART", "NONE", "NONE")
        (visit,) = ledger.record("pbx", "main", calls(cut), NOON + 2 * DAY).visits
        assert (visit.outcome, visit.left) == (Outcome.LOST, NOON + MINUTE)

    def test_a_restart_that_arrives_late_cuts_off_what_the_next_one_had_after_the_clock_went_back(
        self, ledger: Ledger
    ) -> None:
        entered, after = call_event(1, NOON, "ENTERQUEUE"), call_event(3, NOON, "QUEUESTART", "NONE", "NONE")
        (lost,) = ledger.record("pbx", "main", calls(entered, after), NOON).visits
        between = call_event(2, NOON + MINUTE, "QUEUESTART", "NONE", "NONE")
        (visit,) = ledger.record("pbx", "main", calls(between), NOON + DAY).visits
        assert (lost.left, visit.left) == (NOON, NOON + MINUTE)

    def test_a_restart_that_arrives_late_cuts_off_what_was_told_to_be_over_after_the_clock_went_back(
        self, ledger: Ledger
    ) -> None:
        entered, over = call_event(1, NOON, "ENTERQUEUE"), call_event(3, NOON, "ABANDON", data=("1", "1", "0"))
        (gave_up,) = ledger.record("pbx", "main", calls(entered, over), NOON).visits
        between = call_event(2, NOON + MINUTE, "QUEUESTART", "NONE", "NONE")
        (visit,) = ledger.record("pbx", "main", calls(between), NOON + DAY).visits
        assert (gave_up.outcome, visit.outcome, visit.left) == (Outcome.ABANDONED, Outcome.LOST, NOON + MINUTE)

    def test_what_was_true_is_clipped_to_the_instant(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        at = {s: ledger.calls_at("main", NOON + s * SECOND, NOON).visits for s in (-1, 0, 20, 80)}
        assert at[-1] == []
        assert at[0][0].outcome is Outcome.WAITING
        assert (at[20][0].outcome, at[20][0].ended) == (Outcome.ANSWERED, None)
        assert at[80][0].ended == NOON + 80 * SECOND

    def test_what_was_known_leaves_out_what_arrived_later(self, ledger: Ledger) -> None:
        for i, event in enumerate(ANSWERED):
            ledger.record("pbx", "main", calls(event), NOON + i * HOUR)
        later = NOON + 10 * MINUTE
        assert ledger.calls_at("main", later, NOON, known=NOON).visits[0].outcome is Outcome.WAITING
        assert ledger.calls_at("main", later, NOON, known=NOON + HOUR).visits[0].ended is None
        assert ledger.calls_at("main", later, NOON).visits[0].completed

    def test_old_calls_matter_only_since_the_last_restart(self, ledger: Ledger) -> None:
        old = [call_event(i, NOON - 9 * DAY, "ENTERQUEUE", f"o{i}") for i in (1, 3)]
        gone = call_event(2, NOON - 9 * DAY + MINUTE, "ABANDON", "o1", data=("", "", "60"))
        ledger.record("pbx", "main", calls(*old, gone), NOON)
        keys = [visit.key.callid for visit in ledger.calls_at("main", NOON, NOON - HOUR).visits]
        assert keys == ["o1", "o3"]  # no restart is known: both count since the start
        ledger.record("pbx", "main", calls(call_event(8, NOON - 2 * DAY, "QUEUESTART", "NONE", "NONE")), NOON)
        (lost,) = ledger.calls_at("main", NOON, NOON - HOUR).visits
        assert (lost.key.callid, lost.outcome) == ("o3", Outcome.LOST)

    def test_a_ticket_source_of_the_site_does_not_hide_the_restart(self, ledger: Ledger) -> None:
        ledger.record("crm", "main", requests(ticket("1", NOON)), NOON)
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        ledger.record("pbx", "main", calls(call_event(9, NOON + DAY, "QUEUESTART", "NONE", "NONE")), NOON + DAY)
        assert ledger.calls_at("main", NOON + 2 * DAY, NOON + 2 * DAY).visits == []

    def test_agents_of_long_ago_are_told_by_the_last_of_each_verb(self, ledger: Ledger) -> None:
        said = [
            call_event(i, NOON - (9 - i) * DAY, verb, "NONE", agent="ann")
            for i, verb in enumerate(("ADDMEMBER", "PAUSE", "UNPAUSE", "PAUSE"), 1)
        ]
        ledger.record("pbx", "main", calls(*said), NOON)
        found = ledger.calls_at("main", NOON, NOON - HOUR).of_agents
        assert [event.seq for event in found] == [1, 3, 4]
        assert [event.seq for event in ledger.calls_at("main", NOON, NOON - 8 * DAY).of_agents] == [1, 2, 3, 4]

    def test_visits_are_told_as_a_frame_of_those_that_entered(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(*ANSWERED, call_event(7, NOON + HOUR, "ENTERQUEUE", "c2", "water")), NOON)
        found = ledger.visits("main", NOON, NOON + HOUR)
        assert found.to_dict("records") == [
            {
                "queue": "roads",
                "entered": NOON,
                "left": NOON + 20 * SECOND,
                "outcome": "answered",
                "reason": "",
                "wait_s": 20,
                "talk_s": 60,
                "ended": NOON + 80 * SECOND,
                "completed": True,
                "agent": "ann",
            }
        ]
        (waiting,) = ledger.visits("main", NOON, NOON + DAY, queues=["water"]).to_dict("records")
        assert (waiting["left"], waiting["wait_s"], waiting["outcome"]) == (NO_INSTANT, NOT_KNOWN, "waiting")
        assert ledger.visits("main", NOON + DAY, NOON + 2 * DAY).dtypes.equals(found.dtypes)

    def test_visits_are_told_as_they_were_known(self, ledger: Ledger) -> None:
        water = call_event(7, NOON + HOUR, "ENTERQUEUE", "c2", "water")
        for i, event in enumerate((*ANSWERED, water)):
            ledger.record("pbx", "main", calls(event), NOON + i * HOUR)
        last = NOON + (len(ANSWERED)) * HOUR
        whole = ledger.visits("main", NOON, NOON + DAY)
        assert ledger.visits_known("main", NOON, NOON + DAY, last).equals(whole)
        (waiting,) = ledger.visits_known("main", NOON, NOON + DAY, NOON).to_dict("records")
        assert (waiting["left"], waiting["wait_s"], waiting["outcome"]) == (NO_INSTANT, NOT_KNOWN, "waiting")
        assert len(ledger.visits_known("main", NOON, NOON + HOUR, last)) == 1, "c2 entered later"
        assert ledger.visits_known("main", NOON, NOON + DAY, NOON - 1).dtypes.equals(whole.dtypes)
