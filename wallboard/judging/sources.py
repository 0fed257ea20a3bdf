"""How a source stands."""

from __future__ import annotations

from wallboard.judging.tone import CATCHING_UP, NONE, OF_STATE, OK, Tone
from wallboard.model import Health, State


def source_tone(health: Health) -> Tone:
    """OK where it answers in time; one that is lost is that before it is anything else."""
    if health.catching_up is not None and health.state is not State.LOST:
        return CATCHING_UP
    return OK if health.state is State.LIVE else OF_STATE.get(health.state, NONE)
