"""A day as a system beside the wall counts it: visits of a web site, staff absent, water pressure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wallboard.model.instants import DAY, Micros


@dataclass(frozen=True, slots=True)
class OutsideDay:
    """One local day of a site: its numbers by the names that settings give them. A number that was not told of the day is
    not among them, and all are finite."""

    day: date
    numbers: Mapping[str, float]
    key: str  # where its row is found: "line 12", `row_key("2026-11-03")`


def instant_of(day: date) -> Micros:
    """Its midnight in UTC: some hours beside the site's own."""
    return (day - date(1970, 1, 1)).days * DAY
