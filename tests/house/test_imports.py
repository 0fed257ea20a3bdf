"""Who may import whom: the contracts are in pyproject.toml, the reasons in the house plan's words there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_every_room_imports_only_what_it_may() -> None:
    """In a process of its own: it disables every logger that it finds, and other tests listen to some. `make check` asks
    the same beside the tests."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


@pytest.mark.slow
def test_importing_a_room_builds_nothing() -> None:
    """No engine, client, scheduler or app object exists before somebody builds one."""
    script = (
        "import importlib, pkgutil, threading, gc, wallboard, layouts, data_sources\n"
        "for room in (wallboard, layouts, data_sources):\n"
        "    for module in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "        if not module.name.endswith('__main__') and '.migrations' not in module.name:\n"
        "            importlib.import_module(module.name)\n"
        "built = {'Engine', 'BackgroundScheduler', 'Dash', 'FastAPI', 'Ledger'}\n"
        "found = sorted({type(o).__name__ for o in gc.get_objects()} & built)\n"
        "assert not found, found\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
