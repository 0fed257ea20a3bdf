"""How a department does over time, in words: why a figure is not told, and what chance leaves open."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import date, timedelta

import pytest

from layouts.page.department_past import (
    Listed,
    Narrowed,
    addresses,
    source_word,
)
from layouts.page.story import table, written_table
from layouts.pages.department_course.asked import Asked, asked
from layouts.pages.department_course.finish import finish_chart, finish_words
from layouts.pages.department_course.flow import clearing_words, flow_chart, flow_words
from layouts.pages.department_course.handed_over import handed_over
from layouts.pages.department_course.kept import kept_chart, promises_words
from layouts.wall.written import written
from tests.layouts import snapshots
from tests.layouts.pages.looked_at import parts, text, unfolded
from tests.wallboard.questions.pasts import past_of, request
from tests.wallboard.ticket_histories import START
from wallboard.clock import local_day
from wallboard.metrics.clearing import Ahead, Clearing, NotClearing
from wallboard.metrics.little import NotStable, Stay
from wallboard.metrics.survival import Told, Untold
from wallboard.model import DAY
from wallboard.model.remit import Remit
from wallboard.questions.departments.chosen_items import NONE_NAMED
from wallboard.questions.departments.past_figures import PastFigure
from wallboard.questions.flow import WEEKS, FlowQuestion, read_flow
from wallboard.questions.handoffs import HandOffsQuestion, read_handoffs
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import RequestsPast
from wallboard.questions.time_to_finish import TimeToFinish, TimeToFinishQuestion, read_time_to_finish

pytestmark = pytest.mark.whole

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
    days = PromisesQuestion(last - timedelta(days=6), last)
    told = read_promises_kept(days, year)
    said = promises_words(told, days)
    assert said[0] == "Since Tue 31 Dec 2024: 50\u202f% of 14 (27–73 %)."
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
