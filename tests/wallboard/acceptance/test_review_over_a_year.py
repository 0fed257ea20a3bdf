"""A year of weekly reviews, played: actions return until they are done, owners change from a day on, two people edit one
note, and at the end every week still shows what its review saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from tests.empty_databases import lay_ledger
from wallboard.clock import day_start
from wallboard.engine.review_reader import ReviewReader
from wallboard.ledger import Ledger, restore
from wallboard.model import HOUR, MINUTE, Micros, Scope
from wallboard.model.remit import EVERYTHING
from wallboard.model.review_words import (
    EVERY_KIND,
    Action,
    ActionState,
    Author,
    Content,
    EntryKind,
    Expected,
    FigureKey,
    NewEntry,
    Owner,
    Ownership,
    ReviewEntry,
    Standard,
    Verdict,
    Words,
)
from wallboard.questions.review_words import WeekQuestion, WeekWords, action_of
from wallboard.settings import Settings

pytestmark = pytest.mark.slow
FIRST, WEEKS = date(2026, 1, 4), 52  # through both changes of the clock
STREETS = FigureKey("tickets.open", Scope("main", department="Streets"))
CALLS = FigureKey("calls.service_level", Scope("main"), "offered")
ADA, GRACE = Author("Ada", "p1"), Author("Grace", "p2")
SETTINGS = Settings.model_validate({"sites": {"main": {"name": "Main", "zone": "America/Chicago"}}})
ZONE = SETTINGS.zone("main")
NEW_OWNER = 26  # the week from which another owns the streets
IMPROVED, JUDGED_FROM, JUDGED_IN = 10, 22, 24  # weeks


def week(number: int) -> date:
    """The last day of a week of the story, counted from 0."""
    return FIRST + timedelta(days=7 * number)


@dataclass
class Truth:
    """What the story knows by itself: every text that anybody ever wrote, and how each action stands."""

    written: dict[int, list[Content]] = field(default_factory=dict)
    opened_in: dict[int, int] = field(default_factory=dict)  # action: week
    closed_in: dict[int, int] = field(default_factory=dict)
    seen: list[tuple[tuple[int, int], ...]] = field(default_factory=list)  # of each review: action and version

    def shown_in(self, number: int) -> set[int]:
        """The actions that a review must bring back: of weeks before, and not closed before this week began."""
        before = {action for action, opened in self.opened_in.items() if opened < number}
        return {action for action in before if self.closed_in.get(action, number) >= number - 1}


class Meeting:
    """The people of the story at one ledger. The clock goes on while they speak."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.truth, self.now = ledger, Truth(), 0
        self.chance = Random(52)

    @property
    def reader(self) -> ReviewReader:
        return ReviewReader(self.ledger.review_words, SETTINGS, EVERYTHING, self._clock)

    def _clock(self) -> Micros:
        return self.now

    def sit_down(self, number: int) -> None:
        """On the Tuesday after, at ten."""
        self.now = day_start(week(number) + timedelta(days=2), ZONE) + 10 * HOUR

    def write(self, kind: EntryKind, about: FigureKey, content: Content, of: date | None, by: Author) -> ReviewEntry:
        self.now += MINUTE
        entry = self.reader.write(NewEntry(kind, about, content, of), by)
        self.truth.written[entry.id] = [content]
        return entry

    def edit(self, entry: ReviewEntry, content: Content, by: Author) -> bool:
        """Whether it was kept."""
        self.now += MINUTE
        edited = self.reader.edit(entry, entry.version.number, content, by)
        assert edited is not None
        if edited.kept:
            self.truth.written[entry.id].append(content)
        return edited.kept

    # ---- one review

    def review(self, number: int) -> None:
        self.sit_down(number)
        self.looks_at(number)
        words = self.reader.week(WeekQuestion("main", week(number)))
        if number == JUDGED_IN:
            (due,) = words.to_judge
            assert self.edit(due, action_of(due)._replace(verdict=Verdict.HELD), GRACE)
        for entry in words.actions:
            if action_of(entry).open:
                self.goes_through(entry, number)
        self.explains(number)
        self.two_edit_one_note(number)
        for _ in range(self.chance.randrange(4)):
            self.agrees(number)
        if number == IMPROVED:
            self.improves(number)
        if number % 13 == 12:
            self.reviews_standards(words)

    def looks_at(self, number: int) -> None:
        """What the page shows is what the story knows."""
        words = self.reader.week(WeekQuestion("main", week(number)))
        assert {entry.id for entry in words.actions} == self.truth.shown_in(number)
        open_ones = [entry for entry in words.actions if action_of(entry).open]
        assert list(words.actions[: len(open_ones)]) == open_ones, "closed ones stand last"
        days = [action_of(entry).due for entry in open_ones]
        assert days == sorted(days), "those overdue the longest stand first"
        assert bool(words.to_judge) is (JUDGED_FROM <= number <= JUDGED_IN)

    def goes_through(self, entry: ReviewEntry, number: int) -> None:
        action = action_of(entry)
        if action.improvement and number <= JUDGED_IN:
            return
        match self.chance.randrange(6):
            case 0:
                self.closes(entry, ActionState.DONE, "", number)
            case 1:
                self.closes(entry, ActionState.DROPPED, "No money this year", number)
            case 2:
                assert self.edit(entry, action._replace(due=action.due + timedelta(days=14)), GRACE)

    def closes(self, entry: ReviewEntry, state: ActionState, why: str, number: int) -> None:
        assert self.edit(entry, action_of(entry)._replace(state=state, why=why, closed_at=self.now), ADA)
        self.truth.closed_in[entry.id] = number

    def agrees(self, number: int) -> None:
        due = week(number) + timedelta(days=self.chance.randrange(5, 60))
        action = Action(f"Action {len(self.truth.written)} of week {number}", Owner("Rui"), due)
        entry = self.write(EntryKind.ACTION, STREETS, action, week(number), ADA)
        self.truth.opened_in[entry.id] = number

    def improves(self, number: int) -> None:
        expected = Expected(STREETS, -40.0, week(JUDGED_FROM) + timedelta(days=1))
        action = Action("Second crew", Owner("Rui"), week(JUDGED_FROM), expected=expected, improvement=True)
        entry = self.write(EntryKind.ACTION, STREETS, action._replace(since=week(number)), week(number), ADA)
        self.truth.opened_in[entry.id] = number

    def explains(self, number: int) -> None:
        """By whoever owns the streets in that week."""
        owner = self.reader.week(WeekQuestion("main", week(number))).owner_of(STREETS)
        text = Words(f"Week {number}, says {owner.name}")
        self.write(EntryKind.EXPLANATION, STREETS, text, week(number), Author(owner.name))
        assert self.reader.explained("main", week(number)) == {STREETS}

    def two_edit_one_note(self, number: int) -> None:
        """Both open the same version; the later one is shown the other's words, and puts the two together."""
        note = self.write(EntryKind.NOTE, CALLS, Words(f"Note {number}"), week(number), ADA)
        assert self.edit(note, Words(f"Note {number}, and what Ada saw"), ADA)
        assert not self.edit(note, Words(f"Note {number}, and what Grace saw"), GRACE)
        there = self.reader.one(note.id)
        assert there is not None
        assert there.content == Words(f"Note {number}, and what Ada saw")
        assert self.edit(there, Words(f"Note {number}, and what Ada and Grace saw"), GRACE)

    def reviews_standards(self, words: WeekWords) -> None:
        for entry in self.reader.read((EntryKind.STANDARD,)):
            content = entry.content
            if isinstance(content, Standard) and content.team != "Forgotten":
                assert self.edit(entry, content._replace(reviewed=words.today), ADA)

    def saw(self, number: int) -> tuple[tuple[int, int], ...]:
        """How the page of a week shows its actions, whenever it is opened."""
        words = self.reader.week(WeekQuestion("main", week(number)))
        return tuple((entry.id, entry.version.number) for entry in words.actions)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Meeting, Path]]:
    folder = tmp_path_factory.mktemp("year")
    lay_ledger(folder / "ledger.db")
    meeting = Meeting(Ledger(f"sqlite:///{folder}/ledger.db"))
    meeting.sit_down(-2)
    for name, since in (("Rui", FIRST - timedelta(days=400)), ("Zoë", week(NEW_OWNER) - timedelta(days=6))):
        about = FigureKey("", STREETS.scope)
        meeting.write(EntryKind.OWNER, about, Ownership(Owner(name), since), None, ADA)
    for team in ("Streets", "Forgotten"):
        standard = Standard(team, "85 % in two days", Owner("Rui"), week(-2))
        meeting.write(EntryKind.STANDARD, FigureKey("", STREETS.scope), standard, None, ADA)
    for number in range(WEEKS):
        meeting.review(number)
        meeting.now = day_start(week(number + 1) + timedelta(days=1), ZONE) - 1  # as the next week ends
        meeting.truth.seen.append(meeting.saw(number))
        if number == WEEKS // 2:  # the wall is started anew
            meeting.ledger.close()
            meeting.ledger = Ledger(f"sqlite:///{folder}/ledger.db")
    yield meeting, folder
    meeting.ledger.close()


