"""What all helpdesks share: names under numbers, and lives put into columns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from pydantic import ValidationError

import data_sources
from data_sources._helpdesk.columns import Lives
from data_sources._helpdesk.life import Life, Moment
from data_sources._helpdesk.names import Catalogue, Names
from data_sources._helpdesk.rows import utc_instant
from data_sources._helpdesk.source import HelpdeskSource
from data_sources._helpdesk.told import Told, ToldNames, by_number, whole
from tests.helpdesks.following import SITE, Follower
from tests.helpdesks.playing import filled_source, opened_source, settings_of
from tests.helpdesks.systems import SYSTEMS
from wallboard.clock import instant
from wallboard.ledger import AsOf
from wallboard.model import DAY, HOUR, MINUTE, NO_INSTANT

NOW = 1_000 * DAY


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("glpi", "mysql", "postgresql"),
        ("osticket", "mysql", "postgresql"),
        ("zammad", "postgresql", "mysql"),
        ("fixmystreet", "postgresql", "mysql"),
    ],
)
def test_a_helpdesk_in_another_database_than_its_own_is_refused(kind: str, right: str, wrong: str) -> None:
    options = data_sources.kinds()[kind].options
    options(kind=kind, url=f"{right}://reader@desk.example/desk")
    with pytest.raises(ValidationError, match=f"its tables are read from {right}://, not from {wrong}://"):
        options(kind=kind, url=f"{wrong}://reader:hunter22@desk.example/desk")


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


@pytest.mark.parametrize("solved_in_the_bin", [False, True])
def test_what_was_finished_and_comes_back_from_the_bin_was_finished_when_it_was(solved_in_the_bin: bool) -> None:
    done = Moment(NOW + 1, "done", usually="finished", gone=solved_in_the_bin)
    binned = [done._replace(at=NOW + 2, gone=True), done._replace(at=NOW + 3, gone=False)]
    told = Lives("main", {}).told([Life("17", NOW, [Moment(NOW, "new", usually="open"), done, *binned])], NOW + DAY)
    assert list(told.columns["state"][-2:]) == ["removed", "finished"]
    assert list(told.columns["finished_at"][-2:]) == [NO_INSTANT, NOW + 1]


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


def test_a_name_is_one_line_and_one_that_only_broke_it_is_not_called_otherwise(queues: sa.Connection) -> None:
    life = Life(
        "17", NOW, [Moment(NOW, "new", "Roads\nNorth", usually="open")], service_type="pot\r\nhole", ward="Ward\n8"
    )
    columns = Lives("main", {}).told([life], NOW + DAY).columns
    assert [columns[name][0] for name in ("department", "service_type", "ward")] == ["Roads North", "pot hole", "8"]
    broken = called_now(told(queues), queues, **{"Roads\n": 1, "\tWater": 2, "Par\nks": 3})
    assert broken == {"department": {"Parks": "Par ks"}}


def told(connection: sa.Connection, column: str = "department") -> ToldNames:
    """As a source has them that told of all three."""
    connection.execute(sa.text("INSERT INTO queues VALUES (3, 'Parks')"))
    names = Told(by_number("SELECT id, name FROM queues WHERE id IN :numbers"))
    assert names.of(connection, {1, 2, 3, 9}) == {1: "Roads", 2: "Water", 3: "Parks", 9: ""}
    return ToldNames({column: names})


def called_now(names: ToldNames, connection: sa.Connection, **names_now: int) -> object:
    """What is told of it when the queues have these names."""
    kept = names.to_keep()
    connection.execute(sa.text("DELETE FROM queues"))
    for name, number in names_now.items():
        connection.execute(sa.text("INSERT INTO queues VALUES (:number, :name)"), {"number": number, "name": name})
    names.begin(kept, first=False)
    names.look_again(connection)
    return names.renamed(kept)


def test_a_name_stays_as_it_was_told_until_that_is_looked_at(queues: sa.Connection) -> None:
    names = Told(whole("SELECT id, name FROM queues"))
    assert names.of(queues, {1}) == {1: "Roads", 2: "Water"}
    queues.execute(sa.text("UPDATE queues SET name = name || ' II'"))
    queues.execute(sa.text("INSERT INTO queues VALUES (3, 'Parks')"))
    assert names.of(queues, {3}) == {1: "Roads", 2: "Water", 3: "Parks"}
    names.look_again(queues)
    assert names.of(queues, {1}) == {1: "Roads II", 2: "Water II", 3: "Parks"}


def test_two_that_change_their_names_are_told_apart(queues: sa.Connection) -> None:
    renamed = called_now(told(queues), queues, Water=1, Roads=2, Parks=3)
    assert renamed == {"department": {"Roads": "Water", "Water": "Roads"}}


def test_a_queue_that_is_deleted_or_gets_its_first_name_is_not_called_otherwise(queues: sa.Connection) -> None:
    names = told(queues)
    assert called_now(names, queues, Roads=1, Trees=9) == {}
    assert called_now(names, queues, Streets=1, Forest=9) == {"department": {"Roads": "Streets", "Trees": "Forest"}}


def test_of_two_with_one_name_nobody_knows_of_which_was_told(queues: sa.Connection) -> None:
    names = told(queues)
    called_now(names, queues, Roads=1, Water=2, Parks=3)
    queues.execute(sa.text("UPDATE queues SET name = 'Roads' WHERE id = 2"))
    names.look_again(queues)
    kept = names.to_keep()
    queues.execute(sa.text("UPDATE queues SET name = 'Streets' WHERE id = 2"))
    names.look_again(queues)
    assert names.renamed(kept) == {}
    queues.execute(sa.text("UPDATE queues SET name = 'Streets' WHERE id = 1"))
    names.look_again(queues)
    assert names.renamed(kept) == {"department": {"Roads": "Streets"}}


def test_a_ward_that_is_written_otherwise_is_the_same(queues: sa.Connection) -> None:
    names = told(queues, "ward")
    queues.execute(sa.text("UPDATE queues SET name = '08' WHERE id = 1"))
    names.look_again(queues)
    assert called_now(names, queues, **{"Ward 8": 1, "Water": 2, "Parks": 3}) == {}
    assert called_now(names, queues, **{"Ward 9": 1, "Water": 2, "Parks": 3}) == {"ward": {"8": "9"}}


def test_a_poll_that_was_not_recorded_tells_of_a_renaming_again(queues: sa.Connection) -> None:
    names = told(queues)
    kept = names.to_keep()
    for _ in range(2):
        assert called_now(names, queues, Streets=1, Water=2, Parks=3) == {"department": {"Roads": "Streets"}}
        names.begin(kept, first=False)
    names.begin("", first=True)
    assert (names.to_keep(), names.renamed(kept)) == ("", {})


def test_rows_with_the_same_trouble_are_of_one_group_and_words_are_not_cut() -> None:
    odd = [Life(f"{n}", NOW, [Moment(NOW + n * DAY, "new", usually="open")]) for n in (2, 3)]
    odd += [Life("4", NOW, [Moment(NOW, word)]) for word in ("waits at desk", "waits at home")]
    groups = [row.group for row in Lives("main", {}).told(odd, NOW).set_aside]
    assert (len(set(groups[:2])), len(set(groups[2:]))) == (1, 2)


def test_a_poll_of_a_file_sees_it_as_of_one_instant_too(tmp_path: Path) -> None:
    """The demo writes on while the wall reads: a ticket's row would be of later than its log."""
    with closing(filled_source("glpi", tmp_path, "", 20)) as source:
        assert isinstance(source, HelpdeskSource)
        with closing(sqlite3.connect(tmp_path / "helpdesk.db")) as writer:
            writer.execute("PRAGMA journal_mode = wal")
            with source._reading() as connection:
                rows = sa.text("SELECT count(*) FROM glpi_tickets WHERE priority = 9")
                assert connection.execute(rows).scalar() == 0
                with writer:
                    writer.execute("UPDATE glpi_tickets SET priority = 9")
                assert connection.execute(rows).scalar() == 0
            with source._reading() as connection:
                assert connection.execute(rows).scalar()


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("rt_mariadb", {"department": "Queues.Name"}),
        (
            "glpi",
            {
                "department": "glpi_groups.name",
                "service_type": "glpi_itilcategories.name",
                "ward": "glpi_locations.name",
            },
        ),
        (
            "osticket",
            {
                "department": "ost_department.name",
                "service_type": "ost_help_topic.topic",
                "status": "ost_ticket_status.name",
                "priority": "ost_ticket_priority.priority_desc",
            },
        ),
    ],
)
def test_what_a_helpdesk_calls_otherwise_is_so_in_all_that_was_told_of_it(
    name: str, columns: Mapping[str, str], tmp_path: Path
) -> None:
    """As whoever looks for the first time sees it."""
    filled_source(name, tmp_path, "", 30).close()
    system, url, now = SYSTEMS[name], f"sqlite:///{tmp_path}/helpdesk.db", instant("2026-12-01T12:00:00+00:00")
    engine = sa.create_engine(url)
    told = list[pd.DataFrame]()
    for folder in ("along", "after"):
        (tmp_path / folder).mkdir()
        follower = Follower(opened_source(system, url), settings_of(system), tmp_path / folder)
        follower.poll(now)
        if not told:
            follower.reconcile(now)
            with engine.begin() as connection:
                for table, column in (where.split(".") for where in columns.values()):
                    connection.exec_driver_sql(f"UPDATE {table} SET {column} = {column} || ' II'")
            follower.poll(now + MINUTE)
        versions = follower.ledger.ticket_versions(AsOf(SITE, now + HOUR, horizon=9_000 * DAY))
        told.append(versions.drop(columns=["received_at", "batch"]))
        follower.source.close()
        follower.ledger.close()
    engine.dispose()
    along, after = told
    assert along.equals(after)
    for column in columns:
        names = set(along[column]) - {""}
        assert names
        assert all(name.endswith(" II") for name in names), column
