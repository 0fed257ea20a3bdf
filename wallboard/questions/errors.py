"""Why a question has no answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wallboard.clock import iso
from wallboard.model import Micros


class NoSuchSite(ValueError):
    """Asked for a site that does not exist or is outside the remit: nobody can tell which."""

    def __init__(self, sites: Iterable[str]) -> None:
        """`sites`: those that there are for whoever asked."""
        super().__init__(f"There is no such site. There are: {', '.join(sites) or 'none'}.")


class NoLongerKept(ValueError):
    """Asked for an instant whose records are purged: they are kept from `oldest` on."""

    def __init__(self, oldest: Micros) -> None:
        super().__init__(f"Records are kept from {iso(oldest)} on.")
        self.oldest = oldest


class NoSuchDay(ValueError):
    """Asked for a day of which nothing can be told: one of the two below."""

    def __init__(self, day: date, why: str) -> None:
        super().__init__(f"{day} {why}")
        self.day = day


class NotBegun(NoSuchDay):
    """It is still to come."""

    def __init__(self, day: date) -> None:
        super().__init__(day, "has not begun yet.")


class NotKept(NoSuchDay):
    """It is out of retention: by the settings, which keep calls for `kept_days`, or (None) because records of it were
    deleted when the settings kept less."""

    def __init__(self, day: date, kept_days: int | None = None) -> None:
        why = "its records are no longer kept" if kept_days is None else f"calls are kept for {kept_days} days"
        super().__init__(day, f"is out of retention: {why}.")
        self.kept_days = kept_days
