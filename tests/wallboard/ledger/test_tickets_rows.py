"""Which of what a source tells of a ticket is news."""

from __future__ import annotations

from typing import Any

from tests.wallboard.ticket_histories import START, frame
from wallboard.ledger.tickets_rows import Content, VersionRow, add_told, content_columns
from wallboard.model import BY_UPDATE, DAY


def content(**told: Any) -> Content:
    row = {
        "ticket": "1",
        "opened_at": START,
        "updated_at": START + DAY,
        "state": "finished",
        "finished_at": START + DAY,
    }
    (one,) = zip(*content_columns(frame([row | told])), strict=True)
    return one


def test_what_a_ledger_of_before_knows_without_the_basis_of_its_ending_is_no_news() -> None:
    history: list[VersionRow] = []
    assert add_told(history, [content()], START + DAY) == 0
    assert add_told(history, [content(basis=BY_UPDATE)], START + 2 * DAY) == 1
    noted = content(basis=BY_UPDATE, updated_at=START + 3 * DAY, finished_at=START + 3 * DAY)
    assert (add_told(history, [noted], START + 3 * DAY), len(history)) == (0, 2)
