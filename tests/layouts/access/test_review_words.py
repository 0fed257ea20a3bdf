"""The pages on which the review's words of a figure and a period are read, written and edited."""

from __future__ import annotations

import re
from datetime import date

import pytest

from layouts.page.review_words import words_address
from tests.layouts.access.reviewer import (
    ABOUT,
    BACKLOG,
    HOSTILE,
    WEEK,
    WORKS,
    Reviewer,
    action,
    keep,
    logged,
    only,
)
from tests.layouts.city_wall import NORTH, CityWall
from wallboard.model import Scope
from wallboard.model.remit import EVERYTHING
from wallboard.model.review_words import (
    Action,
    EntryKind,
    Expected,
    FigureKey,
    Owner,
    Words,
)
from wallboard.model.roles import Role
from wallboard.periods import PeriodKind, PeriodRules
from wallboard.questions.review_words import days_of

pytestmark = pytest.mark.whole

# ---- notes of a month or quarter


def test_a_month_has_notes_of_its_own_that_are_in_no_week(wall: CityWall, ada: Reviewer) -> None:
    month = [*ABOUT[:3], ("week_ending", "2026-11-12"), ("period", "month")]
    assert ada.posts("/review/words", [*month, ("kind", "note"), ("text", HOSTILE)]).status == 303
    entry = only(wall)
    assert (entry.week, entry.period, entry.content) == (date(2026, 11, 30), PeriodKind.MONTH, Words(HOSTILE))
    assert "Snow" not in ada.opens(words_address(BACKLOG, WEEK))
    told = ada.opens(words_address(BACKLOG, date(2026, 11, 30), PeriodKind.MONTH))
    assert "second line" in told
    assert "Nov 2026. " in told
    assert f"/review?site={NORTH}&amp;month=2026-11" in told
    assert "Write a note" in told
    assert "Write down a decision" not in told
    assert "Nov 2026" in ada.opens(f"/review/words/{entry.id}")
    assert ada.posts("/review/words", [*month, ("kind", "decision"), ("text", "x")]).status == 403
    assert ada.asks("/review/words?period=year&week_ending=2026-11-15").status == 404
    log = wall.engine.equipment.ledger.review_words
    assert log.read(None, (EntryKind.NOTE,), days_of(date(2026, 11, 30))) == []
    of_month = wall.readers.within(EVERYTHING).review.notes(NORTH, PeriodRules().holding(PeriodKind.MONTH, WEEK))
    assert of_month == {BACKLOG: (entry,)}


# ---- notes, explanations and decisions of a figure and a week


