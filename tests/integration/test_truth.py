"""From a phone system's table or file, through source and ledger, to `snapshot --at`: what a real Asterisk told of itself.

The suite asks at a part of the instants of the excerpt; WALLBOARD_ASTERISK=FOLDER asks at all of another folder, and
WALLBOARD_WIDE=1 over every pair of databases.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from data_sources import asterisk_queue_log, asterisk_queue_log_file
from tests.asterisk_truth import AFTERWARDS, FOLDER, WHOLE, agrees, apart, instants, settings, table_rows, truth
from tests.frozen.command import run
from tests.wide import usual
from wallboard.clock import instant, iso, utc
from wallboard.engine.poll import poll_once
from wallboard.engine.recount import snapshot_at
from wallboard.ledger import Ledger
from wallboard.model import SECOND, Micros, Reading, Scope, Snapshot, readings_by_key
from wallboard.simulate import queue_log_table
from wallboard.source import Batch, Carries, Source

ROOT = Path(__file__).parents[2]
UTC = ZoneInfo("UTC")
CARRIED: dict[str, Carries] = {"pbx": "calls"}
pytestmark = pytest.mark.timeout(1200 if WHOLE else 120)


@pytest.fixture
def phones(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database for the phone system."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/phones.db"
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty ledger; PostgreSQL gets a database beside the phone system's."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.db"
        return
    server = request.getfixturevalue("postgres_server")
    with server.database() as name:
        yield server.url(name)


def fill(url: str, ledger: Ledger, source: Source, at_once: int = 500) -> None:
    """Write the recorded table a part at a time, with a poll after each."""
    engine, rows = sa.create_engine(url), table_rows()
    for first in range(0, len(rows), at_once):
        with engine.begin() as connection:
            queue_log_table.create(connection)
            queue_log_table.insert(connection, rows[first : first + at_once])
        poll(source, ledger)
    engine.dispose()


def poll(source: Source, ledger: Ledger) -> None:
    for _ in range(100):
        if not poll_once(source, ledger, lambda: AFTERWARDS).batch.more:
            return
    raise AssertionError("the source never comes to an end")


def table_source(url: str) -> Source:
    return asterisk_queue_log.KIND.open("pbx", "main", UTC, asterisk_queue_log.Options(url=url))


def of_table(url: str) -> Any:
    return settings(pbx=asterisk_queue_log.Options(url=url))


def open_ledger(place: str) -> Ledger:
    ledger = Ledger(place)
    ledger.migrate()
    return ledger


def all_apart(ledger: Ledger, loaded: Any, every: int) -> list[tuple[float, str]]:
    """Instants and queues at which the ledger's snapshots are not what Asterisk said: neither before it was asked nor, of
    queues that differ there, after it."""
    found, asked = [], 0
    for told in truth(every):
        missing = set(told["queues"])
        for at in instants(told):
            if missing:
                missing &= set(apart(told, [snapshot_at(ledger, loaded, CARRIED, at, None, AFTERWARDS)]))
        found += [(told["t0"], queue) for queue in missing]
        asked += len(told["queues"])
    print(f"{asked} questions (instants x queues), {len(found)} answered otherwise")
    assert asked >= 30
    return found


@pytest.mark.parametrize(
    ("phones", "place"),
    usual(
        [("sqlite", "sqlite"), ("mariadb", "sqlite"), ("postgres", "sqlite"), ("postgres", "postgres")],
        lambda pair: pair != ("postgres", "sqlite"),
    ),
    indirect=True,
)
def test_from_the_table_every_figure_is_what_asterisk_said(phones: str, place: str) -> None:
    ledger, source = open_ledger(place), table_source(phones)
    fill(phones, ledger, source)
    source.close()
    assert ledger.counts("pbx").new == len(table_rows())
    assert ledger.counts("pbx").set_aside == 0
    assert all_apart(ledger, of_table(phones), every=6) == []
    ledger.close()


@pytest.mark.parametrize("phones", ["sqlite"], indirect=True)
# on PostgreSQL every rule of arrivals is held by test_ledger_on_postgres.py
@pytest.mark.parametrize("place", usual(["sqlite", "postgres"], lambda place: place == "sqlite"), indirect=True)
def test_in_shuffled_batches_twice_each_it_is_the_same(phones: str, place: str, tmp_path: Path) -> None:
    straight, source = open_ledger(f"sqlite:///{tmp_path}/straight.db"), table_source(phones)
    fill(phones, straight, source)
    events = list(source.changes(None, AFTERWARDS).happenings) * 2
    source.close()
    random.Random(311).shuffle(events)
    ledger = open_ledger(place)
    for first in range(0, len(events), 97):
        batch = Batch({"high": first}, happenings=tuple(events[first : first + 97]), read=97)
        ledger.record("pbx", "main", batch, AFTERWARDS)
    loaded = of_table(phones)
    assert ledger.counts("pbx").new == ledger.counts("pbx").repeats == len(table_rows())
    last = AFTERWARDS
    assert ledger.calls_at("main", last, 0) == straight.calls_at("main", last, 0)
    assert all_apart(ledger, loaded, every=8) == []
    ledger.close()
    straight.close()


def test_from_the_file_every_figure_was_reached_within_the_second(tmp_path: Path) -> None:
    """Its times are whole seconds: the lines of a second may or may not have been there at the instant of asking. So
    the file grows line by line around each instant, as it did then, and is polled after each."""
    path, ledger = tmp_path / "queue_log", open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    options = asterisk_queue_log_file.Options(path=path)
    source = asterisk_queue_log_file.KIND.open("pbx", "main", UTC, options)
    loaded, asked, otherwise = settings(pbx=options), 0, []
    lines = (FOLDER / "queue_log").read_text().splitlines(keepends=True)
    path.write_text("")
    for told in truth(every=4):
        before, after = int(told["t0"]), int(told["t1"])
        at, missing = int(told["t0"] * SECOND), set(told["queues"])
        asked += len(missing)
        for more in [_taken(lines, before - 1), *([line] for line in _taken(lines, after)), []]:
            with path.open("a") as log:
                log.writelines(more)
            poll(source, ledger)
            if missing:
                snapshot = snapshot_at(ledger, loaded, CARRIED, at, None, AFTERWARDS)
                missing &= set(apart(told, [snapshot], longest_within_s=2))
        otherwise += [(told["t0"], queue) for queue in missing]
    print(f"{asked} questions (instants x queues), {len(otherwise)} answered otherwise")
    assert otherwise == []
    assert asked >= 30
    ledger.close()


def _taken(lines: list[str], until: int) -> list[str]:
    """The next lines up to and with a second; they are taken out of `lines`."""
    count = next((i for i, line in enumerate(lines) if int(line.partition("|")[0]) > until), len(lines))
    taken, lines[:] = lines[:count], lines[count:]
    return taken


# ---------------------------------------------------------------- the command


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A settings file over the recorded table, read into the ledger that it names. The first half arrived an hour
    before the rest."""
    phones, ledger = f"sqlite:///{tmp_path}/phones.db", open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    source, engine, rows = table_source(phones), sa.create_engine(phones), table_rows()
    half = len(rows) // 2
    for part, arrived in ((rows[:half], AFTERWARDS - 3600 * SECOND), (rows[half:], AFTERWARDS)):
        with engine.begin() as connection:
            queue_log_table.create(connection)
            queue_log_table.insert(connection, part)
        poll_once(source, ledger, partial(int, arrived))
    engine.dispose()
    source.close()
    ledger.close()
    file = tmp_path / "wallboard.toml"
    within = {queue: told["within"] for queue, told in truth()[0]["queues"].items()}
    file.write_text(
        f'ledger = "sqlite:///{tmp_path}/ledger.db"\n[sites.main]\nname = "Main"\nzone = "UTC"\n'
        f'[sources.pbx]\nkind = "asterisk_queue_log"\nurl = "{phones}"\n'
        + "".join(f"[queues.{queue}]\ntargets = [{{ within_s = {seconds} }}]\n" for queue, seconds in within.items())
    )
    return file


