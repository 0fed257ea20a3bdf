"""One row of queue_log: what is taken, what is set aside, what is hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._asterisk.queue_log import Taking, five, text
from tests.queue_log import data_of
from wallboard.calls.callers import CallerHash
from wallboard.calls.happenings import Happening
from wallboard.model import DAY, MINUTE, SECOND, Micros
from wallboard.source import SetAside

NOW: Micros = 1_795_400_000 * SECOND
AT = NOW - MINUTE
HASHED = CallerHash(lambda: b"k" * 40, 35)


def take(
    verb: str, *data: str, at: Micros | None = AT, callid: str = "1.1", queue: str = "streets", agent: str = "NONE"
) -> Happening | SetAside:
    taking = Taking("pbx", "main", NOW)
    taking.row("id 7", 7, at, "told", callid, queue, agent, verb, five(data))
    rows: list[Happening | SetAside] = [*taking.happenings, *taking.set_aside]
    (only,) = rows
    return only


def taken(verb: str, *data: str, **fields: str) -> Happening:
    event = take(verb, *data, **fields)  # type: ignore[arg-type]
    assert isinstance(event, Happening)
    return event


def reason(verb: str, *data: str, **fields: object) -> str:
    aside = take(verb, *data, **fields)  # type: ignore[arg-type]
    assert isinstance(aside, SetAside)
    return aside.reason


# ------------------------------------------------------------ oddities that are right


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("ABANDON", ("1", "1", "")),
        ("ABANDON", ("1", "1", "7")),
        ("EXITEMPTY", ("1",)),
        ("EXITWITHTIMEOUT", ("1",)),
        ("EXITWITHKEY", ("9", "1", "1", "12")),
        ("WITHDRAW", ("1", "1", "30", "overflow")),
        ("ATTENDEDTRANSFER", ("BRIDGE", "a-b", "3", "60", "1")),
        ("ATTENDEDTRANSFER", ("LINK", "SIP/a", "SIP/b", "3", "60|1")),
        ("CONNECT", ("0", "SIP/1-2", "0")),
        ("COMPLETECALLER", ("0", "0", "1")),
        ("RINGNOANSWER", ("15000",)),
        ("QUEUESTART", ()),
        ("SOMETHINGNEW", ("a", "b")),
    ],
)
def test_what_is_seen_in_the_wild_is_taken_as_it_is(verb: str, data: tuple[str, ...]) -> None:
    assert data_of(taken(verb, *data)) == five(data)


def test_an_agents_name_on_an_abandon_is_kept() -> None:
    assert taken("ABANDON", "1", "1", "5", agent="Agent 21").agent == "Agent 21"


def test_members_rows_need_no_call() -> None:
    assert taken("PAUSEALL", "Lunch", callid="NONE", queue="NONE", agent="Agent 21").queue == ""


@pytest.mark.parametrize("wait", ["-3", "x", "1.5", "9" * 7])
def test_an_ending_with_a_wait_that_is_none_still_ends_the_visit(wait: str) -> None:
    assert data_of(taken("ABANDON", "1", "1", wait)) == ("1", "1", "", "", "")
    assert data_of(taken("EXITWITHKEY", "1", "1", "1", wait)) == ("1", "1", "1", "", "")


# ------------------------------------------------------------ rows that make no sense


@pytest.mark.parametrize("verb", ["ENTERQUEUE", "CONNECT", "ABANDON", "COMPLETEAGENT", "EXITEMPTY"])
@pytest.mark.parametrize("none", ["", "NONE"])
def test_a_visits_row_without_call_or_queue_is_set_aside(verb: str, none: str) -> None:
    assert reason(verb, "1", "1", "1", callid=none) == f"{verb} without its call"
    assert reason(verb, "1", "1", "1", queue=none) == f"{verb} without its queue"


@pytest.mark.parametrize("wait", ["", "-1", "x", "1.5"])
def test_a_connect_or_completion_needs_its_wait(wait: str) -> None:
    assert "CONNECT data1" in reason("CONNECT", wait, "SIP/1", "1")
    assert "COMPLETEAGENT data1" in reason("COMPLETEAGENT", wait, "10", "1")
    assert "COMPLETECALLER data2" in reason("COMPLETECALLER", "1", wait, "1")
    assert "BLINDTRANSFER data3" in reason("BLINDTRANSFER", "200", "default", wait, "5", "1")


@pytest.mark.parametrize("fields", [{"queue": "q" * 1_000}, {"agent": "1" * 60_000}, {"callid": "x" * 10**6}])
def test_a_name_longer_than_any_is_set_aside_and_not_kept(fields: dict[str, str]) -> None:
    aside = take("ENTERQUEUE", **fields)  # type: ignore[arg-type]
    assert isinstance(aside, SetAside)
    assert "longer than any" in aside.reason
    assert aside.content == ""
    assert "longer than any" in reason("CONNECT", "1", "y" * 6_000)
    assert taken("ENTERQUEUE", "", "5551234", "1", queue="q" * 200).queue == "q" * 200


def test_a_row_without_event_is_set_aside_with_all_its_data_hidden() -> None:
    aside = take("", "Erika Mustermann", "5551234")
    assert isinstance(aside, SetAside)
    assert aside.reason.startswith("no event")
    assert aside.content == "told|1.1|streets|NONE||***|***|||"


def test_times_that_cannot_be_are_set_aside() -> None:
    assert "cannot be read" in reason("ENTERQUEUE", at=None)
    assert "future" in reason("ENTERQUEUE", at=NOW + 5 * MINUTE + 1)
    assert "2000" in reason("ENTERQUEUE", at=0)
    assert take("ENTERQUEUE", at=NOW + 5 * MINUTE).__class__ is Happening


def test_a_shifted_column_does_not_carry_a_number_into_the_reason() -> None:
    assert "5551234567" not in reason("CONNECT", "+5551234567")


# ------------------------------------------------------------ callers


def test_the_callers_number_and_name_stay_behind() -> None:
    assert data_of(taken("ENTERQUEUE", "", "5552597", "1", "Erika Mustermann")) == ("", "***", "1", "***", "")
    assert data_of(taken("DID", "18005551234"))[0] == "***"
    assert data_of(taken("ENTERQUEUE", "", "", "1")) == ("", "", "1", "", "")


@pytest.mark.parametrize("number", ["5552597", "+1 (312) 555-1234", "0049.30.123456", "sip:3125551234@pbx", "12345"])
@pytest.mark.parametrize("verb", ["TRANSFER", "SOMETHINGNEW", "ENTERQUEUE", "PAUSE"])
def test_what_looks_like_a_number_is_hidden_wherever_it_stands(verb: str, number: str) -> None:
    told = data_of(taken(verb, number, "c", "1", "1", "1"))[0]
    assert "***" in told
    assert sum(c.isdigit() for c in told) < 5


@pytest.mark.parametrize("number", ["+1 (312) 555-1234", "312-555-1234", "3125551234"])
@pytest.mark.parametrize("column", ["when", "callid", "queue", "agent", "verb", "data"])
def test_a_row_set_aside_shows_no_number_in_whatever_column_it_slipped_into(column: str, number: str) -> None:
    told = {"when": "told", "callid": "1.1", "queue": "streets", "agent": "NONE", "verb": "CONNECT"} | {column: number}
    taking = Taking("pbx", "main", NOW)
    data = five([number if column == "data" else "soon", "1795311567.2"])
    taking.row("7", 7, None, told["when"], told["callid"], told["queue"], told["agent"], told["verb"], data)
    (aside,) = taking.set_aside
    assert "***" in aside.content
    assert "555" not in aside.content + aside.reason


def test_a_formatted_number_in_the_place_of_a_duration_is_not_kept() -> None:
    assert data_of(taken("CONNECT", "3", "+1 (312) 555-1234", "3"))[1] == "***"
    assert data_of(taken("RINGNOANSWER", "312-555-1234"))[0] == "***"


def test_a_short_extension_is_no_callers_number() -> None:
    assert data_of(taken("BLINDTRANSFER", "2001", "internal", "3", "60", "1")) == ("2001", "internal", "3", "60", "1")


def test_durations_of_five_digits_are_not_taken_for_numbers() -> None:
    assert data_of(taken("COMPLETEAGENT", "12345", "99999", "1"))[:2] == ("12345", "99999")
    assert data_of(taken("AGENTLOGOFF", "SIP/1", "28800", queue="NONE"))[1] == "28800"
    assert data_of(taken("RINGNOANSWER", "120000"))[0] == "120000"


@pytest.mark.parametrize(("value", "read"), [(None, ""), (5, "5"), (b"M\xfcller", "Müller"), ("a\0b", "a\ufffdb")])
def test_fields_of_any_type_become_text(value: object, read: str) -> None:
    assert text(value) == read


WORDS = st.one_of(st.sampled_from(["", "NONE", "1", "-1", "5551234567", "a|b"]), st.text(max_size=12))


@given(
    verb=st.one_of(st.sampled_from(["ENTERQUEUE", "CONNECT", "ABANDON", "EXITWITHKEY", "DID", "X", ""]), st.text()),
    at=st.one_of(st.none(), st.integers()),
    data=st.lists(WORDS, max_size=8),
    callid=WORDS,
    queue=WORDS,
)
def test_any_row_is_either_taken_or_set_aside(
    verb: str, at: Micros | None, data: list[str], callid: str, queue: str
) -> None:
    only = take(verb, *data, at=at, callid=callid, queue=queue)
    if isinstance(only, Happening):
        assert only.raw
    elif verb == "ENTERQUEUE":
        assert "5551234567" not in only.content.split("|", 5)[-1]


def test_a_channels_own_id_is_kept_and_a_number_in_its_place_is_not() -> None:
    assert data_of(taken("CONNECT", "3", "1795311567.2", "3"))[1] == "1795311567.2"
    assert data_of(taken("CONNECT", "3", "Local/13125551234@agents", "3"))[1] == "Local/***@agents"


# ------------------------------------------------------------ whose call it was


def callers(*rows: tuple[str, str, tuple[str, ...], Micros], days: int = 35) -> dict[str, str]:
    """Of rows of (call, event, data, instant), in this order."""
    taking = Taking("pbx", "main", NOW, HASHED if days == 35 else CallerHash(lambda: b"k" * 40, days))
    for number, (call, verb, data, at) in enumerate(rows):
        taking.row(f"id {number}", number, at, "told", call, "streets", "NONE", verb, five(data))
    assert not [each for each in taking.happenings if "5550142" in each.raw]
    return taking.callers


def test_a_callers_number_is_hashed_where_the_call_enters_and_nowhere_else() -> None:
    told = callers(
        ("1", "ENTERQUEUE", ("", "+1 312 555 0142", "1"), AT),
        ("1", "ENTERQUEUE", ("", "3125550199", "1"), AT),
        ("2", "ENTERQUEUE", ("", "anonymous", "1"), AT),
        ("3", "ENTERQUEUE", ("", "", "1"), AT),
        ("4", "DID", ("3125550142",), AT),
        ("5", "BLINDTRANSFER", ("3125550142", "internal", "3", "60"), AT),
        ("6", "ENTERQUEUE", ("", "3125550142", "1"), NOW + DAY),
        ("7", "ENTERQUEUE", ("", "312-555-0142", "1"), AT),
    )
    assert told == {"1": HASHED.of("3125550142"), "7": HASHED.of("3125550142")}


def test_a_call_of_longer_ago_than_whose_it_was_is_kept_is_not_hashed() -> None:
    row = ("ENTERQUEUE", ("", "3125550142", "1"))
    assert set(callers(("old", *row, NOW - 2 * DAY - 1), ("new", *row, NOW - 2 * DAY), days=2)) == {"new"}


def test_without_a_hash_no_number_is_looked_at() -> None:
    taking = Taking("pbx", "main", NOW)
    taking.row("id 1", 1, AT, "told", "1", "streets", "NONE", "ENTERQUEUE", five(("", "3125550142", "1")))
    assert (len(taking.happenings), taking.callers) == (1, {})


# ------------------------------------------------------------ call-backs


@pytest.mark.parametrize(
    ("queue", "key", "reason"),
    [("streets", "1", "callback"), ("streets", "2", "key"), ("water", "1", "key"), ("streets", "", "key")],
)
def test_the_key_that_asks_for_a_call_back_is_told_as_such_in_its_queue(queue: str, key: str, reason: str) -> None:
    taking = Taking("pbx", "main", NOW, callback_keys={"streets": "1", "tax": ""})
    taking.row("id 1", 1, AT, "told", "1.1", queue, "NONE", "EXITWITHKEY", five((key, "1", "1", "12")))
    (left,) = taking.happenings
    assert (left.what, left.detail, left.wait_s) == ("left", reason, 12)


def test_without_such_keys_a_key_is_a_key() -> None:
    assert taken("EXITWITHKEY", "1", "1", "1", "12").detail == "key"
