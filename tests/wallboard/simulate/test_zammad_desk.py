"""What the wall reads in the demo's helpdesk is what became of its requests: every move, pause, merge, finish and reopening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import app
from tests.wallboard.simulate.demo_rows import rows
from wallboard.clock import instant
from wallboard.engine.importing import import_all
from wallboard.ledger import Ledger
from wallboard.model import MINUTE, NO_INSTANT, SECOND
from wallboard.simulate import demo_city
from wallboard.simulate.demo import Demo
from wallboard.simulate.truth import Truth

NOW = instant("2026-11-30T16:00Z")  # after Thanksgiving
TOLD = 2_000  # microseconds: Zammad keeps milliseconds


class Read(NamedTuple):
    folder: Path
    truth: Truth
    told: Any  # by ticket, every version in its order


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    folder = tmp_path_factory.mktemp("helpdesk")
    demo = Demo(folder, lambda: NOW, weeks=0)
    demo.truth = Truth()
    demo.weeks = 0
    with closing(demo):
        began = NOW / SECOND - 20 * 86_400
        demo.begin(NOW / SECOND)
        demo.env._now = began  # type: ignore[attr-defined]  # replaced below
        yield Read(folder, demo.truth, None)
