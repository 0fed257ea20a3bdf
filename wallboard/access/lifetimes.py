"""How long what lets people in is good."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.model import DAY, HOUR, MINUTE, Micros
from wallboard.settings.parts.access import AccessSettings


@dataclass
class Lifetimes:
    """Changed settings change them under everybody who holds one."""

    idle: Micros
    session: Micros
    code: Micros
    screen: Micros
    pairing: Micros

    @classmethod
    def of(cls, settings: AccessSettings) -> Lifetimes:
        return cls(
            idle=int(settings.idle_minutes * MINUTE),
            session=int(settings.session_days * DAY),
            code=int(settings.invitation_hours * HOUR),
            screen=int(settings.screen_days * DAY),
            pairing=int(settings.code_minutes * MINUTE),
        )
