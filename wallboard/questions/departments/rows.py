"""The departments of a site side by side, by the readings of one instant, worst first; and which of them can be ranked by how
they keep their promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from wallboard.judging.instant import Instant
from wallboard.judging.requests import age
from wallboard.metrics.share_interval import ShareInterval, share_interval
from wallboard.metrics.tickets import BREACHED, TOO_FEW, band_names

WEEK = "7d"


class KeptShare(NamedTuple):
    """The share of promises kept of the `n` that were decided in the last seven days; None of fewer than five."""

    share: float | None
    n: int
    interval: ShareInterval | None


class InBand(NamedTuple):
    """How many are of an age, and how many of them past their own promise. None: not known."""

    band: str
    open: int | None
    late: int | None


class DepartmentRow(NamedTuple):
    """One department. Counts of requests, ages in days of its own clock; None: not known."""

    department: str
    owner: str
    open: int | None
    oldest: float | None
    median: float | None
    late: int | None
    soon: int | None
    unassigned: int | None
    emergencies: int | None
    opened: int | None
    finished: int | None
    net: int | None
    kept: KeptShare
    bands: tuple[InBand, ...]


def departments_of(at: Instant, owners: Mapping[str, str] = MappingProxyType({})) -> tuple[DepartmentRow, ...]:
    """All that the instant has, with who owns the process of each: open emergencies first, then most that is late, most that is due soon, most that is open."""
    rows = [row_of(at, name, owners.get(name, "")) for name in at.departments]
    return tuple(sorted(rows, key=_worst))


def row_of(at: Instant, name: str, owner: str = "") -> DepartmentRow:
    def n(metric: str, window: str = "now", variant: str = "", **scope: str) -> int | None:
        value = at.value(f"tickets.{metric}", window, variant, department=name, **scope)
        return None if value is None else int(value)

    return DepartmentRow(
        department=name,
        owner=owner,
        open=n("open"),
        oldest=age(at, "tickets.age_max_days", department=name),
        median=age(at, "tickets.age_p50_days", department=name),
        late=n("breached"),
        soon=n("due_soon"),
        unassigned=n("unassigned"),
        emergencies=n("emergency"),
        opened=n("opened", WEEK),
        finished=n("finished", WEEK),
        net=n("net", WEEK),
        kept=kept_of(at, name),
        bands=tuple(
            InBand(band, n("in_band", band=band), n("in_band", variant=BREACHED, band=band))
            for band in band_names(at.settings.bands(name))
        ),
    )


def kept_of(at: Instant, department: str) -> KeptShare:
    reading = at.get("tickets.on_time", WEEK, department=department)
    if reading is None:
        return KeptShare(None, 0, None)
    share, n = reading.value, reading.n or 0
    return KeptShare(share, n, None if share is None or not n else share_interval(share, n))


def _worst(row: DepartmentRow) -> tuple[int, int, int, int, str]:
    return -(row.emergencies or 0), -(row.late or 0), -(row.soon or 0), -(row.open or 0), row.department


class Unranked(Enum):
    """Why nobody can say which of some departments keeps its promises better."""

    NOTHING = "nothing"  # nothing was decided in the week
    TOO_FEW = "too_few"  # fewer than five were
    CHANCE = "chance"  # chance alone may be what it and another one differ by


class Ranked(NamedTuple):
    """A department with its place from 1, or why it has none; `alike`: those that it cannot be told apart from."""

    row: DepartmentRow
    place: int | None
    why: Unranked | None
    alike: tuple[str, ...] = ()


def ranked(rows: Sequence[DepartmentRow]) -> tuple[Ranked, ...]:
    """By the share of promises kept, best first; those without a place last, in the order in which they came."""
    placed = [row for row in rows if row.kept.interval is not None]
    alike = {row.department: _alike(row, placed) for row in placed}
    best = sorted((row for row in placed if not alike[row.department]), key=lambda row: -(row.kept.share or 0.0))
    place = {row.department: 1 + sum((each.kept.share or 0) > (row.kept.share or 0) for each in placed) for row in best}
    told = [Ranked(row, place[row.department], None) for row in best]
    return (*told, *(_unranked(row, alike) for row in rows if row.department not in place))


def _alike(row: DepartmentRow, others: Sequence[DepartmentRow]) -> tuple[str, ...]:
    mine = row.kept.interval
    return tuple(
        other.department
        for other in others
        if other is not row and mine is not None and other.kept.interval is not None and mine.meets(other.kept.interval)
    )


def _unranked(row: DepartmentRow, alike: dict[str, tuple[str, ...]]) -> Ranked:
    if row.department in alike:
        return Ranked(row, None, Unranked.CHANCE, alike[row.department])
    return Ranked(row, None, Unranked.TOO_FEW if 0 < row.kept.n < TOO_FEW else Unranked.NOTHING)
