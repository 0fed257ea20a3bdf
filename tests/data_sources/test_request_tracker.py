"""Request Tracker by its own tables, here in SQLite; tests/integration/test_helpdesks.py has the servers."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from pydantic import ValidationError

from data_sources.request_tracker import KIND
from tests.helpdesks.playing import RECORDINGS, filled_source, opened_source
from tests.helpdesks.recording import Line, Playing, Recording
from tests.helpdesks.systems import SYSTEMS
from wallboard.model import MINUTE, SECOND
from wallboard.source import Source

MEANING = {"fields"}


def filled(folder: Path, url: str = "") -> Source:
    return filled_source("rt_mariadb", folder, url, 60)


def test_a_word_that_is_no_state_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"waiting.*is no state; write open, paused"):
        KIND.options(kind="request_tracker", url="sqlite:///rt.db", states={"hold": "waiting"})


def test_a_field_that_nobody_reads_is_refused() -> None:
    with pytest.raises(ValidationError, match="fields"):
        KIND.options(kind="request_tracker", url="sqlite:///rt.db", fields={"phone": "Telephone"})


def test_what_commits_after_reading_began_with_an_id_of_before_is_told(tmp_path: Path) -> None:
    """A transaction that was open at the first poll, while others that began later were committed."""
    system, recording = SYSTEMS["rt_mariadb"], Recording(RECORDINGS / "rt_mariadb")
    url = f"sqlite:///{tmp_path}/helpdesk.db"
    playing = Playing(url, recording, system.metadata)
    actions = list(islice(recording.actions(), 60))
    late = next(a for a in actions[40:] if any(_assigns(change) for change in a.changes))
    for action in actions:
        if action is not late:
            playing.write(action)
    with closing(opened_source(system, url)) as source:
        cursor, now = None, actions[-1].at + SECOND
        while (batch := source.changes(cursor, now)).more:
            cursor = batch.cursor
        playing.write(late)
        told = source.changes(batch.cursor, now + MINUTE).tickets
    playing.close()
    assert told is not None
    ticket = next(str(change["row"]["ObjectId"]) for change in late.changes if _assigns(change))
    assert ticket in set(told["ticket"])


def _assigns(change: Line) -> bool:
    row = change.get("row") or {}
    return change["table"] == "Transactions" and row.get("Type") == "Set" and row.get("Field") == "Owner"
