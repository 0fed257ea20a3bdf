"""What a ledger keeps for how long: checkpoints, purging, what stands on walls, backups."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ledger_told import ANSWERED, NOON, all_visits, call_event, calls, requests, ticket, versions
from wallboard.ledger import AGENTS, AsOf, Ledger, LedgerError, OutOfRetention, restore
from wallboard.model import DAY, HOUR
from wallboard.model.wall_messages import WallMessage
from wallboard.settings import Retention
from wallboard.source import SetAside


class KeepingBehaviour:
    """Rules for keeping: subclasses bring fixtures `ledger`, `address` and `fresh_address`."""

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
            ledger.ticket_versions(AsOf("main", NOON + 8 * DAY))

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
