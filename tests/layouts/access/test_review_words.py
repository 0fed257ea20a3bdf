"""The pages on which the review's words are read and written: actions, notes, explanations, owners and standards."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from layouts.page.review_words import moved_words, words_address
from tests.layouts.access.somebody import Somebody
from tests.layouts.asking import Response
from tests.layouts.city_wall import MARKS, NORTH, SOUTH, CityWall
from tests.layouts.snapshots import settings
from wallboard.clock import local_day
from wallboard.model import DAY, Scope
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.review_words import (
    Action,
    ActionState,
    Author,
    EntryKind,
    Expected,
    FigureKey,
    NewEntry,
    Owner,
    ReviewEntry,
    Verdict,
    Words,
)
from wallboard.model.roles import Role
from wallboard.periods import PeriodKind, PeriodRules
from wallboard.questions.review_words import days_of

HOSTILE = "<img src=x onerror=alert(1)> “& more”\nsecond line"
WEEK = date(2026, 11, 15)
WORKS = MARKS[NORTH][3]  # a department
BACKLOG = FigureKey("tickets.open", Scope(NORTH, department=WORKS))
ABOUT = [("site", NORTH), ("metric", "tickets.open"), ("department", WORKS), ("week_ending", "2026-11-15")]


class Reviewer(Somebody):
    """At the pages of the review's words."""

    def writes(self, kind: str = "note", text: str = "Snow", **more: str) -> Response:
        return self.posts("/review/words", [*ABOUT, ("kind", kind), ("text", text), *more.items()])

    def agrees(self, *, about: list[tuple[str, str]] = ABOUT, **typed: str) -> Response:
        due = (self.wall_day() + timedelta(days=7)).isoformat()
        fields = {"text": "Second crew", "owner": "Rui", "due": due, **typed}
        return self.posts("/actions", [*about, *fields.items()])

    def does(self, entry: ReviewEntry | int, do: str, version: int = 1, /, **more: str) -> Response:
        number = entry if isinstance(entry, int) else entry.id
        return self.posts(f"/review/words/{number}", [("do", do), ("version", str(version)), *more.items()])

    def wall_day(self) -> date:
        return local_day(self.wall.now, self.wall.settings.zone(NORTH))


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[CityWall]:
    made = CityWall(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ada(wall: CityWall) -> Reviewer:
    return Reviewer(wall, "ada", Role.REVIEWER)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewer]:
    """At a wall on which nothing comes to be written."""
    wall = CityWall(tmp_path_factory.mktemp("empty"))
    yield Reviewer(wall, "ada", Role.REVIEWER)
    assert entries(wall) == []
    wall.close()


def entries(wall: CityWall) -> list[ReviewEntry]:
    return wall.engine.equipment.ledger.review_words.read(None, tuple(EntryKind))


def only(wall: CityWall) -> ReviewEntry:
    (entry,) = entries(wall)
    return entry


def keep(wall: CityWall, kind: EntryKind = EntryKind.NOTE, about: FigureKey = BACKLOG, **more: Any) -> ReviewEntry:
    content = more.pop("content", Words("Snow"))
    log = wall.engine.equipment.ledger.review_words
    return log.write(NewEntry(kind, about, content, WEEK), Author("Grace"), wall.now)


def action(**more: Any) -> Action:
    return Action("Second crew", Owner("Rui"), date(2026, 12, 1))._replace(**more)


def logged(wall: CityWall) -> list[str]:
    return [entry.event for entry in wall.access.audit.read() if entry.event not in ("person_added", "code_issued")]


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
        f"site={NORTH}&department={'x' * 201}&week_ending=2026-11-15",
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


# ---- who may


def test_the_owner_by_their_account_explains_and_writes_nothing_else(wall: CityWall, ada: Reviewer) -> None:
    rui = Reviewer(wall, "rui", Role.SUPERVISOR)
    assert rui.writes("explanation").status == 403
    named = [("place", f"{NORTH}|{WORKS}"), ("owner", ""), ("account", "RUI"), ("since", "2026-11-01")]
    assert ada.posts("/review/owners", named).status == 303
    assert "Process owner then: Rui" in rui.opens(words_address(BACKLOG, WEEK))
    assert rui.writes("explanation", "Half the crew was ill").status == 303
    assert rui.writes("note").status == 403
    assert rui.agrees().status == 405
    before = [(name, "2026-10-25" if name == "week_ending" else value) for name, value in ABOUT]
    assert rui.posts("/review/words", [*before, ("kind", "explanation"), ("text", "x")]).status == 403
    explanation = next(each for each in entries(wall) if each.kind is EntryKind.EXPLANATION)
    assert rui.does(explanation, "edit", text="Two thirds of it").status == 303
    owner = next(each for each in entries(wall) if each.kind is EntryKind.OWNER)
    assert rui.does(owner, "edit", owner="Rui", since="2026-01-01").status == 403


