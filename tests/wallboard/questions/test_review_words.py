"""What stands for one week of the review, and what of it somebody may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.empty_databases import lay_ledger
from wallboard.clock import day_start
from wallboard.engine.review_reader import ReviewReader
from wallboard.ledger import Ledger
from wallboard.model import HOUR, Micros, Scope
from wallboard.model.remit import EVERYTHING, Remit
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
from wallboard.questions.errors import NoSuchSite
from wallboard.questions.review_words import WeekQuestion, WeekWords
from wallboard.settings import Settings
from wallboard.settings.within import within

WEEK = date(2026, 11, 15)
NEXT, BEFORE = WEEK + timedelta(days=7), WEEK - timedelta(days=7)
SITE = FigureKey("", Scope("main"))
STREETS = FigureKey("tickets.open", Scope("main", department="Streets"))
PARKS = FigureKey("tickets.open", Scope("main", department="Parks"))
WARD = FigureKey("tickets.open", Scope("main", ward="4"))
NORTH = FigureKey("calls.offered", Scope("north"))
ADA = Author("Ada", "p1")


@dataclass
class Office:
    """A ledger, and a clock that is set by hand."""

    ledger: Ledger
    settings: Settings
    now: Micros = 0

    def reader(self, remit: Remit = EVERYTHING) -> ReviewReader:
        return ReviewReader(self.ledger.review_words, within(self.settings, remit), remit, lambda: self.now)

    def on(self, day: date, hours: int = 9) -> None:
        self.now = day_start(day, self.settings.zone("main")) + hours * HOUR

    def write(self, kind: EntryKind, about: FigureKey, content: Content, week: date | None = None) -> ReviewEntry:
        return self.reader().write(NewEntry(kind, about, content, week), ADA)

    def act(self, text: str, due: date, week: date | None = BEFORE, **more: Any) -> ReviewEntry:
        content = Action(text, Owner("Rui"), due)._replace(**more)
        return self.write(EntryKind.ACTION, STREETS, content, week)

    def close(self, entry: ReviewEntry, state: ActionState = ActionState.DONE) -> None:
        there = self.reader().one(entry.id)
        assert there is not None
        assert isinstance(there.content, Action)
        content = there.content._replace(state=state, why="so", closed_at=self.now)
        assert self.reader().edit(there, there.version.number, content, ADA)

    def week(self, week: date = WEEK, known: Micros | None = None) -> WeekWords:
        return self.reader().week(WeekQuestion("main", week, known))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    lay_ledger(tmp_path / "ledger.db")
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    sites = {"main": {"name": "Main", "zone": "America/Chicago"}, "north": {"name": "North", "zone": "UTC"}}
    settings = Settings.model_validate({"sites": sites, "departments": {"Streets": {}, "Parks": {}}})
    made = Office(ledger, settings)
    made.on(WEEK + timedelta(days=2))
    yield made
    ledger.close()


def texts(entries: tuple[ReviewEntry, ...]) -> list[str]:
    return [each.content.text for each in entries if isinstance(each.content, Action | Words)]


def test_actions_of_weeks_before_return_overdue_ones_first_and_closed_ones_once(office: Office) -> None:
    closed, long_closed = office.act("closed", NEXT), office.act("long closed", NEXT)
    office.act("due later", NEXT + timedelta(days=30))
    office.act("due soon", NEXT)
    office.act("overdue", WEEK)
    office.act("long overdue", BEFORE)
    office.act("of no week", NEXT + timedelta(days=60), None)
    office.act("of this week", BEFORE, WEEK)
    office.on(BEFORE, 15)
    office.close(long_closed)
    office.on(WEEK)
    office.close(closed)
    office.on(WEEK + timedelta(days=2))
    words = office.week()
    assert words.today == WEEK + timedelta(days=2)
    assert texts(words.actions) == ["long overdue", "overdue", "due soon", "due later", "of no week", "closed"]
    assert texts(words.agreed) == ["of this week"]
    assert "closed" not in texts(office.week(NEXT).actions)


def test_an_action_is_not_overdue_on_the_day_on_which_it_is_due(office: Office) -> None:
    entry = office.act("today", WEEK + timedelta(days=2))
    assert isinstance(entry.content, Action)
    assert not entry.content.is_overdue(office.week().today)
    office.on(WEEK + timedelta(days=3), 0)
    assert entry.content.is_overdue(office.week().today)


def test_the_page_of_an_old_week_shows_actions_as_its_review_saw_them_and_words_as_they_stand(office: Office) -> None:
    entry = office.act("slow", NEXT)
    office.on(WEEK + timedelta(days=90))
    office.close(entry)
    office.write(EntryKind.NOTE, STREETS, Words("written long after"), WEEK)
    words = office.week()
    assert words.today == NEXT
    assert [each.version.number for each in words.actions] == [1]
    assert texts(words.notes[STREETS]) == ["written long after"]


def test_what_was_known_at_an_instant_stays_so(office: Office) -> None:
    note = office.write(EntryKind.NOTE, STREETS, Words("Snow"), WEEK)
    published = office.now
    office.now += HOUR
    assert office.reader().edit(note, 1, Words("Snow and ice"), ADA)
    office.write(EntryKind.EXPLANATION, PARKS, Words("later"), WEEK)
    then = office.week(known=published)
    assert texts(then.notes[STREETS]) == ["Snow"]
    assert then.explanations == {}
    assert texts(office.week().notes[STREETS]) == ["Snow and ice"]


def test_words_of_a_week_are_told_by_figure_and_withdrawn_ones_not(office: Office) -> None:
    for kind, about, text in (
        (EntryKind.NOTE, STREETS, "first"),
        (EntryKind.NOTE, STREETS, "second"),
        (EntryKind.NOTE, PARKS, "parks"),
        (EntryKind.EXPLANATION, STREETS, "half the crew was ill"),
        (EntryKind.DECISION, SITE, "overtime"),
    ):
        office.write(kind, about, Words(text), WEEK)
    gone = office.write(EntryKind.NOTE, STREETS, Words("wrong"), WEEK)
    assert office.reader().edit(gone, 1, gone.content, ADA, withdrawn=True)
    words = office.week()
    assert {figure: texts(told) for figure, told in words.notes.items()} == {
        STREETS: ["first", "second"],
        PARKS: ["parks"],
    }
    assert texts(words.decisions) == ["overtime"]
    assert office.reader().explained("main", WEEK) == {STREETS} == set(words.explanations)
    assert office.week(NEXT).notes == {}


def test_an_owner_from_a_day_on_leaves_what_was_before_with_the_old_one(office: Office) -> None:
    for name, since, about in (
        ("Rui", BEFORE, STREETS),
        ("Ada", WEEK, STREETS),
        ("Ada Lopez", WEEK, STREETS),
        ("Zoë", BEFORE, SITE),
    ):
        owner = Ownership(Owner(name), since)
        office.write(EntryKind.OWNER, FigureKey("", about.scope), owner)
    assert office.reader().owners("main", BEFORE - timedelta(days=1)) == {}
    assert office.week(BEFORE).owner_of(STREETS) == Owner("Rui")
    assert office.week().owners == {"Streets": Owner("Ada Lopez"), "": Owner("Zoë")}
    assert office.week().owner_of(NORTH) == Owner("Zoë"), "of a figure of no department the site's"
    assert office.week().owner_of(PARKS) == Owner()


def test_who_is_named_by_people_goes_before_who_is_named_by_the_settings(office: Office) -> None:
    owners = [{"name": "Max", "from": BEFORE.isoformat()}]
    office.settings = Settings.model_validate(
        office.settings.model_dump(by_alias=True, exclude={"departments"})
        | {"departments": {"Streets": {"owner": "Una", "owners": owners, "site": "main"}, "Parks": {"site": "main"}}}
    )
    assert office.week(BEFORE - timedelta(days=7)).owners == {"Streets": Owner("Una")}
    assert office.week(BEFORE).owners == {"Streets": Owner("Max")}
    office.write(EntryKind.OWNER, FigureKey("", STREETS.scope), Ownership(Owner("Rui"), BEFORE))
    assert office.week(BEFORE).owner_of(STREETS) == Owner("Rui")
    assert office.reader(Remit.of(departments=["Parks"])).owners("main", WEEK) == {}
    assert office.reader(Remit.of(departments=["Streets"])).owners("main", WEEK) == {"Streets": Owner("Rui")}
    gone = office.write(EntryKind.OWNER, FigureKey("", STREETS.scope), Ownership(Owner("Zoë"), WEEK))
    assert office.reader().edit(gone, 1, gone.content, ADA, withdrawn=True)
    assert office.week().owner_of(STREETS) == Owner("Rui")


def test_standards_that_nobody_reviewed_for_100_days_are_listed(office: Office) -> None:
    today = office.week().today
    for team, ago in (("Fresh", 99), ("Stale", 100), ("Forgotten", 400)):
        standard = Standard(team, "85 %", Owner("Rui"), today - timedelta(days=ago))
        office.write(EntryKind.STANDARD, FigureKey("", STREETS.scope), standard)
    stale = [each.content.team for each in office.week().stale_standards if isinstance(each.content, Standard)]
    assert stale == ["Forgotten", "Stale"]


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        ({}, True),
        ({"verdict": Verdict.CANNOT_SAY}, True),
        ({"verdict": Verdict.HELD}, False),
        ({"verdict": Verdict.NOT_HELD}, False),
        ({"improvement": False}, False),
        ({"state": ActionState.DONE}, True),
        ({"state": ActionState.DROPPED}, False),
        ({"expected": Expected(STREETS, -40.0, NEXT)}, False),
    ],
)
def test_improvements_are_to_be_judged_once_their_day_has_come(
    office: Office, changed: dict[str, Any], due: bool
) -> None:
    office.act("crew", NEXT, **{"expected": Expected(STREETS, -40.0, WEEK), "improvement": True, **changed})
    assert bool(office.week().to_judge) is due


def test_limits_are_made_anew_from_weeks_that_were_decided(office: Office) -> None:
    for week in (WEEK, BEFORE, WEEK, NEXT):
        office.write(EntryKind.LIMITS, STREETS, FreshLimits(week, "Grace", "a second crew"), WEEK)
    assert office.week().fresh_limits == {STREETS: (BEFORE, WEEK)}


def test_a_site_that_there_is_not_is_said(office: Office) -> None:
    with pytest.raises(NoSuchSite):
        office.reader().week(WeekQuestion("nowhere", WEEK))
    with pytest.raises(NoSuchSite):
        office.reader(Remit.of(sites=["north"])).week(WeekQuestion("main", WEEK))


@pytest.mark.parametrize(
    ("remit", "theirs"),
    [
        (EVERYTHING, {SITE, STREETS, PARKS, WARD, NORTH}),
        (Remit.of(sites=["main"]), {SITE, STREETS, PARKS, WARD}),
        (Remit.of(departments=["Streets"]), {STREETS}),
        (Remit.of(sites=["north"], departments=["Streets"]), set()),
        (Remit.of(wards=["4"]), {WARD}),
        (Remit.of(departments=["Streets"], wards=["4"]), set()),
    ],
)
def test_words_are_read_and_written_within_the_remit_alone(
    office: Office, remit: Remit, theirs: set[FigureKey]
) -> None:
    for about in (SITE, STREETS, PARKS, WARD, NORTH):
        entry = office.write(EntryKind.NOTE, about, Words("x"), WEEK)
        reader = office.reader(remit)
        assert (reader.one(entry.id) is not None) is (about in theirs)
        if about in theirs:
            assert reader.write(NewEntry(EntryKind.DECISION, about, Words("y"), WEEK), ADA)
        else:
            with pytest.raises(LookupError):
                reader.write(NewEntry(EntryKind.DECISION, about, Words("y"), WEEK), ADA)
            with pytest.raises(LookupError):
                reader.edit(entry, 1, Words("y"), ADA)
    assert {entry.about for entry in office.reader(remit).read(EVERY_KIND)} == theirs


def test_an_action_that_should_move_another_departments_figure_is_for_who_may_see_both(office: Office) -> None:
    entry = office.act("help out", NEXT, expected=Expected(PARKS, -4.0, NEXT))
    streets = office.reader(Remit.of(departments=["Streets"]))
    assert streets.one(entry.id) is None
    assert streets.read(EVERY_KIND) == []
    assert isinstance(entry.content, Action)
    assert office.reader().edit(entry, 1, entry.content._replace(expected=None), ADA, withdrawn=False)
    there = streets.one(entry.id)
    assert there is not None
    assert [each.content for each in streets.versions(there)] == [entry.content._replace(expected=None)] * 2
    with pytest.raises(LookupError):
        streets.edit(there, 2, entry.content, ADA)


def test_a_day_of_the_site_decides_what_is_overdue(office: Office) -> None:
    """At the site it is still the evening before."""
    office.act("due", WEEK + timedelta(days=3))
    office.now = day_start(WEEK + timedelta(days=4), office.settings.zone("main")) - 1
    assert office.week().today == WEEK + timedelta(days=3)


def test_what_one_week_chose_the_next_one_looks_into_with_what_was_said_and_is_done_about_it(office: Office) -> None:
    streets, other = FigureKey("", STREETS.scope), FigureKey("tickets.opened", STREETS.scope)
    first = office.write(EntryKind.DEEP_DIVE, streets, DeepDive("why?", Owner("Rui")), WEEK)
    for about, text, week in ((STREETS, "older", BEFORE), (other, "newer", NEXT), (PARKS, "another's", NEXT)):
        office.write(EntryKind.EXPLANATION, about, Words(text), week)
    office.write(EntryKind.EXPLANATION, STREETS, Words("long ago"), WEEK - timedelta(weeks=20))
    office.act("theirs", NEXT, WEEK)
    moves = Expected(other, -3.0, NEXT)
    action = Action("the site's", Owner("Rui"), NEXT, expected=moves)
    office.write(EntryKind.ACTION, SITE, action, WEEK)
    office.write(EntryKind.ACTION, PARKS, action._replace(text="Parks'", expected=None), WEEK)
    this, after = office.week(), office.week(NEXT)
    assert (this.next_deep_dive, this.deep_dive) == (first, None)
    assert after.next_deep_dive is None
    assert after.deep_dive is not None
    assert (after.deep_dive.entry, after.deep_dive.owner, after.deep_dive.text) == (first, Owner("Rui"), "why?")
    assert texts(after.deep_dive.explanations) == ["newer", "older"]
    assert texts(after.deep_dive.actions) == ["theirs", "the site's"]
    assert office.week(NEXT + timedelta(days=7)).deep_dive is None
    parks = office.reader(Remit.of(["main"], ["Parks"])).week(WeekQuestion("main", NEXT))
    assert parks.deep_dive is None
    second = office.write(EntryKind.DEEP_DIVE, NORTH._replace(scope=Scope("main")), DeepDive("", Owner("Ada")), WEEK)
    assert office.week().next_deep_dive == second  # two chose at once
    assert office.reader().edit(second, 1, second.content, ADA, withdrawn=True)
    assert office.week().next_deep_dive == first
