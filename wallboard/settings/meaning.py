"""What the settings of a source say: where it is, how it is asked, and, in all the rest, what its rows mean. Each field
that gives no meaning is marked where it is declared (`parts/source_says.py`).

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
from wallboard.settings.parts.source_says import Says, fields_that_say

Meaning = Mapping[str, str]  # setting, or "table.key" in it -> digest


def meaning(settings: Settings, name: str) -> dict[str, str]:
    """Digests of what gives the rows of a source their meaning, its zone and its site resolved."""
    options: SourceBase = settings.sources[name]
    site = settings.site_of(options)
    facts = {"site": site, "zone": options.zone or settings.sites[site].zone}
    beside = fields_that_say(Says.PACE, type(options)) | fields_that_say(Says.JUDGED, type(options))
    given = options.model_dump(mode="json", exclude={*_where(options), *beside, "site", "zone"})
    return {key: _digest(value) for key, value in _flat(facts | given)}


def reach(options: SourceBase) -> str:
    """A digest of where a source is; the same for two names of one system."""
    given = options.model_dump(include=_where(options))
    return _digest({key: _place(value) for key, value in given.items() if value not in (None, "")})


def changed(options: SourceBase, before: Meaning, now: Meaning) -> tuple[str, ...]:
    """The settings by which rows that were read `before` mean something else `now`, each named once."""
    growing = fields_that_say(Says.GROWING, type(options))
    differing = {key for key in before.keys() & now.keys() if before[key] != now[key]} | (before.keys() - now.keys())
    differing |= {key for key in now.keys() - before.keys() if key.partition(".")[0] not in growing}
    return tuple(sorted({key.partition(".")[0] for key in differing}))


def _where(options: SourceBase) -> set[str]:
    return {"kind", *fields_that_say(Says.WHERE, type(options))}


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
