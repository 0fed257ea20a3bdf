"""Every fault of the matrix's files: the good ones beside are shown within seconds, nothing is lost, and people are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.matrix.files import FAULTS


@pytest.mark.parametrize("words", FAULTS)
def test_what_is_no_file_of_ours_keeps_none_beside_it_off_the_wall(tmp_path: Path, words: str) -> None:
    outcome = FAULTS[words](tmp_path)
    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert outcome.oldest_live_s <= 2
    assert outcome.seconds[-1].claims == "live"
    mended = "mended" in words or "phone system" in words
    assert bool(outcome.told) is not mended
