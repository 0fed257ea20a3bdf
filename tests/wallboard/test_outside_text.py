"""What comes from outside is said on one line, bounded, and without the passwords in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.outside_text import (
    LONGEST,
    LONGEST_MESSAGE,
    LONGEST_TOLD,
    as_name,
    hidden,
    is_name,
    message,
    names,
    one_line,
)
from wallboard.source import SourceError

NASTY = "a\r\nok    wall: all is well\x1b[2J\u202etxt.exe\udcff\u2028"


@given(st.text(st.characters(codec=None), max_size=1_500))
def test_a_message_is_one_bounded_line_of_what_can_be_seen(text: str) -> None:
    told = message(text)
    assert told.isprintable()
    assert len(told) <= LONGEST_MESSAGE * 10
    told.encode("utf-8")


def test_the_error_of_a_source_is_one_line_whatever_a_file_is_called() -> None:
    told = str(SourceError("requests", f"cannot read {NASTY}"))
    assert told.isprintable()
    assert "\\x1b[2J" in told


def test_names_are_a_dozen_at_most_and_each_is_cut() -> None:
    told = names([NASTY, "x" * 500, *map(str, range(5_000))])
    assert told.isprintable()
    assert told.endswith("9 and 4,990 more")
    assert len(told) < 300


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://wall:hunter22@db/x",
        "postgresql://wall:a@hunter22@db/x",
        "postgresql+psycopg://wall:a hunter22@db/x",
        "postgresql://wall@city.example:hunter22@db/x",
        "mysql+pymysql://wall:a/hunter22@b@db/x",
        "is it mysql://wall:hunter22@h@db:3306/x or not",
        "postgresql://wa/ll:hunter22@db/x",
        "https://wall:a@hunter22@id.example.org/",
        "host=db password=hunter22",
    ],
)
def test_a_password_is_hidden_whatever_signs_it_has(text: str) -> None:
    assert "hunter22" not in hidden(text)
    assert "***" in hidden(text)


@pytest.mark.parametrize("text", ["https://wall.example.gov:8443/tv", "ada@example.org at 10:42", "a: b"])
def test_what_is_no_password_stays(text: str) -> None:
    assert hidden(text) == text


def test_a_name_in_plain_text_is_on_one_line_and_cut() -> None:
    assert one_line("leak\r\n- pay here:\u00a0  now") == "leak - pay here: now"
    assert one_line("خیابان\u200cها") == "خیابان\u200cها"
    assert one_line("\x1b[2Jleak") == "\\x1b[2Jleak"
    assert len(one_line("x" * 500)) == LONGEST


def test_a_name_has_one_line_and_something_to_be_seen() -> None:
    assert all(map(is_name, ("Ward 8", "Ward\u00a08", "side\u00adwalk", "רחובות\u200f", "x" * LONGEST)))
    assert not any(
        map(is_name, ("", "\u200b", "\u00a0\u200f", "a\nb", "a\x00", "a\u2028b", "\udcff", "x" * (LONGEST + 1)))
    )


def test_what_ends_a_line_in_a_name_is_a_blank_and_all_else_stays() -> None:
    assert as_name("Streets\r\n and\tRoads\u2028\x07") == "Streets and Roads"
    for name in ("Roads  & more", "Ward\u00a08", "خیابان\u200cها", "\u202eStreets", ""):
        assert as_name(name) == name


@given(st.text(st.characters(codec=None), max_size=LONGEST_TOLD))
def test_every_name_that_a_source_tells_can_be_asked_for_if_something_of_it_can_be_seen(text: str) -> None:
    told = as_name(f"a{text}"[:LONGEST_TOLD])
    assert is_name(told, LONGEST_TOLD)
    assert as_name(told) == told
