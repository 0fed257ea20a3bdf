"""A phone system's log becomes queue visits."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wallboard.state.call_rows import asterisk_table, row
from wallboard.calls.fold import Restart, clip, fold_call
from wallboard.calls.happenings import Happening, What
from wallboard.model import SECOND, Outcome, Reason, Visit

S = SECOND
ENDS = (
    "CONNECT",
    "COMPLETEAGENT",
    "COMPLETECALLER",
    "TRANSFER",
    "BLINDTRANSFER",
    "ATTENDEDTRANSFER",
    "ABANDON",
    "EXITWITHTIMEOUT",
    "EXITEMPTY",
    "EXITWITHKEY",
    "WITHDRAW",
)
ENTER = row(1, 10 * S, "ENTERQUEUE", "", "", "1")


def fold(*events: Happening, restarts: Sequence[Restart] = ()) -> list[Visit]:
    return fold_call(events, restarts)


def only(*events: Happening, restarts: Sequence[Restart] = ()) -> Visit:
    [visit] = fold_call(events, restarts)
    return visit


def test_no_rows_make_no_visit() -> None:
    assert fold_call([], [Restart("pbx", 1, 0)]) == []


def test_an_end_without_its_beginning_makes_no_visit() -> None:
    ends = [row(i, i * S, verb, "1", "2", "3", "4", "5") for i, verb in enumerate(ENDS)]
    assert fold(*ends) == []


def test_a_verb_nobody_knows_changes_nothing() -> None:
    assert only(ENTER, row(2, 11 * S, "JOINEMPTY"), row(3, 12 * S, "")).outcome is Outcome.WAITING


def test_the_wait_is_the_phone_systems_own() -> None:
    assert only(ENTER, row(2, 31 * S, "CONNECT", "20", "x", "3", agent="Ann")).wait_s == 20


@pytest.mark.parametrize("told", ["", "-3", "1.5", "abc", "١٢", "9" * 30])
def test_without_a_wait_of_its_own_it_is_the_difference_rounded_down(told: str) -> None:
    assert only(ENTER, row(2, 25 * S - 1, "ABANDON", "1", "1", told)).wait_s == 14


def test_an_abandon_may_name_an_agent_and_answers_nothing() -> None:
    visit = only(ENTER, row(2, 15 * S, "ABANDON", "1", "1", "5", agent="Ann"))
    assert (visit.outcome, visit.agent) == (Outcome.ABANDONED, None)


@pytest.mark.parametrize(
    ("verb", "data", "reason", "wait_s"),
    [
        ("EXITWITHTIMEOUT", ("1", "3", "7"), Reason.TIMEOUT, 7),
        ("EXITWITHTIMEOUT", ("1",), Reason.TIMEOUT, 5),
        ("EXITEMPTY", ("1", "3", "7"), Reason.EMPTY, 7),
        ("EXITEMPTY", ("1",), Reason.EMPTY, 5),
        ("EXITWITHKEY", ("4", "1", "2", "7"), Reason.KEY, 7),
        ("WITHDRAW", ("1", "3", "7", "why"), Reason.WITHDRAWN, 7),
    ],
)
def test_each_other_way_out_has_its_reason_and_its_own_place_for_the_wait(
    verb: str, data: tuple[str, ...], reason: Reason, wait_s: int
) -> None:
    visit = only(ENTER, row(2, 15 * S + 9, verb, *data))
    assert (visit.outcome, visit.reason, visit.wait_s) == (Outcome.DIVERTED, reason, wait_s)


@pytest.mark.parametrize(
    ("verb", "data", "transferred"),
    [
        ("COMPLETEAGENT", ("2", "60", "1"), False),
        ("COMPLETECALLER", ("2", "60", "1"), False),
        ("TRANSFER", ("100", "default", "2", "60", "1"), True),
        ("BLINDTRANSFER", ("100", "default", "2", "60", "1"), True),
        ("ATTENDEDTRANSFER", ("BRIDGE", "b1", "2", "60", "1"), True),
        ("ATTENDEDTRANSFER", ("APP", "Voicemail", "2", "60", "1"), True),
        ("ATTENDEDTRANSFER", ("LINK", "a", "b", "2", "60|1"), True),
    ],
)
def test_each_end_of_a_conversation_tells_how_long_it_was(verb: str, data: tuple[str, ...], transferred: bool) -> None:
    talk = row(2, 12 * S, "CONNECT", "2", "x", "1", agent="Ann")
    for rows in (
        [ENTER, talk, row(3, 73 * S, verb, *data, agent="Ann")],
        [ENTER, row(3, 73 * S, verb, *data, agent="Ann")],
    ):
        visit = only(*rows)
        assert (visit.talk_s, visit.wait_s, visit.agent, visit.completed) == (60, 2, "Ann", True)
        assert (visit.ended, visit.transferred) == (73 * S, transferred)


def test_a_second_connect_changes_nothing() -> None:
    first = row(2, 12 * S, "CONNECT", "2", agent="Ann")
    assert fold(ENTER, first, row(3, 14 * S, "CONNECT", "4", agent="Bob")) == fold(ENTER, first)


def test_entering_the_same_queue_again_is_a_visit_of_its_own() -> None:
    out = row(2, 20 * S, "EXITWITHTIMEOUT", "1", "1", "10")
    visits = fold(ENTER, out, row(3, 20 * S, "ENTERQUEUE"), row(4, 25 * S, "ABANDON", "1", "1", "5"))
    assert [(v.key.ordinal, v.outcome) for v in visits] == [(0, Outcome.DIVERTED), (1, Outcome.ABANDONED)]


def test_each_queue_of_a_call_pairs_with_its_own_end() -> None:
    out = row(2, 20 * S, "EXITWITHTIMEOUT", "1", "1", "10")
    visits = fold(
        ENTER, out, row(3, 20 * S, "ENTERQUEUE", queue="water"), row(4, 22 * S, "CONNECT", "2", queue="water")
    )
    assert [(v.queue, v.outcome, v.key.ordinal) for v in visits] == [
        ("roads", Outcome.DIVERTED, 0),
        ("water", Outcome.ANSWERED, 0),
    ]


def test_a_row_written_twice_is_one_visit() -> None:
    assert len(fold(ENTER, row(2, ENTER.at, "ENTERQUEUE"))) == 1


def test_entering_the_queue_in_which_one_waits_is_a_second_visit_unless_it_is_the_very_same_instant() -> None:
    again = fold(ENTER, row(2, ENTER.at + S, "ENTERQUEUE"))
    assert [(visit.key.ordinal, visit.outcome) for visit in again] == [(0, Outcome.LOST), (1, Outcome.WAITING)]


def test_entering_another_queue_proves_that_the_first_is_over() -> None:
    assert [v.outcome for v in fold(ENTER, row(2, 20 * S, "ENTERQUEUE", queue="water"))] == [
        Outcome.LOST,
        Outcome.WAITING,
    ]


def test_a_transfer_back_may_be_written_after_the_next_entry() -> None:
    talk = row(2, 12 * S, "CONNECT", "2", agent="Ann")
    again = row(3, 40 * S, "ENTERQUEUE")
    first, second = fold(ENTER, talk, again, row(4, 40 * S, "BLINDTRANSFER", "600", "q", "2", "28", "1"))
    assert (first.transferred, first.talk_s, second.outcome) == (True, 28, Outcome.WAITING)


def test_a_restart_loses_who_waits_and_cuts_off_who_talks() -> None:
    restart = Restart("pbx", 5, 60 * S)
    lost = only(ENTER, restarts=[Restart("pbx", 0, 0), restart])
    assert (lost.outcome, lost.left) == (Outcome.LOST, 60 * S)
    cut = only(ENTER, row(2, 12 * S, "CONNECT", "2", agent="Ann"), restarts=[restart])
    assert (cut.outcome, cut.ended, cut.completed, cut.talk_s) == (Outcome.ANSWERED, 60 * S, False, None)


def test_a_restart_before_the_call_or_after_its_end_changes_nothing() -> None:
    rows = ENTER, row(2, 12 * S, "CONNECT", "2"), row(3, 20 * S, "COMPLETEAGENT", "2", "8")
    assert fold(*rows, restarts=[Restart("pbx", 0, 10 * S), Restart("pbx", 9, 15 * S)]) == fold(*rows)


def test_in_whole_seconds_the_order_of_writing_decides() -> None:
    rows = ENTER, row(2, ENTER.at, "CONNECT", "0"), row(3, ENTER.at, "COMPLETECALLER", "0", "0")
    assert only(*reversed(rows)).completed


def test_instants_never_run_backwards_in_a_visit() -> None:
    visit = only(ENTER, row(2, 5 * S, "CONNECT", ""), row(3, 1 * S, "COMPLETEAGENT", "", ""))
    assert (visit.left, visit.ended, visit.wait_s, visit.talk_s) == (visit.entered, visit.entered, 0, 0)


@given(st.integers(0, 40))
def test_clip_tells_what_was_true_then(second: int) -> None:
    full = only(ENTER, row(2, 15 * S, "CONNECT", "5", agent="Ann"), row(3, 25 * S, "COMPLETEAGENT", "5", "10"))
    then = clip(full, second * S)
    if second < 10:
        assert then is None
    else:
        assert then is not None
        state = "waiting" if second < 15 else "talking" if second < 25 else "over"
        answered = then.outcome is Outcome.ANSWERED
        assert state == ("over" if then.completed else "talking" if answered else "waiting")
        assert (then.talk_s is None) == (state != "over")
        assert (then.agent is None) == (state == "waiting")


@given(st.integers(0, 2**32))
def test_order_and_repetition_do_not_matter(seed: int) -> None:
    chance = random.Random(seed)
    events = asterisk_table()
    restarts = sorted(Restart(e.source, e.seq, e.at) for e in events if e.what is What.RESTARTED)
    callid = chance.choice([e.callid for e in events if e.what is What.ENTERED])
    rows = [e for e in events if e.callid == callid]
    shuffled = rows * 2
    chance.shuffle(shuffled)
    assert fold_call(shuffled, restarts) == fold_call(rows, restarts)
