"""A ledger as a wall writes it that polled the demo city for weeks, second by second, and not as an import writes it.

The city lives by some hours at a time, and each lot is read by the wall's own polls. Then every row's arrival is moved to the
second after it was written, with a batch for each second: as known then, something is known of every instant.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

import app
from data_sources.asterisk_queue_log import KIND
from tests import asterisk_truth
from wallboard.clock import instant
from wallboard.engine.halves import HALVES
from wallboard.engine.poll import poll_once
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR, SECOND, Micros
from wallboard.settings import Settings
from wallboard.simulate import demo_city, queue_log_table
from wallboard.simulate.demo import WEEKS, Demo

ENDS = "2026-11-20T15:00-05:00"
ROWS_AT_ONCE = 20  # of the recorded run
STEP_S = 4 * 3600  # a quarter of the polls, and the same ledger: arrivals are moved


def lived(folder: Path, weeks: int = WEEKS, ends: str = ENDS) -> tuple[Settings, Micros, Micros]:
    """The settings of a city that has lived, when it began and when it ended."""
    until = datetime.fromisoformat(ends).timestamp()
    demo = Demo(folder, lambda: instant(ends), weeks)
    began = demo.begin(until)
    settings = app.load(demo_city.write_settings(folder, {}, False))
    with closing(Ledger(settings.ledger)) as ledger:
        ledger.migrate()
        sources = [app.open_source(settings, name) for name in settings.sources]
        at = began
        while at < until:
            at = min(at + STEP_S, until)
            demo.env.run(until=at)
            demo.flush()
            now = int(at * SECOND)
            for source in sources:
                while poll_once(source, ledger, lambda now=now: now).batch.more:  # type: ignore[misc]
                    pass
            if (at - began) % (DAY / SECOND) < STEP_S:
                HALVES["calls"].keep_checkpoints(ledger, settings, "main", lambda now=now: now)  # type: ignore[misc]
        for source in sources:
            source.close()
    demo.close()
    spread(folder / "wallboard.db")
    return settings, int(began * SECOND), int(until * SECOND)


def lived_asterisk(folder: Path) -> tuple[Settings, Micros, Micros]:
    """The same of the recorded run of a real Asterisk: some rows at a time, each lot heard of when its last was written."""
    url = {name: f"sqlite:///{folder}/{name}.db" for name in ("phones", "wallboard")}
    options = KIND.options(kind="asterisk_queue_log", url=url["phones"])
    settings = asterisk_truth.settings(url["wallboard"]).model_copy(update={"sources": {"pbx": options}})
    phones = sa.create_engine(url["phones"])
    rows, heard = asterisk_truth.table_rows(), list[Micros]()
    with phones.begin() as connection:
        queue_log_table.create(connection)
    with closing(Ledger(settings.ledger)) as ledger:
        ledger.migrate()
        source = KIND.open("pbx", "main", ZoneInfo("UTC"), options)
        for start in range(0, len(rows), ROWS_AT_ONCE):
            lot = rows[start : start + ROWS_AT_ONCE]
            with phones.begin() as connection:
                queue_log_table.insert(connection, lot)
            heard.append(instant(lot[-1][0], ZoneInfo("UTC")) + SECOND)
            while poll_once(source, ledger, lambda: heard[-1]).batch.more:
                pass
        source.close()
    phones.dispose()
    return settings, heard[0], heard[-1] + HOUR


def spread(file: Path) -> None:
    """Moves the arrival of every row to the second after it was written."""
    with closing(sqlite3.connect(file)) as ledger:
        first = ledger.execute("select coalesce(max(id), 0) from batches").fetchone()[0]
        ledger.executescript(f"""
            create temp table seconds (id integer primary key, source text, site text, second integer, first_seq integer,
                last_seq integer, first_at integer, rows integer);
            insert into seconds select row_number() over (order by at / {SECOND}, source) + {first}, source, site, at / {SECOND},
                min(seq), max(seq), min(at), count(*) from happenings group by source, at / {SECOND};
            create index temp.by_second on seconds (source, second);
            delete from batches where first_seq is not null;
            insert into batches select id, source, site, (second + 1) * {SECOND}, rows, rows, 0, 0, first_seq, last_seq, first_at
                from seconds;
            update happenings set received_at = (at / {SECOND} + 1) * {SECOND}, batch =
                (select id from seconds where seconds.source = happenings.source and second = happenings.at / {SECOND});
            update ticket_versions set received_at = (updated_at / {5 * SECOND} + 1) * {5 * SECOND}
                where received_at - updated_at between 0 and {STEP_S * SECOND};
            update ticket_versions set followed_at = (select received_at from ticket_versions as next
                where (next.source, next.ticket, next.number) =
                    (ticket_versions.source, ticket_versions.ticket, ticket_versions.number + 1))
                where (source, ticket, number) not in (select source, ticket, max(number) from ticket_versions group by 1, 2);
            create temp table polls (id integer primary key, source text, site text, heard integer, rows integer);
            insert into polls select row_number() over (order by received_at) + (select max(id) from batches), source, site,
                received_at, count(*) from ticket_versions group by source, received_at;
            create index temp.by_poll on polls (source, heard);
            delete from batches where first_seq is null;
            insert into batches select id, source, site, heard, rows, rows, 0, 0, null, null, null from polls;
            update ticket_versions set batch =
                (select id from polls where polls.source = ticket_versions.source and heard = received_at);
            analyze;
        """)
        ledger.commit()
