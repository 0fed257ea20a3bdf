"""How a department does over time, in words: why a figure is not told, and what chance leaves open."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from dash import html

from layouts.page.department_past import (
    DIFFERENCES,
    LISTS,
    MOVES,
    Listed,
    Narrowed,
    addresses,
    read_course,
    source_word,
)
from layouts.page.story import table, written_table
from layouts.pages import department_course, department_list
from layouts.pages.department_course.asked import Asked, asked
from layouts.pages.department_course.finish import finish_chart, finish_words
from layouts.pages.department_course.flow import clearing_words, flow_chart, flow_words
from layouts.pages.department_course.handed_over import handed_over
from layouts.pages.department_course.kept import kept_chart, promises_words
from layouts.wall.format import signed
from layouts.wall.written import written
from tests.layouts import snapshots
from tests.layouts.pages.test_departments import NARROWED, REMITS, city, context, figures, parts, query, text
from tests.layouts.scope_city import ScopeCity
from tests.wallboard.questions.pasts import past_of, request
from tests.wallboard.ticket_histories import START
from tests.wide import usual
from wallboard.clock import local_day
from wallboard.ledger import Ledger
from wallboard.metrics.clearing import Ahead, Clearing, NotClearing
from wallboard.metrics.little import NotStable, Stay
from wallboard.metrics.survival import Told, Untold
from wallboard.model import DAY
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.questions.departments.chosen_items import NONE_NAMED
from wallboard.questions.departments.past_figures import FIGURES, PastFigure, requests_behind
from wallboard.questions.flow import WEEKS, FlowQuestion, read_flow
from wallboard.questions.handoffs import HandOffsQuestion, read_handoffs
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import RequestsPast
from wallboard.questions.time_to_finish import TimeToFinish, TimeToFinishQuestion, read_time_to_finish

pytestmark = pytest.mark.whole

__all__ = ["city"]
NOW = START + 120 * DAY


def past() -> RequestsPast:
    """Two a day for 100 days, each promised two days; one of them is finished after a day, every third other one after ten."""
    rows = []
    for nth in range(200):
        opened = START + (nth // 2) * DAY
        took = DAY if nth % 2 else 10 * DAY if nth % 3 == 0 else None
        told = {"opened_at": opened, "updated_at": opened, "received_at": opened, "service_type": "leak"}
        rows.append(request(nth, **told))
        if took:
            ended = {"state": "finished", "finished_at": opened + took, "updated_at": opened + took, "received_at": opened + took}  # fmt: skip
            rows.append(request(nth, **(told | ended)))
    return past_of(rows, NOW)


@pytest.fixture(scope="module")
def year() -> RequestsPast:
    return past()


def finished(year: RequestsPast) -> TimeToFinish:
    return read_time_to_finish(TimeToFinishQuestion(START, NOW), year)[0]


def test_half_are_finished_after_a_day_and_85_of_100_are_not_reached(year: RequestsPast) -> None:
    said = finish_words(finished(year), 60)
    assert said[0] == "200 requests were opened, 66 of them are open."
    assert said[1].startswith("Half are finished after 1.0 d (")
    assert said[2] == "85 of 100 are finished: not reached yet: too many are still open."
    assert said[3].startswith("Within their promise: 50")
    assert said[4] == "Closed at first contact, within 60 minutes and with no second department: 0\u202f%."
    drawn = finish_chart(finished(year), 60)
    assert drawn is not None
    assert drawn.rows[0][:2] == ("1.0 d", "50\u202f%")
    assert len(drawn.plotted["data"]) == 3, "promises of two lengths are no line"


def test_of_a_few_nothing_is_told_and_why() -> None:
    few = read_time_to_finish(TimeToFinishQuestion(START, NOW), past_of([request(1)], NOW))[0]
    assert finish_chart(few, 60) is None
    assert finish_words(few, 60)[-1] == "Nothing can be told of it: too few requests to say."
    for why in Untold:
        assert finish_words(few._replace(curve=finished(past()).curve, in_promise=Told(None, why=why)), 60)[3].endswith(
            "."
        )


def test_the_flow_adds_up_and_says_why_there_is_no_mean_stay(year: RequestsPast) -> None:
    flow = read_flow(FlowQuestion(WEEKS, START), year)
    drawn = flow_chart(flow, Asked("A"))
    assert drawn is not None
    came, went = (trace["y"] for trace in drawn.plotted["data"])
    assert came[-1] - went[-1] == flow.open_now == 66
    assert flow_words(flow)[0] == "Open before: 0, open now: 66, net: +66."
    stay = Stay(None, None, 3.0, 1.0, 1.0, 1.0)
    for why in NotStable:
        assert "Little" in flow_words(flow._replace(stay=stay._replace(why=why)))[-1]
    assert flow_words(flow._replace(stay=stay._replace(days=3.0)))[-1].startswith("Each is open for 3.0 d")


@pytest.mark.parametrize(
    ("why", "high", "said"),
    [
        (None, 9, "Clears in about 6 weeks (4 weeks to 9 weeks)."),
        (None, None, "Clears in about 6 weeks (4 weeks to more than five years)."),
        (NotClearing.GROWING, None, "Not clearing: as many come as go, or more."),
        (NotClearing.NEVER, None, "Not clearing within five years, as the weeks before went."),
        (NotClearing.TOO_FEW, None, "When it clears cannot be told: fewer than eight weeks are known."),
        (NotClearing.CLEAR, None, "Nothing is open."),
    ],
)
def test_when_it_clears_is_a_range_or_says_that_it_does_not(
    why: NotClearing | None, high: int | None, said: str
) -> None:
    words = clearing_words(Clearing(66, 0, 20, -9.0, 4, 6, high, why, (Ahead(4, 10.2, 20, 30),)))
    assert words[0] == said
    assert words[1] == "In 4 weeks: about 20 open (10 to 30)."


def test_promises_kept_are_told_with_how_sure_that_is_and_by_week_with_limits(year: RequestsPast) -> None:
    last = local_day(START + 95 * DAY, year.zone)
    told = read_promises_kept(PromisesQuestion(last - timedelta(days=6), last), year)
    said = promises_words(told)
    assert said[0] == "Last seven days: 50\u202f% of 14 (27–73 %)."
    assert said[1] in ("A year before is not known here.", "The same days a year before: nothing was decided.")
    drawn = kept_chart(told, Asked("A"))
    assert drawn is not None
    assert len(drawn.rows) == len(told.weeks) > 10
    assert any(trace.get("name") == "week by week" for trace in drawn.plotted["data"])
    nothing = read_promises_kept(PromisesQuestion(date(2024, 1, 1), date(2024, 1, 7)), past_of([request(1)], NOW))
    assert kept_chart(nothing, Asked("A")) is None


def test_hand_offs_name_only_what_whoever_looks_may_know() -> None:
    rows = [
        request(1, department="A"),
        request(1, department="B", updated_at=START + DAY, received_at=START + DAY),
        request(1, department="A", updated_at=START + 2 * DAY, received_at=START + 2 * DAY),
    ]
    told = read_handoffs(HandOffsQuestion(), past_of(rows, NOW, within=Remit.of(departments=["B"])))
    said = text(unfolded(handed_over(told, snapshots.settings(), snapshots.settings().zone("main"), Asked("B"))))
    assert "another department" in said
    assert "Hand-offs 2" in said
    assert "Requests handed over 1" in said


def test_what_is_asked_for_by_no_name_is_of_those_of_none() -> None:
    assert (source_word(""), source_word(NONE_NAMED), source_word("leak")) == (None, "", "leak")
    assert asked("?ward=4", "Streets").narrowed.ward == "4"


def test_a_page_writes_the_address_of_a_list_as_the_list_has_it() -> None:
    day, narrowed = date(2026, 11, 20), Narrowed("Bäume & more", "", "phone")
    for narrowing, site in ((Narrowed(), ""), (Narrowed(), "north"), (narrowed, ""), (narrowed, "south & east")):
        of = addresses("Parks/Trees", narrowing, site)
        for figure in (PastFigure("open"), PastFigure("kept", day, day), PastFigure("moved", None, day, "A & B", "–")):
            assert of(*astuple(figure)) == Listed("Parks/Trees", narrowing, figure, site).address()


def test_a_table_that_is_written_at_once_is_the_same_table() -> None:
    told = ("Hand-offs", ("From", "Handed over"), [("A <b>", "3"), ("B", "0")])
    (at_once,) = (element for part in parts(written_table(*told, (1,))) if (element := getattr(part, "data-drawn", "")))
    (drawn,) = (part for part in parts(table(*told, (1,))) if type(part).__name__ == "Table")
    assert json.loads(at_once) == json.loads(getattr(written(drawn), "data-drawn"))


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


def unfolded(drawn: Any) -> list[Any]:
    """With the tables that assets/drawn.js draws."""
    told = (getattr(part, "data-drawn", "") for part in parts(drawn))
    return [drawn, *(component(json.loads(each)) for each in told if each)]


def component(element: Any) -> Any:
    if isinstance(element, str):
        return element
    name, attributes, *within = element
    its = [component(each) for each in within]
    return html.A(its, href=attributes["href"], className=attributes.get("class", "")) if name == "a" else html.Div(its)


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