def test_every_action_returned_each_week_until_it_was_closed(year: tuple[Meeting, Path]) -> None:
    """Week by week while the year was played (`Meeting.looks_at`); here over all of it."""
    meeting, _ = year
    truth = meeting.truth
    assert len(truth.opened_in) > 40
    assert len(truth.closed_in) > 30
    for action, opened in truth.opened_in.items():
        weeks = [number for number, seen in enumerate(truth.seen) if action in {id for id, _ in seen}]
        until = min(truth.closed_in.get(action, WEEKS) + 1, WEEKS - 1)
        assert weeks == list(range(opened + 1, until + 1)), f"action {action}"


def test_a_year_later_each_week_shows_what_its_review_saw(year: tuple[Meeting, Path]) -> None:
    meeting, _ = year
    meeting.now = day_start(week(WEEKS + 52), ZONE)
    assert [meeting.saw(number) for number in range(WEEKS)] == meeting.truth.seen


def test_an_owner_changed_from_a_day_leaves_last_years_pages_with_the_old_one(year: tuple[Meeting, Path]) -> None:
    meeting, _ = year
    for number in range(WEEKS):
        words = meeting.reader.week(WeekQuestion("main", week(number)))
        name = "Rui" if number < NEW_OWNER else "Zoë"
        assert words.owner_of(STREETS) == Owner(name)
        (explanation,) = words.explanations[STREETS]
        assert explanation.written_by == name
        assert explanation.content == Words(f"Week {number}, says {name}")


