"""`python -m tests.helpdesks.scripted_reads` prints what following a scripted helpdesk costs its database: rows that it reads for
us, by its own statistics, for each row that changed, with a poll after every act and no reconciling.

A script is played twice, without and with polls; the difference is ours. PostgreSQL is told not to go over whole tables, as it
would not in a helpdesk that has more than some hundred tickets.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from tests.helpdesks.reads import settled
from tests.helpdesks.scripted import Script
from tests.helpdesks.scripted_lives import Scripted, follower_of
from tests.helpdesks.scripted_systems import SCRIPTED
from tests.servers import MariaDBServer, PostgresServer
from wallboard.model import SECOND

_READ = {
    "postgresql": "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables",
    "mysql": "SELECT sum(VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ("
    "'HANDLER_READ_FIRST', 'HANDLER_READ_KEY', 'HANDLER_READ_LAST', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV',"
    " 'HANDLER_READ_RND', 'HANDLER_READ_RND_NEXT')",
}
_CHANGED = {
    "postgresql": "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables",
    "mysql": "SELECT sum(VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ("
    "'HANDLER_WRITE', 'HANDLER_UPDATE', 'HANDLER_DELETE')",
}

_APART = (2, 5)  # some 400 acts a day: names are looked up once a day


def reads(scripted: Scripted, dialect: str, server: PostgresServer | MariaDBServer, acts: int) -> tuple[int, int]:
    """(rows read because of us, rows changed)"""
    alone, changed = _played(scripted, dialect, server, acts, followed=False)
    followed, _ = _played(scripted, dialect, server, acts, followed=True)
    return followed - alone, changed


def _played(
    scripted: Scripted, dialect: str, server: PostgresServer | MariaDBServer, acts: int, *, followed: bool
) -> tuple[int, int]:
    """(rows read on the server meanwhile, rows changed)"""
    with server.database() as database, tempfile.TemporaryDirectory() as beside:
        engine = sa.create_engine(server.url(database), isolation_level="AUTOCOMMIT")
        scripted.metadata.create_all(engine)
        if dialect == "postgresql":
            with engine.connect() as connection:
                connection.execute(sa.text(f'ALTER DATABASE "{database}" SET enable_seqscan = off'))
            engine.dispose()
        script, follower = (
            Script(scripted.desk(engine), apart=_APART),
            follower_of(scripted, server.url(database), Path(beside) / "a"),
        )
        if followed:
            follower.poll(script.at)  # its names are looked up, before a ticket is there
        engine.dispose()  # a server writes down what a connection did at its end, at the latest
        before = [_asked(engine, table[dialect]) for table in (_READ, _CHANGED)]
        for number, _ in enumerate(script.play(acts)):
            if followed:
                follower.poll(script.at - script.at % SECOND + number * SECOND)
        follower.source.close()
        follower.ledger.close()
        engine.dispose()
        with engine.connect() as connection:
            settled(connection)
        after = [_asked(engine, table[dialect]) for table in (_READ, _CHANGED)]
        engine.dispose()
    return after[0] - before[0], after[1] - before[1]


def _asked(engine: sa.Engine, query: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(sa.text(query)).scalar_one())


def main(acts: int = 200) -> None:
    servers: dict[str, PostgresServer | MariaDBServer] = {"postgresql": PostgresServer(), "mysql": MariaDBServer()}
    for dialect, server in servers.items():
        server.start()
        with closing(server):
            for name, scripted in SCRIPTED.items():
                if dialect in scripted.dialects:
                    read, changed = reads(scripted, dialect, server, acts)
                    print(f"{name}, {dialect}: {read:,} rows read for {changed:,} changed: {read / changed:.2f} each")


if __name__ == "__main__":
    main()
