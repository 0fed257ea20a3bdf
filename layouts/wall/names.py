"""What departments are called on a screen, and how a name from outside stands within a sentence."""

from __future__ import annotations

import unicodedata

from wallboard.languages import _
from wallboard.model import NAMELESS
from wallboard.settings import Settings

_FIRST_STRONG, _END = "\u2068", "\u2069"


def department_label(settings: Settings, department: str) -> str:
    """Its label from the settings, else its own name; "Unassigned" for requests without a department."""
    named = settings.departments.get(department)
    label = named.label if named else ""
    return label or (_("Unassigned") if department == NAMELESS["department"] else department)


def in_a_sentence(name: str) -> str:
    """One that is written from right to left stands by itself: else what follows it, such as a number, goes to its other
    side."""
    from_right = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in name)
    return f"{_FIRST_STRONG}{name}{_END}" if from_right else name
