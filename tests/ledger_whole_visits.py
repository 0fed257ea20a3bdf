"""How a ledger keeps visits that are told whole, whatever database it is kept in."""

from __future__ import annotations

from typing import Any

from tests.ledger_told import NOON, all_visits, visit_version, whole
from wallboard.ledger import Extent, Ledger
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Outcome, Reason, Visit
from wallboard.settings import Retention


class WholeVisitsBehaviour:
    """Rules for whole visits: subclasses bring a fixture `ledger`."""

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
