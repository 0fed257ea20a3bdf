"""The snapshot as one JSON object: what `/api/snapshot` serves and `snapshot --json` prints."""

from __future__ import annotations

from typing import Any

import orjson

from wallboard.clock import iso
from wallboard.model import Health, Reading, Snapshot, Trouble


def snapshot_json(snapshot: Snapshot, scope: str = "") -> bytes:
    """One object: `as_of`, `known` (UTC, ISO 8601), `demo`, `readings`, `health`, `troubles` and `scope`: what
    of the city its requests are, in words, "" for all of it. NaN and infinity become null."""
    return orjson.dumps(
        {
            "as_of": iso(snapshot.as_of),
            "known": iso(snapshot.known),
            "demo": snapshot.demo,
            "scope": scope,
            "readings": [_reading(reading) for reading in snapshot.readings.values()],
            "health": [_health(health) for health in snapshot.health],
            "troubles": [_trouble(trouble) for trouble in snapshot.troubles],
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


def _reading(reading: Reading) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "metric": reading.metric,
        "scope": reading.scope.as_dict(),
        "window": reading.window,
        "value": reading.value,
        "unit": reading.unit,
        "n": reading.n,
        "state": reading.state.value,
        "basis": reading.basis.value,
        "as_of": iso(reading.as_of),
    }
    if reading.variant:
        fields["variant"] = reading.variant
    if reading.since is not None:
        fields["since"] = iso(reading.since)
    return fields


def _health(health: Health) -> dict[str, Any]:
    return {
        "source": health.source,
        "site": health.site,
        "carries": health.carries,
        "state": health.state.value,
        "as_of": None if health.as_of is None else iso(health.as_of),
        "since": iso(health.since),
        "interval_s": health.interval_s,
        "rows": health.rows,
        "set_aside": health.set_aside,
        "lag_s": health.lag_s,
        "catching_up": health.catching_up,
        "message": health.message,
        "notice": health.notice,
    }


def _trouble(trouble: Trouble) -> dict[str, str]:
    return {"part": trouble.part, "since": iso(trouble.since), "message": trouble.message}
