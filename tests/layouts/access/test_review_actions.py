"""The pages of the review's actions, and of owners and standards."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from layouts.page.review_words import moved_words, words_address
from tests.layouts.access.reviewer import (
    BACKLOG,
    WEEK,
    WORKS,
    Reviewer,
    action,
    entries,
    keep,
    logged,
    only,
)
from tests.layouts.city_wall import NORTH, SOUTH, CityWall
from tests.layouts.snapshots import settings
from wallboard.model import DAY, Scope
from wallboard.model.remit import Remit
from wallboard.model.review_words import (
    Action,
    ActionState,
    EntryKind,
    Expected,
    FigureKey,
    Owner,
    Verdict,
)
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

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
