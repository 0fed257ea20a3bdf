"""What tones and verdicts are called on a screen. A tone's colours and marks are in assets/tokens.css, by its value."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.judging.tone import Tone
from wallboard.judging.verdict import Verdict

WORDS: Mapping[Tone, str] = {
    Tone.OK: "on target",
    Tone.WATCH: "watch",
    Tone.ALARM: "act",
    Tone.NONE: "",
    Tone.LATE: "late",
    Tone.SILENT: "silent",
    Tone.LOST: "lost",
    Tone.NO_DATA: "no data yet",
    Tone.NO_CALLS: "no calls",
    Tone.TOO_FEW: "too few",
    Tone.CLOSED: "closed",
    Tone.UNKNOWN: "not known",
    Tone.ERROR: "error, see the log",
    Tone.CATCHING_UP: "reading history",
}

VERDICTS: Mapping[Verdict, str] = {
    Verdict.KEPT_SO_FAR: "kept so far",
    Verdict.CAN_BE_KEPT: "can be kept",
    Verdict.KEPT: "kept",
    Verdict.LOST: "lost",
}
