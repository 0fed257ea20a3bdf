"""Which calls were the same caller's, whatever database a ledger is kept in. Subclasses bring a fixture `ledger`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledger_told import NOON, call_event, calls, visit_version, whole
from wallboard.ledger import Extent, Ledger
from wallboard.model import DAY, HOUR, MINUTE, CalledAgain, CalledBefore, Micros, Outcome, Reason
from wallboard.settings import Retention
from wallboard.source import Batch

ANN, BOB = "a" * 32, "b" * 32  # hashes


class Calls:
    """Calls of one phone system, each given up after a minute unless it waits."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._seq = ledger, 0
        self._ledger.record("pbx", "main", self.batch("first", NOON - 10 * DAY, "f" * 32), NOON - 10 * DAY)

    def batch(self, call: str, at: Micros, caller: str = "", *, waits: bool = False, queue: str = "roads") -> Batch:
        self._seq += 2
        came = call_event(self._seq, at, "ENTERQUEUE", call, queue)
        left = call_event(self._seq + 1, at + MINUTE, "ABANDON", call, queue, data=("1", "1", "60"))
        return calls(came, *(() if waits else (left,)), callers={call: caller} if caller else {})

    def came(self, call: str, at: Micros, caller: str = "", *, received: Micros | None = None, **more: Any) -> Any:
        batch = self.batch(call, at, caller, **more)
        recorded = self._ledger.record("pbx", "main", batch, at if received is None else received)
        return recorded.called_before.get(("pbx", call))


def told_whole(ledger: Ledger, key: str, at: Micros, caller: str = ANN, *, queue: str = "roads", **how: Any) -> None:
    """A call that came a minute before `at`, at which it left its queue as `how` says; answered when left out."""
    left: dict[str, Any] = {"left": at, "outcome": Outcome.ANSWERED, "agent": "kim", "ended": at + MINUTE} | how
    version = visit_version(at - MINUTE, at, key=key, queue=queue, **left)
    whose = {key: caller} if caller else {}
    ledger.record("crm", "main", Batch({"id": 0}, visits=(version,), callers=whose, read=1), at)


ASKED: dict[str, Any] = {"outcome": Outcome.DIVERTED, "reason": Reason.CALLBACK, "agent": "", "ended": None}


def owed(ledger: Ledger, at: Micros, **more: Any) -> list[tuple[str, str, Micros, int]] | None:
    found = ledger.callbacks_owed("main", NOON - DAY, at, **more)
    return (
        None if found is None else [(each.key.callid, each.key.queue, each.asked - NOON, each.times) for each in found]
    )


def others(ledger: Ledger, call: str, source: str = "pbx") -> list[str] | None:
    found = ledger.same_caller("main", source, call, NOON - DAY, NOON + DAY)
    return None if found is None else [visit.key.callid for visit in found]


