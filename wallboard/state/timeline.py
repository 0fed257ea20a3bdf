"""The versions of one ticket become spans of being open, paused, finished or removed, and the flow between them.

Definitions: docs/metrics.md, "Flow". Before its first version a ticket's past is reconstructed from that version:
opened, last finished, with that version's department, type and ward. A source with a history of its own tells a version for
each instant at which something changed, and the past need not be reconstructed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, pairwise
from typing import NamedTuple

from wallboard.model import BY_SOURCE, BY_UPDATE, NO_INSTANT, NOT_KNOWN, Basis, Micros

OPEN, PAUSED, FINISHED, REMOVED = "open", "paused", "finished", "removed"
_IN_OPEN_SET = frozenset({OPEN, PAUSED})
DIMENSIONS = ("department", "service_type", "ward")


class Version(NamedTuple):
    """What a source said of one ticket at one poll: the fields of VERSION_COLUMNS that its spans follow from."""

    source: str
    ticket: str
    opened_at: Micros
    updated_at: Micros
    received_at: Micros
    state: str
    outcome: str = ""
    finished_at: Micros = NO_INSTANT
    first_finished_at: Micros = NO_INSTANT
    reopened_at: Micros = NO_INSTANT
    reopens: int = NOT_KNOWN
    paused_s: int = NOT_KNOWN
    due_at: Micros = NO_INSTANT
    department: str = ""
    service_type: str = ""
    ward: str = ""
    priority: str = ""
    assignee: str = ""
    # BY_SOURCE: its own history says that it was so from updated_at on; BY_UPDATE: its finishing is when it was last updated
    basis: str = ""


class Span(NamedTuple):
    """A stretch of a ticket's life, from `start` up to the next span; the last one goes on."""

    start: Micros
    state: str
    version: Version  # who had it, what it was about, what was promised
    basis: Basis

    @property
    def in_open_set(self) -> bool:
        return self.state in _IN_OPEN_SET


class Flow(NamedTuple):
    """One change of the open set. `dimension` is "" where every group sees it, else the one that a move changes.

    A move of department is seen by the site too, as one in and one out. `version` says whose figure it is: of a move
    from one who sees only a part of the tickets, of all groups that it was in.
    """

    at: Micros
    kind: str  # opened | finished | reopened | moved_in | moved_out | removed
    version: Version
    dimension: str = ""


def timeline(versions: Iterable[Version]) -> list[Span]:
    """All versions of one ticket, in any order, repeats allowed. The newest opening time wins over earlier ones."""
    ordered = _holding(_without_repeats(sorted(versions, key=lambda v: (v.updated_at, v.received_at, v))))
    opened = ordered[-1].opened_at
    spans = list(_reconstructed(ordered[0], opened))
    valid = max(ordered[0].updated_at, spans[-1].start)
    for known, version in pairwise(ordered):
        before, valid = valid, _valid_from(version, valid)
        spans.extend(_change(spans[-1], version, before, valid, was_gone=known.state == REMOVED))
    return spans


def until(spans: Sequence[Span], at: Micros) -> list[Span]:
    """The spans that had begun by `at`."""
    return [span for span in spans if span.start <= at]


def flows(spans: Sequence[Span], has: Callable[[Version], bool] | None = None) -> Iterator[Flow]:
    """Every change of the open set, so that opened + reopened + moved in − finished − moved out − removed is its change.

    With `has`, of the open set of whoever has such versions: what comes to them or goes from them has moved.
    """
    if spans and spans[0].in_open_set and (has is None or has(spans[0].version)):
        yield Flow(spans[0].start, "opened", spans[0].version)
    for before, after in pairwise(spans):
        had, has_it = (has is None or has(span.version) for span in (before, after))
        if before.in_open_set:
            if had and has_it:
                yield from _moves(before.version, after.version, after.start)
            elif had:
                yield Flow(after.start, "moved_out", before.version)
            elif has_it:
                yield Flow(after.start, "moved_in", after.version)
        if not has_it:
            continue
        if before.in_open_set and not after.in_open_set:
            yield Flow(after.start, "finished" if after.state == FINISHED else "removed", after.version)
        elif after.in_open_set and not before.in_open_set:
            yield Flow(after.start, "reopened", after.version)


