"""What the settings of a source say: where it is, how it is asked, and, in all the rest, what its rows mean.

A digest of each setting that gives rows their meaning is kept in the ledger beside the rows. When one changes, rows
that were read before mean something else than those that are read now, and that must be said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from pydantic import SecretStr

from wallboard.database.address import NoAddress, parsed
from wallboard.settings import Settings, SourceBase

# Where a source is. `url` is taken without account and password: a new password reaches the same rows.
PLACE = frozenset({"kind", "url", "table", "query", "query_file", "path", "pattern"})
# How it is asked, and when the wall finds that odd.
PACE = frozenset({
    "poll_every", "deadline_s", "first_days", "late_after_s", "silent_after_s", "set_aside_share", "settle_s",
    "at_once_mb", "look_back_s", "delay_s", "rows_at_once",
})  # fmt: skip
# Tables that may grow without touching what was read: a row whose word was missing was set aside.
GROWS = frozenset({"states"})

Meaning = Mapping[str, str]  # setting, or "table.key" in it -> digest


def meaning(settings: Settings, name: str) -> dict[str, str]:
    """Digests of what gives the rows of a source their meaning, its zone and its site resolved."""
    options = settings.sources[name]
    site = settings.site_of(options)
    facts = {"site": site, "zone": options.zone or settings.sites[site].zone}
    given = options.model_dump(mode="json", exclude=set(PLACE | PACE | {"site", "zone"}))
    return {key: _digest(value) for key, value in _flat(facts | given)}


def reach(options: SourceBase) -> str:
    """A digest of where a source is; the same for two names of one system."""
    given = options.model_dump(include=set(PLACE))
    return _digest({key: _place(value) for key, value in given.items() if value not in (None, "")})


def changed(before: Meaning, now: Meaning) -> tuple[str, ...]:
    """The settings by which rows that were read `before` mean something else `now`, each named once."""
    differing = {key for key in before.keys() & now.keys() if before[key] != now[key]} | (before.keys() - now.keys())
    differing |= {key for key in now.keys() - before.keys() if key.partition(".")[0] not in GROWS}
    return tuple(sorted({key.partition(".")[0] for key in differing}))


def _flat(told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in told.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", each) for inner, each in value.items())
        else:
            yield key, value


def _place(value: Any) -> str:
    if not isinstance(value, SecretStr):
        return str(value)
    try:
        url = parsed(value.get_secret_value())
    except NoAddress:
        return ""
    return f"{url.get_backend_name()}|{url.host or ''}|{url.port or ''}|{url.database or ''}"


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
