"""Whether there is anything to bring up to date is known without the library that does it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from wallboard.database.migrating import newest

ROOT = Path(__file__).parents[3]
AGAIN = """
import sys
from wallboard.ledger import Ledger
ledger = Ledger(sys.argv[1])
ledger.migrate()
ledger.close()
print("alembic" in sys.modules)
"""


@pytest.mark.parametrize("room", ["ledger", "access"])
def test_the_newest_revision_is_the_one_that_the_scripts_lead_to(room: str) -> None:
    scripts = ROOT / "wallboard" / room / "migrations"
    assert ScriptDirectory(str(scripts)).get_heads() == [newest(scripts)]


@pytest.mark.slow
def test_a_ledger_that_is_up_to_date_is_known_to_be(tmp_path: Path) -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", AGAIN, f"sqlite:///{tmp_path / 'ledger.db'}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert told == ["True", "False"]
