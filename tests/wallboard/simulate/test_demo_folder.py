"""A demo's folder is its own: another instant has another, another demo is refused, and no hour is lived twice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.wallboard.simulate.demo_rows import rows
from wallboard.clock import instant
from wallboard.model import DAY, HOUR, MINUTE, Micros
from wallboard.simulate import demo_city
from wallboard.simulate.demo import Demo
from wallboard.simulate.demo_folder import (
    FolderTaken,
    folder_for,
    held,
    made_anew_where_ahead,
    made_anew_where_older,
    years_behind,
)
from wallboard.simulate.years import Years

NOON = instant("2026-11-20T12:00-05:00")


def lived(folder: Path, until: Micros) -> None:
    demo = Demo(folder, lambda: until, weeks=0)
    demo.fill()
    demo.close()


def calls(folder: Path) -> list[tuple[str, str]]:
    return [tuple(row) for row in rows(folder, "select time, queuename from queue_log where event = 'ENTERQUEUE'")]


def test_every_instant_has_a_folder_of_its_own() -> None:
    assert folder_for(None) == Path("var/demo/today")
    assert folder_for(instant("2026-11-20T10:42-05:00")) == Path("var/demo/2026-11-20T1042")
    assert folder_for(instant("2026-11-20T15:42Z")) == Path("var/demo/2026-11-20T1042")
    assert folder_for(instant("2026-11-20T10:43-05:00")) == Path("var/demo/2026-11-20T1043")


def test_the_years_behind_a_city_stay_those_with_which_it_began(tmp_path: Path) -> None:
    assert folder_for(None, 2) == Path("var/demo/today-years-2")
    assert years_behind(tmp_path, NOON, 0) is None
    began = years_behind(tmp_path, NOON, 2)
    (tmp_path / "phones.db").touch()
    assert began == Years(date(2024, 10, 31), date(2026, 11, 20))
    assert years_behind(tmp_path, NOON + 30 * DAY, 0) == years_behind(tmp_path, NOON + 30 * DAY, 1) == began


def test_a_city_that_is_made_anew_has_as_many_years_behind_it(tmp_path: Path) -> None:
    years_behind(tmp_path, NOON, 2)
    (tmp_path / "phones.db").write_bytes(b"")
    assert made_anew_where_ahead(tmp_path, NOON)
    assert years_behind(tmp_path, NOON + 30 * DAY, 0) == Years(date(2024, 11, 30), date(2026, 12, 20))


def test_a_city_of_some_weeks_gets_no_years(tmp_path: Path) -> None:
    lived(tmp_path, NOON)
    with pytest.raises(FolderTaken, match="no years"):
        years_behind(tmp_path, NOON, 2)
    assert years_behind(tmp_path, NOON, 0) is None


def test_the_second_demo_in_a_folder_is_told_who_holds_it_and_where(tmp_path: Path) -> None:
    with held(tmp_path) as first:
        with pytest.raises(FolderTaken, match=rf"A demo runs in .* already: process {os.getpid()}, since .*, starting"):
            held(tmp_path).__enter__()
        first.tell("http://127.0.0.1:8311")
        with pytest.raises(
            FolderTaken, match=rf"process {os.getpid()}, since \d\d:\d\d on .*, http://127.0.0.1:8311\."
        ):
            held(tmp_path).__enter__()
        assert (tmp_path / "demo.lock").read_text().count("process") == 1
    with held(tmp_path):
        pass


@pytest.mark.whole
def test_the_folder_stays_held_while_the_city_writes_though_the_wall_is_gone(tmp_path: Path) -> None:
    with held(tmp_path) as lock:
        city = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock.descriptor])
    try:
        with pytest.raises(FolderTaken):
            held(tmp_path).__enter__()
    finally:
        city.communicate(b"\n", timeout=20)
    with held(tmp_path):
        pass


def test_settings_that_no_demo_wrote_are_not_written_over(tmp_path: Path) -> None:
    real = tmp_path / "wallboard.toml"
    real.write_text('ledger = "sqlite:///wall.db"\n')
    with pytest.raises(FolderTaken, match=r"wallboard\.toml is no demo's.*--folder"):
        held(tmp_path).__enter__()
    assert real.read_text() == 'ledger = "sqlite:///wall.db"\n'
    demos = tmp_path / "demo"
    demo_city.write_settings(demos, {"port": 0}, sign_in=False)
    with held(demos):
        pass


def test_an_earlier_instant_makes_the_city_anew_and_no_call_comes_twice(tmp_path: Path) -> None:
    lived(tmp_path, NOON)
    once = calls(tmp_path)
    for name in ("wallboard.db", "wallboard.db-wal", "access.db"):
        (tmp_path / name).touch()
    earlier = NOON - 2 * HOUR
    assert made_anew_where_ahead(tmp_path, earlier)
    assert {each.name for each in tmp_path.iterdir()} == {"access.db"}
    lived(tmp_path, earlier)
    lived(tmp_path, NOON)
    assert calls(tmp_path)[: sum(time < "2026-11-20 10" for time, _ in once)] == [
        c for c in once if c[0] < "2026-11-20 10"
    ]
    assert len(set(calls(tmp_path))) == len(calls(tmp_path))
    assert abs(len(calls(tmp_path)) - len(once)) < 0.35 * len(once)


def test_a_later_instant_goes_on_where_the_city_was(tmp_path: Path) -> None:
    lived(tmp_path, NOON)
    before = calls(tmp_path)
    assert not made_anew_where_ahead(tmp_path, NOON + MINUTE)
    lived(tmp_path, NOON + HOUR)
    after = calls(tmp_path)
    assert after[: len(before)] == before
    assert len(after) > len(before)


@pytest.mark.parametrize("content", [b"", b"no database at all, " * 60])
def test_a_city_that_cannot_be_read_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "phones.db").write_bytes(content)
    assert made_anew_where_ahead(tmp_path, NOON)
    assert not list(tmp_path.iterdir())


def test_an_empty_folder_is_left_alone(tmp_path: Path) -> None:
    assert not made_anew_where_ahead(tmp_path, NOON)


def test_a_city_that_an_earlier_version_made_is_made_anew(tmp_path: Path) -> None:
    lived(tmp_path, NOON)
    assert not made_anew_where_older(tmp_path)
    for name in ("wallboard.db", "access.db"):
        (tmp_path / name).touch()
    (tmp_path / "requests.db").unlink()
    with closing(sqlite3.connect(tmp_path / "requests.db")) as requests:
        requests.execute("create table requests (id integer primary key, updated_at text not null)")
    assert made_anew_where_older(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {"access.db"}
    assert not made_anew_where_older(tmp_path)
    lived(tmp_path, NOON)
    assert rows(tmp_path, "select count(*) from requests", "requests.db")[0][0] > 0
