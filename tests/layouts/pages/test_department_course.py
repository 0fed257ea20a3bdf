"""How a department does over time: every figure is as long as the list that it opens, and nobody sees more than is theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from layouts.page.department_past import (
    DIFFERENCES,
    LISTS,
    MOVES,
    Narrowed,
    read_course,
)
from layouts.pages import department_course, department_list
from layouts.wall.format import signed
from tests.layouts.pages.looked_at import NARROWED, REMITS, city, context, figures, parts, query, text, unfolded
from tests.layouts.scope_city import ScopeCity
from tests.wide import usual
from wallboard.ledger import Ledger
from wallboard.model import DAY
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.questions.departments.chosen_items import NONE_NAMED
from wallboard.questions.departments.past_figures import FIGURES, PastFigure, requests_behind

pytestmark = pytest.mark.whole

__all__ = ["city"]
# What a list counts as one more and one less of what is open, by what it says of each.
NET = {"opened": 1, "reopened": 1, "moved in": 1, "finished": -1, "moved out": -1, "removed": -1}


@pytest.mark.slow
@pytest.mark.parametrize(("remit", "narrowed"), NARROWED)
def test_every_figure_is_as_long_as_the_list_that_it_opens(
    city: ScopeCity, remit: Remit, narrowed: Sequence[str]
) -> None:
    sides = query(narrowed)
    looked_at = 0
    for name in sorted(context(city, remit=remit).reader.departments()):
        drawn = department_course.content(context(city, f"?{sides}", name, remit))
        every = list(dict.fromkeys(figures(unfolded(drawn))))
        for there, said in usual(every, lambda each: Random(each[0]).random() < 0.1):
            address = urlsplit(there)
            assert unquote(address.path) == f"/departments/{name}/course/list"
            assert set(parse_qsl(sides)) <= set(parse_qsl(address.query)), "a figure is of what the page is narrowed to"
            listed = department_list.content(context(city, f"?{address.query}&sort=request", name, remit))
            caption = next(text(part) for part in parts(listed) if type(part).__name__ == "Caption")
            happened = [NET[text(part)] for part in parts(listed) if getattr(part, "data-label", "") == "What happened"]
            n = int(re.sub(r"\D", "", caption))
            if "what=changed" in address.query:
                assert n > 50 or signed(sum(happened)) == said, there
            else:
                assert n == int(said.replace(",", "")), there
            looked_at += 1
    assert looked_at > 15 or sides or remit != EVERYTHING


def test_what_came_by_any_channel_is_all_that_there_is(city: ScopeCity) -> None:
    """Of now and of every list of the past."""
    reader = context(city).reader
    narrowed = [Narrowed(channel=channel) for channel in ("phone", "web", NONE_NAMED, "by nothing that there is")]
    whole, *parted = (read_course(reader, "north", "dept-roads", each, city.now()) for each in (Narrowed(), *narrowed))
    for what in FIGURES:
        of_each = [list(requests_behind(PastFigure(what), past)) for past in parted if past is not None]
        assert whole is not None
        everything = [row for rows in of_each for row in rows]
        assert sorted(map(repr, everything)) == sorted(map(repr, requests_behind(PastFigure(what), whole)))
        assert of_each[-1] == []
        assert what != "open" or all(of_each[:-1])


def test_due_dates_of_the_helpdesk_are_held_against_the_settings_where_both_say_something(city: ScopeCity) -> None:
    said, looked_at = "", 0
    for name in ("dept-parks", "dept-roads", "dept-waste", "dept-water", "dept-trees"):
        drawn = unfolded(department_course.content(context(city, "", name)))
        for there, _n in figures(drawn):
            if "what=due_differences" in there:
                listed = text(department_list.content(context(city, f"?{urlsplit(there).query}", name)))
                assert "Due by the helpdesk" in listed
                assert re.search(r"[1-9]\d* rows?, largest first", listed)
                said += text(drawn)
                looked_at += 1
    assert looked_at
    assert re.search(r"\d+ of \d+ due dates of the helpdesk differs? from the settings by more than 60 minutes", said)


def test_files_have_the_rows_of_their_lists_and_no_more_than_is_theirs(city: ScopeCity) -> None:
    remit = Remit.of(["north"], ["dept-roads", "dept-parks"])
    manager, told = city.sign_in(Role.DEPARTMENT_MANAGER, remit), 0
    address = "/export/department-past.{}?site=north&department=dept-roads&what={}&ward=ward-one"
    for what in usual(LISTS, {"changed", "kept", "cohort", "open", "moved", DIFFERENCES, MOVES}.__contains__):
        said = text(department_list.content(context(city, f"?what={what}&ward=ward-one", "dept-roads", remit)))
        rows = int((re.search(r"(\d+) rows?", said) or [""])[1])
        answer = manager.ask(address.format("csv", what))
        assert (answer.status, len(answer.body.decode().splitlines())) == (200, rows + 1)
        assert b"ward-two" not in answer.body
        assert b"dept-waste" not in answer.body
        told += rows
    assert told > 20
    assert manager.ask(address.format("xlsx", "moved")).body.startswith(b"PK")
    heads = (address.format("csv", what) for what in ("moved&giver=nobody", "moved"))
    assert len({manager.ask(each).body.splitlines()[0] for each in heads}) == 1, "of an empty list they are the same"
    for unfit in ("opened&giver=dept-parks", "open&first=2026-11-01", "kept&first=2026-11-02&last=2026-11-01"):
        assert manager.ask(address.format("csv", unfit)).status == 400
    elsewhere = city.sign_in(Role.DEPARTMENT_MANAGER, Remit.of(["south"], ["dept-water"]))
    assert elsewhere.ask(address.format("csv", "open")).status == 404


@pytest.mark.parametrize(
    "search",
    [
        "?what=red",
        "?first=today",
        "?page=0",
        "?page=9",
        "?sort=height",
        "?x=1",
        "?what=kept&first=2026-02-30",
        "?what=kept&first=2026-11-02&last=2026-11-01",
        "?what=opened&giver=dept-parks",
        "?what=open&first=2026-11-01",
        "?what=due_moves&last=2026-11-01",
    ],
)
def test_an_address_that_nobody_wrote_says_what_would_be_right(city: ScopeCity, search: str) -> None:
    (said,) = (
        part
        for part in parts(department_list.content(context(city, search, "dept-roads")))
        if getattr(part, "className", "") == "nothing"
    )
    assert text(said).endswith(".")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("remit", "name", "ward"),
    list(
        zip(
            REMITS,
            ("dept-water", "dept-roads", "dept-parks", "dept-water"),
            ("ward-two", "ward-one", "ward-one", "ward-nine"),
            strict=True,
        )
    ),
)
def test_its_page_has_every_part_for_whoever_looks(city: ScopeCity, remit: Remit, name: str, ward: str) -> None:
    drawn = department_course.content(context(city, f"?ward={ward}", name, remit))
    said = text(drawn)
    heads = [(type(part).__name__, text(part)) for part in parts(drawn) if type(part).__name__ in ("H2", "H3")]
    assert {head for level, head in heads if level == "H2"} == {
        "Time to finish",
        "Promises kept",
        "Flow",
        "When it clears",
        "Hand-offs",
    }
    assert heads[0][0] == "H2"
    assert f"Ward: {ward} All" in said
    assert text(department_course.content(context(city, "?x=1", name, remit))).startswith("“x” is nothing")


def test_of_nothing_it_says_so_and_leads_out_of_what_it_is_narrowed_to(city: ScopeCity) -> None:
    drawn = department_course.content(context(city, "?ward=nowhere&channel=phone", "dept-roads"))
    assert "No request fits what this page is narrowed to." in text(drawn)
    assert "Time to finish" not in text(drawn)
    ways_out = {part.href for part in parts(drawn) if text(part) == "All"}
    assert ways_out == {f"/departments/dept-roads/course?{rest}" for rest in ("ward=nowhere", "channel=phone")}
    listed = department_list.content(context(city, "?what=kept&ward=ward-one", "dept-roads"))
    assert [part.href for part in parts(listed) if text(part) == "All"] == [
        "/departments/dept-roads/course/list?what=kept"
    ]


def test_where_records_are_kept_for_less_than_a_year_it_says_since_when(
    city: ScopeCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ledger, "oldest", lambda _ledger, _kind: city.now() - 40 * DAY)
    said = text(department_course.content(context(city, "?channel=web", "dept-roads")))
    assert "Records are kept since Tue 13 Oct 2026: nothing here is of before." in said
