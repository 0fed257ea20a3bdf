"""What departments are called on a screen."""

from __future__ import annotations

from wallboard.languages import _
from wallboard.model import NAMELESS
from wallboard.settings import Settings


def department_label(settings: Settings, department: str) -> str:
    """Its label from the settings, else its own name; "Unassigned" for requests without a department."""
    named = settings.departments.get(department)
    label = named.label if named else ""
    return label or (_("Unassigned") if department == NAMELESS["department"] else department)
