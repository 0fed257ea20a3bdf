"""A site's calls at a past instant, or again after a pause: from the ledger's visits and, if there is one, a checkpoint.

Only the counts since the phone system's start go back further than a day, so only they are kept in a checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wallboard.model import Micros, Visit
from wallboard.settings import Settings
from wallboard.state.calls import CallState
from wallboard.state.fold import Restart, clip
from wallboard.state.tally import Tally
from wallboard.state.thresholds import Thresholds

Checkpoint = Mapping[str, Any]


def to_checkpoint(calls: CallState) -> dict[str, Any]:
    """The counts since the start of each source, as of `calls.now`: plain JSON values."""
    since: dict[str, dict[str, Any]] = {}
    for queue in calls.queues():
        for source, tally in calls.group(queue).since.items():
            since.setdefault(source, {})[queue] = tally.as_json()
    return {
        "at": calls.now,
        "thresholds": calls.thresholds.fingerprint(),
        "starts": [list(start) for start in calls.starts.all()],
        "since": since,
    }


def usable(checkpoint: Checkpoint, settings: Settings, site: str) -> bool:
    """Whether it was made under the promises that hold now; if not, the visits must be counted again."""
    return bool(checkpoint.get("thresholds") == Thresholds(settings, site).fingerprint())


def load_calls(
    settings: Settings,
    site: str,
    now: Micros,
    visits: Iterable[Visit],
    restarts: Iterable[Restart],
    checkpoint: Checkpoint | None = None,
) -> CallState:
    """The state at `now`. `visits` are those that the windows need: entered today, left or ended in the last hour,
    still open, or out since the last start (where a checkpoint covers that: out or ended after it was made)."""
    calls = CallState(settings, site)
    former = {}
    if checkpoint is not None:
        former = _begin_from(calls, checkpoint, visits := list(visits))
    calls.apply(visits, former=former)
    for restart in restarts:
        calls.restart(restart)
    calls.advance(now)
    return calls


def _begin_from(calls: CallState, checkpoint: Checkpoint, visits: list[Visit]) -> dict[Any, Visit]:
    """Take over the kept counts; returns the visits that they hold, as they stood then."""
    at = int(checkpoint["at"])
    calls.advance(at)
    for source, seq, instant in checkpoint["starts"]:
        calls.restart(Restart(source, seq, instant))
    for source, by_queue in checkpoint["since"].items():
        for queue, counts in by_queue.items():
            calls.add_base(source, queue, Tally.from_json(counts))
    then = ((visit.key, clip(visit, at)) for visit in visits)
    return {key: visit for key, visit in then if visit is not None}
