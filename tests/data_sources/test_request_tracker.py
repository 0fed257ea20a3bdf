"""Request Tracker by its own tables, here in SQLite; tests/integration/test_helpdesks.py has the servers."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from data_sources.request_tracker import KIND
from tests.helpdesks.playing import filled_source
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
