"""A source that is closed while it is being asked, as one is that was left behind, keeps no connection of that question.

Every kind that reads a database: `filled` of its test leaves one SQLite file in the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tests.data_sources.test_contract import NOW, OVER_AN_ADDRESS
from tests.open_files import held_open
from wallboard.source import Source


@pytest.fixture(params=OVER_AN_ADDRESS)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    made: Source = import_module(f"tests.data_sources.test_{request.param}").filled(tmp_path)
    yield made
    made.close()


def test_closed_while_it_is_asked(source: Source, tmp_path: Path) -> None:
    [file] = tmp_path.glob("*.db")
    open_then = []

    def close(*_: object) -> None:
        source.close()
        open_then.append(held_open(file))

    event.listen(sa.Engine, "before_cursor_execute", close)
    try:
        assert source.changes(None, NOW).read > 0, "what was asked is answered all the same"
    finally:
        event.remove(sa.Engine, "before_cursor_execute", close)
    assert all(open_then)
    assert open_then
    assert not held_open(file)


def test_asked_once_more_after_it_was_closed(source: Source, tmp_path: Path) -> None:
    [file] = tmp_path.glob("*.db")
    source.changes(None, NOW)
    source.close()
    assert not held_open(file)
    source.changes(None, NOW)
    assert not held_open(file)
