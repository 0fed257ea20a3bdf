"""What pages of departments say of requests that are made up, without a city."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from layouts.page.told_address import UnfitAddress, told
from layouts.pages.department.ageing import ageing
from layouts.pages.department.asked import asked
from layouts.pages.department.head import head
from layouts.pages.department.words import band_words, chosen_words, due_words
from layouts.wall.format import NOTHING, days
from tests.layouts import snapshots
from tests.layouts.pages.looked_at import parts, text
from wallboard.calendar import NEVER
from wallboard.judging.instant import instant
from wallboard.model import DAY
from wallboard.questions.departments.chosen_items import STANDINGS, UNTOUCHED, Chosen
from wallboard.questions.departments.open_items import OpenItem, OpenItems
from wallboard.questions.departments.rows import row_of

pytestmark = pytest.mark.whole


def test_values_that_may_be_there_several_times_stay_in_order() -> None:
    assert told("?with=b&with=a&with=b&sort=x", {"sort"}, ("with",)) == ({"sort": "x"}, ("b", "a"))
    for no_name in ("%00", "a%0Ab", "%E2%80%A8a", "%E2%80%8B", "%ED%A0%80"):
        with pytest.raises(UnfitAddress):
            told(f"?sort={no_name}", {"sort"})


def test_names_are_asked_for_as_they_are_whatever_blank_or_mark_is_in_them() -> None:
    for name in ("Ward\u00a08", "sidewalk\u00adrepair", "רחובות\u200f", "خیابان\u200cها", "道" * 1_000):
        assert told(f"?{urlencode({'ward': name})}", {"ward"}) == ({"ward": name}, ())


def item(ticket: str, age: float, band: str, **facts: Any) -> OpenItem:
    at = snapshots.NOW
    whole: dict[str, Any] = {
        "source": "crm", "ticket": ticket, "service_type": "", "ward": "", "channel": "", "priority": "", "assignee": "",
        "state": "open", "opened": at - round(age * DAY), "told": at, "age_days": age, "band": band, "promised": True,
        "at75": NEVER, "at90": NEVER, "due": NEVER, "at300": NEVER, "unassigned": False, "emergency": False,
    }  # fmt: skip
    return OpenItem(**(whole | facts))


def some(*items: OpenItem) -> OpenItems:
    return OpenItems("main", "Streets", snapshots.NOW, "calendar", snapshots.BANDS, items)


def test_the_boundary_of_a_promise_is_drawn_where_one_holds_and_few_have_a_dot_each() -> None:
    at = instant(snapshots.morning(), snapshots.settings(), "main")
    late = item("1", 9, "(7,14]", due=snapshots.NOW - DAY)
    drawn = ageing(at, some(late, item("2", 2, "(1,3]")), asked("", "Streets"))
    lines = [text(part) for part in parts(drawn) if type(part).__name__ == "Tr"]
    dots = [getattr(part, "aria-label", "") for part in parts(drawn) if type(part).__name__ == "A"]
    assert {"1, 9.0 d, past due", "2, 2.0 d"} <= set(dots), "whoever does not see a mark is told"
    assert lines.index("Promised: 7.0 d") == lines.index("7–14 d11◆") + 1
    many = some(*(item(str(nth), 2, "(1,3]") for nth in range(41)))
    assert not [
        part for part in parts(ageing(at, many, asked("", "Streets"))) if getattr(part, "href", "") == "/request"
    ]
    assert any(getattr(part, "className", "") == "stack" for part in parts(ageing(at, many, asked("", "Streets"))))


def test_the_head_says_whether_more_went_than_came() -> None:
    more = [snapshots.reading("tickets.net", net, "7d", department="Streets") for net in (4, -3)]
    for net, word in zip(more, ("Losing", "Gaining"), strict=True):
        at = instant(snapshots.morning(net), snapshots.settings(), "main")
        said = text(
            head(
                at, row_of(at, "Streets", "J. Alvarez"), some(item("1", 2, "(1,3]")), asked("", "Streets"), "As of now."
            )
        )
        assert f"{word}, in 7 days" in said
        assert "Owner: J. Alvarez." in said


def test_every_way_in_which_a_request_stands_has_words() -> None:
    every = [Chosen(which=which) for which in STANDINGS] + [Chosen(untouched=name) for name in UNTOUCHED]
    assert all(chosen_words(each) for each in every)
    assert [band_words(band) for band in ("(0,1]", "(0.5,1]", ">90")] == ["0–1 d", "0.5–1 d", "over 90 d"]
    assert NOTHING not in band_words(">90")


def test_a_day_of_another_year_says_which() -> None:
    zone = snapshots.settings().zone("main")
    this, last = (
        item("1", 9, "(7,14]", due=snapshots.NOW - ago * DAY, promised=True) for ago in (30, 330)
    )  # of November
    assert [due_words(each, snapshots.NOW, zone) for each in (this, last)] == [
        "Sun 25 Oct, 11:42",
        "Mon 29 Dec 2025, 10:42",
    ]


@pytest.mark.parametrize(
    ("age", "said"), [(0.99, "23 h"), (1, "1.0 d"), (9.94, "9.9 d"), (9.97, "10 d"), (10.9, "10 d")]
)
def test_an_age_has_one_decimal_below_ten_days(age: float, said: str) -> None:
    assert days(age) == said
