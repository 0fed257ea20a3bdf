"""What changes over time: entries of a setting, each with the first day on which it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from pydantic import Field

from wallboard.settings.parts.section import Section, Seen


class _Dated(Protocol):
    @property
    def from_(self) -> date: ...


D = TypeVar("D", bound=_Dated)


def in_force(entries: Sequence[D], day: date) -> D | None:
    """The entry with the latest `from` that is not after `day`; None before the first."""
    return max((e for e in entries if e.from_ <= day), key=lambda e: e.from_, default=None)


class Dated(Section):
    from_: Seen[date] = Field(
        default=date(1970, 1, 1), alias="from", description="first day on which this holds, at the site"
    )
