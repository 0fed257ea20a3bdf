"""No cell that came from outside can start a formula, and reading a file back gives the texts that went in."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layouts.web.csv_cells import _PART, _WHOLE, cell, csv_bytes

# Heavy on what matters: starts of formulas, separators, quotes, blanks and marks that nobody sees.
HOSTILE = st.text(
    st.one_of(st.sampled_from("=+-@＝＋－＠﹣−|%;,\t\r\n\"' \xa0\u200b\ufeff\x00\x85\u2028a1("), st.characters())
)

_NEUTRALISED = re.compile("|".join(f"{place}'{what}" for place, what in (_WHOLE, _PART)))


def text_of(written: str) -> str:
    """The text that `cell` was given, from what it wrote: nothing is lost by the apostrophes."""
    return _NEUTRALISED.sub("", written)


def read(file: bytes) -> list[list[str]]:
    assert file.startswith(b"\xef\xbb\xbf"), "Excel takes the file for something else than UTF-8"
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def starts_formula(text: str) -> bool:
    """An independent reading of the rule: what is left when blanks, unseen characters and quotes in front are gone."""
    for character in text:
        if unicodedata.normalize("NFKC", character)[:1] in ("=", "+", "-", "@", "−"):
            return True
        if not (character in "'\"`‘’“”＂＇" or character.isspace() or unicodedata.category(character) in ("Cc", "Cf")):
            return False
    return False


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "'=1", '"=1', "＝1", "＋1", "－1", "＠1", "\ufeff=1",
     "\t", "\r", "=cmd|' /C calc'!A0", "\x00=1", "\u200b@x", "−1"],
)  # fmt: skip
def test_what_could_start_a_formula_gets_an_apostrophe_and_gives_it_back(text: str) -> None:
    assert cell(text) == "'" + text or str(cell(text)).startswith("'")
    assert text_of(str(cell(text))) == text


@pytest.mark.parametrize("text", ["", "Pothole", "O'Neil", "'quoted'", "a=b", "555-0100", "Parks, Trees; Roads", "1-2"])
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n"])
def test_no_formula_starts_after_what_another_list_separator_would_part(separator: str) -> None:
    written = str(cell(f"Main St{separator}=HYPERLINK(A1)"))
    assert f"{separator}'=" in written
    assert text_of(written) == f"Main St{separator}=HYPERLINK(A1)"


def test_numbers_that_we_made_stay_numbers() -> None:
    assert csv_bytes(["n"], [[-5], [-0.25], [0]]) == b'\xef\xbb\xbf"n"\r\n-5\r\n-0.25\r\n0\r\n'


def test_nothing_and_what_is_no_number_are_empty() -> None:
    assert [cell(value) for value in (None, float("nan"), float("-inf"), True, False)] == ["", "", "", "yes", "no"]


def test_half_a_character_breaks_no_file() -> None:
    assert read(csv_bytes(["name"], [["a\ud800b"]])) == [["name"], ["a?b"]]


@given(HOSTILE)
@example("'=")
@example("''=")
@example("\t'\n=")
@example("'\r")
def test_no_cell_from_outside_can_start_a_formula(text: str) -> None:
    written = cell(text)
    assert isinstance(written, str)
    assert not starts_formula(written) or written.startswith("'")
    for separator in ";\t\n\r":
        assert all(not starts_formula(part) or part[0] == "'" for part in written.split(separator))
    assert text_of(written) == text


@given(st.lists(st.lists(HOSTILE, min_size=2, max_size=2)))
def test_a_file_read_back_gives_the_texts(rows: list[list[str]]) -> None:
    rows = [[text.encode("utf-8", errors="replace").decode() for text in row] for row in rows]
    assert [[text_of(value) for value in row] for row in read(csv_bytes(["a", "b"], rows))[1:]] == rows
