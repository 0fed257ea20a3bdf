"""osTicket by its own tables, here in SQLite; tests/integration/test_helpdesks.py has the server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from data_sources._osticket.dues import due_instants
from data_sources._osticket.history import Place
from data_sources._osticket.moments import finish_of, moments_of, told_by_themselves
from data_sources._osticket.records import Event, Ticket, Words
from data_sources._osticket.times import Times
from data_sources.osticket import KIND
from tests.helpdesks.following import SITE, Follower
from tests.helpdesks.playing import RECORDINGS, filled_source, opened_source, settings_of
from tests.helpdesks.recording import Playing, Recording
from tests.helpdesks.systems import SYSTEMS
from wallboard.clock import instant
from wallboard.ledger import AsOf
from wallboard.model import DAY, NO_INSTANT, SECOND
from wallboard.source import Source

MEANING = {"fields"}
WORDS = Words(
    {1: "Open", 2: "Resolved", 3: "Closed", 6: "On Hold"},
    {1: "open", 2: "closed", 3: "closed", 6: "open"},
    {4: "Works", 5: "Water"},
    {7: "amber", 8: "boris"},
    {1: "Night team"},
    {"open": 1, "closed": 2},
)
LATE = (
    "SELECT t.ticket_id FROM ost_ticket t JOIN ost_thread h ON h.object_id = t.ticket_id AND h.object_type = 'T'"
    " JOIN ost_thread_event e ON e.thread_id = h.id AND e.event_id = 8"
    " WHERE t.status_id IN (2, 3, 8, 9) AND t.duedate IS NULL AND t.est_duedate IS NULL"
)


def filled(folder: Path, url: str = "") -> Source:
    return filled_source("osticket", folder, url, 60)


def event(number: int, kind: str, **told: Any) -> Event:
    """Number after number a second."""
    usual = {"staff": 0, "team": 0, "department": 4, "data": {}, "at": number * 1_000_000}
    return Event(**{"id": number, "kind": kind, **usual, **told})


def ticket(**told: Any) -> Ticket:
    usual = {"number": 9, "parent": 0, "linked": False, "status": 1, "department": 4, "staff": 0, "team": 0}
    times = {"due_at": NO_INSTANT, "opened_at": 1_000_000, "updated_at": 1_000_000}
    return Ticket(**{**usual, **times, **told})


def test_a_prefix_that_is_no_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="prefix"):
        KIND.options(kind="osticket", url="sqlite:///ost.db", prefix="ost; ")


def test_closing_what_is_resolved_is_paperwork_and_reopening_is_not() -> None:
    paperwork = [event(1, "created"), event(2, "closed"), event(3, "closed")]
    assert finish_of(paperwork) == 2_000_000
    assert finish_of([*paperwork, event(4, "reopened")]) == NO_INSTANT
    assert finish_of([*paperwork, event(4, "reopened"), event(5, "closed")]) == 5_000_000


def test_a_ticket_that_was_closed_late_was_due_when_it_was_marked_at_the_latest() -> None:
    events = [event(1, "created"), event(2, "overdue"), event(3, "closed")]
    assert set(due_instants(events, NO_INSTANT, whole=True).values()) == {2_000_000}
    assert set(due_instants(events, NO_INSTANT, whole=False).values()) == {NO_INSTANT}  # what was seen before holds


def test_an_edit_tells_the_due_instant_from_it_on() -> None:
    edit = event(2, "edited", data={"duedate": [None, "2026-10-07 13:00:00"]}, due_at=90)
    events = [event(1, "created"), edit, event(3, "overdue"), event(4, "closed")]
    assert due_instants(events, NO_INSTANT, whole=True) == {0: NO_INSTANT, 1: NO_INSTANT, 2: 90, 3: 90, 4: 90}
    assert due_instants(events[:2], 90, whole=True) == {0: NO_INSTANT, 1: NO_INSTANT, 2: 90}


def test_events_tell_how_a_ticket_stood_after_each_of_them() -> None:
    events = [
        event(1, "created", staff=7),  # who wrote it down does not have it
        event(2, "assigned", staff=8),
        event(3, "edited", data={"status": 6}, staff=8),
        event(4, "transferred", department=5),
        event(5, "released"),
        event(6, "assigned", staff=7, team=1, data={"team": 1}),
        event(7, "closed", staff=8, data={"status": [2, "Resolved"]}),
    ]
    moments = moments_of(ticket(status=2, staff=8, department=5), events[:4] + events[6:], WORDS, whole=True)
    assert [moment.status for moment in moments] == [
        "Open",
        "Open",
        "Open",
        "On Hold",
        "On Hold",
        "Resolved",
        "Resolved",
    ]
    moments = moments_of(ticket(status=6, department=5, team=1), events[:6], WORDS, whole=True)
    assert [moment.assignee for moment in moments][1:] == [
        "",
        "boris",
        "boris",
        "boris",
        "",
        "Night team",
        "Night team",
    ]
    assert [moment.department for moment in moments][4:6] == ["Water", "Works"]


def test_a_reply_claims_a_ticket_when_its_row_was_touched() -> None:
    first, present = moments_of(
        ticket(staff=7, updated_at=5_000_000), [event(1, "assigned", staff=8)], WORDS, whole=False
    )
    assert (first.assignee, present.assignee, present.at) == ("boris", "amber", 5_000_000)


def test_a_link_is_a_child_and_a_merge_is_the_end() -> None:
    told = {"ticket": "Ticket #40", "id": 40}
    linked = ticket(parent=40, linked=True)
    moments = moments_of(linked, [event(1, "created"), event(2, "linked", data=told)], WORDS, whole=True)
    assert [(moment.parent, moment.relation, moment.gone) for moment in moments][1:3] == [
        ("", "", False),
        ("40", "child", False),
    ]
    merged = moments_of(ticket(parent=40, status=3), [event(2, "merged", data=told)], WORDS, whole=False)
    assert [(moment.parent, moment.relation, moment.gone) for moment in merged] == [("40", "merged", True)] * 2


def test_new_events_are_enough_where_the_first_tells_what_any_of_them_does() -> None:
    assert told_by_themselves([event(2, "transferred")])
    assert told_by_themselves([event(2, "assigned", staff=7), event(3, "released")])
    assert not told_by_themselves([event(2, "transferred"), event(3, "closed")])
    assert told_by_themselves([event(2, "merged"), event(3, "closed", at=2_000_000)])
    assert told_by_themselves([event(1, "created"), event(3, "closed")])


def test_in_the_hour_that_clocks_show_twice_the_ids_tell_which_round_it_was() -> None:
    engine = sa.create_engine("sqlite://")
    logged = {1: "00:40", 2: "01:20", 3: "01:50", 4: "01:05", 5: "01:40", 6: "02:10"}
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE TABLE log (id INTEGER, timestamp TEXT)"))
        for number, at in logged.items():
            told = {"id": number, "at": f"2026-11-01 {at}:00"}
            connection.execute(sa.text("INSERT INTO log VALUES (:id, :at)"), told)
        times = Times(ZoneInfo("America/New_York"), "log")
        walls = {number: datetime.fromisoformat(f"2026-11-01 {at}:00") for number, at in logged.items()}
        read = times.events(connection, walls, instant("2026-11-01T12:00:00+00:00"))
    utc = ["04:40", "05:20", "05:50", "06:05", "06:40", "07:10"]
    assert list(read.values()) == [instant(f"2026-11-01T{at}:00+00:00") for at in utc]
    assert times.happens_twice("2026-11-01 01:20:00")
    assert not times.happens_twice("2026-03-08 02:20:00")  # skipped


def test_a_place_is_read_as_it_was_written() -> None:
    for place in (Place(5, 7), Place(5, 7, {12: 15, 13: 19})):
        assert Place.of(str(place)) == place


@pytest.mark.slow
def test_who_looks_for_the_first_time_sees_what_one_saw_who_followed(tmp_path: Path) -> None:
    system, recording, url = SYSTEMS["osticket"], Recording(RECORDINGS / "osticket"), f"sqlite:///{tmp_path}/desk.db"
    playing = Playing(url, recording, system.metadata)
    following, at = _follower(tmp_path / "following", url), 0
    for place, action in enumerate(recording.actions()):
        playing.write(action)
        at = action.at + SECOND
        if place % 40 == 0:
            following.poll(at)
    following.poll(at)
    new = _follower(tmp_path / "new", url)
    new.poll(at)
    there = new.stands(at)
    followed = {number: told for number, told in following.stands(at).items() if number in there}
    assert len(followed) > 20
    assert followed == there
    with playing.engine.connect() as connection:
        late = {str(number) for number in connection.execute(sa.text(LATE)).scalars()}
    versions = following.ledger.ticket_versions(AsOf(SITE, at, horizon=100 * DAY))
    seen = set(versions.loc[(versions["due_at"] != NO_INSTANT) & versions["ticket"].isin(late), "ticket"])
    assert seen == late != set(), "osTicket forgets by when a late ticket was due; who followed does not"
    for each in (following, new):
        each.source.close()
        each.ledger.close()
    playing.close()


def _follower(folder: Path, url: str) -> Follower:
    folder.mkdir()
    system = SYSTEMS["osticket"]
    return Follower(opened_source(system, url), settings_of(system), folder)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sa.Engine, Follower]]:
    """After the first actions of the recording."""
    system, recording, folder = SYSTEMS["osticket"], Recording(RECORDINGS / "osticket"), tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder}/desk.db"
    playing = Playing(url, recording, system.metadata)
    for action in islice(recording.actions(), 60):
        playing.write(action)
    following = _follower(folder / "following", url)
    following.poll(action.at + SECOND)
    yield playing.engine, following
    following.source.close()
    following.ledger.close()
    playing.close()


def _finished(connection: sa.Connection, *events: tuple[int, str | None, str]) -> int:
    """A finished ticket, of which these events are logged then: kind, what they say, local time."""
    resolved = "SELECT max(ticket_id) FROM ost_ticket WHERE status_id = 2"
    number = int(connection.exec_driver_sql(resolved).scalar_one())
    _log(connection, number, *events)
    return number


def _log(connection: sa.Connection, number: int, *events: tuple[int, str | None, str]) -> None:
    for kind, told, at in events:
        connection.exec_driver_sql(
            "INSERT INTO ost_thread_event SELECT max(e.id) + 1, h.id, 'T', ?, 0, 0, 4, ?, 0, ? FROM ost_thread_event e"
            " JOIN ost_thread h ON h.object_id = ? AND h.object_type = 'T'",
            (kind, told, at, number),
        )


def test_a_finished_ticket_that_is_deleted_is_gone_when_the_event_says_so(
    followed: tuple[sa.Engine, Follower],
) -> None:
    engine, following = followed
    with engine.begin() as connection:
        number = _finished(connection, (14, None, "2026-10-29 10:00:00"))
        connection.exec_driver_sql("DELETE FROM ost_ticket WHERE ticket_id = ?", (number,))
        connection.exec_driver_sql("DELETE FROM ost_thread WHERE object_id = ?", (number,))
    before = following.spans(str(number))
    following.poll(instant("2026-10-30T16:00:00+00:00"))
    last = following.ledger.versions_of_request("desk", str(number)).to_dict("records")[-1]
    assert (last["state"], last["updated_at"]) == ("removed", instant("2026-10-29T14:00:00+00:00"))
    assert [(span.start, span.state) for span in following.spans(str(number))] == [
        (span.start, span.state) for span in before
    ], "it was finished all the same"


def _deleted(connection: sa.Connection, *numbers: int) -> None:
    for table, column in (("ost_ticket", "ticket_id"), ("ost_thread", "object_id")):
        connection.execute(
            sa.text(f"DELETE FROM {table} WHERE {column} IN :these").bindparams(
                sa.bindparam("these", numbers, expanding=True)
            )
        )


def test_a_ticket_that_was_not_read_since_the_start_is_known_by_its_neighbours_when_it_is_deleted(
    followed: tuple[sa.Engine, Follower],
) -> None:
    """By the event, which has the number of its thread alone; also where those beside it went, and where it was the newest."""
    engine, following = followed
    with engine.begin() as connection:
        there = list(connection.exec_driver_sql("SELECT ticket_id FROM ost_ticket ORDER BY ticket_id").scalars())
        of_tickets = connection.exec_driver_sql("SELECT object_id, id FROM ost_thread WHERE object_type = 'T'")
        threads = {int(ticket): int(thread) for ticket, thread in of_tickets}
        together = [number for number in there if number + 1 in there and threads[number + 1] - threads[number] < 4][3]
        going = [together, together + 1, there[-1]]
        for place, number in enumerate(going):
            connection.exec_driver_sql(
                "INSERT INTO ost_thread_event SELECT max(id) + 1, ?, 'T', 14, 0, 0, 4, NULL, 0, ? FROM ost_thread_event",
                (threads[number], f"2026-11-02 10:00:0{place}"),
            )
        _deleted(connection, *going)
    following.source.close()
    following.source = opened_source(SYSTEMS["osticket"], engine.url.render_as_string())
    following.poll(instant("2026-11-02T16:00:00+00:00"))
    last = [following.spans(str(number))[-1] for number in going]
    assert [span.state for span in last] == ["removed"] * 3
    noon = instant("2026-11-02T15:00:00+00:00")
    assert [span.start for span in last] == [noon, noon + SECOND, noon + 2 * SECOND]


def test_paperwork_and_a_reopening_between_two_polls_leave_it_finished_when_it_was(
    followed: tuple[sa.Engine, Follower],
) -> None:
    engine, following = followed
    with engine.begin() as connection:
        closed, reopened = (2, '{"status":[3,"Closed"]}', "2026-10-31 10:00:00"), (3, None, "2026-10-31 11:00:00")
        number = _finished(connection, closed, reopened)
        connection.exec_driver_sql("UPDATE ost_ticket SET status_id = 1 WHERE ticket_id = ?", (number,))
    before = following.spans(str(number))
    following.poll(instant("2026-10-31T16:00:00+00:00"))
    turns = [span for span in following.spans(str(number)) if span.start >= before[-1].start]
    assert [(span.state, span.version.finished_at) for span in turns] == [
        ("finished", before[-1].version.finished_at),
        ("open", NO_INSTANT),
    ]


def test_a_row_that_is_ahead_of_its_events_does_not_tell_how_it_stood_when_they_were_logged(
    followed: tuple[sa.Engine, Follower],
) -> None:
    """osTicket closes a ticket in its row first, and logs that a moment later."""
    engine, following = followed
    with engine.begin() as connection:
        (number,) = connection.exec_driver_sql("SELECT min(ticket_id) FROM ost_ticket WHERE status_id = 1").one()
        _log(connection, number, (8, None, "2026-11-03 13:00:00"))
        closed = "UPDATE ost_ticket SET status_id = 3, updated = '2026-11-03 14:00:00' WHERE ticket_id = ?"
        connection.exec_driver_sql(closed, (number,))
    following.poll(instant("2026-11-03T19:00:01+00:00"))
    last = following.spans(str(number))[-1]
    assert (last.state, last.start) == ("finished", instant("2026-11-03T19:00:00+00:00"))
