"""Every reading that was there before the house was rebuilt is there, and equal.

The suite asks at every third instant; with WALLBOARD_FROZEN=all at all of them, as `python -m tests.frozen compare` does.
The demo city, which takes longest, is in test_frozen_demo.py.
"""

from __future__ import annotations

import pytest

from tests.frozen import frozen_file
from tests.frozen.__main__ import SET
from tests.frozen.asserting import assert_as_before
from tests.frozen.inputs import INPUTS

SLOW = {"ledger": pytest.mark.slow}


@pytest.mark.parametrize("name", [pytest.param(name, marks=SLOW.get(name, ())) for name in INPUTS if name != "demo"])
def test_every_reading_that_was_there_is_there_and_equal(name: str) -> None:
    assert_as_before(name)


def test_sixty_instants_are_frozen_besides_those_of_the_ledger_file() -> None:
    frozen = {name: frozen_file.read(SET / f"{name}.json.gz") for name in INPUTS}
    assert {name: each.questions for name, each in frozen.items()} == {name: INPUTS[name].questions for name in INPUTS}
    assert sum(len(each.questions) for name, each in frozen.items() if name != "ledger") == 60
