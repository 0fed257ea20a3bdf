"""A review of made-up figures as a page asks for it, with what people wrote of its week."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from plotly.utils import PlotlyJSONEncoder

from layouts.page import PageContext
from layouts.pages.review import answer
from layouts.pages.review.asked import asked
from layouts.pages.review.shown import Shown
from tests.layouts.opened import opened
from tests.reviews import SETTINGS, Weekly, a_review
from wallboard.access.visitor import MACHINE
from wallboard.clock import day_start
from wallboard.metrics.combining import AmountOf
from wallboard.model import Health, Scope
from wallboard.model.remit import EVERYTHING
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
from wallboard.periods import Period
from wallboard.questions.deep_dive import DeepDiveWords
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.review_words import WeekQuestion, WeekWords
from wallboard.review import Review

WEEK, TUESDAY = date(2026, 11, 15), date(2026, 11, 17)
NOW = day_start(TUESDAY, SETTINGS.zone("main")) + 1
QUIET = [50.0, 54, 49, 52, 47, 51, 53, 48, 50, 52, 49, 51, 50, 52]
GROWN = [*QUIET, 51.0, 90]
KEPT = [AmountOf(80, 100), AmountOf(78, 100), AmountOf(82, 100)] * 5
FIGURES = (
    Weekly("calls.offered", [value * 10 for value in QUIET]),
    Weekly("calls.service_level", KEPT, target=0.85),
    Weekly("calls.asa_s", [AmountOf(31 * 50, 50)] * 15, {"queue": "water"}, target=30),
    Weekly("tickets.on_time", KEPT, {"department": "STR"}, target=0.7),
    Weekly("tickets.open", GROWN, {"department": "STR"}),
    Weekly("tickets.breached", [9.0] * 14, {"department": "STR"}),
    Weekly("tickets.breached", [0.0] * 14, {"department": "SAN"}),
    Weekly("outside.visits", [value * 100 for value in QUIET], title="Visits of the web site", unit="visits"),
)
OPEN_STREETS = FigureKey("tickets.open", Scope("main", department="STR"))


def entry(id: int, kind: EntryKind, about: FigureKey, content: Content, week: date = WEEK) -> ReviewEntry:
    return ReviewEntry(id, kind, about, week, "Ada", NOW, Version(1, content, Author("Ada"), NOW))


def words_of(week: date, *later: ReviewEntry) -> WeekWords:
    """`later`: entries whose day has come, improvements and standards."""
    whole = FigureKey("", Scope("main"))
    late = Action("Two crews work on <b>Saturdays</b>", Owner("Grace"), date(2026, 11, 10))
    done = Action("Publish the hours", Owner(), date(2026, 11, 8), ActionState.DONE, "On the web site")
    return WeekWords(
        question=WeekQuestion("main", week),
        today=TUESDAY,
        actions=(entry(1, EntryKind.ACTION, OPEN_STREETS, late), entry(2, EntryKind.ACTION, whole, done)),
        agreed=(),
        decisions=(entry(3, EntryKind.DECISION, whole, Words("A second agent from December.")),),
        notes={OPEN_STREETS: (entry(4, EntryKind.NOTE, OPEN_STREETS, Words("The storm of the 11th.")),)},
        explanations={},
        owners={"STR": Owner("Grace")},
        stale_standards=tuple(each for each in later if each.kind is EntryKind.STANDARD),
        to_judge=tuple(each for each in later if each.kind is EntryKind.ACTION),
        fresh_limits={},
    )


STREETS = FigureKey("", Scope("main", department="STR"))


@dataclass
class Written:
    """What people wrote, as a reader has it. `dived`: the week before chose a deep dive, `chosen`: this one did."""

    later: tuple[ReviewEntry, ...] = ()
    dived: bool = False
    chosen: bool = False
    about: FigureKey = STREETS

    def week(self, question: WeekQuestion) -> WeekWords:
        words, before = words_of(question.week, *self.later), question.week - timedelta(days=7)
        if self.dived:
            dive = DeepDive("Does a second crew help?", Owner("Grace"))
            chosen = entry(5, EntryKind.DEEP_DIVE, self.about, dive, before)
            trees = entry(6, EntryKind.EXPLANATION, OPEN_STREETS, Words("Trees were down."), before)
            words = replace(words, deep_dive=DeepDiveWords(chosen, (trees,), words.actions[:1]))
        if self.chosen:
            calls, dive = FigureKey("calls.offered", Scope("main")), DeepDive("", Owner("Rui"))
            words = replace(words, next_deep_dive=entry(7, EntryKind.DEEP_DIVE, calls, dive))
        return words

    def notes(self, site: str, period: Period) -> dict[FigureKey, tuple[ReviewEntry, ...]]:
        whole = FigureKey("", Scope(site))
        return {whole: (entry(5, EntryKind.NOTE, whole, Words("The storm took all of the month.")),)}


@dataclass
class Reviews:
    """A reader of made-up figures."""

    figures: Sequence[Weekly] = FIGURES
    settings: Any = SETTINGS
    told_remit: Any = EVERYTHING
    review: Written = field(default_factory=Written)
    sources: tuple[Health, ...] = ()

    def reviewed(self, question: ReviewQuestion) -> Review:
        return a_review(*self.figures, week_ending=question.day, kind=question.kind)

    def unknown(self) -> tuple[()]:
        return ()

    def health(self) -> tuple[Health, ...]:
        return self.sources


def context(search: str = "", reader: Reviews | None = None, may_write: bool = True) -> PageContext:
    visitor = MACHINE if may_write else replace(MACHINE, rights=frozenset())
    here = opened(reader or Reviews(), visitor, "/review")  # type: ignore[arg-type]
    return replace(here, search=search, services=replace(here.services, clock=lambda: NOW))


def said(parts: object) -> str:
    return json.dumps(parts, cls=PlotlyJSONEncoder, ensure_ascii=False).replace("\\", "")


def page(search: str = "", reader: Reviews | None = None) -> str:
    return said(answer.content(context(search, reader)))


def shown(search: str = "", reader: Reviews | None = None) -> Shown:
    here = context(search, reader)
    return answer.read(asked(search, here.settings, NOW), here)
