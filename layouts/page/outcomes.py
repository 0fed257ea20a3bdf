"""What became of a call or a request, in words."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.languages import N_, _
from wallboard.model import Outcome, Reason, Visit

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.WAITING: N_("waiting"),
    Outcome.ANSWERED: N_("answered"),
    Outcome.ABANDONED: N_("gave up"),
    Outcome.DIVERTED: N_("left another way"),
    Outcome.LOST: N_("cut off by a restart"),
}
REASONS: Mapping[Reason, str] = {
    Reason.TIMEOUT: N_("waited too long for the phone system"),
    Reason.EMPTY: N_("nobody was in the queue to answer"),
    Reason.WITHDRAWN: N_("taken out by the phone system"),
    Reason.OVERFLOW: N_("the queue was full"),
    Reason.KEY: N_("pressed a key"),
    Reason.CALLBACK: N_("asked for a call back"),
}
STATES: Mapping[str, str] = {
    "open": N_("open"),
    "paused": N_("paused"),
    "finished": N_("finished"),
    "removed": N_("merged or deleted"),
}

# Of a request, in the words of the field: each is finished, and not the same.
FINISHED_AS: Mapping[str, str] = {
    "done": N_("done"),
    "rejected": N_("rejected"),
    "duplicate": N_("a duplicate"),
    "referred": N_("referred elsewhere"),
    "unable": N_("unable to act"),
}


def state_words(state: str, outcome: str) -> str:
    """finished (referred elsewhere)"""
    if outcome not in FINISHED_AS or state != "finished":
        return _(STATES[state])
    return _("{what} ({how})", what=_(STATES[state]), how=_(FINISHED_AS[outcome]))


def outcome_words(visit: Visit) -> str:
    if visit.outcome is Outcome.DIVERTED and visit.reason is not None:
        return _(REASONS[visit.reason])
    return _(OUTCOMES[visit.outcome])