def test_where_the_owner_has_no_account_the_departments_manager_explains(wall: CityWall, ada: Reviewer) -> None:
    remit = Remit.of([NORTH], [WORKS])
    manager = Reviewer(wall, "max", Role.DEPARTMENT_MANAGER, remit)
    supervisor = Reviewer(wall, "sue", Role.SUPERVISOR)
    assert manager.writes("explanation").status == 303
    assert supervisor.writes("explanation").status == 403
    named = [("place", f"{NORTH}|{WORKS}"), ("owner", "Rui"), ("account", ""), ("since", "2026-11-01")]
    ada.posts("/review/owners", named)
    assert manager.writes("explanation").status == 303
    ada.posts("/review/owners", [("place", f"{NORTH}|{WORKS}"), ("account", "ada"), ("since", "2026-11-02")])
    assert manager.writes("explanation").status == 403


def test_everybody_in_the_remit_reads_and_nobody_else(wall: CityWall) -> None:
    note, decided = keep(wall), keep(wall, EntryKind.DECISION, FigureKey("", Scope(NORTH)))
    acted = keep(wall, EntryKind.ACTION, content=action())
    viewer = Reviewer(wall, "vic", Role.VIEWER)
    south = Reviewer(wall, "sol", Role.REVIEWER, Remit.of([SOUTH]))
    manager = Reviewer(wall, "max", Role.DEPARTMENT_MANAGER, Remit.of([NORTH], [WORKS]))
    other = Reviewer(wall, "oli", Role.DEPARTMENT_MANAGER, Remit.of([NORTH], ["Parks"]))
    for each, theirs in ((viewer, True), (manager, True), (south, False), (other, False)):
        for path in (words_address(BACKLOG, WEEK), f"/review/words/{note.id}", f"/actions/{acted.id}"):
            assert each.asks(path).status == (200 if theirs else 404), path
        assert ("Second crew" in each.opens("/actions")) is theirs
        assert each.does(note, "withdraw").status in (403, 404, 405)
    assert manager.asks(f"/review/words/{decided.id}").status == 404
    assert "Change it" not in viewer.opens(f"/review/words/{note.id}")
    assert viewer.asks("/actions/new").status == 403
    assert south.agrees().status == 404
    assert len(entries(wall)) == 3
    assert all(not entry.edited for entry in entries(wall))


def test_at_the_machine_itself_everything_is_written_by_it(tmp_path: Path) -> None:
    wall = CityWall(tmp_path, {"sign_in": False})
    here = Reviewer(wall, "", None)
    assert here.writes().status == 303
    assert only(wall).written_by == "this machine"
    assert "Their account" not in here.opens("/review/owners")
    assert (
        here.posts("/review/owners", [("place", f"{NORTH}|"), ("owner", "Zoë"), ("since", "2026-01-01")]).status == 303
    )
    assert "Process owner then: Zoë" in here.opens(words_address(FigureKey("calls.offered", Scope(NORTH)), WEEK))
    wall.close()


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


# ---- actions


def test_an_action_has_an_owner_a_day_and_what_it_should_move(wall: CityWall, ada: Reviewer) -> None:
    form = ada.opens(words_address(BACKLOG, WEEK).replace("/review/words", "/actions/new"))
    assert '<option value="tickets.open|" selected>' in form
    moves: dict[str, Any] = {"figure": "tickets.open|", "change": "−40,5", "by": "2027-02-14"}
    answer = ada.agrees(**moves, improvement="yes", since="2026-11-30")
    entry = only(wall)
    assert answer.headers["location"] == f"/actions/{entry.id}?done=written"
    assert (entry.about, entry.week) == (BACKLOG, WEEK)
    expected = Expected(BACKLOG, -40.5, date(2027, 2, 14))
    assert isinstance(entry.content, Action)
    assert entry.content.expected == expected
    assert (entry.content.improvement, entry.content.since) == (True, date(2026, 11, 30))
    page = ada.opens("/actions")
    assert "Second crew" in page
    assert "−40.5 by Sun 14 Feb 2027" in page
    form = ada.opens(f"/actions/{entry.id}")
    assert 'value="-40.5"' in form
    assert (
        ada.does(entry, "edit", text="Second crew", owner="Rui", due=entry.content.due.isoformat(), **moves).status
        == 303
    )
    assert only(wall).content == entry.content._replace(improvement=False, since=None)