def _moves(before: Version, after: Version, at: Micros) -> Iterator[Flow]:
    for dimension in DIMENSIONS:
        if getattr(before, dimension) != getattr(after, dimension):
            yield Flow(at, "moved_out", before, dimension)
            yield Flow(at, "moved_in", after, dimension)


def _without_repeats(ordered: Sequence[Version]) -> list[Version]:
    kept: list[Version] = []
    for version in ordered:
        if not kept or version._replace(received_at=kept[-1].received_at) != kept[-1]:
            kept.append(version)
    return kept


def _holding(ordered: Sequence[Version]) -> list[Version]:
    """Of what a source's own history tells of one instant, what was told last."""
    replaced = (
        after.basis == BY_SOURCE and before.basis == BY_SOURCE and before.updated_at == after.updated_at
        for before, after in pairwise(ordered)
    )
    return [*compress(ordered, (not gone for gone in replaced)), ordered[-1]]


def _basis(version: Version) -> Basis:
    return Basis.SOURCE if version.basis == BY_SOURCE else Basis.OBSERVED


def _valid_from(version: Version, before: Micros) -> Micros:
    """When a later version became true: as its source says, else when we heard of it, never before the one before."""
    return version.updated_at if version.updated_at > before else max(before, version.received_at)


def _reconstructed(first: Version, opened: Micros) -> Iterator[Span]:
    """The past of a ticket up to the first time we saw it."""

    def span(start: Micros, state: str) -> Span:
        return Span(start, state, first, _basis(first) if start >= first.updated_at else Basis.RECONSTRUCTED)

    yield span(opened, OPEN)
    since = opened
    reopening = told_reopening(first, opened)
    if reopening:
        yield span(reopening[0], FINISHED)
        yield span(reopening[1], OPEN)
        since = reopening[1]
    if first.state == FINISHED:
        yield span(max(since, first.updated_at if first.finished_at == NO_INSTANT else first.finished_at), FINISHED)
    elif first.state != OPEN:
        yield span(max(since, first.updated_at), first.state)


def told_reopening(first: Version, opened: Micros) -> tuple[Micros, Micros] | None:
    """(finished, reopened) in the past of a ticket, where its source tells enough to know."""
    finished = first.first_finished_at if first.state == FINISHED else first.finished_at
    if NO_INSTANT in (finished, first.reopened_at) or not opened <= finished <= first.reopened_at:
        return None
    if first.state == FINISHED and first.finished_at < first.reopened_at:
        return None
    return None if first.state == REMOVED else (finished, first.reopened_at)


def _change(last: Span, version: Version, before: Micros, valid: Micros, *, was_gone: bool) -> Iterator[Span]:
    """The spans that a later version adds after `last`. One that is removed once it was finished stays finished, also where it
    is there again (`was_gone`): it left the open set when it was finished, and its promise was decided by then. Of a source that
    tells no instant of an ending, a later update is no other one."""

    def as_told(instant: Micros, otherwise: Micros) -> Micros:
        # Never before the span that is already there: a later correction of opened_at may have moved it.
        return max(last.start, instant if before < instant <= valid else otherwise)

    def span(start: Micros, state: str) -> Span:
        return Span(start, state, version, _basis(version))

    reopened_between = before < version.reopened_at <= valid
    if last.in_open_set and version.state in _IN_OPEN_SET:
        if reopened_between:
            reopened = as_told(version.reopened_at, valid)
            finished = version.finished_at
            yield span(max(last.start, finished) if before < finished <= reopened else reopened, FINISHED)
            yield span(reopened, OPEN)
        if version.state == PAUSED or not reopened_between:
            yield span(max(last.start, valid), version.state)
    elif version.state in _IN_OPEN_SET:
        yield span(as_told(version.reopened_at, valid), version.state)
    elif version.state == FINISHED and last.state != FINISHED:
        if last.state == REMOVED:
            return
        yield span(as_told(version.finished_at, valid), FINISHED)
    elif version.state == FINISHED and before < version.finished_at <= valid:
        if not reopened_between and (was_gone or version.basis == BY_UPDATE):
            return
        finished = as_told(version.finished_at, valid)
        yield span(min(finished, as_told(version.reopened_at, finished)), OPEN)
        yield span(finished, FINISHED)
    elif version.state == REMOVED and last.in_open_set:
        yield span(max(last.start, valid), REMOVED)
