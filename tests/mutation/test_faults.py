"""The faults fit the code of now: each text stands once, what comes of it compiles, and the tests that are named exist."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.mutation.fault import Fault, NotApplicable, code, faults

ROOT = Path(__file__).parents[2]
FAULTS = faults()
CODE = code(ROOT)


def test_there_are_eighty_by_different_names() -> None:
    assert len(FAULTS) >= 80
    assert [name for name, count in Counter(fault.name for fault in FAULTS).items() if count > 1] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_fits_the_code(fault: Fault) -> None:
    place = fault.place(CODE)
    changed = fault.put_in(CODE[place])
    assert changed != CODE[place]
    if place.suffix == ".py":
        compile(changed, str(place), "exec")
    assert fault.tests
    assert [path for path in fault.tests if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "texts", [{}, {Path("a.py"): "x = 1\nx = 1\n"}, {Path("a.py"): "x = 1", Path("b.js"): "x = 1"}]
)
def test_a_text_that_is_nowhere_or_twice_is_not_applicable(texts: dict[Path, str]) -> None:
    fault = Fault("a", "b", "c", "x = 1", "x = 2", ("tests",))
    with pytest.raises(NotApplicable):
        fault.place(texts)
