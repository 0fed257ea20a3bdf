"""What several queues have in common, where one figure is told of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wallboard.settings import CallTarget, Queue


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
