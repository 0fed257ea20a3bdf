"""The address of how a department does over time: of which of its requests."""

from __future__ import annotations

from dataclasses import dataclass

from layouts.page.told_address import told
from wallboard.questions.departments.chosen_items import NONE_NAMED

_SIDES = ("service_type", "ward")


@dataclass(frozen=True, slots=True)
class Asked:
    """ "" is all; NONE_NAMED those of no type, or of no ward."""

    department: str
    service_type: str = ""
    ward: str = ""


def asked(search: str, department: str) -> Asked:
    """Raises UnfitAddress."""
    values = told(search, _SIDES)[0]
    return Asked(department, values.get("service_type", ""), values.get("ward", ""))


def source_word(name: str) -> str | None:
    """As questions of the past have it: None for all, "" for those of none."""
    return None if not name else "" if name == NONE_NAMED else name
