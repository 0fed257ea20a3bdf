"""What tones and verdicts are called on a screen. A tone's colours and marks are in assets/tokens.css, by its value."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.judging.tone import Tone
from wallboard.judging.verdict import Verdict
from wallboard.languages import N_, pgettext

WORDS: Mapping[Tone, str] = {
    Tone.OK: N_("on target"),
    Tone.WATCH: N_("watch"),
    Tone.ALARM: N_("act"),
    Tone.NONE: "",
    Tone.LATE: N_("late"),
    Tone.SILENT: N_("silent"),
    Tone.LOST: N_("lost"),
    Tone.NO_DATA: N_("no data yet"),
    Tone.NO_CALLS: N_("no calls"),
    Tone.TOO_FEW: N_("too few"),
    Tone.CLOSED: N_("closed"),
    Tone.UNKNOWN: N_("not known"),
    Tone.ERROR: N_("error, see the log"),
    Tone.CATCHING_UP: N_("reading history"),
}


def verdict_words(verdict: Verdict) -> str:
    """How a promise of the day stands, in a word."""
    match verdict:
        case Verdict.KEPT_SO_FAR:
            return pgettext("a promise", "kept so far")
        case Verdict.CAN_BE_KEPT:
            return pgettext("a promise", "can be kept")
        case Verdict.KEPT:
            return pgettext("a promise", "kept")
        case Verdict.LOST:
            return pgettext("a promise", "lost")
