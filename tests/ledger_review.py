"""What a ledger does with what people write in the weekly review, whatever database it is kept in. Subclasses bring the
fixtures `ledger` and `fresh_address`."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tests.ledger_told import FOREVER, NOON, call_event, calls
from wallboard.ledger import Ledger, restore
from wallboard.model import DAY, HOUR, Scope
from wallboard.model.review_words import (
    EVERY_KIND,
    Action,
    ActionState,
    Author,
    Content,
    DeepDive,
    EntryKind,
    Expected,
    FigureKey,
    FreshLimits,
    NewEntry,
    Owner,
    Ownership,
    ReviewEntry,
    Standard,
    Verdict,
    Words,
)
from wallboard.settings import Retention

WEEK = date(2026, 11, 15)
STREETS = FigureKey("tickets.open", Scope("main", department="Streets & “Wege” 道"))
ADA, GRACE = Author("Ada Lopez", "p1"), Author("Grace")
ACTION = Action(
    "Second crew on\nMondays",
    Owner("Rui", "p2"),
    date(2026, 12, 1),
    expected=Expected(STREETS._replace(variant="offered"), -40.5, date(2027, 2, 14)),
    improvement=True,
    since=date(2026, 11, 30),
)
EVERY: dict[EntryKind, Content] = {
    EntryKind.NOTE: Words("Snow <b>"),
    EntryKind.EXPLANATION: Words("Half the crew was ill"),
    EntryKind.DECISION: Words("Overtime until March"),
    EntryKind.ACTION: ACTION,
    EntryKind.STANDARD: Standard("Streets", "85 % in 3 days", Owner("Rui"), date(2026, 8, 1)),
    EntryKind.OWNER: Ownership(Owner("Rui", "p2"), date(2026, 5, 1)),
    EntryKind.LIMITS: FreshLimits(WEEK, "Grace", "A second crew since May"),
    EntryKind.DEEP_DIVE: DeepDive("Do the new crews help?", Owner("Rui", "p2")),
}


class Told(NamedTuple):
    """All that there is, with every version."""

    entries: list[ReviewEntry]
    texts: list[list[object]]


def told(ledger: Ledger) -> Told:
    entries = ledger.review_words.read(None, EVERY_KIND)
    return Told(entries, [list(ledger.review_words.versions(entry.id)) for entry in entries])


def note(ledger: Ledger, text: str = "Snow", week: date = WEEK, about: FigureKey = STREETS) -> ReviewEntry:
    return ledger.review_words.write(NewEntry(EntryKind.NOTE, about, Words(text), week), ADA, NOON)


class ReviewWordsBehaviour:
    """Every rule of what people write."""

    def test_each_kind_comes_back_as_it_was_written(self, ledger: Ledger) -> None:
        log = ledger.review_words
        written = [log.write(NewEntry(kind, STREETS, content, WEEK), ADA, NOON) for kind, content in EVERY.items()]
        assert log.read({"main"}, EVERY_KIND) == written
        assert [entry.content for entry in written] == list(EVERY.values())
        assert (written[0].written_by, written[0].written_at, written[0].edited) == ("Ada Lopez", NOON, False)
        assert log.one(written[3].id) == written[3]
        assert log.one(99) is None
        assert log.versions(99) == []

    def test_every_edit_is_a_version_and_none_is_lost(self, ledger: Ledger) -> None:
        log, first = ledger.review_words, note(ledger)
        done = log.edit(first.id, 1, Words("Snow and ice"), GRACE, NOON + HOUR)
        assert done is not None
        assert done.kept
        gone = log.edit(first.id, 2, Words("Snow and ice"), ADA, NOON + DAY, withdrawn=True)
        assert gone is not None
        assert gone.entry.withdrawn
        assert gone.entry.written_by == "Ada Lopez"
        assert [(each.number, each.by.name, each.withdrawn) for each in log.versions(first.id)] == [
            (1, "Ada Lopez", False),
            (2, "Grace", False),
            (3, "Ada Lopez", True),
        ]
        assert log.versions(first.id)[0].content == Words("Snow")

    def test_an_edit_of_a_version_that_is_not_the_newest_is_not_kept_and_the_newest_is_given_back(
        self, ledger: Ledger
    ) -> None:
        log, first = ledger.review_words, note(ledger)
        log.edit(first.id, 1, Words("Ada's"), ADA, NOON + 1)
        for on in (0, 1, 3, 99):
            late = log.edit(first.id, on, Words("Grace's"), GRACE, NOON + 2)
            assert late is not None
            assert not late.kept
            assert late.entry.content == Words("Ada's")
        assert len(log.versions(first.id)) == 2
        assert log.edit(99, 1, Words("nothing"), ADA, NOON) is None

    def test_of_many_who_edit_one_version_at_once_one_is_kept(self, ledger: Ledger, address: str) -> None:
        first, kept, start = note(ledger), list[bool](), threading.Barrier(4)

        def edits(name: str) -> None:
            other = Ledger(address)
            start.wait(30)
            done = other.review_words.edit(first.id, 1, Words(name), Author(name), NOON)
            kept.append(done is not None and done.kept)
            other.close()

        people = [threading.Thread(target=edits, args=(f"n{n}",)) for n in range(4)]
        for each in people:
            each.start()
        for each in people:
            each.join(60)
        assert sorted(kept) == [False, False, False, True]
        assert len(ledger.review_words.versions(first.id)) == 2

    def test_entries_are_found_by_site_kind_and_week(self, ledger: Ledger) -> None:
        log = ledger.review_words
        before, here = note(ledger, "a", date(2026, 11, 8)), note(ledger, "b")
        elsewhere = note(ledger, "c", about=FigureKey("", Scope("north")))
        decided = log.write(NewEntry(EntryKind.DECISION, STREETS, Words("d"), WEEK), ADA, NOON)
        assert log.read({"main"}, [EntryKind.NOTE]) == [before, here]
        assert log.read({"main"}, EVERY_KIND, (WEEK, WEEK)) == [here, decided]
        assert log.read(None, [EntryKind.NOTE], (date(2026, 11, 8), WEEK)) == [before, here, elsewhere]
        assert log.read(set(), EVERY_KIND) == []

    def test_what_stood_at_an_instant_is_known_ever_after(self, ledger: Ledger) -> None:
        log = ledger.review_words
        first = log.write(NewEntry(EntryKind.ACTION, STREETS, ACTION, WEEK), ADA, NOON)
        closed = ACTION._replace(state=ActionState.DONE, closed_at=NOON + DAY, verdict=Verdict.HELD)
        log.edit(first.id, 1, closed, GRACE, NOON + DAY)
        assert log.read(None, [EntryKind.ACTION], known=NOON - 1) == []
        assert log.read(None, [EntryKind.ACTION], known=NOON + DAY - 1) == [first]
        (now,) = log.read(None, [EntryKind.ACTION], known=NOON + DAY)
        assert now.content == closed

    def test_they_outlive_every_retention_and_move_with_a_backup(
        self, ledger: Ledger, fresh_address: str, tmp_path: Path
    ) -> None:
        log = ledger.review_words
        first = note(ledger)
        log.edit(first.id, 1, Words("Snow and ice"), GRACE, NOON)
        ledger.record("pbx", "main", calls(call_event(1, FOREVER, "ENTERQUEUE")), FOREVER)
        ledger.purge(FOREVER, Retention())
        ledger.forget_source("pbx", FOREVER)
        assert len(told(ledger).texts[0]) == 2
        ledger.backup(tmp_path / "copy.db")
        restore(tmp_path / "copy.db", fresh_address)
        restored = Ledger(fresh_address)
        assert told(restored) == told(ledger)
        assert note(restored).id > first.id
        restored.close()
