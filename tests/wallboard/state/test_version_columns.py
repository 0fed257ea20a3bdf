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
from tests.wallboard.ticket_histories import SETTINGS, START, frame, histories, instants, told
from wallboard.model import DAY, HOUR
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


@pytest.mark.parametrize("large", [1, 10**9])
@examples(8)
@given(rows=histories, now=instants, days=st.integers(0, 30))
def test_what_was_over_long_ago_is_let_go_and_may_be_told_of_again(large: int, rows: Rows, now: int, days: int) -> None:
    ours, later = frame(firsts(rows)), now + days * DAY
    in_rows, in_columns = TicketState(SETTINGS, "main"), TicketState(SETTINGS, "main")
    in_rows.apply(ours)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MANY", 1)
        patch.setattr(module, "_LARGE", large)
        in_columns.apply_columns([PlainRows.all(VersionColumns.of(ours))])
        for state in (in_rows, in_columns):
            state.advance(now)
            state.advance(later)
    assert told(in_columns, later) == told(in_rows, later)
    for state in (in_rows, in_columns):
        state.apply(frame(rows))
        state.advance(later + HOUR)
    assert told(in_columns, later + HOUR) == told(in_rows, later + HOUR)


@pytest.mark.parametrize("large", [1, 10**9])
def test_nothing_is_kept_of_what_was_over_long_ago(monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    """A table whose rows all change each night brings thousands at once."""
    monkeypatch.setattr(module, "_MANY", 1)
    monkeypatch.setattr(module, "_LARGE", large)
    state, ended = TicketState(SETTINGS, "main"), {"state": "finished", "updated_at": START, "finished_at": START}
    state.advance(START)
    for night in range(3):
        ours = [{"ticket": f"{night} {n}", "opened_at": START, "received_at": START} for n in range(4)]
        state.apply(frame([*(each | ended for each in ours[:3]), ours[3] | {"updated_at": START}]))
    state.advance(START + 9 * DAY)
    held = {id(block): block for block in (*state._large_blocks, *state._in_blocks.values())}.values()
    assert len(state._in_blocks) == (0 if large == 1 else 3)
    assert sum(map(len, held)) <= 12
    assert large > 1 or sum(map(len, held)) == 3


def firsts(rows: Rows) -> Rows:
    """One version of each request."""
    return list({(row["source"], row["ticket"]): row for row in reversed(rows)}.values())
