"""What tests of the frozen set have in common."""

from __future__ import annotations

import os

from tests.frozen import frozen_file
from tests.frozen.__main__ import SET
from tests.frozen.comparing import compare

EVERY = 1 if os.environ.get("WALLBOARD_FROZEN") == "all" else 3


def assert_as_before(name: str) -> None:
    """Of every third instant, or of all that are frozen of this input."""
    compared = compare(frozen_file.read(SET / f"{name}.json.gz"), lambda number: number % EVERY == 0)
    assert [str(difference) for difference in compared.differences] == []
    assert compared.equal > 0
