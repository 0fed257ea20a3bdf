"""Lives of FixMyStreet reports, act by act. `python -m tests.helpdesks.fixmystreet_lives` prints what following them costs its
database: rows that it reads for us, by its own statistics, for each row that changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data_sources.fixmystreet import KIND
from tests.helpdesks.fixmystreet_desk import OPTIONS, ZONE, Desk
from tests.helpdesks.following import SITE, SOURCE, Follower
from tests.servers import PostgresServer
from wallboard.clock import micros
from wallboard.model import SECOND
from wallboard.settings import Settings

_READ = "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables"


def acts(desk: Desk) -> Iterator[None]:
    """Stands after each act; several lives beside each other."""
    never, mailed = desk.report("unconfirmed"), desk.report("unconfirmed")
    yield
    desk.confirm(mailed)
    yield
    road, other, wet = desk.report(), desk.report(bodies_str="2,1"), desk.report(service="")
    yield
    for state in ("investigating", "in progress", "action scheduled"):
        desk.comment(road, state)
        yield
    desk.move(road, "Street lights", "3")
    yield
    desk.comment(road, "fixed - council")
    yield
    desk.comment(road)
    yield
    desk.comment(road, reopened=True)
    yield
    desk.comment(road, fixed=True)
    yield
    waiting, lost = desk.waiting_comment(other, fixed=True), desk.waiting_comment(other, fixed=False)
    yield
    desk.comment(wet, "planned")
    yield
    desk.confirm_comment(other, waiting)
    yield
    desk.hide_comment(other, waiting)
    yield
    desk.administer(wet, "investigating", comments=False)
    yield
    desk.administer(wet, "duplicate", duplicate_of=road)
    yield
    desk.administer(wet, "confirmed")
    yield
    desk.administer(mailed, "hidden", comments=False)
    yield
    desk.administer(never, "hidden", comments=False)
    yield
    desk.administer(mailed, "in progress")
    yield
    desk.confirm_comment(other, lost)
    yield
    for report, state in ((wet, "unable to fix"), (other, "not responsible"), (mailed, "passed on")):
        desk.comment(report, state)
        yield
    staff = desk.report("unconfirmed")
    yield
    desk.administer(staff, "confirmed")
    yield
    desk.administer(staff, "internal referral")
    yield


def follower_of(url: str, folder: Path) -> Follower:
    folder.mkdir()
    source = KIND.open(SOURCE, SITE, ZoneInfo(ZONE), KIND.options(**OPTIONS, url=url))
    return Follower(source, Settings.model_validate({"sites": {SITE: {"name": "City", "zone": ZONE}}}), folder)


def main() -> None:
    counts = list[int]()
    with closing(PostgresServer()) as server, tempfile.TemporaryDirectory() as beside:
        server.start()
        for followed in (False, True):
            with server.database() as database:
                counts += _played(server.url(database), Path(beside) / str(followed), database, followed=followed)
    alone, _, read, changed = counts
    print(f"{read - alone:,} rows read on the source for {changed:,} rows changed: {(read - alone) / changed:.2f} each")


def _played(url: str, folder: Path, database: str, *, followed: bool) -> tuple[int, int]:
    """(rows read meanwhile, rows changed). PostgreSQL goes over no whole tables, as in one with more than some rows."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f'ALTER DATABASE "{database}" SET enable_seqscan = off'))
    desk, follower = Desk(engine), follower_of(url, folder)
    follower.poll(micros(desk.now))
    before, changed = _read(engine), desk.changed
    for _ in range(4):
        for _ in acts(desk):
            if followed:
                follower.poll(micros(desk.now) + SECOND)
    follower.source.close()
    follower.ledger.close()
    return _read(engine) - before, desk.changed - changed


def _read(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(sa.text(_READ)).scalar_one())


if __name__ == "__main__":
    main()
