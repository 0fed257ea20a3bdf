"""The page on which next week's deep dive is chosen: one figure, department or queue."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from tests.layouts.access.reviewer import HOSTILE, WEEK, WORKS, Reviewer
from tests.layouts.city_wall import MARKS, NORTH
from tests.reviews import Weekly, a_review
from wallboard.engine.reader import Reader
from wallboard.model import Scope
from wallboard.model.remit import EVERYTHING
from wallboard.model.review_words import DeepDive, EntryKind, FigureKey, Owner

pytestmark = pytest.mark.whole

ADDRESS = f"/review/deep-dive?site={NORTH}&week_ending={WEEK}"
FIELDS = [("site", NORTH), ("week_ending", WEEK.isoformat())]


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = [*[50.0, 54, 49, 52, 47, 51, 53, 48, 50, 52, 49, 51, 50, 52, 51], 90]
    made = a_review(
        Weekly("tickets.opened", grown[:-1], {"department": WORKS}),
        Weekly("tickets.open", grown, {"department": WORKS}),
        Weekly("calls.offered", grown[:-1], {"queue": MARKS[NORTH][2]}),
    )
    here = [each.key._replace(scope=each.key.scope._replace(site=NORTH)) for each in made.figures]
    ours = tuple(replace(each, key=key) for each, key in zip(made.figures, here, strict=True))
    monkeypatch.setattr(Reader, "reviewed", lambda *_: replace(made, site=NORTH, figures=ours))


@pytest.mark.usefixtures("figures")
def test_it_is_chosen_once_changed_and_withdrawn(ada: Reviewer) -> None:
    page = ada.opens(ADDRESS)
    offered = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', page)
    assert [words for _value, words in offered] == [
        f"Signal: Open requests ({WORKS})",
        f"Zebra Point, {WORKS}",
        "Zebra Point, zebra-queue",
        "Callers who entered the queue (zebra-queue)",
        f"Requests reported ({WORKS})",
    ]
    place = html.unescape(offered[1][0])
    wrong = ada.posts("/review/deep-dive", [*FIELDS, ("place", "elsewhere"), ("owner", "Rui")])
    assert (wrong.status, b"Choose what to look into from the list." in wrong.body) == (422, True)
    assert ada.posts("/review/deep-dive", [*FIELDS, ("place", place)]).status == 422  # by nobody
    fields = [*FIELDS, ("place", place), ("owner", "Rui"), ("text", HOSTILE)]
    there = ada.posts("/review/deep-dive", fields).headers["location"]
    assert "Written." in ada.opens(there)
    assert "<img" not in ada.opens(there)
    assert ada.posts("/review/deep-dive", fields).headers["location"] == there.partition("?")[0]  # pressed twice
    assert "Chosen already:" in ada.opens(ADDRESS)
    (entry,) = ada.wall.readers.within(EVERYTHING).review.read((EntryKind.DEEP_DIVE,))
    assert (entry.about, entry.week) == (FigureKey("", Scope(NORTH, department=WORKS)), WEEK)
    assert entry.content == DeepDive(HOSTILE, Owner("Rui"))
    assert ada.does(entry, "edit", owner="Grace", text="").headers["location"].endswith("done=edited")
    assert "Rui" in ada.opens(f"/review/words/{entry.id}")  # in its history
    ada.does(entry, "withdraw", 2)
    assert "What to look into" in ada.opens(ADDRESS)
    assert ada.wall.access.audit.read(event="review_withdrawn")


def test_where_there_are_no_figures_there_is_nothing_to_choose(ada: Reviewer) -> None:
    assert "There are no figures of this week to choose from." in ada.opens(ADDRESS)
    assert ada.asks(ADDRESS.replace(str(WEEK), "soon")).status == 404
    assert ada.asks(ADDRESS.replace(NORTH, "nowhere")).status == 404
