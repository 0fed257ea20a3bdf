"""Hand-made snapshots as one site's instants, judged without any board."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from tests.layouts import snapshots
from wallboard.judging import instant as judging
from wallboard.judging.instant import Instant
from wallboard.judging.memory import ToneMemory
from wallboard.model import Snapshot
from wallboard.settings import Settings


@cache
def _settings() -> Settings:
    return snapshots.settings()


def instant(
    snapshot: Snapshot, memory: ToneMemory | None = None, settings: Settings | None = None, **only: Any
) -> Instant:
    at = judging.instant(snapshot, settings or _settings(), "main", memory)
    return replace(at, **only)
