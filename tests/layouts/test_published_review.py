"""A published pack stays the same, figure by figure, after late rows, changed targets and another calendar; the new edition
says what differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from layouts.access.review_pack.asked import asked_pack
from layouts.access.review_pack.content import content
from layouts.pack.document import Document
from layouts.pack.forms import FORMS, Form
from layouts.web.html import Form as Fields
from tests.layouts.city_wall import MARKS, NORTH, START, CityWall
from tests.wallboard.engine.parts import batch, entered, gave_up
from wallboard.clock import local_day
from wallboard.engine.reader import Reader
from wallboard.ledger import Ledger
from wallboard.model import DAY, MINUTE, Micros
from wallboard.model.remit import EVERYTHING
from wallboard.model.review_words import Author
from wallboard.periods import PeriodKind
from wallboard.questions.review import ReviewQuestion
from wallboard.settings import CallTarget, Settings

QUEUE = MARKS[NORTH][2]
TODAY = local_day(START, ZoneInfo("America/Chicago"))
LAST = TODAY - timedelta(days=TODAY.weekday() + 1)  # the Sunday before
IN_THE_WEEK: Micros = START - (TODAY - LAST).days * DAY - 2 * DAY
ASKED = ReviewQuestion(NORTH, LAST)


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[CityWall]:
    made = CityWall(tmp_path)
    for nth in range(30):  # a call on each of thirty days before the week was over
        call(made, nth, IN_THE_WEEK - (nth - 2) * DAY)
    made.engine.days.run()
    yield made
    made.close()


def call(wall: CityWall, nth: int, at: Micros) -> None:
    told = [entered(10 * nth + 1, at), gave_up(10 * nth + 2, at + MINUTE, nth, 60)]
    rows = [each._replace(site=NORTH, callid=f"c{nth}", queue=QUEUE) for each in told]
    ledger: Ledger = wall.engine.equipment.ledger
    ledger.record("pbx", NORTH, batch(*rows), START)


def reader(wall: CityWall) -> Reader:
    return wall.readers.within(EVERYTHING)


def document(wall: CityWall, edition: int) -> Document:
    here = reader(wall)
    fields = Fields([("site", NORTH), ("week", LAST.isoformat()), ("edition", str(edition)), ("charts", "all")])
    asked = asked_pack(fields, here.settings, wall.now)
    return content(asked, here).document(asked, here)


def later(wall: CityWall) -> None:
    """What arrived is counted, and nothing is remembered of before."""
    wall.now += 2 * MINUTE
    wall.engine.days.run()


def with_target(settings: Settings, week_ends: str) -> Settings:
    changed = settings.model_copy(deep=True)
    changed.queues[QUEUE].__dict__["targets"] = (CallTarget(share=0.9, speed_of_answer_s=20),)
    changed.sites[NORTH].__dict__["week_ends"] = week_ends
    return changed


@pytest.mark.slow
def test_a_published_pack_stays_the_same_and_a_new_edition_says_what_differs(wall: CityWall) -> None:
    published = reader(wall).editions.publish(reader(wall).reviewed(ASKED), Author("Ada"))
    before = document(wall, 1)
    files = {form: FORMS[form].make(before) for form in (Form.PDF, Form.WORKBOOK, Form.PAGE)}
    assert before.figures

    call(wall, 99, IN_THE_WEEK)
    later(wall)
    second = reader(wall).editions.publish(reader(wall).reviewed(ASKED), Author("Grace"))
    assert (published.number, second.number) == (1, 2)
    after = document(wall, 2)
    assert any("Callers who entered the queue, week to" in text for text in texts(after))

    wall.engine.standing.settings = with_target(wall.settings, "wed")
    later(wall)
    assert reader(wall).settings.sites[NORTH].week_ends == "wed"
    again = document(wall, 1)
    assert again == before
    assert {form: FORMS[form].make(again) for form in files} == files
    assert [each.review for each in reader(wall).editions.of(ASKED)] == [published.review, second.review]
    assert reader(wall).reviewed(ASKED).under_review.kind is PeriodKind.WEEK
    assert reader(wall).reviewed(ASKED).under_review.last != LAST


def texts(document: Document) -> list[str]:
    return [text for block in document.blocks for text in getattr(block, "texts", ())]
