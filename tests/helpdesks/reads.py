"""What following costs the helpdesk's database: rows that it reads for us, by its own statistics, for each row that changed.

A recording is played twice, without and with polls; the difference is ours. PostgreSQL is told not to go over whole tables, as
it would not in a helpdesk that has more than some hundred tickets.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import sleep

import sqlalchemy as sa

from tests.helpdesks.following import Follower
from tests.helpdesks.playing import opened_source, settings_of
from tests.helpdesks.recording import Playing, Recording
from tests.helpdesks.systems import System
from tests.servers import MariaDBServer, PostgresServer
from wallboard.model import SECOND

_READ = {
    "postgresql": "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables",
    "mysql": "SELECT sum(VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ("
    "'HANDLER_READ_FIRST', 'HANDLER_READ_KEY', 'HANDLER_READ_LAST', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV',"
    " 'HANDLER_READ_RND', 'HANDLER_READ_RND_NEXT')",
}


def read_per_change(system: System, folder: Path, server: PostgresServer | MariaDBServer) -> tuple[int, int]:
    """(rows read because of us, rows changed)"""
    alone, _ = _played(system, Recording(folder), server, followed=False)
    followed, changed = _played(system, Recording(folder), server, followed=True)
    return followed - alone, changed


def _played(
    system: System, recording: Recording, server: PostgresServer | MariaDBServer, *, followed: bool
) -> tuple[int, int]:
    """(rows read on the server meanwhile, rows changed)"""
    with server.database() as database, tempfile.TemporaryDirectory() as beside:
        url = server.url(database)
        playing, changed = Playing(url, recording, system.metadata), 0
        if system.dialect == "postgresql":
            with playing.engine.connect() as connection:
                connection.execute(sa.text(f'ALTER DATABASE "{database}" SET enable_seqscan = off'))
            playing.engine.dispose()
        follower = Follower(opened_source(system, url), settings_of(system), Path(beside))
        before = _read(playing, system)
        for action in recording.actions():
            playing.write(action)
            changed += len(action.changes)
            if followed:
                follower.poll(action.at + SECOND)
        follower.source.close()
        follower.ledger.close()
        playing.engine.dispose()  # a server writes down what a connection did at its end, at the latest
        read = _read(playing, system) - before
        playing.close()
    return read, changed


def settled(connection: sa.Connection) -> None:
    """Waits until the server has written down what other connections did, which have ended."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(100):
        if connection.dialect.name != "postgresql" or not connection.execute(sa.text(others)).scalar_one():
            return
        sleep(0.05)


def _read(playing: Playing, system: System) -> int:
    with playing.engine.connect() as connection:
        settled(connection)
        return int(connection.execute(sa.text(_READ[system.dialect])).scalar_one())
