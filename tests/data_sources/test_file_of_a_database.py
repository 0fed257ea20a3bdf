"""A database in a file that no longer lies where it was: a connection that stays open would go on reading the old one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data_sources.phones import NOW, Phones, queue
from wallboard.source import SourceError


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Phones]:
    made = Phones(tmp_path)
    yield made
    made.engine.dispose()
    made.source.close()


def test_a_database_that_was_moved_away_does_not_answer_any_more(phones: Phones, tmp_path: Path) -> None:
    phones.write(queue("2026-11-22 03:00:00"))
    told = phones.source.changes(None, NOW)
    phones.path.rename(tmp_path / "elsewhere.db")
    with pytest.raises(SourceError, match=r"cannot open .*no such file"):
        phones.source.changes(told.cursor, NOW)
    (tmp_path / "elsewhere.db").rename(phones.path)
    assert phones.source.changes(told.cursor, NOW).read == 0


@pytest.mark.parametrize("how", ["renamed over it", "deleted and copied"])
def test_a_database_put_in_its_place_is_read_from_the_next_poll_on(phones: Phones, tmp_path: Path, how: str) -> None:
    phones.write(queue("2026-11-22 03:00:00", callid="1.1"))
    told = phones.source.changes(None, NOW)
    new = tmp_path / "new.db"
    shutil.copy(phones.path, new)
    phones.engine.dispose()
    if how == "renamed over it":
        os.replace(new, phones.path)
    else:
        phones.path.unlink()
        shutil.copy(new, phones.path)
    phones.write(queue("2026-11-22 03:30:00", callid="2.2"))
    assert [event.callid for event in phones.source.changes(told.cursor, NOW).happenings] == ["2.2"]
