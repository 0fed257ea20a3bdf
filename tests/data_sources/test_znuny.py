"""Znuny by its own tables, here in SQLite; tests/integration/test_scripted_helpdesks.py has the servers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from data_sources.znuny import KIND
from tests.helpdesks.following import SITE, SOURCE
from tests.helpdesks.scripted_lives import filled_by_script
from tests.helpdesks.scripted_systems import SCRIPTED
from tests.helpdesks.znuny_tables import METADATA
from tests.helpdesks.znuny_writer import ZnunyWriter
from wallboard.clock import instant
from wallboard.model import HOUR, MINUTE, NO_INSTANT, SECOND, Micros
from wallboard.source import Cursor, Source

MEANING = {"fields", "service_type_is"}
NOW = instant("2026-05-04T09:00:00+00:00")


def filled(folder: Path, url: str = "") -> Source:
    return filled_by_script(SCRIPTED["znuny"], folder, url, 25)


class Desk:
    def __init__(self, folder: Path, zone: str = "UTC", **options: Any) -> None:
        url = f"sqlite:///{folder}/znuny.db"
        self.engine = sa.create_engine(url)
        METADATA.create_all(self.engine)
        self.writer = ZnunyWriter(self.engine)
        self.queue, self.agent = self.writer.queue("Streets"), self.writer.user("Ada", "Field")
        self.source: Source = KIND.open(SOURCE, SITE, ZoneInfo(zone), KIND.options(kind="znuny", url=url, **options))
        self._cursor: Cursor | None = None

    def open(self, at: Micros, **told: Any) -> int:
        return self.writer.open(at, self.queue, self.agent, **told)

    def told(self, at: Micros) -> list[dict[Any, Any]]:
        """All that is new, in the order in which it was told."""
        rows = list[dict[Any, Any]]()
        for _ in range(20):
            batch = self.source.changes(self._cursor, at)
            self._cursor = batch.cursor
            rows += [] if batch.tickets is None else batch.tickets.to_dict("records")
            if not batch.more:
                return rows
        raise AssertionError("it never came to an end")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, fields={"ward": "Ward"})
    with closing(made.source):
        yield made
    made.engine.dispose()


def test_what_was_due_is_told_while_it_is_open(desk: Desk) -> None:
    due = NOW + 4 * HOUR
    ticket = desk.open(NOW, due=due // SECOND)
    assert [row["due_at"] for row in desk.told(NOW + MINUTE)][-1] == due
    desk.writer.state(NOW + HOUR, ticket, desk.agent, "closed successful")
    last = desk.told(NOW + HOUR + MINUTE)[-1]
    assert (last["state"], last["finished_at"], last["due_at"]) == ("finished", NOW + HOUR, NO_INSTANT)


def test_the_history_of_articles_that_a_merge_hands_over_does_not_tell_how_the_main_ticket_stood(desk: Desk) -> None:
    main, other = desk.open(NOW), desk.writer.open(NOW + MINUTE, desk.writer.queue("Water::Leaks"), desk.agent)
    desk.writer.merge(NOW + HOUR, other, main, desk.agent)
    told = desk.told(NOW + 2 * HOUR)
    assert {row["department"] for row in told if row["ticket"] == str(main)} == {"Streets"}
    last = next(row for row in reversed(told) if row["ticket"] == str(other))
    assert (last["state"], last["parent"], last["relation"]) == ("removed", str(main), "merged")


def test_a_ticket_that_was_closed_twice_was_finished_when_it_was_closed_first(desk: Desk) -> None:
    ticket = desk.open(NOW)
    desk.told(NOW + MINUTE)
    for hour, state in ((1, "closed unsuccessful"), (2, "closed successful")):
        desk.writer.state(NOW + hour * HOUR, ticket, desk.agent, state)
        last = desk.told(NOW + hour * HOUR + MINUTE)[-1]
        assert (last["status"], last["finished_at"]) == (state, NOW + HOUR)


def test_a_note_on_a_finished_ticket_leaves_when_it_was_finished(desk: Desk) -> None:
    ticket = desk.open(NOW)
    desk.writer.state(NOW + HOUR, ticket, desk.agent, "closed successful")
    desk.told(NOW + HOUR)
    desk.writer.comment(NOW + 2 * HOUR, ticket, desk.agent)
    last = desk.told(NOW + 2 * HOUR)[-1]
    assert (last["updated_at"], last["finished_at"]) == (NOW + 2 * HOUR, NOW + HOUR)


def test_a_field_and_a_link_are_read_again_when_the_history_says_so(desk: Desk) -> None:
    parent, child = desk.open(NOW, Ward="4"), desk.open(NOW, Ward="4")
    assert {row["ward"] for row in desk.told(NOW + MINUTE)} == {"4"}
    desk.writer.set_field(NOW + HOUR, child, desk.agent, "Ward", "5")
    assert desk.told(NOW + HOUR)[-1]["ward"] == "5"
    desk.writer.link(NOW + 2 * HOUR, parent, child, desk.agent)
    row = next(row for row in reversed(desk.told(NOW + 2 * HOUR)) if row["ticket"] == str(child))
    assert (row["parent"], row["relation"], row["ward"]) == (str(parent), "child", "5")
    desk.writer.unlink(NOW + 3 * HOUR, parent, child, desk.agent)
    row = next(row for row in reversed(desk.told(NOW + 3 * HOUR)) if row["ticket"] == str(child))
    assert (row["parent"], row["relation"]) == ("", "")


def test_times_are_those_of_the_zone_of_the_source(tmp_path: Path) -> None:
    made = Desk(tmp_path, "Europe/Berlin")
    with closing(made.source):
        made.open(NOW)  # written as 09:00
        assert made.told(NOW)[-1]["opened_at"] == NOW - 2 * HOUR
    made.engine.dispose()


def test_a_state_of_an_installations_own_means_what_its_type_does(desk: Desk) -> None:
    ticket = desk.open(NOW)
    desk.writer.state(NOW + HOUR, ticket, desk.agent, "pending auto close+")
    assert desk.told(NOW + HOUR)[-1]["state"] == "paused"
    desk.writer.state(NOW + 2 * HOUR, ticket, desk.agent, "passed on")
    last = desk.told(NOW + 2 * HOUR)[-1]
    assert (last["state"], last["outcome"], last["status"]) == ("finished", "done", "passed on")
