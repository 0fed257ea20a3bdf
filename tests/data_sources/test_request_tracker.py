"""Request Tracker by its own tables, here in SQLite; tests/integration/test_helpdesks.py has the servers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from data_sources.request_tracker import KIND
from tests.helpdesks.playing import RECORDINGS, filled_source, opened_source
from tests.helpdesks.recording import Line, Playing, Recording
from tests.helpdesks.systems import SYSTEMS
from wallboard.clock import instant
from wallboard.model import HOUR, MINUTE, SECOND, Micros
from wallboard.source import Batch, Source

MEANING = {"fields"}
NOW: Micros = 1_795_400_000_000_000


def filled(folder: Path, url: str = "") -> Source:
    return filled_source("rt_mariadb", folder, url, 60)


def test_a_word_that_is_no_state_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"waiting.*is no state; write open, paused"):
        KIND.options(kind="request_tracker", url="sqlite:///rt.db", states={"hold": "waiting"})


def test_a_field_that_nobody_reads_is_refused() -> None:
    with pytest.raises(ValidationError, match="fields"):
        KIND.options(kind="request_tracker", url="sqlite:///rt.db", fields={"phone": "Telephone"})


@pytest.mark.parametrize("open_for", [MINUTE, HOUR])
def test_what_commits_after_reading_began_with_an_id_of_before_is_told(open_for: Micros, tmp_path: Path) -> None:
    """A transaction that was open at the first poll, while others that began later were committed. What is missing for long is
    asked for by another question."""
    system, recording = SYSTEMS["rt_mariadb"], Recording(RECORDINGS / "rt_mariadb")
    url = f"sqlite:///{tmp_path}/helpdesk.db"
    playing = Playing(url, recording, system.metadata)
    actions = list(islice(recording.actions(), 60))
    late = next(a for a in actions[40:] if any(_assigns(change) for change in a.changes))
    for action in actions:
        if action is not late:
            playing.write(action)
    with closing(opened_source(system, url)) as source:
        cursor, now = None, actions[-1].at + SECOND
        while (batch := source.changes(cursor, now)).more:
            cursor = batch.cursor
        waiting = source.changes(batch.cursor, now + open_for)
        playing.write(late)
        told = source.changes(waiting.cursor, now + open_for + MINUTE).tickets
    playing.close()
    assert told is not None
    ticket = next(str(change["row"]["ObjectId"]) for change in late.changes if _assigns(change))
    assert ticket in set(told["ticket"])


def _assigns(change: Line) -> bool:
    row = change.get("row") or {}
    return change["table"] == "Transactions" and row.get("Type") == "Set" and row.get("Field") == "Owner"


def test_a_ticket_that_is_deleted_with_the_newest_rows_of_the_log_is_no_database_that_was_set_back(
    tmp_path: Path,
) -> None:
    with a_helpdesk_read(tmp_path) as (source, playing, batch):
        with playing.engine.begin() as connection:
            (newest,) = connection.exec_driver_sql("SELECT max(id) FROM Transactions").one()
            connection.exec_driver_sql("DELETE FROM Transactions WHERE id > ?", (newest - 3,))
        after = source.changes(batch.cursor, NOW)
        assert (after.notice, after.more, after.read) == ("", False, 0)
        _log(playing, newest + 1)
        on = source.changes(after.cursor, NOW)
        assert (on.notice, on.more) == ("", False)
        assert on.read


def test_a_database_that_was_set_back_is_known_by_a_number_that_is_given_again(tmp_path: Path) -> None:
    with a_helpdesk_read(tmp_path) as (source, playing, batch):
        with playing.engine.begin() as connection:
            (newest,) = connection.exec_driver_sql("SELECT max(id) FROM Transactions").one()
            connection.exec_driver_sql("DELETE FROM Transactions WHERE id > ?", (newest - 3,))
        waits = source.changes(batch.cursor, NOW)
        _log(playing, newest - 2)
        back = source.changes(waits.cursor, NOW)
        assert back.more
        assert "set back to an earlier state" in back.notice


def test_a_comment_on_a_ticket_that_was_finished_leaves_when_that_was(tmp_path: Path) -> None:
    """RT stamps Resolved again when a finished ticket moves to a queue of another lifecycle."""
    with a_helpdesk_read(tmp_path) as (source, playing, batch):
        with playing.engine.begin() as connection:
            ((newest,), (ticket,)) = (
                connection.exec_driver_sql(f"SELECT max(id) FROM {rows}").one()
                for rows in ("Transactions", "Tickets WHERE Status = 'new' AND EffectiveId = id AND Type = 'ticket'")
            )
            _log_status(connection, newest + 1, ticket, "new", "resolved", at="2026-11-20 10:00:00")
            stamped = "UPDATE Tickets SET Status = 'resolved', Resolved = '2026-11-20 11:30:00' WHERE id = ?"
            connection.exec_driver_sql(stamped, (ticket,))
        batch = source.changes(batch.cursor, NOW)
        _log(playing, newest + 2, ticket)
        told = source.changes(batch.cursor, NOW).tickets
        assert told is not None
        last = told.to_dict("records")[-1]
        assert (last["state"], last["finished_at"]) == ("finished", instant("2026-11-20T10:00:00+00:00"))


@pytest.mark.parametrize("logged_before", [[], [("new", "open")]])
def test_a_poll_between_a_status_and_its_row_of_the_log_leaves_what_was_before(
    logged_before: list[tuple[str, str]], tmp_path: Path
) -> None:
    """RT writes the two by statements of their own, and a comment before them."""
    with a_helpdesk_read(tmp_path) as (source, playing, batch):
        with playing.engine.begin() as connection:
            (newest,) = connection.exec_driver_sql("SELECT max(id) FROM Transactions").one()
            of_new = "SELECT max(id) FROM Tickets WHERE Status = 'new' AND EffectiveId = id AND Type = 'ticket'"
            (ticket,) = connection.exec_driver_sql(of_new).one()
            for number, change in enumerate(logged_before, newest + 1):
                _log_status(connection, number, ticket, *change, at="2026-11-20 11:00:00")
            connection.exec_driver_sql(
                "UPDATE Tickets SET Status = 'resolved', Resolved = '2026-11-20 12:00:05', LastUpdated = '2026-11-20 12:00:05'"
                " WHERE id = ?",
                (ticket,),
            )
        _log(playing, newest + 2, ticket)
        between = source.changes(batch.cursor, NOW)
        with playing.engine.begin() as connection:
            before = logged_before[-1][1] if logged_before else "new"
            _log_status(connection, newest + 3, ticket, before, "resolved", at="2026-11-20 12:00:06")
        after = source.changes(between.cursor, NOW)
        for batch, ended in ((between, "2026-11-20T12:00:05+00:00"), (after, "2026-11-20T12:00:06+00:00")):
            assert batch.tickets is not None
            told = batch.tickets.sort_values("updated_at", kind="stable")
            assert set(told["state"][:-1]) == {"open"}
            assert (list(told["state"])[-1], list(told["finished_at"])[-1]) == ("finished", instant(ended))


def test_a_status_that_is_written_before_its_ticket_is_stamped_is_no_older_than_the_log(tmp_path: Path) -> None:
    with a_helpdesk_read(tmp_path) as (source, playing, batch):
        with playing.engine.begin() as connection:
            (newest,) = connection.exec_driver_sql("SELECT max(id) FROM Transactions").one()
            of_new = "SELECT max(id) FROM Tickets WHERE Status = 'new' AND EffectiveId = id AND Type = 'ticket'"
            (ticket,) = connection.exec_driver_sql(of_new).one()
            connection.exec_driver_sql("UPDATE Tickets SET Status = 'stalled' WHERE id = ?", (ticket,))
        _log(playing, newest + 1, ticket)
        told = source.changes(batch.cursor, NOW).tickets
        assert told is not None
        at = instant("2026-11-20T12:00:00+00:00")
        assert list(zip(told["status"], told["updated_at"], strict=True)) == [("stalled", at)]


def _log_status(connection: sa.Connection, number: int, ticket: int, was: str, became: str, at: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO Transactions (id, ObjectType, ObjectId, Type, Field, OldValue, NewValue, Creator, Created)"
        " VALUES (?, 'RT::Ticket', ?, 'Status', 'Status', ?, ?, 1, ?)",
        (number, ticket, was, became, at),
    )


def test_a_child_that_was_unlinked_was_one_until_then(tmp_path: Path) -> None:
    """Who followed and who looks for the first time see the same."""
    address = "fsck.com-rt://city.example/ticket/"
    with a_helpdesk_read(tmp_path) as (source, playing, batch):
        with playing.engine.begin() as connection:
            (newest,) = connection.exec_driver_sql("SELECT max(id) FROM Transactions").one()
            of_tickets = (
                "SELECT id FROM Tickets WHERE Status = 'new' AND EffectiveId = id AND Type = 'ticket' ORDER BY id"
            )
            child, parent, other = list(connection.exec_driver_sql(of_tickets).scalars())[:3]
        polls = [batch]
        for place, (kind, whose) in enumerate(
            [("AddLink", parent), ("DeleteLink", parent), ("AddLink", other), ("DeleteLink", other)]
        ):
            with playing.engine.begin() as connection:
                was, became = (None, f"{address}{whose}") if kind == "AddLink" else (f"{address}{whose}", None)
                at = f"2026-11-20 1{place}:00:00"
                connection.exec_driver_sql(
                    "INSERT INTO Transactions (id, ObjectType, ObjectId, Type, Field, OldValue, NewValue, Creator, Created)"
                    " VALUES (?, 'RT::Ticket', ?, ?, 'MemberOf', ?, ?, 1, ?)",
                    (newest + 1 + place, child, kind, was, became, at),
                )
                connection.exec_driver_sql("UPDATE Tickets SET LastUpdated = ? WHERE id = ?", (at, child))
                link = (whose, child, f"{address}{child}", f"{address}{whose}", at)
                if kind == "AddLink":
                    connection.exec_driver_sql(
                        "INSERT INTO Links (LocalTarget, LocalBase, Base, Target, Type, Created) VALUES (?, ?, ?, ?, 'MemberOf', ?)",
                        link,
                    )
                else:
                    connection.exec_driver_sql(
                        "DELETE FROM Links WHERE LocalTarget = ? AND LocalBase = ? AND Type = 'MemberOf'", link[:2]
                    )
            if place != 1:  # taken away and given another between two polls
                polls.append(source.changes(polls[-1].cursor, NOW))
        followed = [told for each in polls[1:] for told in _parents_told(each, child)]
        with closing(opened_source(SYSTEMS["rt_mariadb"], str(playing.engine.url))) as fresh:
            first = _parents_told(fresh.changes(None, NOW), child)
    theirs = [(f"{parent}", "child"), ("", ""), (f"{other}", "child"), ("", "")]
    assert followed == first[-4:] == theirs
    assert set(first[:-4]) == {("", "")}


def _parents_told(batch: Batch, ticket: int) -> list[tuple[str, str]]:
    """Of which it was what, in the order of instants."""
    assert batch.tickets is not None
    rows = batch.tickets[batch.tickets["ticket"] == str(ticket)].sort_values("updated_at", kind="stable")
    return list(zip(rows["parent"], rows["relation"], strict=True))


@contextmanager
def a_helpdesk_read(folder: Path) -> Iterator[tuple[Source, Playing, Batch]]:
    """Read to its end: the last batch."""
    system, recording = SYSTEMS["rt_mariadb"], Recording(RECORDINGS / "rt_mariadb")
    url = f"sqlite:///{folder}/helpdesk.db"
    playing = Playing(url, recording, system.metadata)
    for action in islice(recording.actions(), 30):
        playing.write(action)
    with closing(opened_source(system, url)) as source:
        batch = source.changes(None, NOW)
        while batch.more:
            batch = source.changes(batch.cursor, NOW)
        yield source, playing, batch
    playing.close()


def _log(playing: Playing, number: int, ticket: int = 1) -> None:
    """A comment on a ticket."""
    with playing.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO Transactions (id, ObjectType, ObjectId, Type, Creator, Created)"
            " VALUES (?, 'RT::Ticket', ?, 'Comment', 1, '2026-11-20 12:00:00')",
            (number, ticket),
        )
