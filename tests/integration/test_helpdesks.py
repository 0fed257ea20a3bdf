"""Excerpts of what real helpdesks wrote, played into real servers: after every twelfth action (after each with WALLBOARD_WIDE=1)
our requests are what the helpdesk said.

`python -m tests.helpdesks SYSTEM FOLDER` does the same over a whole recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpdesks.playing import RECORDINGS, follow_recording
from tests.helpdesks.systems import SYSTEMS
from tests.wide import WIDE


@pytest.mark.parametrize("name", SYSTEMS)
def test_requests_are_as_the_helpdesk_said(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    system = SYSTEMS[name]
    server = request.getfixturevalue("postgres_server" if system.dialect == "postgresql" else "mariadb_server")
    compared = follow_recording(system, RECORDINGS / name, server, tmp_path, every=1 if WIDE else 12)
    assert compared.differing == []
    assert compared.facts > 800
