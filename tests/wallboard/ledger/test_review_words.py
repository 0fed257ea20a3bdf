"""What people write in the review, kept in SQLite; and by any course of edits, nothing lost."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from tests.empty_databases import lay_ledger
from tests.examples import examples
from tests.ledger_review import STREETS, WEEK, ReviewWordsBehaviour
from wallboard.ledger import Ledger, LedgerError, restore
from wallboard.model.review_words import EVERY_KIND, Author, EntryKind, NewEntry, Words


class TestReviewWordsOnSQLite(ReviewWordsBehaviour):
    """Every rule of what people write."""


def test_a_backup_is_not_restored_over_what_people_have_written(ledger: Ledger, address: str, tmp_path: Path) -> None:
    ledger.review_words.write(NewEntry(EntryKind.NOTE, STREETS, Words("Snow"), WEEK), Author("Ada"), 1)
    ledger.backup(tmp_path / "copy.db")
    with pytest.raises(LedgerError, match="a ledger already"):
        restore(tmp_path / "copy.db", address)


class Editing(RuleBasedStateMachine):
    """People who read an entry, and edit it whenever they like: whatever was kept is there for ever, in its order."""

    entries = Bundle("entries")
    read = Bundle("read")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        lay_ledger(Path(self.folder.name) / "ledger.db")
        self.ledger = Ledger(f"sqlite:///{self.folder.name}/ledger.db")
        self.kept: dict[int, list[str]] = {}
        self.now = 0

    @rule(target=entries, text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
    def writes(self, text: str) -> int:
        self.now += 1
        new = NewEntry(EntryKind.NOTE, STREETS, Words(text), WEEK)
        id = self.ledger.review_words.write(new, Author("Ada"), self.now).id
        self.kept[id] = [text]
        return id

    @rule(target=read, id=entries)
    def reads(self, id: int) -> tuple[int, int]:
        there = self.ledger.review_words.one(id)
        assert there is not None
        return id, there.version.number

    @rule(seen=read, text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
    def edits(self, seen: tuple[int, int], text: str) -> None:
        self.now += 1
        id, on = seen
        done = self.ledger.review_words.edit(id, on, Words(text), Author("Grace"), self.now)
        assert done is not None
        assert done.kept == (on == len(self.kept[id]))
        if done.kept:
            self.kept[id].append(text)
        assert done.entry.content == Words(self.kept[id][-1])

    @invariant()
    def nothing_is_lost(self) -> None:
        log = self.ledger.review_words
        for id, texts in self.kept.items():
            assert [version.content for version in log.versions(id)] == list(map(Words, texts))
        assert [entry.id for entry in log.read(None, EVERY_KIND)] == sorted(self.kept)

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()


TestEditing = Editing.TestCase
TestEditing.settings = settings(examples(10), stateful_step_count=15)