def command(file: Path, *words: str) -> dict[str, Any]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("WALLBOARD_")}
    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), "snapshot", "--json", "--settings", str(file), *words],
        capture_output=True,
        cwd=file.parent,
        env=environ,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def here(file: Path, *words: str) -> dict[str, Any]:
    """The same command, in this process, which need not start."""
    told: dict[str, Any] = json.loads(
        run(iso(AFTERWARDS + SECOND), "snapshot", "--json", "--settings", str(file), *words)
    )
    return told


def as_snapshot(told: dict[str, Any]) -> Snapshot:
    readings = (
        Reading(
            metric=one["metric"],
            scope=Scope(**one["scope"]),
            window=one["window"],
            value=one["value"],
            unit=one["unit"],
            as_of=instant(one["as_of"]),
            variant=one.get("variant", ""),
            n=one["n"],
        )
        for one in told["readings"]
    )
    return Snapshot(instant(told["as_of"]), instant(told["known"]), readings_by_key(readings))


def test_the_command_prints_what_asterisk_said_as_one_object(city: Path) -> None:
    told = truth()[-1]
    at = utc(instants(told)[0]).isoformat()
    printed = command(city, "--at", at)
    assert set(printed) >= {"as_of", "known", "readings", "health"}
    assert instant(printed["as_of"]) == instants(told)[0]
    assert printed["as_of"].endswith("Z")
    assert printed["known"].endswith("Z")
    needed = {"metric", "scope", "window", "value", "unit", "n", "state", "basis", "as_of"}
    assert all(needed <= set(reading) <= needed | {"variant", "since"} for reading in printed["readings"])
    assert len({json.dumps([r["metric"], r["scope"], r["window"], r.get("variant")]) for r in printed["readings"]}) == len(printed["readings"])  # fmt: skip
    assert [(h["source"], h["rows"]) for h in printed["health"]] == [("pbx", len(table_rows()))]
    missing = set(apart(told, [as_snapshot(printed)]))
    if missing:
        missing &= set(apart(told, [as_snapshot(here(city, "--at", utc(instants(told)[1]).isoformat()))]))
    assert missing == set()


def test_known_leaves_out_what_arrived_later(city: Path) -> None:
    """Half of the rows had arrived by then: at an instant within that half all is the same, at the end it is not."""
    rows = table_rows()
    turn: Micros = instant(rows[len(rows) // 2 - 1][0], UTC)
    known = utc(AFTERWARDS - timedelta(minutes=30) // timedelta(microseconds=1)).isoformat()
    early = max((told for told in truth() if instants(told)[1] < turn), key=lambda told: told["t0"])
    then = as_snapshot(here(city, "--at", utc(instants(early)[1]).isoformat(), "--known", known))
    assert iso(then.known) == iso(instant(known))
    assert sum(agrees(then, queue, its) for queue, its in early["queues"].items()) >= 2
    end = utc(AFTERWARDS).isoformat()
    offered = [
        as_snapshot(here(city, "--at", end, *words)).get("calls.offered", Scope("main"), "today")
        for words in ((), ("--known", known))
    ]
    entered = [sum(row[4] == "ENTERQUEUE" for row in part) for part in (rows, rows[: len(rows) // 2])]
    assert [reading.value for reading in offered if reading] == entered
