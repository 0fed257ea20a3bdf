"""A source follows a helpdesk that a script writes into, and every fact that it tells is held against the script."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from tests.empty_databases import written_by
from tests.helpdesks.following import SITE, SOURCE, Follower
from tests.helpdesks.scripted import FORGOTTEN, Desk, Fact, Request, Script
from wallboard.ledger import AsOf
from wallboard.model import DAY, MINUTE, NO_INSTANT, SECOND, Micros
from wallboard.settings import Settings
from wallboard.source import Source

ZONE = "America/New_York"
_ENDLESS = 100_000 * DAY


@dataclass
class Held:
    facts: int = 0
    requests: int = 0
    differing: list[str] = field(default_factory=list)

    def hold(self, what: str, ours: object, script: object) -> None:
        self.facts += 1
        if ours != script:
            self.differing.append(f"{what}: we say {ours}, the script {script}")


@dataclass(frozen=True)
class Scripted:
    """A helpdesk that a script can write into: how its source is opened, its tables, and its desk over a database."""

    options: Mapping[str, Any]
    metadata: sa.MetaData
    desk: Callable[[sa.Engine], Desk]
    dialects: tuple[str, ...]  # of the servers that it is used with

    def open(self, url: str) -> Source:
        kind = import_module(f"data_sources.{self.options['kind']}").KIND
        source: Source = kind.open(
            SOURCE, SITE, ZoneInfo(self.options.get("zone", ZONE)), kind.options(**self.options, url=url)
        )
        return source


_FILLED: dict[tuple[str, int], bytes] = {}  # files by kind and acts: each of the many tests of the contract has a copy


def filled_by_script(scripted: Scripted, folder: Path, url: str, acts: int) -> Source:
    """A source over what a script wrote into a file in `folder`; or at a `url`."""

    def write(address: str) -> None:
        engine = sa.create_engine(address)
        scripted.metadata.create_all(engine)
        for _ in Script(scripted.desk(engine)).play(acts):
            pass
        engine.dispose()

    file, key = folder / "helpdesk.db", (scripted.options["kind"], acts)
    if key not in _FILLED:
        _FILLED[key] = written_by(write)
    file.write_bytes(_FILLED[key])
    return scripted.open(url or f"sqlite:///{file}")


def hold_script(scripted: Scripted, url: str, beside: Path, acts: int, every: int = 1, seed: int = 7) -> Held:
    """Polled after `every` so many acts, and every fact compared then; at last whole lives, by what was told as it came, and by
    a source that sees all of it for the first time."""
    engine = sa.create_engine(url)
    scripted.metadata.create_all(engine)
    along, held = follower_of(scripted, url, beside / "along"), Held()
    script, followed = Script(scripted.desk(engine), seed, along.poll), [along]
    for number, at in enumerate(script.play(acts)):
        if number % every == 0:
            _poll(along, script, at)
            _hold_now(held, along, script, at)
    followed.append(follower_of(scripted, url, beside / "after"))
    for follower, name in zip(followed, ("along", "after"), strict=True):
        _poll(follower, script, script.at)
        _hold_lives(held, follower, script, name)
        held.differing += follower.set_aside
        follower.source.close()
        follower.ledger.close()
    engine.dispose()
    held.requests = len(script.requests)
    return held


def follower_of(scripted: Scripted, url: str, folder: Path) -> Follower:
    folder.mkdir()
    settings = Settings.model_validate({"sites": {SITE: {"name": "City", "zone": ZONE}}})
    return Follower(scripted.open(url), settings, folder)


def _poll(follower: Follower, script: Script, at: Micros) -> None:
    follower.poll(at + SECOND)
    follower.reconcile(at + SECOND)


def _hold_now(held: Held, follower: Follower, script: Script, at: Micros) -> None:
    told = follower.ledger.ticket_versions(AsOf(SITE, at + SECOND, horizon=_ENDLESS)).sort_values(
        ["updated_at", "received_at"], kind="stable"
    )
    last = {row["ticket"]: row for row in told.to_dict("records")}
    held.hold(f"{at} tickets", sorted(last, key=int), sorted(script.requests, key=int))
    for ticket, request in script.requests.items():
        if ticket in last:
            _hold_request(held, f"{at} {ticket}", last[ticket], request)


def _hold_request(held: Held, what: str, row: Mapping[Any, Any], request: Request) -> None:
    _hold_fact(held, what, _fact(row), request.now)
    for name, script in (("opened_at", request.opened_at), ("ward", request.ward), ("service_type", request.kind)):
        held.hold(f"{what} {name}", row[name], script)
    creator = json.loads(row["details"] or "{}").get("creator", "") if row["state"] != "removed" else request.creator
    held.hold(f"{what} creator", creator, request.creator)


def _hold_lives(held: Held, follower: Follower, script: Script, name: str) -> None:
    """How each request stood at each instant of the script, by what was told of that minute, or of the last before it."""
    told = follower.ledger.ticket_versions(AsOf(SITE, script.at + DAY, horizon=_ENDLESS))
    rows = told.sort_values(["updated_at", "received_at"], kind="stable").to_dict("records")
    lives: dict[str, list[Mapping[Any, Any]]] = {}
    for row in rows:
        lives.setdefault(row["ticket"], []).append(row)
    for ticket, request in script.requests.items():
        if name == "after" and ticket in script.deleted:
            held.hold(f"{name} {ticket} deleted", ticket in lives, False)
            continue
        for at, fact in request.facts:
            if not (ticket in script.deleted and fact.state == "removed"):
                known = [row for row in lives.get(ticket, ()) if row["updated_at"] // MINUTE <= at // MINUTE]
                _hold_fact(held, f"{name} {ticket} at {at}", _fact(known[-1]) if known else None, fact)


def _hold_fact(held: Held, what: str, ours: Fact | None, script: Fact) -> None:
    for field_name, value in zip(Fact._fields, script, strict=True):
        if value != FORGOTTEN:
            held.hold(f"{what} {field_name}", None if ours is None else getattr(ours, field_name), value)


def _fact(row: Mapping[Any, Any]) -> Fact:
    fact = Fact(**{name: row[name] for name in Fact._fields})
    whole = [at if at == NO_INSTANT else at - at % MINUTE for at in (fact.finished_at, fact.due_at)]
    return fact._replace(finished_at=whole[0], due_at=NO_INSTANT if fact.state == "removed" else whole[1])