def test_a_note_is_written_and_read_where_its_figure_and_week_are(wall: CityWall, ada: Reviewer) -> None:
    assert "Nothing yet of this week" in ada.opens(words_address(BACKLOG, WEEK))
    answer = ada.writes(text=HOSTILE)
    assert answer.headers["location"] == words_address(BACKLOG, WEEK) + "&done=written"
    page = ada.opens(words_address(BACKLOG, WEEK))
    assert "&lt;img src=x" in page
    assert "<img" not in page
    assert "second line" in page
    assert "Ada, " in page
    assert "Sun 15 Nov 2026" in page
    assert only(wall).content == Words(HOSTILE)
    assert "Nothing yet" in ada.opens(words_address(BACKLOG, date(2026, 11, 22)))
    assert f'<a href="/review?site={NORTH}&amp;week=2026-11-15">' in page
    assert ada.asks(f"/review?site={NORTH}&week=2026-11-15").status == 200
    (entry,) = [each for each in wall.access.audit.read() if each.event == "review_written"]
    assert WORKS in entry.about
    assert entry.detail["text"].startswith("<img")


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [
        ("note", {"text": ""}, "This needs words."),
        ("note", {"text": "x" * 4001}, "This has 4001 characters; 4000 are the most."),
        ("limits", {"since": "2026-11-15", "decided_by": "", "why": "crew"}, "This needs words."),
        ("limits", {"since": "soon", "decided_by": "Ada", "why": "crew"}, "A day is written like 2026-11-20."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    empty: Reviewer, kind: str, typed: dict[str, str], wrong: str
) -> None:
    answer = empty.writes(kind, **typed)
    assert answer.status == 422
    assert wrong in answer.body.decode()
    assert all(value in answer.body.decode() for value in typed.values())


@pytest.mark.parametrize(
    "query",
    [
        "",
        f"site={NORTH}",
        f"site={NORTH}&week_ending=soon",
        "site=nowhere&week_ending=2026-11-15",
        f"site={NORTH}&metric=nothing&week_ending=2026-11-15",
        f"site={NORTH}&metric=calls.offered&reason=odd&week_ending=2026-11-15",
        f"site={NORTH}&department={'x' * 1_001}&week_ending=2026-11-15",
    ],
)
def test_what_no_address_names_is_not_there(empty: Reviewer, query: str) -> None:
    assert empty.asks(f"/review/words?{query}").status == 404


def test_a_figure_from_outside_has_words_too(empty: Reviewer) -> None:
    outside = FigureKey("outside.water_pressure", Scope(NORTH))
    assert "water_pressure, Zebra Point" in empty.opens(words_address(outside, WEEK))


def test_a_decision_about_the_site_needs_no_figure_and_explains_none(wall: CityWall, ada: Reviewer) -> None:
    about = [("site", NORTH), ("week_ending", "2026-11-15")]
    assert ada.posts("/review/words", [*about, ("kind", "decision"), ("text", "Overtime")]).status == 303
    assert only(wall).about == FigureKey("", Scope(NORTH))
    page = ada.opens(words_address(only(wall).about, WEEK))
    assert "Explain the figure" not in page
    assert ada.posts("/review/words", [*about, ("kind", "explanation"), ("text", "x")]).status == 403


# ---- edits


def test_two_who_edit_one_note_lose_nothing(wall: CityWall, ada: Reviewer) -> None:
    note, grace = keep(wall), Reviewer(wall, "grace", Role.REVIEWER)
    assert ada.does(note, "edit", 1, text="Snow, says Ada").status == 303
    answer = grace.does(note, "edit", 1, text="Ice, says Grace")
    assert answer.status == 409
    page = answer.body.decode()
    assert "Somebody else changed it while you wrote" in page
    assert "Snow, says Ada" in page
    assert re.search(r"<textarea[^>]*>\nIce, says Grace</textarea>", page)
    assert re.search(r'name="version" value="2"><input type="hidden" name="do" value="edit"', page)
    assert grace.does(note, "edit", 2, text="Snow and ice").status == 303
    page = grace.opens(f"/review/words/{note.id}")
    history = page[page.index("Every version") :]
    places = [history.index(f"<bdi>{text}</bdi>") for text in ("Snow and ice", "Snow, says Ada", "Snow")]
    assert places == sorted(places)
    assert logged(wall)[:2] == ["review_edited", "review_edited"]


def test_who_closes_what_another_closed_meanwhile_reads_both_reasons(wall: CityWall, ada: Reviewer) -> None:
    entry, grace = keep(wall, EntryKind.ACTION, content=action()), Reviewer(wall, "grace", Role.REVIEWER)
    ada.does(entry, "close", state="dropped", why="No money, says Ada")
    page = grace.does(entry, "close", state="dropped", why="No people, says Grace").body.decode()
    assert "No money, says Ada" in page
    assert "No people, says Grace" in page
    assert only(wall).version.number == 2


def test_a_version_says_what_it_changed(wall: CityWall, ada: Reviewer) -> None:
    expected = Expected(BACKLOG, -40.0, date(2027, 2, 14))
    entry = keep(wall, EntryKind.ACTION, content=action(expected=expected))
    ada.does(entry, "edit", text="Second crew", owner="Zoë", due="2026-12-01")
    history = ada.opens(f"/actions/{entry.id}").partition("Every version")[2]
    newest, first = re.findall(r"<li>(.*?)</li>", history, re.S)
    assert re.findall(r"<bdi>(.*?)</bdi>", newest) == ["Ada", "Zoë", "–"]
    assert "Second crew" in first


def test_the_account_of_an_owner_who_left_may_stay_and_is_given_to_nobody_else(wall: CityWall, ada: Reviewer) -> None:
    Reviewer(wall, "rui", Role.SUPERVISOR)
    assert ada.agrees(owner="", account="rui").status == 303
    rui = wall.access.people.named("rui")
    assert rui is not None
    wall.access.people.disable(rui.id, by=None)
    entry = only(wall)
    assert isinstance(entry.content, Action)
    assert entry.content.owner == Owner("Rui", rui.id)
    typed = {"text": "Third crew", "owner": "Rui", "account": "rui", "due": entry.content.due.isoformat()}
    assert ada.does(entry, "edit", **typed).status == 303
    assert ada.agrees(owner="", account="rui").status == 422


def test_what_no_keyboard_types_is_refused_and_a_tab_is_a_blank(wall: CityWall, ada: Reviewer) -> None:
    assert ada.writes(text="a\x00b").status == 400
    assert ada.writes("limits", since="2026-11-15", decided_by="Ada\nLopez", why="x").status == 400
    assert ada.writes(text="a\tb\r\nc\rd").status == 303
    assert only(wall).content == Words("a b\nc\nd")


def test_what_is_sent_twice_is_kept_once(wall: CityWall, ada: Reviewer) -> None:
    note = keep(wall)
    for _ in range(2):
        assert ada.does(note, "edit", 1, text="Snow and ice").status == 303
    assert only(wall).version.number == 2


def test_what_is_withdrawn_stands_no_more_and_can_be_written_again(wall: CityWall, ada: Reviewer) -> None:
    note = keep(wall)
    assert ada.does(note, "withdraw").status == 303
    assert "withdrawn" in ada.opens(words_address(BACKLOG, WEEK))
    assert only(wall).withdrawn
    page = ada.opens(f"/review/words/{note.id}?done=withdrawn")
    assert "Withdrawn. It stands in no review" in page
    assert "Write it again" in page
    assert ada.does(note, "edit", 2, text="Snow after all").status == 303
    assert not only(wall).withdrawn


@pytest.mark.parametrize("named", ["0", "99", "-1", "x", "1e3", "9" * 30, "١"])
def test_an_entry_that_there_is_not(empty: Reviewer, named: str) -> None:
    assert empty.asks(f"/review/words/{named}").status == 404
    assert empty.posts(f"/actions/{named}", [("do", "edit"), ("version", "1"), ("text", "x")]).status == 404


def test_an_edit_of_a_version_that_there_is_not_is_not_kept(wall: CityWall, ada: Reviewer) -> None:
    note = keep(wall)
    for version in ("", "0", "2", "-1", "x", "9" * 30):
        answer = ada.posts(f"/review/words/{note.id}", [("do", "edit"), ("version", version), ("text", "x")])
        assert answer.status == 409, version
    assert not only(wall).edited
