"""What all helpdesks share: names under numbers, and lives put into columns."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from data_sources._helpdesk.columns import Lives
from data_sources._helpdesk.life import Life, Moment
from data_sources._helpdesk.names import Catalogue, Names
from data_sources._helpdesk.rows import utc_instant
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT

NOW = 1_000 * DAY


@pytest.fixture
def queues() -> Iterator[sa.Connection]:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.execute(sa.text("CREATE TABLE queues (id INTEGER, name TEXT)"))
        connection.execute(sa.text("INSERT INTO queues VALUES (1, 'Roads'), (2, 'Water')"))
        yield connection


def test_a_catalogue_is_read_again_for_a_number_that_is_new_and_after_a_day(queues: sa.Connection) -> None:
    catalogue = Catalogue("SELECT id, name FROM queues")
    assert catalogue.all(queues, NOW) == {1: "Roads", 2: "Water"}
    queues.execute(sa.text("INSERT INTO queues VALUES (3, 'Parks')"))
    queues.execute(sa.text("UPDATE queues SET name = 'Streets' WHERE id = 1"))
    assert catalogue.all(queues, NOW + DAY - 1, {1, 2}) == {1: "Roads", 2: "Water"}
    assert catalogue.all(queues, NOW + DAY - 1, {3}) == {1: "Streets", 2: "Water", 3: "Parks"}
    queues.execute(sa.text("UPDATE queues SET name = 'Trees' WHERE id = 3"))
    assert catalogue.all(queues, NOW + 2 * DAY - 1, {3})[3] == "Trees"


def test_names_are_asked_for_once_and_again_after_a_day(queues: sa.Connection) -> None:
    names = Names("SELECT id, name FROM queues WHERE id IN :numbers")
    assert names.of(queues, {1}, NOW) == {1: "Roads"}
    queues.execute(sa.text("UPDATE queues SET name = name || ' II'"))
    assert names.of(queues, {1, 2, 9}, NOW + 1) == {1: "Roads", 2: "Water II", 9: ""}
    assert names.of(queues, {1}, NOW + DAY) == {1: "Roads II"}


def test_nothing_changes_before_it_was_opened() -> None:
    """In the hour that clocks show twice, a helpdesk in local time writes a change an hour too early."""
    life = Life("17", NOW, [Moment(NOW - HOUR, "new", usually="open"), Moment(NOW + HOUR, "done", usually="finished")])
    told = Lives("main", {}).told([life], NOW + DAY).columns
    assert list(told["updated_at"]) == [NOW, NOW + HOUR]
    ended = Life("17", NOW, [Moment(NOW - HOUR, "done", usually="finished")])
    assert list(Lives("main", {}).told([ended], NOW + DAY).columns["finished_at"]) == [NOW]


def test_names_that_a_helpdesk_gives_itself_are_read_again_only_where_one_is_lacking(queues: sa.Connection) -> None:
    kinds, asked = Catalogue("SELECT id, name FROM queues", for_good=True), list[str]()
    assert kinds.number(queues, NOW, "Ticket") is None
    queues.execute(sa.text("INSERT INTO queues VALUES (3, 'Ticket')"))  # as the first link of all does
    assert kinds.number(queues, NOW + MINUTE, "Ticket") == 3
    sa.event.listen(queues, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert kinds.all(queues, NOW + 9 * DAY, {3})[3] == "Ticket"
    assert asked == []
    kinds.forget_all()
    assert kinds.number(queues, NOW + 9 * DAY, "Water") == 2


def test_a_text_that_is_no_time_is_none() -> None:
    assert {utc_instant(told) for told in ("", "0000-00-00 00:00:00", "Not set", None)} == {NO_INSTANT}


def test_what_is_for_people_alone_is_bounded_and_a_place_has_both_its_numbers() -> None:
    told = {"answer": "Crew is\n on its way. " + "x" * 5_000, "latitude": "41.88", "longitude": "east", "creator": ""}
    life = Life("17", NOW, [Moment(NOW, "new", usually="open")], details=told)
    (details,) = Lives("main", {}).told([life], NOW + DAY).columns["details"]
    assert json.loads(details).keys() == {"answer"}
    assert (details[:37], len(details)) == ('{"answer": "Crew is on its way. xxxxx', 300 + len('{"answer": ""}'))
    (details,) = (
        Lives("main", {}).told([life._replace(details=told | {"longitude": "-87.63"})], NOW + DAY).columns["details"]
    )
    assert json.loads(details) | {"answer": ""} == {"answer": "", "latitude": 41.88, "longitude": -87.63}
