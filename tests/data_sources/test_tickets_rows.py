"""Rows of tickets: what is taken, what is set aside and in which words, and that nothing is lost."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._text.masking import masked
from data_sources._tickets.mapping import TicketMapping
from data_sources._tickets.reading import NO_TICKETS, Tickets, read_tickets
from data_sources._tickets.ward import ward
from wallboard.clock import iso
from wallboard.model import BY_UPDATE, NO_INSTANT, NOT_KNOWN, TICKET_COLUMNS

NOW = 1_400_000_000_000_000  # 2014-05-13
COLUMNS = {
    "ticket": "id",
    "opened_at": "open",
    "finished_at": ("done", "void"),
    "status": "status",
    "department": "dept",
}
STATES = {"New": "open", "Wait": "paused", "Closed": "finished", "No": "finished:unable", "Gone": "removed"}
ROW = {"id": "1", "open": "2014-05-01 10:00:00", "done": "", "void": "", "status": "New", "dept": "Roads"}


def mapping(**changed: Any) -> TicketMapping:
    return TicketMapping.model_validate({"kind": "x", "columns": COLUMNS, "states": STATES} | changed)


def read(*rows: dict[str, str], zone: str = "America/Chicago", **changed: Any) -> Tickets:
    how = mapping(**changed)
    raw = {name: np.array([(ROW | row).get(name, "") for row in rows], dtype=object) for name in how.source_columns}
    return read_tickets(raw, lambda row: f"row {row}", how, "main", ZoneInfo(zone), NOW)


def one(**row: str) -> dict[str, Any]:
    found = read(row)
    assert not found.set_aside
    return dict(found.frame.iloc[0])


def reason(**row: str) -> str:
    found = read(row)
    assert len(found.frame) == 0
    return found.set_aside[0].reason


def test_the_frame_has_exactly_the_columns_and_types_of_the_model() -> None:
    for frame in (read({}).frame, read({"id": ""}).frame, NO_TICKETS.frame):
        assert {name: str(kind) for name, kind in frame.dtypes.items()} == dict(TICKET_COLUMNS)


def test_what_a_source_does_not_tell_is_marked_so_and_never_0() -> None:
    row = one()
    assert (row["reopens"], row["paused_s"], row["due_at"]) == (NOT_KNOWN, NOT_KNOWN, NO_INSTANT)
    assert row["updated_at"] == row["opened_at"]


@pytest.mark.parametrize(
    ("word", "state", "outcome"),
    [("New", "open", ""), ("  new ", "open", ""), ("WAIT", "paused", ""), ("Gone", "removed", "")],
)
def test_the_sources_own_words_decide_the_state(word: str, state: str, outcome: str) -> None:
    row = one(status=word)
    assert (row["state"], row["outcome"], row["status"]) == (state, outcome, word.strip())


def test_a_closing_time_on_an_open_ticket_is_kept_and_does_not_close_it() -> None:
    row = one(done="2014-05-02 10:00:00")
    assert (row["state"], iso(int(row["finished_at"]))) == ("open", "2014-05-02T15:00:00Z")


def test_the_outcome_comes_from_the_word_else_from_the_column_that_is_filled() -> None:
    ends = {"id": "1", "status": "Closed", "void": "2014-05-02 10:00:00"}
    said = {"id": "2", "status": "No", "void": "2014-05-02 10:00:00"}
    done = {"id": "3", "status": "Closed", "done": "2014-05-02 10:00:00", "void": "2014-05-03 10:00:00"}
    assert list(read(ends, said, done, outcomes={"void": "rejected"}).frame["outcome"]) == [
        "rejected",
        "unable",
        "done",
    ]


def test_without_a_status_column_a_closing_time_finishes() -> None:
    columns = {name: column for name, column in COLUMNS.items() if name != "status"}
    found = read({}, {"id": "2", "done": "2014-05-02 10:00:00"}, columns=columns, states={})
    assert list(found.frame["state"]) == ["open", "finished"]


def test_a_finished_ticket_without_a_time_ended_when_it_was_last_updated_if_that_is_told() -> None:
    columns = COLUMNS | {"updated_at": "upd"}
    ends = {"id": "3", "status": "Closed", "upd": "2014-05-03 10:00:00", "done": "2014-05-02 10:00:00"}
    rows = {"status": "Closed", "upd": "2014-05-03 10:00:00"}, {"id": "2", "status": "Closed"}, ends
    found = read(*rows, columns=columns)
    assert [iso(at) for at in found.frame["finished_at"]] == ["2014-05-03T15:00:00Z", "2014-05-02T15:00:00Z"]
    assert found.frame["basis"].tolist() == [BY_UPDATE, ""]
    assert [row.key for row in found.set_aside] == ["row 1"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": " "}, "id is empty: a ticket needs its key"),
        ({"open": ""}, "open is empty: a ticket needs its opening time"),
        ({"open": "soon"}, 'open is "soon": no time that iso can read, between 1900 and 2199'),
        ({"status": "Maybe"}, 'status is "Maybe", which states does not map; it maps New, Wait, Closed, No, Gone'),
        ({"status": "Closed"}, 'status is "Closed", which is finished, but done and void are empty: when did it end?'),
        (
            {"done": "2014-04-30 10:00:00"},
            'done is "2014-04-30 10:00:00", before open is "2014-05-01 10:00:00": nothing ends before it is opened',
        ),
        (
            {"status": "No", "void": "2014-04-30"},
            'void is "2014-04-30", before open is "2014-05-01 10:00:00": nothing ends before it is opened',
        ),
        ({"open": "2014-05-15"}, 'open is "2014-05-15", more than a day after now (2014-05-13T16:53:20Z)'),
        ({"done": "2015-01-01"}, 'done is "2015-01-01", more than a day after now (2014-05-13T16:53:20Z)'),
        ({"open": "me@home.org 314-555-1234"}, 'open is "*** ***": no time that iso can read, between 1900 and 2199'),
    ],
)
def test_a_row_that_makes_no_sense_says_where_what_and_what_would_be_right(row: dict[str, str], words: str) -> None:
    assert reason(**row) == words


def test_ending_within_the_hour_that_comes_twice_may_be_its_second_time() -> None:
    row = one(open="2013-11-03 01:50:00", done="2013-11-03 01:10:00", status="Closed")
    assert [iso(int(row[name])) for name in ("opened_at", "finished_at")] == [
        "2013-11-03T06:50:00Z",
        "2013-11-03T07:10:00Z",
    ]


def test_an_exact_repeat_of_a_bad_row_is_a_repeat() -> None:
    found = read({"status": "?"}, {"status": "?"})
    assert (found.repeats, len(found.set_aside), len(found.frame)) == (1, 1, 0)


def test_the_row_updated_last_wins_even_if_it_stands_first() -> None:
    columns = COLUMNS | {"updated_at": "upd"}
    found = read({"upd": "2014-05-03 10:00:00"}, {"upd": "2014-05-02 10:00:00", "dept": "Parks"}, columns=columns)
    assert list(found.frame["department"]) == ["Roads"]
    assert found.set_aside[0].key == "row 1"


def test_a_bad_row_never_supersedes_a_good_one() -> None:
    found = read({}, {"status": "?"})
    assert (len(found.frame), found.set_aside[0].key) == (1, "row 1")


def test_texts_are_renamed_only_as_settings_say() -> None:
    found = read({"dept": " NST, "}, {"id": "2", "dept": "B,"}, rename={"department": {"NST,": "Neighborhoods"}})
    assert list(found.frame["department"]) == ["Neighborhoods", "B,"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("8", "8"),
        ("08", "8"),
        ("Ward 8", "8"),
        ("ward 08", "8"),
        ("8.0", "8"),
        ("0", ""),
        ("00", ""),
        ("", ""),
        ("8A", "8A"),
        ("10", "10"),
    ],
)
def test_spellings_of_a_ward_are_one(text: str, name: str) -> None:
    assert ward(text) == name


def test_personal_data_is_masked_and_dates_are_not() -> None:
    assert masked("call +1 (314) 555-1234 or me@home.org") == "call *** or ***"
    assert masked("101001240805") == "***"
    assert masked("2012-01-11 10:04:24.0") == "2012-01-11 10:04:24.0"
    assert masked("06/26/2018 10:58:54 AM") == "06/26/2018 10:58:54 AM"
    assert masked("Ward 12") == "Ward 12"


WORDS = st.sampled_from(
    ["", "1", "2", "New", "Closed", "?", "2014-05-01", "2014-05-02 10:00", "2020-01-01", "\ud83d\ude00"]
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ROW, WORDS)), max_size=8))
def test_every_row_is_taken_a_repeat_or_set_aside(rows: list[dict[str, str]]) -> None:
    found = read(*rows)
    assert len(found.frame) + found.repeats + len(found.set_aside) == len(rows)
    assert found.frame["ticket"].is_unique
    assert (found.frame["ticket"] != "").all()
    ended = found.frame["finished_at"] != NO_INSTANT
    assert (found.frame["finished_at"] >= found.frame["opened_at"])[ended].all()
    assert ended[found.frame["state"] == "finished"].all()


def test_what_is_masked_is_one_visible_line_and_costs_no_more_however_long_it_is() -> None:
    assert masked("a\x1b[2J\u202eb") == "a\\x1b[2J\\u202eb"
    assert masked("a" * 300_000) == "a" * 79 + "…"
    assert masked("1 " * 150_000).startswith("***")
    assert len(masked("\u2066" * 300_000)) < 1_000


def test_a_value_that_no_ticket_has_is_set_aside_before_anything_is_made_of_it() -> None:
    found = read({"status": "a" * 130_000}, {"id": "2"}, {"id": "3" * 1_001}, {"id": "4", "dept": "x" * 1_000})
    assert [(row.key, row.reason) for row in found.set_aside] == [
        ("row 0", "status has more than 1,000 characters: is a quote left open before it?"),
        ("row 2", "id has more than 1,000 characters: is a quote left open before it?"),
    ]
    assert len(found.set_aside[0].content) < 200
    assert list(found.frame["ticket"]) == ["2", "4"]