def test_an_action_about_no_figure_is_of_a_place(wall: CityWall, ada: Reviewer) -> None:
    page = ada.opens("/actions/new")
    assert f'<option value="{NORTH}|{WORKS}">Zebra Point, {WORKS}</option>' in page
    answer = ada.agrees(about=[("place", f"{NORTH}|{WORKS}")], figure="tickets.opened|", change="3", by="2027-01-01")
    assert answer.status == 303, answer.body
    entry = only(wall)
    assert (entry.about, entry.week) == (FigureKey("", BACKLOG.scope), None)
    assert isinstance(entry.content, Action)
    assert entry.content.expected is not None
    assert entry.content.expected.figure == FigureKey("tickets.opened", BACKLOG.scope)


@pytest.mark.parametrize(
    ("typed", "field", "wrong"),
    [
        ({"text": ""}, "text", "This needs words."),
        ({"owner": ""}, "owner", "Say who it is, such as Ada Lopez."),
        ({"account": "nobody"}, "account", "Nobody signs in with this name."),
        ({"due": ""}, "due", "Choose a day."),
        ({"due": "2026-11-01"}, "due", "That day is over."),
        ({"figure": "nothing|"}, "figure", "There is no such figure."),
        ({"figure": "calls.offered|odd"}, "figure", "There is no such figure."),
        ({"figure": "calls.offered|", "change": "many"}, "change", "Say by how much it should move"),
        ({"figure": "calls.offered|", "change": "0"}, "change", "Say by how much it should move"),
        ({"figure": "calls.offered|", "change": "5"}, "by", "Choose a day."),
        ({"improvement": "yes"}, "figure", "Say which figure shows whether it helped"),
    ],
)
def test_what_is_wrong_with_an_action_is_said_at_its_field(
    empty: Reviewer, typed: dict[str, Any], field: str, wrong: str
) -> None:
    answer = empty.agrees(**typed)
    assert answer.status == 422
    assert re.search(rf'id="{field}-error">[^<]*{re.escape(wrong)}', answer.body.decode())


def test_an_action_is_closed_with_why_and_opened_again(wall: CityWall, ada: Reviewer) -> None:
    entry = keep(wall, EntryKind.ACTION, content=action())
    assert ada.does(entry, "close", state="dropped", why="").status == 422
    assert ada.does(entry, "close", state="lost", why="x").status == 422
    assert ada.does(entry, "close", state="dropped", why="No money\nthis year").status == 303
    there = only(wall).content
    assert isinstance(there, Action)
    assert (there.state, there.why, there.closed_at) == (ActionState.DROPPED, "No money\nthis year", wall.now)
    assert "No money" in ada.opens("/actions?state=dropped")
    assert "Second crew" not in ada.opens("/actions")
    assert ada.does(entry, "close", 1, state="done").status == 409
    assert ada.does(entry, "reopen", 2).status == 303
    assert "Second crew" in ada.opens("/actions")
    assert logged(wall)[:2] == ["action_reopened", "action_closed"]


def test_an_improvement_is_judged_and_only_one(wall: CityWall, ada: Reviewer) -> None:
    expected = Expected(BACKLOG, -40.0, date(2026, 11, 1))
    plain = keep(wall, EntryKind.ACTION, content=action())
    entry = keep(wall, EntryKind.ACTION, content=action(expected=expected, improvement=True, since=date(2026, 8, 1)))
    assert ada.does(plain, "judge", verdict="held").status == 422
    assert f"/actions/{entry.id}" in ada.opens("/actions?state=to_judge")
    assert ada.does(entry, "judge", verdict="held").status == 303
    there = entries(wall)[1].content
    assert isinstance(there, Action)
    assert there.verdict is Verdict.HELD
    assert f"/actions/{entry.id}" not in ada.opens("/actions?state=to_judge")
    assert "it held" in ada.opens(f"/actions/{entry.id}")


def test_the_list_is_filtered_and_overdue_ones_stand_first(wall: CityWall, ada: Reviewer) -> None:
    today = ada.wall_day()
    for text, owner, days in (("later", "Rui", 30), ("soon", "Zoë", 1), ("over", "Rui", -1)):
        content = action(text=text, owner=Owner(owner), due=today + timedelta(days=days))
        keep(wall, EntryKind.ACTION, content=content)
    page = ada.opens("/actions")
    places = [page.index(f"<bdi>{text}</bdi></a>") for text in ("over", "soon", "later")]
    assert places == sorted(places)
    assert "soon</bdi></a>" not in ada.opens("/actions?owner=Rui")
    assert "later</bdi></a>" not in ada.opens("/actions?state=overdue")
    assert "over</bdi></a>" not in ada.opens(f"/actions?site={SOUTH}")
    assert "over</bdi></a>" in ada.opens("/actions?state=nothing")
    assert "There is none of these" in ada.opens("/actions?state=done")