def test_of_two_editors_neither_lost_a_word_and_every_version_is_there(year: tuple[Meeting, Path]) -> None:
    meeting, _ = year
    log = meeting.ledger.review_words
    assert {entry.id for entry in log.read(None, EVERY_KIND)} == meeting.truth.written.keys()
    for id, contents in meeting.truth.written.items():
        versions = log.versions(id)
        assert [version.content for version in versions] == contents
        assert all(before.at < after.at for before, after in pairwise(versions))
    notes = [meeting.reader.week(WeekQuestion("main", week(number))).notes[CALLS] for number in range(WEEKS)]
    for number, (note,) in enumerate(notes):
        assert note.content == Words(f"Note {number}, and what Ada and Grace saw")
        assert (note.written_by, note.version.by.name, note.version.number) == ("Ada", "Grace", 3)


def test_only_the_standard_that_nobody_looked_at_is_listed(year: tuple[Meeting, Path]) -> None:
    meeting, _ = year
    meeting.sit_down(WEEKS - 1)
    stale = meeting.reader.week(WeekQuestion("main", week(WEEKS - 1))).stale_standards
    assert [entry.content.team for entry in stale if isinstance(entry.content, Standard)] == ["Forgotten"]


def test_a_backup_has_the_whole_year(year: tuple[Meeting, Path]) -> None:
    meeting, folder = year
    meeting.ledger.backup(folder / "backup.db")
    restore(folder / "backup.db", f"sqlite:///{folder}/again.db")
    again = Ledger(f"sqlite:///{folder}/again.db")
    for id, contents in meeting.truth.written.items():
        assert [version.content for version in again.review_words.versions(id)] == contents
    again.close()
