"""GLPI by its own tables, here in SQLite; tests/integration has the servers: test_helpdesks.py what a real one wrote, and
test_glpi_lives.py what each version writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

from data_sources._glpi.assigned import having
from data_sources._glpi.entries import ADDED, DELETED, LINKED, STATUS, UNLINKED, Entry
from data_sources._glpi.moments import Ticket, Words, moments_of
from data_sources.glpi import KIND
from tests.helpdesks.playing import filled_source
from wallboard.clock import instant
from wallboard.model import HOUR, NO_INSTANT
from wallboard.source import Source

MEANING = {"names", "several_groups", "solution_types", "ward"}


def filled(folder: Path, url: str = "") -> Source:
    return filled_source("glpi", folder, url, 60)


def added(number: int, who: int, option: int = 0) -> Entry:
    return Entry(number, 0, "User", LINKED, option, "", f"Invented Amber ({who})")


def gone(number: int, who: int, option: int = 0) -> Entry:
    return Entry(number, 0, "User", UNLINKED, option, f"Invented Amber ({who})", "")


def test_an_ending_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="solution_types"):
        KIND.options(kind="glpi", url="mariadb://reader@glpi.example/glpi", solution_types={"Rejected": "refused"})


def test_who_asked_and_was_assigned_is_told_apart_where_the_log_does_not() -> None:
    """9.5 logs no role: rows of who is there now are in the order of the log."""
    told = having("User", [added(1, 20), added(2, 20)], [(20, 1), (20, 2)])
    assert (told.first, told.after, told.now) == ((), {1: (), 2: (20,)}, (20,))


def test_who_asked_and_was_assigned_for_a_while() -> None:
    told = having("User", [added(1, 20, 4), added(2, 20, 5), gone(3, 20)], [(20, 1)])
    assert told.after == {1: (), 2: (20,), 3: ()}


def test_who_is_assigned_again_comes_last() -> None:
    rows = [(12, 2), (11, 2)]
    told = having("User", [added(1, 11, 5), added(2, 12, 5), gone(3, 11), added(4, 11, 5)], rows)
    assert told.after == {1: (11,), 2: (11, 12), 3: (12,), 4: (12, 11)}
    assert told.now == (12, 11)


def test_who_was_assigned_before_the_log_was_cleared_was_from_the_beginning() -> None:
    told = having("User", [added(9, 12, 5)], [(11, 2), (12, 2)])
    assert (told.first, told.after) == ((11,), {9: (11, 12)})


def test_a_rejected_ticket_that_is_reopened_and_closed_without_a_solution_is_done() -> None:
    """Its solution of before says nothing of how it ended then."""
    statuses = (("2", "5"), ("5", "2"), ("2", "6"))
    changed = [Entry(number, number, "", 0, STATUS, *told) for number, told in enumerate(statuses, 2)]
    solved = Entry(1, 1, "ITILSolution", ADDED, 0, "", "Rejected (7)")
    ticket = Ticket(1, 6, False, 0, 9, 4, NO_INSTANT, [solved, *changed], (), (), ())
    words = Words(lambda groups: "", lambda people: "", {7: "rejected"}, lambda text: NO_INSTANT)
    told = {each.entry: each.moment.usually for each in moments_of(ticket, lambda each: each.id, words)}
    assert (told[2], told[3], told[4]) == ("finished:rejected", "open", "finished")


@pytest.mark.parametrize("cut", ["number 12", "number (12"])
def test_a_link_of_which_a_long_name_cut_the_number_off_is_the_one_that_is_there(cut: str) -> None:
    linked, binned = (
        Entry(1, 1, "Ticket", LINKED, 0, "", f"Pothole on the long road {cut}"),
        Entry(2, 1, "0", DELETED, 0, "", ""),
    )
    ticket = Ticket(6, 2, True, 0, 9, NO_INSTANT, NO_INSTANT, [linked, binned], (), (), [(6, 1234, 3)])
    words = Words(lambda groups: "", lambda people: "", {}, lambda text: NO_INSTANT)
    told = {each.entry: each.moment[5:7] for each in moments_of(ticket, lambda each: each.id, words)}
    assert (told[0], told[1], told[2]) == (("", ""), ("1234", "child"), ("1234", "merged"))


def test_what_is_in_no_log_is_told_again_until_the_wall_has_recorded_it(tmp_path: Path) -> None:
    """A ledger that is away for a moment loses no ticket that was found by date_mod."""
    now, cursor, more = instant("2026-12-30T12:00Z"), None, True
    with closing(filled(tmp_path)) as source:
        while more:
            batch = source.changes(cursor, now)
            cursor, more = batch.cursor, batch.more
        with closing(sqlite3.connect(tmp_path / "helpdesk.db")) as plugin, plugin:
            plugin.execute("UPDATE glpi_tickets SET date_mod = '2026-12-30 12:30:00', priority = 5 WHERE id = 1")
        for _ in range(2):
            told = source.changes(cursor, now + 3 * HOUR)
            assert told.tickets is not None
            assert told.tickets["ticket"].tolist() == ["1"]
        assert source.changes(told.cursor, now + 6 * HOUR).read == 0
