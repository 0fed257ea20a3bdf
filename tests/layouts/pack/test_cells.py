"""A spreadsheet shows each figure as it is written, with a number behind it that can be calculated with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.pack.document import NumberForm
from layouts.pack.told import told, told_change
from tests.layouts.pack.as_shown import as_shown
from wallboard.languages import language, speak
from wallboard.metrics.combining import ChangeBy, PeriodChange

OF_FORMS = [NumberForm.COUNT, NumberForm.SHARE, NumberForm.SECONDS, NumberForm.DAYS, NumberForm.AMOUNT]
NUMBERS = st.floats(0, 5e6, allow_nan=False) | st.floats(0, 1) | st.integers(0, 10**7).map(float)


@given(NUMBERS, st.sampled_from(OF_FORMS), st.sampled_from(["en", "es", "fr"]))
def test_a_cell_shows_what_is_written(number: float, form: NumberForm, tag: str) -> None:
    spoken = language(tag)
    with speak(spoken):
        figure = told(number, form)
    assert figure.in_cell is not None
    assert as_shown(figure.in_cell, figure.cell, spoken.separators) == figure.text


@given(
    st.floats(-900, 5_000), st.sampled_from([ChangeBy.PERCENT, ChangeBy.POINTS]), st.sampled_from(["en", "es", "fr"])
)
def test_a_cell_shows_a_change_as_it_is_written(size: float, by: ChangeBy, tag: str) -> None:
    spoken = language(tag)
    with speak(spoken):
        figure = told_change(PeriodChange(by, size))
    assert figure.in_cell == size
    assert as_shown(size, figure.cell, spoken.separators) == figure.text


@pytest.mark.parametrize(
    ("number", "form", "cell"),
    [
        (1231, NumberForm.COUNT, '#,##0;"−"#,##0;#,##0'),
        (0.78, NumberForm.SHARE, '#,##0"\u202f"%;"−"#,##0"\u202f"%;#,##0"\u202f"%'),
        (31.4, NumberForm.SECONDS, "[m]:ss"),
        (3_700, NumberForm.SECONDS, "[h]:mm:ss"),
        (0.996, NumberForm.SHARE, '"99\u202f%"'),  # which no format would show so: it is not all
    ],
)
def test_formats_can_be_calculated_with_where_one_shows_the_figure(number: float, form: NumberForm, cell: str) -> None:
    assert told(number, form).cell == cell


def test_a_number_below_zero_has_its_sign() -> None:
    figure = told(-12.5, NumberForm.AMOUNT)
    assert figure.text == as_shown(-12.5, figure.cell) == "−12.5"
    assert told(-31, NumberForm.SECONDS).text == "−0:31"
