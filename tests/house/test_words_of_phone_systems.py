"""No phone system's own words are known outside of the source that reads it, and of the simulation that writes it."""

from __future__ import annotations

import re
from pathlib import Path

from data_sources._asterisk import verbs

ROOT = Path(__file__).parents[2]
# what writes queue_log for the demo, and what took ledgers along that were written before there were happenings
MAY = ("wallboard/simulate/", "wallboard/ledger/migrations/versions/r0003_happenings.py")
WORDS = re.compile(rf"\b(?:{'|'.join(sorted(verbs.VERBS))})\b")


def _named_in(file: Path) -> list[str]:
    return sorted(set(WORDS.findall(file.read_text("utf-8"))))


def test_only_sources_and_simulation_know_the_verbs_of_queue_log() -> None:
    files = [file for room in ("wallboard", "layouts") for file in (ROOT / room).rglob("*.py")]
    told = {str(file.relative_to(ROOT)): _named_in(file) for file in files}
    assert {name: words for name, words in told.items() if words and not name.startswith(MAY)} == {}


def test_the_words_are_found_where_they_are() -> None:
    assert "ENTERQUEUE" in _named_in(ROOT / "data_sources/_asterisk/verbs.py")
    assert "QUEUESTART" in _named_in(ROOT / MAY[1])
