"""How sending went."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple


class Outcome(Enum):
    SENT = auto()
    REFUSED = auto()  # nobody has it: it may be sent again
    UNSURE = auto()


class Sent(NamedTuple):
    """How sending went, and for people why not. `why` holds no secret."""

    outcome: Outcome
    why: str = ""
