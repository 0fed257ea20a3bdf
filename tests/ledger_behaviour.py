"""What a ledger does, whatever database it is kept in. Subclasses bring a fixture `ledger`."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.queue_log import logged
from wallboard.calls.happenings import Happening, Row, answered, ended, entered
from wallboard.calls.whole import VisitVersion
from wallboard.ledger import AGENTS, Extent, Ledger, LedgerError, OutOfRetention, Recorded, restore
from wallboard.model import (
    DAY,
    HOUR,
    MINUTE,
    NO_INSTANT,
    NOT_KNOWN,
    SECOND,
    TICKET_COLUMNS,
    VERSION_COLUMNS,
    Micros,
    Outcome,
    Reason,
    Visit,
)
from wallboard.model.wall_messages import WallMessage
from wallboard.settings import Retention
from wallboard.source import SUPERSEDED, Batch, Recheck, SetAside, row_key

NOON: Micros = 1_700_000_000 * SECOND
FOREVER: Micros = 4_000_000_000 * SECOND


def call_event(seq: int, at: Micros, event: str, callid: str = "c1", queue: str = "roads", **more: Any) -> Happening:
    data = (*more.get("data", ()), "", "", "", "", "")[:5]
    return logged("pbx", "main", seq, at, callid, queue, more.get("agent", "NONE"), event, data)


def calls(*events: Happening, cursor: int = 0, **more: Any) -> Batch:
    return Batch({"id": cursor}, happenings=events, read=len(events), **more)


def whole_row(seq: int, at: Micros, talked: int = 60) -> list[Happening]:
    """A row that tells of a whole call, in three happenings."""
    row, call = Row("pbx", "main", seq, at, f"call {seq}"), f"c{seq}"
    return [
        entered(row, call, "roads"),
        answered(row, call, "roads", "ann", wait_s=20, at=at + 20 * SECOND, part=1),
        ended(row, call, "roads", "ann", talk_s=talked, at=at + (20 + talked) * SECOND, part=2),
    ]


def visit_version(
    entered: Micros, updated: Micros, *, key: str = "1", queue: str = "roads", **told: Any
) -> VisitVersion:
    return VisitVersion("crm", "main", key, queue, updated, entered, **told)


def whole(*versions: VisitVersion, cursor: int = 0) -> Batch:
    return Batch({"id": cursor}, visits=versions, read=len(versions))


def ticket(key: str, opened: Micros, state: str = "open", **told: Any) -> dict[str, Any]:
    row: dict[str, Any] = {name: "" if kind == "str" else NO_INSTANT for name, kind in TICKET_COLUMNS.items()}
    row |= {"ticket": key, "site": "main", "opened_at": opened, "updated_at": opened, "state": state}
    return row | {"reopens": NOT_KNOWN, "paused_s": 0} | told


def frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TICKET_COLUMNS)).astype(dict(TICKET_COLUMNS))


def requests(*rows: dict[str, Any], cursor: int = 0) -> Batch:
    return Batch({"id": cursor}, tickets=frame(rows), read=len(rows))


def all_visits(ledger: Ledger) -> list[Visit]:
    return ledger.calls_at("main", FOREVER, NO_INSTANT).visits


def told(recorded: Recorded) -> pd.DataFrame:
    """All versions of every ticket that got a new one, where there was one."""
    assert recorded.versions is not None
    return recorded.versions


def versions(ledger: Ledger, at: Micros = FOREVER, **more: Any) -> list[tuple[str, str, Micros]]:
    found = ledger.ticket_versions("main", at, **{"horizon": 100_000 * DAY, **more})
    return list(zip(found["ticket"], found["state"], found["received_at"], strict=True))


ANSWERED = (
    call_event(1, NOON, "ENTERQUEUE", data=("", "", "1")),
    call_event(2, NOON + 20 * SECOND, "CONNECT", agent="ann", data=("20", "x", "3")),
    call_event(3, NOON + 80 * SECOND, "COMPLETECALLER", agent="ann", data=("20", "60", "1")),
)


class LedgerBehaviour:
    """Rules for calls, tickets, what is beside them, and keeping."""

    # -- calls

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

    # -- tickets

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

    # -- beside them

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

    # -- rows with several happenings, and their account

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

    # -- rows set aside and corrected

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

    # -- whole visits

    def test_whole_visits_are_told_anew_and_the_last_one_holds(self, ledger: Ledger) -> None:
        waiting = visit_version(NOON, NOON)
        answered = visit_version(NOON, NOON + 1, outcome=Outcome.ANSWERED, left=NOON + 20 * SECOND, agent="ann")
        ended = answered._replace(updated=NOON + 2, ended=NOON + 80 * SECOND)
        recorded = ledger.record("crm", "main", whole(waiting), NOON)
        assert [visit.outcome for visit in recorded.visits] == [Outcome.WAITING]
        recorded = ledger.record("crm", "main", whole(ended, answered, ended), NOON + HOUR)
        assert (recorded.read, recorded.new, recorded.repeats) == (3, 2, 1)
        (visit,) = all_visits(ledger)
        assert (visit.outcome, visit.wait_s, visit.talk_s, visit.agent, visit.completed) == (
            *(Outcome.ANSWERED, 20, 60, "ann"),
            True,
        )
        assert recorded.former == {visit.key: Visit(visit.key, "main", NOON)}
        assert recorded.newest == NOON + 80 * SECOND
        then = ledger.calls_at("main", NOON + MINUTE, NOON, known=NOON + 1).visits
        assert [visit.outcome for visit in then] == [Outcome.WAITING]

    def test_an_older_version_that_comes_late_is_kept_and_changes_nothing(self, ledger: Ledger) -> None:
        left: dict[str, Any] = {"outcome": Outcome.ABANDONED, "left": NOON + MINUTE}
        ledger.record("crm", "main", whole(visit_version(NOON, NOON + 9, **left)), NOON)
        recorded = ledger.record("crm", "main", whole(visit_version(NOON, NOON)), NOON + 1)
        assert (recorded.new, recorded.visits) == (1, ())
        assert [visit.outcome for visit in all_visits(ledger)] == [Outcome.ABANDONED]

    def test_a_visit_that_is_told_to_be_of_another_queue_is_of_that_one_alone(self, ledger: Ledger) -> None:
        left: dict[str, Any] = {"outcome": Outcome.ABANDONED, "left": NOON + MINUTE}
        ledger.record("crm", "main", whole(visit_version(NOON, NOON + 1, **left)), NOON)
        recorded = ledger.record("crm", "main", whole(visit_version(NOON, NOON + 2, queue="water", **left)), NOON + 9)
        (was,) = recorded.former
        assert (was.queue, recorded.gone) == ("roads", (was,))
        for visits in (recorded.visits, all_visits(ledger)):
            assert [visit.queue for visit in visits] == ["water"]
        then = ledger.calls_at("main", NOON + HOUR, NOON, known=NOON + 8).visits
        assert [visit.queue for visit in then] == ["roads"]
        late = ledger.record("crm", "main", whole(visit_version(NOON, NOON, **left)), NOON + 10)
        assert (late.new, late.visits, late.gone) == (1, (), ())

    def test_visits_of_one_call_are_told_each_by_its_own_key(self, ledger: Ledger) -> None:
        sent_on = visit_version(NOON, NOON, key="17/1", outcome=Outcome.DIVERTED, left=NOON + 1, reason=Reason.OVERFLOW)
        ledger.record("crm", "main", whole(sent_on, visit_version(NOON + 1, NOON, key="17/2")), NOON)
        recorded = ledger.record(
            "crm", "main", whole(visit_version(NOON + 1, NOON + 1, key="17/2", queue="water")), NOON
        )
        assert [visit.queue for visit in recorded.visits] == ["water"]
        assert [(visit.key.callid, visit.queue) for visit in all_visits(ledger)] == [
            ("17/1", "roads"),
            ("17/2", "water"),
        ]

    def test_a_visit_that_is_taken_back_counts_no_more_and_may_be_told_again(self, ledger: Ledger) -> None:
        ledger.record("crm", "main", whole(visit_version(NOON, NOON)), NOON)
        recorded = ledger.record("crm", "main", whole(visit_version(NOON, NOON + 1, removed=True)), NOON + HOUR)
        (was,) = recorded.former
        assert (recorded.visits, recorded.gone, all_visits(ledger)) == ((), (was,), [])
        assert len(ledger.calls_at("main", NOON + HOUR, NOON, known=NOON + 1).visits) == 1
        ledger.record("crm", "main", whole(visit_version(NOON, NOON)), NOON + HOUR)  # as a look-back tells it
        assert all_visits(ledger) == []
        ledger.record("crm", "main", whole(visit_version(NOON, NOON + 2)), NOON + 2 * HOUR)
        assert [visit.key for visit in all_visits(ledger)] == [was]

    def test_a_visit_that_was_taken_back_is_purged_with_all_that_was_told_of_it(self, ledger: Ledger) -> None:
        now = NOON + 1000 * DAY
        back, told = visit_version(NOON, NOON + 2, removed=True), visit_version(now, NOON + 1)
        ledger.record("crm", "main", whole(told, back, visit_version(now, now, key="2")), NOON)
        assert ledger.purge(now, Retention())["visit_versions"] == 0
        assert ledger.purge(now + 900 * DAY, Retention())["visit_versions"] == 0, "by the newest call it is not so late"
        later = now + 900 * DAY
        ledger.record("crm", "main", whole(visit_version(later, later, key="3")), later)
        assert ledger.purge(later, Retention())["visit_versions"] == 2
        assert [visit.key.callid for visit in ledger.calls_at("main", later, later - HOUR).visits] == ["2", "3"]

    def test_a_whole_visit_that_makes_no_sense_is_set_aside(self, ledger: Ledger) -> None:
        odd = visit_version(NOON, NOON, outcome=Outcome.ANSWERED)
        recorded = ledger.record("crm", "main", whole(odd, visit_version(NOON, NOON, key="2")), NOON)
        assert (recorded.read, recorded.new, recorded.set_aside) == (2, 1, 1)
        assert ledger.set_aside_rows("crm")[0].key == "id 1"

    def test_a_correction_of_a_day_before_spoils_its_checkpoints(self, ledger: Ledger) -> None:
        left: dict[str, Any] = {"outcome": Outcome.ABANDONED, "left": NOON + MINUTE}
        ledger.record("crm", "main", whole(visit_version(NOON, NOON, **left)), NOON + HOUR)
        ledger.save_checkpoint("main", NOON + DAY, NOON + DAY, "calls", {})
        moved = visit_version(NOON + 2 * DAY, NOON + 1, outcome=Outcome.ABANDONED, left=NOON + 2 * DAY)
        ledger.record("crm", "main", whole(moved), NOON + 2 * DAY)
        assert ledger.checkpoint("main", NOON + 3 * DAY, "calls") is None

    def test_whole_visits_are_purged_and_replaced_with_their_versions(self, ledger: Ledger) -> None:
        now = NOON + 1000 * DAY
        left: dict[str, Any] = {"outcome": Outcome.ABANDONED, "left": NOON + MINUTE}
        ledger.record("crm", "main", whole(visit_version(NOON, NOON, **left), visit_version(now, now, key="2")), now)
        assert ledger.purge(now, Retention())["visit_versions"] == 1
        assert [visit.key.callid for visit in ledger.calls_at("main", now, now - HOUR).visits] == ["2"]
        batch, extent = whole(visit_version(now + HOUR, now, key="2")), Extent()
        extent.add(batch)
        ledger.replace("crm", "main", extent, iter([batch]), now + 1)
        assert [visit.entered for visit in ledger.calls_at("main", now + DAY, now).visits] == [now + HOUR]
        counts = ledger.counts("crm")
        assert (counts.read, counts.new, ledger.contents("crm").calls) == (1, 1, 1)
        assert ledger.forget_source("crm", now + 2) == 1

    # -- checkpoints

    def test_the_newest_checkpoint_before_the_instant_is_the_base(self, ledger: Ledger) -> None:
        for day in range(3):
            ledger.save_checkpoint("main", NOON + day * DAY, NOON + day * DAY + 1, "calls", {"day": day})
        assert ledger.checkpoint("main", NOON - 1, "calls") is None
        base = ledger.calls_at("main", NOON + DAY + HOUR, NOON + DAY).base
        assert base is not None
        assert (base.at, base.payload) == (NOON + DAY, {"day": 1})
        assert ledger.checkpoint("main", NOON + DAY, "tickets") is None

    def test_a_row_that_arrives_late_spoils_the_checkpoints_after_it(self, ledger: Ledger) -> None:
        for day in range(3):
            ledger.save_checkpoint("main", NOON + day * DAY, NOON + day * DAY, "calls", day)
        ledger.record("pbx", "main", calls(call_event(1, NOON + DAY, "ENTERQUEUE")), NOON + 9 * DAY)
        left = ledger.checkpoint("main", NOON + 5 * DAY, "calls")
        assert left is not None
        assert left.payload == 0
        then = ledger.checkpoint("main", NOON + 5 * DAY, "calls", known=NOON + 9 * DAY - 1)
        assert then is not None
        assert then.payload == 2
        made_later = ledger.checkpoint("main", NOON + 5 * DAY, "calls", known=NOON + DAY)
        assert made_later is not None
        assert made_later.payload == 1

    # -- keeping

    def test_purging_keeps_what_is_open_and_says_how_far_it_goes(self, ledger: Ledger) -> None:
        now, keep = NOON + 1000 * DAY, Retention()
        ledger.record("pbx", "main", calls(*ANSWERED, call_event(4, NOON, "ENTERQUEUE", "open")), NOON)
        ledger.record("pbx", "main", calls(call_event(5, now, "ENTERQUEUE", "new")), now)
        assert ledger.oldest("calls") is None
        gone = ledger.purge(now, keep)
        assert (gone["visits"], gone["happenings"]) == (1, 3)
        assert [visit.key.callid for visit in ledger.calls_at("main", now, now - HOUR).visits] == ["open", "new"]
        assert ledger.oldest("calls") == now - 800 * DAY
        with pytest.raises(OutOfRetention, match="calls are kept from"):
            ledger.calls_at("main", NOON + HOUR, NOON)
        with pytest.raises(OutOfRetention):
            ledger.visits("main", NOON, NOON + DAY)

    def test_purging_tickets_takes_whole_histories_of_finished_ones(self, ledger: Ledger) -> None:
        now = NOON + 4000 * DAY
        done = {"updated_at": NOON + DAY, "finished_at": NOON + DAY}
        ledger.record("crm", "main", requests(ticket("1", NOON), ticket("2", NOON)), NOON)
        ledger.record("crm", "main", requests(ticket("1", NOON, "finished", **done)), NOON + DAY)
        ledger.record("crm", "main", requests(ticket("new", now)), now)
        assert ledger.purge(now, Retention())["ticket_versions"] == 2
        assert [key for key, _, _ in versions(ledger, now, horizon=8 * DAY)] == ["2", "new"]
        with pytest.raises(OutOfRetention):
            ledger.ticket_versions("main", NOON + 8 * DAY)

    def test_purging_nothing_leaves_every_question_open(self, ledger: Ledger) -> None:
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        assert set(ledger.purge(NOON + DAY, Retention()).values()) == {0}
        assert (ledger.oldest("calls"), len(all_visits(ledger))) == (None, 1)

    def test_a_clock_that_is_three_years_ahead_purges_nothing(self, ledger: Ledger) -> None:
        """At most a day may have passed since the newest that was told, whenever it was received."""
        done = {"updated_at": NOON, "finished_at": NOON}
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        ledger.record("crm", "main", requests(ticket("1", NOON - DAY, "finished", **done)), NOON + 1095 * DAY)
        ledger.record("pbx", "main", calls(set_aside=(SetAside("id 9", "odd", ""),)), NOON)
        ledger.save_checkpoint("main", NOON, NOON, "calls", {})
        before = ledger.counts("pbx"), len(all_visits(ledger)), versions(ledger, NOON + DAY, horizon=8 * DAY)
        assert set(ledger.purge(NOON + 1095 * DAY, Retention(tickets_days=35)).values()) == {0}
        assert (ledger.counts("pbx"), len(all_visits(ledger)), versions(ledger, NOON + DAY, horizon=8 * DAY)) == before
        assert ledger.checkpoint("main", NOON, "calls") is not None
        assert ledger.oldest("calls") is ledger.oldest("tickets") is None

    def test_soon_after_midnight_the_checkpoint_before_names_who_is_there(self, ledger: Ledger) -> None:
        """Not all of history: it is seen by one that names nobody, where history would."""
        ledger.record("pbx", "main", calls(call_event(1, NOON, "ADDMEMBER", "NONE", agent="ann")), NOON)
        for day in (1, 2):
            ledger.save_checkpoint("main", NOON + day * DAY, NOON + day * DAY, "calls", {AGENTS: []})
        last = NOON + 2 * DAY
        assert ledger.calls_at("main", last + HOUR, last - 2 * HOUR).of_agents == []
        assert len(ledger.calls_at("main", last + HOUR, last - 2 * HOUR, from_checkpoint=False).of_agents) == 1

    def test_how_agents_stand_outlives_the_retention(self, ledger: Ledger) -> None:
        said = [
            call_event(seq, NOON + seq, verb, "NONE", agent="ann")
            for seq, verb in ((1, "ADDMEMBER"), (2, "PAUSE"), (3, "UNPAUSE"), (4, "PAUSE"))
        ]
        ledger.record("pbx", "main", calls(*said), NOON)
        now = NOON + 1000 * DAY
        ledger.record("pbx", "main", calls(call_event(5, now, "ENTERQUEUE", "new")), now)
        assert ledger.purge(now, Retention())["happenings"] == 1
        assert [event.seq for event in ledger.calls_at("main", now, now).of_agents] == [1, 3, 4]

    def test_a_message_stands_on_walls_until_its_end_or_until_it_is_taken_away(self, ledger: Ledger) -> None:
        short, long = (
            WallMessage("main", boards, "Fête “à 14 h” <b>", "Ada", NOON, NOON + hours * HOUR)
            for boards, hours in (((), 1), (("far", "wall"), 3))
        )
        ledger.put_wall_messages([short, long])
        first, second = ledger.wall_messages(NOON)
        assert [replace(each, id=0) for each in (first, second)] == [short, long]
        assert ledger.wall_messages(NOON + HOUR) == (second,), "its end is no part of it"
        assert not ledger.take_wall_message(first.id, NOON + HOUR), "it was over already"
        assert ledger.take_wall_message(second.id, NOON + HOUR)
        assert not ledger.take_wall_message(second.id, NOON + HOUR)
        assert ledger.wall_messages(NOON) == (first,)

    def test_messages_that_are_over_for_as_long_as_the_log_is_kept_are_purged(self, ledger: Ledger) -> None:
        ledger.put_wall_messages([WallMessage("main", (), "Hello", "Ada", NOON, NOON + HOUR)])
        for days, gone in ((800, 0), (801, 1)):
            now = NOON + days * DAY
            ledger.record("pbx", "main", calls(call_event(days, now, "ENTERQUEUE", f"c{days}")), now)
            assert ledger.purge(now, Retention())["wall_messages"] == gone

    def test_a_backup_taken_while_writing_restores_to_one_moment(
        self, ledger: Ledger, fresh_address: str, tmp_path: Path
    ) -> None:
        ledger.record("crm", "main", requests(*(ticket(f"{i}", NOON) for i in range(50))), NOON)
        stop, copy = threading.Event(), tmp_path / "deep" / "copy.db"

        def write() -> None:
            seq = 0
            while not stop.is_set() and seq < 5000:
                seq += 1
                ledger.record("pbx", "main", calls(call_event(seq, NOON, "ENTERQUEUE", f"c{seq}"), cursor=seq), NOON)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            ledger.backup(copy)
        finally:
            stop.set()
            writer.join(60)
        assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]
        restore(copy, fresh_address)
        restored = Ledger(fresh_address)
        count = len(all_visits(restored))
        assert restored.cursor("pbx") == (None if count == 0 else {"id": count})
        assert versions(restored) == versions(ledger)
        assert restored.record("pbx", "main", calls(call_event(9999, NOON, "ENTERQUEUE", "new")), NOON).new == 1
        restored.close()

    def test_restoring_over_a_ledger_is_refused(self, ledger: Ledger, address: str, tmp_path: Path) -> None:
        ledger.record("pbx", "main", calls(*ANSWERED), NOON)
        ledger.backup(tmp_path / "copy.db")
        with pytest.raises(LedgerError, match="a ledger already"):
            restore(tmp_path / "copy.db", address)
        assert len(all_visits(ledger)) == 1


def _break_at(step: str) -> Any:
    def at(name: str) -> None:
        if name == step:
            raise InterruptedError(name)

    return at
