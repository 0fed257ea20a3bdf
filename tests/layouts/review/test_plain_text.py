"""What is sent round before a meeting, and its minutes, as plain text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from layouts.review.plain_text import minutes_text, pre_read
from tests.reviews import SETTINGS, WEEK_ENDING, Weekly, a_review
from wallboard.languages import language, offered, speak
from wallboard.metrics.combining import AmountOf
from wallboard.model import Scope
from wallboard.model.review_words import (
    Action,
    ActionState,
    Author,
    Content,
    DeepDive,
    EntryKind,
    FigureKey,
    Owner,
    ReviewEntry,
    Version,
    Words,
)
from wallboard.questions.deep_dive import DeepDiveWords
from wallboard.questions.review_words import WeekQuestion, WeekWords

STREETS = FigureKey("tickets.open", Scope("main", department="STR"))
SITE = FigureKey("", Scope("main"))
ADA = Author("Ada")
REVIEW = a_review(
    Weekly("tickets.on_time", [AmountOf(78, 100)] * 12 + [AmountOf(77, 100)], target=0.85),
    Weekly("tickets.open", [300.0, 304, 297, 301, 305, 299, 302, 296, 303, 300, 304, 298, 400], {"department": "STR"}),
    Weekly("tickets.opened", [50.0, 54, 47, 51, 55, 49, 52, 46, 53, 50, 54, 48, 51]),
    Weekly("calls.offered", [50.0, None]),
)


def entry(kind: EntryKind, content: Content, about: FigureKey = SITE, id: int = 1) -> ReviewEntry:
    return ReviewEntry(id, kind, about, WEEK_ENDING, "Ada", 0, Version(1, content, ADA, 0))


def action(text: str, due: date, state: ActionState = ActionState.OPEN, why: str = "") -> ReviewEntry:
    return entry(EntryKind.ACTION, Action(text, Owner("Rui"), due, state, why))


def people(explained: bool = False) -> WeekWords:
    ill = entry(EntryKind.EXPLANATION, Words("Half the\ncrew was ill"), STREETS)
    return WeekWords(
        question=WeekQuestion("main", WEEK_ENDING),
        today=WEEK_ENDING + timedelta(days=2),
        actions=(
            action("Second crew", WEEK_ENDING),
            action("Third crew", date(2026, 12, 1)),
            action("Paint", date(2026, 11, 1), ActionState.DONE),
            action("Bigger trucks", date(2026, 11, 1), ActionState.DROPPED, "too dear"),
        ),
        agreed=(action("Ask the depot", date(2026, 12, 1)),),
        decisions=(entry(EntryKind.DECISION, Words("Overtime until March")),),
        notes={SITE: (entry(EntryKind.NOTE, Words("Snow on Monday")),)},
        explanations={STREETS: (ill,)} if explained else {},
        owners={"STR": Owner("Rui")},
        stale_standards=(),
        to_judge=(),
        fresh_limits={},
    )


def test_what_is_sent_before_the_meeting_tells_the_week_and_who_owes_what() -> None:
    told = pre_read(REVIEW, SETTINGS, people(), "https://wall.city/review")
    assert told.title == "311 Centre: To be reviewed, week to Sun 15 Nov 2026"
    head, actions, signals, promises, usual, not_whole, link = told.text.strip().split("\n\n")
    assert head.splitlines()[1].startswith("Open requests (Streets), 400. Worse: 99.2 above its centre of 301")
    assert actions.splitlines() == [
        "Actions",
        "- Second crew (Rui, due Sun 15 Nov 2026): 2 days overdue",
        "- Third crew (Rui, due Tue 1 Dec 2026)",
        "- Paint (Rui, due Sun 1 Nov 2026): done",
        "- Bigger trucks (Rui, due Sun 1 Nov 2026): dropped, too dear",
    ]
    of_streets = next(line for line in signals.splitlines() if "(Streets)" in line)
    assert of_streets.endswith("Not explained yet by Rui.")
    assert promises.splitlines()[1] == "- 0 targets of 1 met."
    assert usual == "1 figure within its usual range"
    assert not_whole.splitlines()[1:] == [
        "- 1 figure is not whole (7 days: the source was lost), and is compared with nothing: Callers who entered the queue."
    ]
    assert link == "https://wall.city/review"


def test_a_signal_that_is_explained_is_sent_with_its_explanation() -> None:
    told = pre_read(REVIEW, SETTINGS, people(explained=True))
    assert "Half the crew was ill (Ada)" in told.text
    assert "Not explained yet" not in told.text


def test_minutes_tell_what_was_decided_agreed_and_said_of_which_figure() -> None:
    told = minutes_text(REVIEW, SETTINGS, people(explained=True))
    assert told.title == "311 Centre: Minutes, week to Sun 15 Nov 2026"
    parts = {part.splitlines()[0]: part.splitlines()[1:] for part in told.text.strip().split("\n\n")}
    assert parts["Decisions"] == ["- Overtime until March (Ada)"]
    assert parts["Agreed"] == ["- Ask the depot (Rui, due Tue 1 Dec 2026)"]
    assert parts["Explained"] == ["- Open requests (Streets): Half the crew was ill (Ada)"]
    assert parts["Noted"] == ["- Snow on Monday (Ada)"]
    assert len(parts["What became of the actions"]) == 4


def test_without_anything_to_tell_there_is_no_head_of_a_list() -> None:
    told = pre_read(a_review(), SETTINGS)
    assert told.text == "There are no figures of this period.\n"


def test_what_is_looked_into_is_told_before_the_meeting_with_its_figures_and_in_the_minutes() -> None:
    whole = FigureKey("", STREETS.scope)
    dive = entry(EntryKind.DEEP_DIVE, DeepDive("Do the new\ncrews help?", Owner("Rui")), whole)
    coming = entry(EntryKind.DEEP_DIVE, DeepDive("", Owner("Ada")), FigureKey("tickets.opened", Scope("main")))
    words = replace(people(), deep_dive=DeepDiveWords(dive), next_deep_dive=coming)
    parts = pre_read(REVIEW, SETTINGS, words).text.strip().split("\n\n")
    (told,) = (part.splitlines() for part in parts if part.startswith("Deep dive"))
    assert told[1] == "- Streets, prepared by Rui: Do the new crews help?"
    assert told[2].startswith("- Open requests (Streets), 400. Worse: 99.2 above its centre of 301")
    assert len(told) == 3
    parts = minutes_text(REVIEW, SETTINGS, words).text.strip().split("\n\n")
    assert "Deep dive\n- Streets, prepared by Rui: Do the new crews help?" in parts
    assert "Next week's deep dive\n- Requests reported, prepared by Ada" in parts


@pytest.mark.parametrize("tag", offered())
def test_it_is_told_in_every_language(tag: str) -> None:
    with speak(language(tag)):
        texts = [pre_read(REVIEW, SETTINGS, people()), minutes_text(REVIEW, SETTINGS, people())]
    for told in texts:
        assert "{" not in told.title + told.text
        assert ("(Rui, due" in told.text) == (tag == "en")
