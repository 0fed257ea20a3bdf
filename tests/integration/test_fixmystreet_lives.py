"""Lives written into a real PostgreSQL as FixMyStreet writes them: after every act, and at last over whole lives, every fact that
we tell is the script's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.helpdesks.fixmystreet_desk import Desk, Fact
from tests.helpdesks.fixmystreet_lives import acts, follower_of
from tests.helpdesks.following import SITE, Follower
from wallboard.clock import micros
from wallboard.ledger import AsOf
from wallboard.model import DAY, SECOND

Told = dict[str, list[dict[str, Any]]]


def told_of(follower: Follower, desk: Desk) -> Told:
    told = follower.ledger.ticket_versions(AsOf(SITE, micros(desk.now) + SECOND, horizon=100_000 * DAY))
    lives: Told = {}
    for row in told.sort_values(["updated_at", "received_at"], kind="stable").to_dict("records"):
        lives.setdefault(row["ticket"], []).append({str(name): value for name, value in row.items()})
    return lives


def fact(row: dict[str, Any]) -> Fact:
    return Fact(**{name: row[name] for name in Fact._fields})


def test_every_fact_is_the_scripts(postgres_url: str, tmp_path: Path) -> None:
    engine = sa.create_engine(postgres_url)
    desk, facts = Desk(engine), 0
    along = follower_of(postgres_url, tmp_path / "along")
    along.poll(micros(desk.now))
    for _ in acts(desk):
        along.poll(micros(desk.now) + SECOND)
        told = told_of(along, desk)
        assert told.keys() == desk.lives.keys()
        for ticket, life in desk.lives.items():
            assert fact(told[ticket][-1]) == life[-1][1], f"{ticket} at {desk.now}"
            assert told[ticket][-1]["opened_at"] == desk.opened[ticket]
            facts += len(Fact._fields) + 1
    told = told_of(along, desk)
    for ticket, life in desk.lives.items():
        for at, script in life:
            stood = [row for row in told[ticket] if row["updated_at"] <= at][-1]
            assert fact(stood) == script, f"{ticket} at {at}"
            facts += len(Fact._fields)
    assert facts > 1_000
    last = {ticket: rows[-1] for ticket, rows in told.items()}
    assert {row["priority"] for row in last.values()} == {"Urgent"}
    assert {row["channel"] for row in last.values()} == {"iOS", ""}
    assert '"latitude": 51.5' in last["3"]["details"]
    after = follower_of(postgres_url, tmp_path / "after")
    after.poll(micros(desk.now) + SECOND)
    for ticket, rows in told_of(after, desk).items():
        assert fact(rows[-1]) == desk.lives[ticket][-1][1]
    assert along.set_aside == after.set_aside == []
    for each in (along, after):
        each.source.close()
        each.ledger.close()
    engine.dispose()


def test_a_comment_that_is_written_before_its_report_is_tells_it_already(postgres_url: str, tmp_path: Path) -> None:
    engine = sa.create_engine(postgres_url)
    desk = Desk(engine)
    number = desk.report()
    along = follower_of(postgres_url, tmp_path / "along")
    along.poll(micros(desk.now))
    comment = desk.comment(number, "fixed - council")
    del comment
    with engine.begin() as connection:
        row = connection.execute(sa.text("SELECT lastupdate FROM problem")).scalar_one()
        connection.execute(sa.text("UPDATE problem SET state = 'confirmed', lastupdate = confirmed"))
    along.poll(micros(desk.now) + SECOND)
    assert told_of(along, desk)[str(number)][-1]["state"] == "finished"
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE problem SET state = 'fixed - council', lastupdate = :at"), {"at": row})
    along.poll(micros(desk.now) + 2 * SECOND)
    assert fact(told_of(along, desk)[str(number)][-1]) == desk.lives[str(number)][-1][1]
    along.source.close()
    along.ledger.close()
    engine.dispose()