def test_the_file_and_the_api_have_every_action_of_the_filter(wall: CityWall, ada: Reviewer) -> None:
    expected = Expected(BACKLOG, -40.5, date(2027, 2, 14))
    entry = keep(wall, EntryKind.ACTION, content=action(text="=1+1", expected=expected))
    keep(wall, EntryKind.ACTION, FigureKey("", Scope(SOUTH)), content=action(due=date(2026, 11, 1)))
    (row,) = csv.DictReader(io.StringIO(ada.asks(f"/export/actions.csv?site={NORTH}").body.decode("utf-8-sig")))
    assert (row["number"], row["what"], row["owner"], row["due"]) == (str(entry.id), "'=1+1", "Rui", "2026-12-01")
    assert (row["metric"], row["department"], row["week_ending"]) == ("tickets.open", WORKS, "2026-11-15")
    assert (row["moves_metric"], float(row["moves_by"]), row["overdue"]) == ("tickets.open", -40.5, "no")
    told = orjson.loads(ada.asks("/api/actions?state=overdue").body)["actions"]
    assert [(each["scope"], each["overdue"]) for each in told] == [({"site": SOUTH}, True)]
    assert [each["number"] for each in orjson.loads(ada.asks("/api/actions?state=all").body)["actions"]] == [1, 2]
    assert ada.asks("/api/actions?site=nowhere").status == 404
    assert ada.asks("/api/actions?state=odd").status == 400
    north = Reviewer(wall, "nora", Role.REVIEWER, Remit.of([NORTH]))
    assert b"south" not in north.asks("/export/actions.csv?state=all").body


# ---- owners and standards


def test_an_owner_is_changed_from_a_day_and_the_weeks_before_keep_the_old_one(wall: CityWall, ada: Reviewer) -> None:
    for name, since in (("Rui", "2026-01-01"), ("Zoë", "2026-11-16")):
        assert (
            ada.posts("/review/owners", [("place", f"{NORTH}|{WORKS}"), ("owner", name), ("since", since)]).status
            == 303
        )
    assert "Process owner then: Rui" in ada.opens(words_address(BACKLOG, WEEK))
    assert "Process owner then: Zoë" in ada.opens(words_address(BACKLOG, date(2026, 11, 22)))
    page = ada.opens("/review/owners")
    assert page.index("Zoë</bdi>") < page.index("Rui</bdi>")
    assert "before <time" in page
    assert page.count(">now</span>") == 1


def test_standards_not_reviewed_for_100_days_stand_first_and_are_reviewed_by_a_button(
    wall: CityWall, ada: Reviewer
) -> None:
    today = ada.wall_day()
    for team, days in (("Alleys", 20), ("Bridges", 100)):
        typed = {
            "team": team,
            "target": "85 %\nin two days",
            "owner": "Rui",
            "account": "",
            "place": f"{NORTH}|{WORKS}",
        }
        reviewed = (today - timedelta(days=days)).isoformat()
        assert ada.posts("/review/standards", [*typed.items(), ("reviewed", reviewed)]).status == 303
    page = ada.opens("/review/standards")
    assert page.index("Bridges</bdi>") < page.index("Alleys</bdi>")
    assert page.count("days ago") == 1
    bridges = entries(wall)[1]
    assert ada.does(bridges, "review").status == 303
    assert "days ago" not in ada.opens("/review/standards")
    wall.now += 101 * DAY
    later = Reviewer(wall, "grace", Role.REVIEWER)
    assert later.opens("/review/standards").count("days ago") == 2
    wrong = later.posts("/review/standards", [*typed.items(), ("reviewed", "2099-01-01")])
    assert b"That day is still to come." in wrong.body


# ---- words


@pytest.mark.parametrize(
    ("change", "metric", "words"),
    [
        (0.05, "calls.service_level", "+5.0 points"),
        (-30, "calls.asa_s", "−0:30"),
        (-40.4, "tickets.open", "−40.4"),
        (2.5, "outside.pressure", "+2.5 bar"),
        (2.5, "outside.gone", "+2.5"),
    ],
)
def test_by_how_much_a_figure_should_move_is_said_with_its_sign_and_unit(
    change: float, metric: str, words: str
) -> None:
    outside = {"pressure": {"source": "scada", "column": "bar", "kind": "mean", "unit": "bar"}}
    told = settings(sources={"scada": {"kind": "x", "carries": "days"}}, figures=outside)
    assert moved_words(change, FigureKey(metric, Scope("main")), told) == words