class CallersBehaviour:
    """Rules for who called before, and for how long it is known."""

    def test_a_call_that_waits_says_how_often_its_caller_called_before_it(self, ledger: Ledger) -> None:
        phones = Calls(ledger)
        for call, ago in (("day", 25 * HOUR), ("noon", 23 * HOUR), ("hour", 59 * MINUTE), ("now", 10 * MINUTE)):
            phones.came(call, NOON - ago, ANN)
        phones.came("bob", NOON - HOUR, BOB)
        assert phones.came("this", NOON, ANN, waits=True) == CalledBefore(hour=2, day=3)
        assert phones.came("other", NOON + MINUTE, BOB, waits=True) == CalledBefore(hour=0, day=1)
        assert phones.came("nobody", NOON + MINUTE, waits=True) is None
        assert phones.came("over", NOON + MINUTE, ANN) is None, "nobody waits"
        history = ledger.calls_at("main", NOON + HOUR, NOON)
        assert history.called_before == {("pbx", "this"): CalledBefore(2, 3), ("pbx", "other"): CalledBefore(0, 1)}
        then = ledger.calls_at("main", NOON - 10 * MINUTE, NOON - HOUR)
        assert then.called_before == {("pbx", "now"): CalledBefore(1, 2)}

    def test_a_call_told_late_is_counted_for_who_waits_already(self, ledger: Ledger) -> None:
        phones = Calls(ledger)
        assert phones.came("this", NOON, ANN, waits=True) == CalledBefore(0, 0)
        late = phones.batch("late", NOON - MINUTE, ANN)
        recorded = ledger.record("pbx", "main", late, NOON + MINUTE)
        assert recorded.called_before == {("pbx", "this"): CalledBefore(1, 1)}
        by_then = ledger.calls_at("main", NOON + MINUTE, NOON - DAY, known=NOON)
        assert by_then.called_before == {("pbx", "this"): CalledBefore(0, 0)}

    def test_before_callers_were_recognised_for_so_long_it_is_unknown_and_not_never(self, ledger: Ledger) -> None:
        def came(call: str, at: Micros) -> Any:
            batch = calls(call_event(at, at, "ENTERQUEUE", call), callers={call: ANN})
            return ledger.record("pbx", "main", batch, at).called_before["pbx", call]

        assert came("a", NOON) == CalledBefore(None, None)
        assert came("b", NOON + HOUR - 1) == CalledBefore(None, None)
        assert came("c", NOON + HOUR) == CalledBefore(2, None)
        assert came("d", NOON + DAY) == CalledBefore(0, 3)

    def test_a_call_that_goes_from_queue_to_queue_is_one(self, ledger: Ledger) -> None:
        phones = Calls(ledger)
        phones.came("this", NOON, ANN, queue="roads")
        moved = phones.came("this", NOON + 2 * MINUTE, ANN, queue="water", waits=True)
        assert moved == CalledBefore(0, 0)
        phones.came("next", NOON + 3 * MINUTE, ANN)
        assert others(ledger, "next") == ["this", "this"]
        assert others(ledger, "this") == ["next"]

    def test_rows_in_the_wrong_order_tell_the_same(self, ledger: Ledger) -> None:
        phones = Calls(ledger)
        second, first = phones.batch("this", NOON + HOUR, BOB), phones.batch("this", NOON, ANN)
        for batch in (second, first, second, first):
            ledger.record("pbx", "main", batch, NOON)
        phones.came("ann", NOON + 2 * HOUR, ANN)
        phones.came("bob", NOON + 2 * HOUR, BOB)
        assert others(ledger, "ann") == ["this", "this"], "whose call it is, its first row says"
        assert others(ledger, "bob") == []

    def test_other_calls_of_the_same_caller_are_told_of_one_site_and_only_where_it_is_known_who_called(
        self, ledger: Ledger
    ) -> None:
        phones = Calls(ledger)
        for call, at, caller in (("a", NOON - DAY, ANN), ("b", NOON, ANN), ("c", NOON, BOB), ("d", NOON, "")):
            phones.came(call, at, caller)
        away = calls(call_event(1, NOON, "ENTERQUEUE", "e")._replace(source="pbx2", site="south"), callers={"e": ANN})
        ledger.record("pbx2", "south", away, NOON)
        assert (others(ledger, "a"), others(ledger, "b"), others(ledger, "c"), others(ledger, "d")) == (
            ["b"], ["a"], [], None,
        )  # fmt: skip
        assert others(ledger, "e", "pbx2") is None, "it was at another site"
        assert ledger.same_caller("main", "pbx", "b", NOON - HOUR, NOON + HOUR) == []
        assert ledger.same_caller("main", "pbx", "b", NOON - 2 * DAY, NOON - DAY) == []

    def test_after_its_days_nobody_knows_whose_call_it_was_and_the_call_stays(self, ledger: Ledger) -> None:
        phones = Calls(ledger)
        for call, at in (("old", NOON), ("new", NOON + HOUR)):
            phones.came(call, at, ANN)
        visits = ledger.visits("main", NOON - 20 * DAY, NOON + DAY)
        assert ledger.forget_callers(NOON + HOUR) == 2
        assert (others(ledger, "old"), others(ledger, "new")) == (None, [])
        assert ledger.forget_callers(None) == 1
        assert others(ledger, "new") is None
        assert ledger.visits("main", NOON - 20 * DAY, NOON + DAY).equals(visits)

    def test_a_whole_visit_that_is_taken_back_was_nobodys_call(self, ledger: Ledger) -> None:
        def told(key: str, updated: Micros, *, at: Micros = NOON, **more: Any) -> Any:
            left: dict[str, Any] = {"outcome": Outcome.ABANDONED, "left": at + MINUTE}
            version = visit_version(at, updated, key=key, **({} if more.get("waits") else left))
            version = version._replace(removed=more.get("removed", False), queue=more.get("queue", "roads"))
            return ledger.record(
                "crm", "main", Batch({"id": 0}, visits=(version,), callers={key: ANN}, read=1), updated
            )

        told("0", NOON, at=NOON - 2 * DAY)
        told("1", NOON)
        assert told("2", NOON, at=NOON + 1, waits=True).called_before["crm", "2"] == CalledBefore(1, 1)
        told("1", NOON + HOUR, removed=True)
        assert others(ledger, "2", "crm") == []
        assert others(ledger, "1", "crm") is None
        told("1", NOON + 2 * HOUR, queue="water")
        assert others(ledger, "2", "crm") == ["1"]
        told("1", NOON + 3 * HOUR, queue="roads")
        assert others(ledger, "2", "crm") == ["1"]

    def test_it_goes_where_its_source_goes(self, ledger: Ledger) -> None:
        phones = Calls(ledger)
        for call in ("a", "b"):
            phones.came(call, NOON, ANN)
        ledger.rename_source("pbx", "phones", NOON)
        assert others(ledger, "a") is None
        assert others(ledger, "a", "phones") == ["b"]
        ledger.forget_source("phones", NOON)
        assert others(ledger, "a", "phones") is None
        assert ledger.forget_callers(None) == 0

    @pytest.mark.parametrize("by_key", [False, True], ids=["steps", "whole visits"])
    def test_a_source_that_is_read_anew_tells_anew_whose_calls_they_are(self, ledger: Ledger, by_key: bool) -> None:
        def batch(call: str, at: Micros, caller: str) -> Batch:
            version = visit_version(at, at, key=call)._replace(source="pbx")
            event = call_event(at, at, "ENTERQUEUE", call)
            told = whole(version) if by_key else calls(event)
            return Batch(told.cursor, told.happenings, told.visits, callers={call: caller} if caller else {}, read=1)

        for call, at in (("old", NOON - DAY), ("a", NOON), ("b", NOON + 1), ("c", NOON + 2)):
            ledger.record("pbx", "main", batch(call, at, ANN), NOON)
        again, extent = [batch("a", NOON, BOB), batch("b", NOON + 1, BOB), batch("c", NOON + 2, "")], Extent()
        for each in again:
            extent.add(each)
        ledger.replace("pbx", "main", extent, iter(again), NOON + HOUR)
        assert (others(ledger, "a"), others(ledger, "old"), others(ledger, "c")) == (["b"], [], None)

    # -- call-backs

    def test_who_asked_to_be_called_back_is_owed_it_until_they_are_answered_in_any_queue(self, ledger: Ledger) -> None:
        told_whole(ledger, "0", NOON - 2 * DAY)
        told_whole(ledger, "a1", NOON, **ASKED)
        told_whole(ledger, "b1", NOON + 1, BOB, queue="water", **ASKED)
        told_whole(ledger, "a2", NOON + HOUR, queue="water", **ASKED)
        assert owed(ledger, NOON - 1) == []
        assert owed(ledger, NOON + MINUTE) == [("a1", "roads", 0, 1), ("b1", "water", 1, 1)]
        assert owed(ledger, NOON + HOUR) == [("a1", "roads", 0, 2), ("b1", "water", 1, 1)]
        told_whole(ledger, "a3", NOON + 2 * HOUR, queue="tax")
        assert owed(ledger, NOON + 2 * HOUR) == [("b1", "water", 1, 1)]
        told_whole(ledger, "a4", NOON + 3 * HOUR, **ASKED)
        assert owed(ledger, NOON + 3 * HOUR) == [("b1", "water", 1, 1), ("a4", "roads", 3 * HOUR, 1)]
        assert owed(ledger, NOON + HOUR) == [("a1", "roads", 0, 2), ("b1", "water", 1, 1)], "as it was then"

    def test_what_ends_no_call_back(self, ledger: Ledger) -> None:
        """Who was answered before, gives up again, is answered elsewhere, or may be anybody, is still owed."""
        told_whole(ledger, "0", NOON - 2 * DAY)
        told_whole(ledger, "1", NOON - HOUR)
        told_whole(ledger, "2", NOON, **ASKED)
        told_whole(ledger, "3", NOON + HOUR, outcome=Outcome.ABANDONED, agent="", ended=None)
        told_whole(ledger, "4", NOON + HOUR, "")
        told_whole(ledger, "5", NOON + HOUR, BOB)
        away = visit_version(NOON, NOON + HOUR, key="6", outcome=Outcome.ANSWERED, left=NOON + HOUR)._replace(
            site="south"
        )
        ledger.record(
            "crm2", "south", Batch({}, visits=(away._replace(source="crm2"),), callers={"6": ANN}, read=1), NOON
        )
        assert owed(ledger, NOON + DAY) == [("2", "roads", 0, 1)]

    def test_who_withheld_their_number_is_owed_for_each_time(self, ledger: Ledger) -> None:
        told_whole(ledger, "0", NOON - 2 * DAY)
        for key in ("1", "2"):
            told_whole(ledger, key, NOON, "", **ASKED)
        told_whole(ledger, "3", NOON + HOUR, "")
        assert owed(ledger, NOON + DAY) == [("1", "roads", 0, 1), ("2", "roads", 0, 1)]

    def test_call_backs_are_of_the_time_that_is_asked_about_and_of_when_callers_were_recognised(
        self, ledger: Ledger
    ) -> None:
        told_whole(ledger, "early", NOON, "", **ASKED)
        assert owed(ledger, NOON + HOUR) is None, "unknown, and not none"
        told_whole(ledger, "first", NOON + HOUR)
        assert owed(ledger, NOON + HOUR) == []
        told_whole(ledger, "late", NOON + 2 * HOUR, BOB, **ASKED)
        assert owed(ledger, NOON + 3 * HOUR) == [("late", "roads", 2 * HOUR, 1)]
        assert ledger.callbacks_owed("main", NOON + 2 * HOUR + 1, NOON + DAY) == []
        assert owed(ledger, NOON + 3 * HOUR, known=NOON + HOUR) == []
        assert owed(ledger, NOON + 3 * HOUR, known=NOON) is None
        ledger.forget_callers(None)
        assert owed(ledger, NOON + 3 * HOUR) is None

    def test_a_caller_whose_answer_is_told_late_is_owed_nothing(self, ledger: Ledger) -> None:
        told_whole(ledger, "0", NOON - 2 * DAY)
        told_whole(ledger, "2", NOON + HOUR, **ASKED)
        told_whole(ledger, "1", NOON + 2 * HOUR)
        version = visit_version(NOON, NOON + DAY, key="1", outcome=Outcome.ABANDONED, left=NOON + 2 * HOUR)
        assert owed(ledger, NOON + 3 * HOUR) == []
        ledger.record("crm", "main", Batch({}, visits=(version,), callers={"1": ANN}, read=1), NOON + DAY)
        assert owed(ledger, NOON + 3 * HOUR) == [("2", "roads", HOUR, 1)], "they were not answered after all"

    def test_a_call_back_that_is_settled_is_owed_no_more_nor_what_was_asked_again_until_then(
        self, ledger: Ledger
    ) -> None:
        told_whole(ledger, "0", NOON - 2 * DAY)
        for key, at, who in (("a1", NOON, ANN), ("x", NOON + 1, ""), ("b", NOON + 2, BOB), ("a2", NOON + HOUR, ANN)):
            told_whole(ledger, key, at, who, **ASKED)
        found = {each.key.callid: each.key for each in ledger.callbacks_owed("main", NOON, NOON + HOUR) or ()}
        assert set(found) == {"a1", "x", "b"}
        assert ledger.settle_callback("main", found["a1"], "Sue", NOON + 2 * HOUR)
        assert not ledger.settle_callback("main", found["a1"], "Kim", NOON + 3 * HOUR)
        assert owed(ledger, NOON + 2 * HOUR) == [("x", "roads", 1, 1), ("b", "roads", 2, 1)]
        assert owed(ledger, NOON + HOUR) == [("a1", "roads", 0, 2), ("x", "roads", 1, 1), ("b", "roads", 2, 1)]
        assert ledger.settle_callback("main", found["x"], "Sue", NOON + 2 * HOUR)
        told_whole(ledger, "a3", NOON + 3 * HOUR, **ASKED)
        assert owed(ledger, NOON + 3 * HOUR) == [("b", "roads", 2, 1), ("a3", "roads", 3 * HOUR, 1)]
        ledger.rename_source("crm", "desk", NOON + DAY)
        assert owed(ledger, NOON + 3 * HOUR) == [("b", "roads", 2, 1), ("a3", "roads", 3 * HOUR, 1)]
        later = NOON + 1000 * DAY
        ledger.record("pbx", "main", calls(call_event(1, later, "ENTERQUEUE", "new")), later)
        assert ledger.purge(later, Retention())["callbacks_settled"] == 2

    def test_what_was_asked_again_stays_settled_when_the_first_time_is_out_of_the_window(self, ledger: Ledger) -> None:
        told_whole(ledger, "0", NOON - 20 * DAY)
        told_whole(ledger, "a1", NOON, **ASKED)
        told_whole(ledger, "a2", NOON + HOUR, **ASKED)
        found = ledger.callbacks_owed("main", NOON, NOON + HOUR)
        assert found
        ledger.settle_callback("main", found[0].key, "Sue", NOON + 2 * HOUR)
        for since in (NOON, NOON + 1):
            assert ledger.callbacks_owed("main", since, NOON + DAY) == []

    # -- calls again

    def test_calls_of_those_who_had_called_in_the_day_before_are_counted(self, ledger: Ledger) -> None:
        phones = Calls(ledger)
        for call, at, who in (
            ("1", NOON - DAY, ANN),
            ("2", NOON, ANN),
            ("3", NOON + HOUR, BOB),
            ("4", NOON + HOUR, ""),
        ):
            phones.came(call, at, who, received=at)
        phones.came("5", NOON + 2 * HOUR, BOB)
        phones.came("6", NOON + 25 * HOUR, ANN)
        assert ledger.called_again("main", NOON, NOON + 2 * HOUR) == CalledAgain(recognised=3, again=2)
        assert ledger.called_again("main", NOON + 1, NOON + 2 * HOUR - 1) == CalledAgain(1, 0)
        assert ledger.called_again("main", NOON + 25 * HOUR, NOON + 25 * HOUR) == CalledAgain(1, 0), "a day and an hour"
        assert ledger.called_again("main", NOON, NOON + 2 * HOUR, known=NOON + HOUR) == CalledAgain(2, 1)
        assert ledger.called_again("south", NOON, NOON + DAY) is None
        assert ledger.called_again("main", NOON - 9 * DAY - 1, NOON) is None, "not recognised for a day before"
        assert ledger.called_again("main", NOON - 9 * DAY, NOON) == CalledAgain(2, 1)
