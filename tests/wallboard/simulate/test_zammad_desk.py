"""What the wall reads in the demo's helpdesk is what became of its requests: every move, pause, merge, finish and reopening."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

import app
from tests.wallboard.simulate.demo_rows import rows
from wallboard.clock import instant
from wallboard.engine.importing import import_all
from wallboard.ledger import AsOf, Ledger
from wallboard.model import DAY, SECOND
from wallboard.simulate import demo_city
from wallboard.simulate.demo import Demo
from wallboard.simulate.request_desk import Request
from wallboard.simulate.request_turns import CLOSED, IN_PROGRESS, NEW, OPEN, WAITING
from wallboard.simulate.truth import Happened, Truth
from wallboard.simulate.zammad_desk import ZammadDesk

pytestmark = pytest.mark.slow
NOW = instant("2026-11-27T16:00Z")  # the day after Thanksgiving
Told = set[tuple[int, int]]  # ticket, second


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("helpdesk")
    demo, truth = Demo(folder, lambda: NOW, weeks=1), Truth()
    demo.truth = truth
    with closing(demo):
        demo.fill()
    return folder, truth


@pytest.fixture(scope="module")
def versions(city: tuple[Path, Truth]) -> pd.DataFrame:
    folder, _ = city
    settings = app.load(demo_city.write_settings(folder, {}, False), {})
    with closing(Ledger(settings.ledger)) as ledger:
        ledger.migrate()
        with closing(app.open_source(settings, "requests")) as source:
            import_all(source, ledger, lambda: NOW, lambda share: None)
        assert ledger.counts("requests").set_aside == 0
        told = ledger.ticket_versions(AsOf("main", NOW, None, 200 * DAY)).sort_values(
            ["ticket", "updated_at"], kind="stable"
        )
    told["ticket"] = told["ticket"].astype(int)
    for name in ("department", "state"):
        told[f"{name}_before"] = told.groupby("ticket")[name].shift()
    return told


def changes(told: pd.DataFrame) -> Told:
    return {(int(ticket), int(at) // 1_000_000) for ticket, at in zip(told["ticket"], told["updated_at"], strict=True)}


def true(happened: list[Happened], truth: Truth) -> Told:
    """Of tickets that are still there: a deletion takes its history along."""
    deleted = {each.ticket for each in truth.deleted}
    return {(each.ticket, int(each.at)) for each in happened if each.ticket not in deleted}


def test_moves_pauses_and_merges_are_told_at_their_instants(city: tuple[Path, Truth], versions: pd.DataFrame) -> None:
    truth = city[1]
    was_there = versions["department_before"].notna()
    moved = versions[was_there & (versions["department"] != versions["department_before"])]
    assert changes(moved) == true(list(truth.moves()), truth)
    paused = versions[(versions["state"] == "paused") & (versions["state_before"] != "paused")]
    assert changes(paused) == true([since for since, _ in truth.pauses()], truth)
    merged = versions[(versions["state"] == "removed") & (versions["state_before"] != "removed")]
    assert changes(merged) == true(list(truth.merges()), truth)
    into = dict(zip(merged["ticket"], merged["parent"], strict=True))
    assert into == {each.ticket: each.became for each in truth.merges()}
    assert min(len(moved), len(paused), len(merged)) > 5


def test_each_finish_and_reopening_is_told_at_its_instant(city: tuple[Path, Truth], versions: pd.DataFrame) -> None:
    truth = city[1]
    finished = versions[(versions["state"] == "finished") & (versions["state_before"] != "finished")]
    assert changes(finished) == true(list(truth.finishes()), truth)
    again = versions[(versions["state"] != "finished") & (versions["state_before"] == "finished")]
    assert changes(again) == true(list(truth.reopenings()), truth)
    outcomes = Counter(finished["outcome"])
    assert outcomes["duplicate"] == len(list(truth.duplicates())) > 0
    assert outcomes["rejected"] > 0


def test_what_was_deleted_left_nothing_and_some_still_wait(city: tuple[Path, Truth], versions: pd.DataFrame) -> None:
    folder, truth = city
    assert len(truth.deleted) > 0
    for each in truth.deleted:
        for query in (
            "tickets where id = {0}",
            "histories where o_id = {0}",
            "links where link_object_target_value = {0}",
        ):
            assert rows(folder, f"select count(*) from {query.format(each.ticket)}", "requests.db")[0][0] == 0
    waiting = {number for number, its in truth.versions.items() if its[-1].status == WAITING}
    last = versions.groupby("ticket").tail(1)
    assert set(last[last["state"] == "paused"]["ticket"]) == waiting - {each.ticket for each in truth.deleted}


def test_a_city_that_is_started_again_goes_on_with_what_was_open_duplicates_too(tmp_path: Path) -> None:
    truth, stopped = Truth(), NOW - 2 * DAY
    reported, unseen = set[int](), set[int]()  # of those that were open, duplicates that nobody had seen to be such
    for until in (stopped, NOW):
        demo = Demo(tmp_path, lambda until=until: until, weeks=0)  # type: ignore[misc]
        demo.truth = truth
        with closing(demo):
            demo.fill()
        if until == stopped:
            gone = {each.ticket for each in truth.deleted}
            last = [its[-1] for number, its in truth.versions.items() if number not in gone]
            reported = {each.id for each in last if each.status in OPEN}
            first_time = {each.id for each in last if each.status in OPEN and not each.reopens}
            unseen = first_time.difference(*demo.desk.problems.values())
    created = "select o_id from histories where history_type_id = 1 and history_object_id = 2"
    assert len(rows(tmp_path, created, "requests.db")) == len(truth.versions) - len(truth.deleted)
    went_on = {number for number in reported if truth.versions[number][-1].updated_at > stopped / SECOND}
    assert went_on & unseen
    for number in went_on:
        its = truth.versions[number]
        assert [each.updated_at for each in its] == sorted(each.updated_at for each in its)
        assert max(each.opened_at for each in its) - min(each.opened_at for each in its) <= 0.001
    joined = {each.ticket for each in (*truth.merges(), *truth.duplicates())}
    assert unseen.isdisjoint(joined)  # worked on as any other: the tables do not tell what they are
    gone = {each.ticket for each in truth.deleted}
    last = [truth.versions[number][-1] for number in reported - gone]
    known = set[int]().union(*demo.desk.problems.values())
    assert {each.id for each in last if each.status in OPEN and not each.reopens} <= known  # others may call about them


def test_what_is_over_is_not_kept_in_memory_and_goes_on_where_it_is_opened_again() -> None:
    """A demo lives for weeks."""
    desk, engine = ZammadDesk(), sa.create_engine("sqlite://")
    opened = Request(1, 0.0, 0.0, NEW, "Streets", "pothole", "1", "web", "normal")
    closed = opened._replace(updated_at=60.0, status=CLOSED, closed_at=60.0, first_closed_at=60.0)
    with engine.begin() as connection:
        desk.install(connection)
        for version in (opened, closed, closed._replace(updated_at=120.0, status=IN_PROGRESS, closed_at=None)):
            desk.save(version)
            desk.flush(connection)
            assert set(desk._stood) == ({1} if version.status != CLOSED else set())
        states = "SELECT value_from, value_to FROM histories WHERE history_attribute_id = 1 ORDER BY id"
        assert connection.exec_driver_sql(states).all() == [("new", "closed"), ("closed", "open")]
        assert connection.exec_driver_sql("SELECT close_at, created_at FROM tickets").all() == [
            ("1970-01-01 00:01:00.000", "1970-01-01 00:00:00.000")
        ]
