"""What several queues have in common, where one figure is told of all of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date

from wallboard.settings import CallTarget, Promise, Queue, in_force


def common_target(targets: Sequence[CallTarget]) -> CallTarget | None:
    """The target to callers that all of these share; None where they differ."""
    if not targets:
        return None
    facts = {(t.share, t.within_s, t.speed_of_answer_s, t.abandon_rate) for t in targets}
    return targets[0] if len(facts) == 1 else None


def common_variant(queues: Iterable[Queue]) -> str:
    """The service-level variant that all of these share, the default where they differ."""
    variants = {queue.service_level for queue in queues}
    return variants.pop() if len(variants) == 1 else "offered"


def kept_share(promises: Sequence[Promise], day: date, department: str = "") -> float | None:
    """The share of requests that was promised to be done in time, where all promises in force on a day agree; for a
    department, of its own and everybody's."""
    ours = [promise for promise in promises if not department or promise.department in ("", department)]
    shares = {promise.share for promise in promises_in_force(ours, day)}
    return shares.pop() if len(shares) == 1 else None


def promises_in_force(promises: Sequence[Promise], day: date) -> Iterator[Promise]:
    """Of each type, department and priority the newest one."""
    of_each: dict[Hashable, list[Promise]] = {}
    for promise in promises:
        of_each.setdefault((promise.service_type, promise.department, promise.priority), []).append(promise)
    newest = (in_force(each, day) for each in of_each.values())
    return (promise for promise in newest if promise is not None)
