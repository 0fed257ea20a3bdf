"""What really became of each request of the demo city, kept beside its helpdesk, for tests of what the wall makes of that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from wallboard.simulate.request_desk import Request
from wallboard.simulate.request_turns import DUPLICATE, MERGED, WAITING


class Happened(NamedTuple):
    """At an instant in epoch seconds, to a ticket. `became`: the department, or the other ticket."""

    ticket: int
    at: float
    became: str = ""


class Truth:
    """Is told every version of every request as it comes to be, and when one is deleted."""

    def __init__(self) -> None:
        self.versions: defaultdict[int, list[Request]] = defaultdict(list)
        self.deleted: list[Happened] = []

    def save(self, request: Request) -> None:
        self.versions[request.id].append(request)

    def forget(self, request: int, at: float) -> None:
        self.deleted.append(Happened(request, at))

    def moves(self) -> Iterator[Happened]:
        for before, now in self._changes():
            if before.department != now.department:
                yield Happened(now.id, now.updated_at, now.department)

    def pauses(self) -> Iterator[tuple[Happened, Happened | None]]:
        """Since and until when; None of one that still waits."""
        for number, versions in self.versions.items():
            since: Happened | None = None
            for version in versions:
                if since is None and version.status == WAITING:
                    since = Happened(number, version.updated_at)
                elif since is not None and version.status != WAITING:
                    yield since, Happened(number, version.updated_at)
                    since = None
            if since is not None:
                yield since, None

    def merges(self) -> Iterator[Happened]:
        return self._joined(MERGED)

    def duplicates(self) -> Iterator[Happened]:
        """Closed as such, and not merged."""
        return self._joined(DUPLICATE)

    def finishes(self) -> Iterator[Happened]:
        """Each closing, duplicates and rejections with it."""
        for before, now in self._changes():
            if now.closed_at is not None and before.closed_at is None:
                yield Happened(now.id, now.updated_at, now.status)

    def reopenings(self) -> Iterator[Happened]:
        for before, now in self._changes():
            if now.reopens > before.reopens:
                yield Happened(now.id, now.updated_at)

    def _joined(self, status: str) -> Iterator[Happened]:
        for before, now in self._changes():
            if now.status == status != before.status:
                yield Happened(now.id, now.updated_at, str(now.parent))

    def _changes(self) -> Iterator[tuple[Request, Request]]:
        for versions in self.versions.values():
            yield from pairwise(versions)
