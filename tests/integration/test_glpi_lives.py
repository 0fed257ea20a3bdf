"""Lives of tickets, written into the tables of three versions of GLPI as GLPI writes them: every fact is what the script did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data_sources.glpi import KIND
from tests.helpdesks.following import SITE, SOURCE, Follower
from tests.helpdesks.glpi_script import VERSIONS, ZONE, Desk, Stood, Version, at
from tests.servers import MariaDBServer
from wallboard.ledger import AsOf
from wallboard.model import DAY, HOUR, NO_INSTANT, SECOND, Micros
from wallboard.settings import Settings

SETTINGS = Settings.model_validate({"sites": {SITE: {"name": "City", "zone": str(ZONE)}}})
DUE, LATER, LATEST, OTHER = at("11-03 17:00"), at("11-04 09:00"), at("11-05 09:00"), at("11-06 17:00")
STEPS: list[tuple[Micros, str, int, dict[str, Any]]] = [
    (at("10-30 09:00"), "open", 1, {"group": 1, "due": DUE}),
    (at("10-30 09:10"), "assign", 1, {"person": 11}),
    (at("10-30 09:20"), "open", 2, {}),
    (at("10-30 10:00"), "move", 1, {"group": 2, "away": 1, "person": 11}),
    (at("10-30 10:05"), "assign", 1, {"person": 12}),
    (at("10-30 10:30"), "move", 1, {"group": 3, "away": 0}),
    (at("10-30 11:00"), "merge", 2, {"into": 1, "link": 2}),
    (at("10-30 12:00"), "pause", 1, {}),
    (at("10-30 15:00"), "resume", 1, {"due": LATER}),
    (at("10-30 15:30"), "leave", 1, {"group": 2, "then": 3}),
    (at("10-30 16:00"), "finish", 1, {"kind": 1}),
    (at("10-31 09:00"), "reopen", 1, {"due": LATEST}),
    (at("10-31 09:30"), "promise", 1, {"due": OTHER}),
    (at("10-31 10:00"), "finish", 1, {"kind": 2, "close": True}),
    (at("10-31 11:00"), "open", 3, {"group": 2}),
    (at("10-31 11:10"), "child", 3, {"parent": 1}),
    (at("10-31 12:00"), "delete", 3, {}),
    (at("10-31 13:00"), "restore", 3, {}),
    (at("10-31 14:00"), "note", 3, {}),
    (at("11-01 01:20"), "open", 4, {"group": 1}),
    (at("11-01 01:50"), "open", 5, {"group": 1}),
    (at("11-01 01:10", fold=1), "finish", 4, {"kind": 1}),
    (at("11-01 01:40", fold=1), "note", 5, {}),
    (at("11-02 09:00"), "reopen", 4, {"due": NO_INSTANT}),
    (at("11-02 10:00"), "open", 6, {}),
    (at("11-02 11:00"), "merge", 6, {"into": 5, "link": 3}),
    (at("11-02 12:00"), "open", 7, {}),
    (at("11-02 12:01"), "assign", 7, {"person": 12}),
    (at("11-02 12:30"), "finish", 7, {"kind": 1}),
    (at("11-05 12:00"), "close", 7, {}),
]


def read(follower: Follower, ticket: int) -> list[Stood]:
    """How it was told to have stood, from each instant on."""
    told = follower.ledger.ticket_versions(AsOf(SITE, at("12-01 00:00"), horizon=100_000 * DAY))
    rows = told[told["ticket"] == str(ticket)].sort_values(["updated_at", "received_at"], kind="stable")
    last = {
        row["updated_at"]: Stood(row["updated_at"], *(row[name] for name in Stood._fields[1:]))
        for row in rows.to_dict("records")
    }
    return list(last.values())


def as_logged(life: list[Stood]) -> list[Stood]:
    """As it can be read afterwards: GLPI does not log when nothing of this changed, nor by when it was due before a pause or a
    reopening."""
    told = [each._replace(due_at=life[-1].due_at) for each in life]
    return [each for before, each in zip([None, *told], told, strict=False) if before is None or each[1:] != before[1:]]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_fact_is_what_was_done(version: Version, mariadb_server: MariaDBServer, tmp_path: Path) -> None:
    end = at("11-05 12:00")
    with mariadb_server.database() as database:
        url = mariadb_server.url(database)
        desk = Desk(url, version)
        live, later = (following(url, tmp_path / name) for name in ("live", "later"))
        for when in play(desk):
            live.poll(when + SECOND)
        later.poll(end)
        for ticket, life in desk.lives.items():
            assert read(live, ticket) == life, ticket
            assert as_logged(read(later, ticket)) == as_logged(life), ticket
        desk.purge(4)
        desk.silently(5, end, group=3, away=1)
        live.poll(end + 4 * HOUR)
        live.reconcile(end + 4 * HOUR)
        assert read(live, 4)[-1].state == "removed"
        assert read(live, 5)[-1] == desk.lives[5][-1]
        assert not live.set_aside + later.set_aside
        for follower in (live, later):
            follower.source.close()
            follower.ledger.close()
        desk.engine.dispose()


def following(url: str, folder: Path) -> Follower:
    folder.mkdir()
    options = KIND.options(kind="glpi", url=url, names="last", solution_types={"rejected": "rejected"})
    return Follower(KIND.open(SOURCE, SITE, ZONE, options), SETTINGS, folder)


def play(desk: Desk) -> Iterator[Micros]:
    """Each step, and its instant."""
    for when, do, ticket, told in STEPS:
        getattr(desk, do)(ticket, when, **told)
        yield when
