"""Zammad by its own tables, here in SQLite; tests/integration/test_scripted_helpdesks.py has the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from data_sources.zammad import KIND
from tests.helpdesks.following import SITE, SOURCE
from tests.helpdesks.scripted_lives import ZONE, filled_by_script
from tests.helpdesks.scripted_systems import SCRIPTED
from tests.helpdesks.zammad_tables import METADATA
from tests.helpdesks.zammad_writer import ZammadWriter
from wallboard.clock import instant
from wallboard.model import HOUR, MINUTE, NO_INSTANT, Micros
from wallboard.source import Batch, Source

MEANING = {"fields"}
NOW = instant("2026-05-04T09:00:00+00:00")


def filled(folder: Path, url: str = "") -> Source:
    return filled_by_script(SCRIPTED["zammad"], folder, url, 25)


class Desk:
    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder}/zammad.db"
        self.engine = sa.create_engine(url)
        METADATA.create_all(self.engine)
        self.writer = ZammadWriter(self.engine)
        self.group = self.writer.group("Streets")
        self.agent, self.resident = (
            self.writer.user("Ada", "Field", agent=True),
            self.writer.user("Rita", "R", agent=False),
        )
        self.source: Source = KIND.open(SOURCE, SITE, ZoneInfo(ZONE), KIND.options(kind="zammad", url=url))

    def open(self, at: Micros, promised_min: int = 0) -> int:
        told = {"promised_min": promised_min} if promised_min else {}
        return self.writer.open(at, self.group, self.resident, self.agent, channel="phone", **told)

    def read_to_its_end(self, at: Micros) -> Batch:
        """The last batch of a first read."""
        batch = self.source.changes(None, at)
        while batch.more:
            batch = self.source.changes(batch.cursor, at)
        return batch

    def told(self, at: Micros) -> list[dict[Any, Any]]:
        """All that it says now, from the beginning."""
        batch = self.source.changes(None, at)
        assert batch.tickets is not None
        return batch.tickets.to_dict("records")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    with closing(made.source):
        yield made
    made.engine.dispose()


def test_a_field_that_could_be_a_question_of_its_own_is_refused() -> None:
    with pytest.raises(ValidationError, match="is no name that Zammad gives"):
        KIND.options(kind="zammad", url="postgresql://z/z", fields={"ward": "ward, (SELECT 1)"})


@pytest.mark.parametrize(("closed_after_h", "in_time"), [(5, True), (9, False)])
def test_a_ticket_closed_while_nothing_was_due_is_judged_by_the_minutes_that_zammad_keeps(
    desk: Desk, closed_after_h: int, in_time: bool
) -> None:
    ticket = desk.open(NOW, promised_min=4 * 60)
    desk.writer.change(NOW + HOUR, ticket, desk.agent, state="pending reminder")
    desk.writer.change(NOW + 3 * HOUR, ticket, desk.agent, state="open")
    if not in_time:  # at hour 6 it was due
        desk.writer.change(NOW + 7 * HOUR, ticket, desk.agent, state="pending reminder")
    desk.writer.change(NOW + closed_after_h * HOUR, ticket, desk.agent, state="closed")
    last = desk.told(NOW + 10 * HOUR)[-1]
    assert last["state"] == "finished"
    assert (last["due_at"] >= last["finished_at"]) is in_time


def test_a_ticket_that_is_closed_again_is_not_judged_by_the_minutes_of_its_first_closing(desk: Desk) -> None:
    ticket = desk.open(NOW, promised_min=4 * 60)
    for hour, state in ((1, "pending reminder"), (2, "closed"), (3, "open")):
        desk.writer.change(NOW + hour * HOUR, ticket, desk.agent, state=state)
    read = desk.read_to_its_end(NOW + 3 * HOUR)
    desk.writer.change(NOW + 90 * HOUR, ticket, desk.agent, state="closed")
    again = desk.source.changes(read.cursor, NOW + 90 * HOUR)
    assert again.tickets is not None
    assert [(row["state"], row["due_at"]) for row in again.tickets.to_dict("records")] == [("finished", NO_INSTANT)]


def test_a_ticket_that_is_closed_twice_between_two_polls_is_finished_since_the_first(desk: Desk) -> None:
    ticket = desk.open(NOW)
    read = desk.read_to_its_end(NOW + MINUTE)
    for hour, state in ((1, "rejected"), (30, "closed")):
        desk.writer.change(NOW + hour * HOUR, ticket, desk.agent, state=state)
    told = desk.source.changes(read.cursor, NOW + 40 * HOUR).tickets
    assert told is not None
    assert list(zip(told["status"], told["finished_at"], strict=True)) == [
        ("rejected", NOW + HOUR),
        ("closed", NOW + HOUR),
    ]


def test_what_a_machine_writes_whose_clock_is_behind_comes_after_what_was_there(desk: Desk) -> None:
    ticket = desk.open(NOW)
    read = desk.read_to_its_end(NOW + MINUTE)
    desk.writer.comment(NOW + HOUR, ticket, desk.agent)
    read = desk.source.changes(read.cursor, NOW + HOUR)
    desk.writer.change(NOW + HOUR - MINUTE, ticket, desk.agent, state="closed")
    told = desk.source.changes(read.cursor, NOW + HOUR).tickets
    assert told is not None
    last = told.to_dict("records")[-1]
    assert (last["state"], last["updated_at"]) == ("finished", NOW + HOUR)
    assert last["finished_at"] == NOW + HOUR - MINUTE


def test_an_article_says_when_it_was_touched_last(desk: Desk) -> None:
    ticket = desk.open(NOW)
    first = desk.read_to_its_end(NOW + MINUTE)
    desk.writer.comment(NOW + HOUR, ticket, desk.agent)
    again = desk.source.changes(first.cursor, NOW + HOUR)
    assert again.tickets is not None
    assert list(again.tickets["updated_at"]) == [NOW + HOUR]


def test_a_state_of_an_installations_own_means_what_its_type_does(desk: Desk) -> None:
    ticket = desk.open(NOW)
    desk.writer.change(NOW + HOUR, ticket, desk.agent, state="rejected")
    last = desk.told(NOW + 2 * HOUR)[-1]
    assert (last["state"], last["outcome"], last["status"]) == ("finished", "done", "rejected")


def test_check_names_each_table_that_cannot_be_read_and_each_other_thing_once(desk: Desk) -> None:
    told = [(finding.what, finding.ok) for finding in desk.source.check(NOW)]
    assert told[2:] == [
        ("tables as expected", True),
        ("account is read-only", True),
        ("columns of tickets are there", True),
    ]
    with desk.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE links"))
        connection.execute(sa.text("ALTER TABLE groups RENAME TO squads"))
    wrong = [finding.detail for finding in desk.source.check(NOW) if not finding.ok]
    assert [detail.rpartition(" ")[2] for detail in wrong] == ["groups", "links"]


def test_check_names_a_field_that_tickets_lack(tmp_path: Path) -> None:
    with closing(Desk(tmp_path).source):
        options = KIND.options(kind="zammad", url=f"sqlite:///{tmp_path}/zammad.db", fields={"ward": "wrd"})
        with closing(KIND.open(SOURCE, SITE, ZoneInfo(ZONE), options)) as source:
            assert source.check(NOW)[-1].detail.endswith("lacks a column that it had, or that settings name: wrd")
