"""Versions in columns hold what their rows hold, and are counted as these are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.ticket_histories import SETTINGS, frame, histories, instants, told
from wallboard.model.remit import Remit
from wallboard.state import texts
from wallboard.state import tickets as module
from wallboard.state.plain_rows import PlainRows
from wallboard.state.texts import BETWEEN, Texts
from wallboard.state.tickets import TicketState
from wallboard.state.timeline import Version
from wallboard.state.version_columns import VersionColumns, together

Rows = list[dict[str, object]]
words = st.text(st.characters(codec="utf-8", exclude_characters=BETWEEN), max_size=4)


@examples(30)
@given(st.lists(words, max_size=9), st.lists(words, max_size=9))
def test_texts_are_found_where_they_are(some: list[str], others: list[str]) -> None:
    both = Texts.of([*some, *others])
    assert both.all() == [both[row] for row in range(len(both))] == [*some, *others]
    for text in {*some, *others, "not there"}:
        rows = [row for row, other in enumerate([*some, *others]) if other == text]
        assert sorted(both.rows_of(text)) == rows


def test_a_text_may_hold_the_sign_that_stands_between_texts() -> None:
    odd = Texts.of([f"a{BETWEEN}b", "\x01"])
    assert texts.together([Texts.of(["c"]), odd]).all() == ["c", f"a{BETWEEN}b", "\x01"]
    with pytest.raises(ValueError, match="2 texts where there should be 1"):
        Texts.joined_by(f"a{BETWEEN}b", 1)


def test_texts_are_put_together_once_for_all_who_look_at_the_same_time() -> None:
    """A wall that starts and a page of the past look at the same columns."""
    made, looking = list[str](), Barrier(4)

    def slowly() -> texts._Run:
        made.append("")
        sleep(0.02)  # so that the others come while it is made
        return texts._run_of(["a", "b"])

    def look(_: int) -> list[str]:
        looking.wait(5)
        return both.all()

    both = Texts(2, slowly)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(look, range(4))) == [["a", "b"]] * 4
    assert len(made) == 1


@examples(10)
@given(histories, st.data())
def test_each_version_is_what_its_row_says(rows: Rows, data: st.DataObject) -> None:
    ours = frame(firsts(rows))
    cut = data.draw(st.integers(0, len(ours)))
    columns = together([VersionColumns.of(ours[:cut]), VersionColumns.of(ours[cut:])])
    versions = [Version(*row) for row in ours[list(Version._fields)].itertuples(index=False, name=None)]
    assert [columns.version(row) for row in range(len(columns))] == versions
    rows_again = columns.frame()
    assert rows_again.to_dict("records") == ours[list(rows_again.columns)].to_dict("records")
    chosen = data.draw(st.lists(st.integers(0, len(ours) - 1), unique=True)) if len(ours) else []
    taken = columns.take(np.array(chosen, np.int64))
    assert [taken.version(row) for row in range(len(taken))] == [versions[row] for row in chosen]
    for row, version in enumerate(versions):
        assert columns.row_of(version.source, version.ticket) == row
    assert columns.row_of("nobody", "nothing") is None


@pytest.mark.parametrize("large", [1, 10**9])
@pytest.mark.parametrize("remit", [Remit(), Remit.of(departments=["A", "C"]), Remit.of(wards=["1"])])
@examples(4)
@given(rows=histories, now=instants, past=st.booleans())
def test_counted_in_columns_and_replaced_one_by_one_they_give_what_their_rows_give(
    large: int, remit: Remit, rows: Rows, now: int, past: bool
) -> None:
    ours = frame(firsts(rows))
    in_rows, in_columns = (TicketState(SETTINGS, "main", now if past else None, remit) for _ in range(2))
    in_rows.apply(ours)
    in_rows.advance(now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MANY", 1)
        patch.setattr(module, "_LARGE", large)
        cut = len(ours) // 2
        parts = [PlainRows.all(VersionColumns.of(each)) for each in (ours[: cut // 2], ours[cut // 2 : cut])]
        in_columns.apply_columns(parts, ours[cut:])
        in_columns.advance(now)
    assert told(in_columns, now) == told(in_rows, now)
    for state in (in_rows, in_columns):
        state.apply(frame(rows))
    assert told(in_columns, now) == told(in_rows, now)


def firsts(rows: Rows) -> Rows:
    """One version of each request."""
    return list({(row["source"], row["ticket"]): row for row in reversed(rows)}.values())
