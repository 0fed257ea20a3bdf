"""Helpdesks on their own schemas in real servers, into which a script writes as they do themselves: every fact equals the script.

`python -m tests.helpdesks.scripted_reads` prints what it costs their databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpdesks.scripted_lives import hold_script
from tests.helpdesks.scripted_systems import SCRIPTED
from tests.wide import WIDE

ON = [(name, dialect) for name, scripted in SCRIPTED.items() for dialect in scripted.dialects]


@pytest.mark.parametrize(("name", "dialect"), ON)
def test_every_fact_is_as_the_script_says(
    name: str, dialect: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server = request.getfixturevalue("postgres_server" if dialect == "postgresql" else "mariadb_server")
    acts, every = (300, 1) if WIDE else (45, 5)
    with server.database() as database:
        held = hold_script(SCRIPTED[name], server.url(database), tmp_path, acts, every)
    assert held.differing == []
    assert held.requests > 8
    assert held.facts > 500
