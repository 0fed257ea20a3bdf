"""A stretch of time is read whole, however little a server gives at once, and whatever it does with pages."""

from __future__ import annotations

import json
from itertools import chain, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._georeport.answers import Unreadable, read_answer
from data_sources._georeport.options import Options
from data_sources._georeport.place import Place
from data_sources._georeport.requests import columns_of, id_of, text_of, work_items
from data_sources._georeport.walk import NARROWEST, Server, Walk
from wallboard.model import DAY, HOUR, SECOND, Micros

START: Micros = 1_790_000_000 * SECOND
LAST = 200 * 86_400
MAPPING = Options(kind="open311", endpoint="http://127.0.0.1/v2").mapping()


class Paper:
    """A server without a wire: what it gives of a piece's page."""

    def __init__(self, at: list[Micros], most: int, pages: bool, past_the_end: str) -> None:
        self.at, self.most, self.pages, self.past_the_end = at, most, pages, past_the_end

    def give(self, walk: Walk) -> list[str]:
        inside = [f"{n}" for n, at in enumerate(self.at) if walk.low <= at <= walk.high + SECOND]
        if not self.pages:
            return inside[: self.most]
        last = max(1, -(-len(inside) // self.most))
        page = last if walk.page > last and self.past_the_end == "again" else walk.page
        return inside[(page - 1) * self.most : page * self.most]


def read(paper: Paper, width: Micros = 90 * DAY) -> tuple[set[str], int]:
    walk: Walk | None = Walk.over("requested", START, START + 200 * DAY, START + 200 * DAY, width)
    server, found, asked = Server(), set[str](), 0
    while walk is not None:
        walk = Walk.of(walk.text())
        assert walk is not None, "it survives being kept"
        ids, asked = paper.give(walk), asked + 1
        assert asked < 5_000
        assert walk.high - walk.low <= width
        found |= set(ids)
        following = walk.after(ids, server, True, True, width)
        server = server.after(walk.page, len(ids), walk.came_again(ids))
        walk = following
    return found, asked


@given(
    st.lists(st.integers(0, LAST), max_size=400),
    st.sampled_from([10, 13, 50, 100, 1_000]),
    st.booleans(),
    st.sampled_from(["nothing", "again"]),
    st.sampled_from([1, 86_400, 90 * 86_400]),
)
def test_all_are_read_whatever_is_given_at_once(
    seconds: list[int], most: int, pages: bool, past_the_end: str, crowd: int
) -> None:
    """Some crowd together; of one second there are never more than fit."""
    seconds = sorted({*seconds, *(min(LAST, each // crowd * crowd + each % 3_600) for each in seconds)})
    paper = Paper([START + each * SECOND for each in seconds], most, pages, past_the_end)
    found, asked = read(paper)
    assert found == {f"{n}" for n in range(len(seconds))}
    assert asked <= 60 + len(seconds)


@pytest.mark.parametrize("pages", [True, False])
def test_more_in_one_second_than_fit_end_all_the_same(pages: bool) -> None:
    paper = Paper([START + HOUR] * 60 + [START + DAY], 20, pages, "again")
    found, asked = read(paper)
    assert len(found) == (61 if pages else 21)
    assert asked < 200
    assert NARROWEST == SECOND


def test_a_big_city_with_pages_costs_little_more_than_its_pages() -> None:
    paper = Paper([START + n * 3_000 * SECOND for n in range(5_000)], 500, True, "nothing")
    found, asked = read(paper)
    assert (len(found), asked) == (5_000, 12)


@pytest.mark.parametrize("sizes", [(500, 250, 100), (50, 100)])
def test_pages_that_become_shorter_or_longer_on_the_way_hide_nothing(sizes: tuple[int, ...]) -> None:
    paper = Paper([START + n * 3_000 * SECOND for n in range(1_300)], 0, True, "nothing")
    most = chain.from_iterable([size] * 3 for size in (*sizes, *[sizes[-1]] * 99))

    class Wavering(Paper):
        def give(self, walk: Walk) -> list[str]:
            self.most = next(most)
            return super().give(walk)

    paper.__class__ = Wavering
    found, asked = read(paper)
    assert len(found) == 1_300
    assert asked < 100


def test_pieces_follow_each_other_without_a_gap() -> None:
    walk: Walk | None = Walk.over("requested", START, START + 200 * DAY, START, 90 * DAY)
    met = []
    while walk is not None:
        met.append((walk.low, walk.high))
        walk = walk.after([], Server(), True, True, 90 * DAY)
    assert met[0][0] == START
    assert met[-1][1] == START + 200 * DAY
    assert all(one[1] == other[0] for one, other in pairwise(met))


NAMES = (
    "service_request_id status requested_datetime updated_datetime notes type datetime code extended_attributes requests "
    "service_requests request errors description ward lat"
)
names = st.sampled_from(NAMES.split()) | st.text(max_size=5)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=20,
)


ROW = {"service_request_id": 7, "status": "open"}


@pytest.mark.parametrize(
    ("told", "rows", "error"),
    [
        ({"requests": [{"request": [ROW]}]}, 1, ""),  # FixMyStreet
        ({"requests": [{"request": []}]}, 0, ""),
        ([{"request": ROW}, {"request": ROW}], 2, ""),
        ({"code": 500, "description": "no database", "status": "error"}, 0, "500 no database"),
    ],
)
def test_lists_within_lists_and_errors_with_a_status(told: Any, rows: int, error: str) -> None:
    answered = read_answer(json.dumps(told).encode())
    assert (answered.rows, answered.error) == ((ROW,) * rows, error)


@given(anything)
def test_whatever_is_answered_is_read_or_refused(value: Any) -> None:
    for body in (json.dumps(value).encode(), repr(value).encode()):
        try:
            told = read_answer(body)
        except Unreadable:
            continue
        columns = columns_of([*told.rows, *(item for row in told.rows for item in work_items(row))], MAPPING)
        assert all(isinstance(text, str) for column in columns.values() for text in column)
        assert isinstance(told.error, str)


@given(st.binary(max_size=60), st.sampled_from([b"", b"<", b"<requests>", b"[", b'{"requests": [']))
def test_whatever_bytes_are_answered(rest: bytes, start: bytes) -> None:
    try:
        read_answer(start + rest)
    except Unreadable as why:
        assert str(why)


@given(st.dictionaries(st.sampled_from(sorted(Place().cursor())), st.none() | st.integers() | st.text(max_size=9)))
def test_whatever_cursor_is_a_place(cursor: dict[str, Any]) -> None:
    place = Place.of(cursor, 500)
    assert Place.of(place.cursor(), 500) == place


@pytest.mark.parametrize(
    ("told", "key"),
    [
        *((638344, "638344"), ("638344", "638344"), (638344.0, "638344"), (" 14-0123 ", "14-0123"), ("0012", "0012")),
        (None, ""),
        ("", ""),
        ("null", ""),
        (0, ""),
        (True, ""),
        ([1], ""),
        ({}, ""),
    ],
)
def test_ids_of_both_types_are_one_key(told: Any, key: str) -> None:
    assert id_of({"service_request_id": told}) == key
    assert id_of({}) == text_of(None) == ""


XML = """<?xml version="1.0"?>{0}<service_requests>{1}</service_requests>"""


def test_hostile_xml_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for head, inner in (
        (bomb, "<request><status>&b;</status></request>"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd">', ""),
    ):
        with pytest.raises(Unreadable, match="document type"):
            read_answer(XML.format(head, inner).encode())
    with pytest.raises(Unreadable, match="elements deep"):
        read_answer(("<a>" * 50 + "</a>" * 50).encode())
    with pytest.raises(Unreadable, match="no XML from line 1"):
        read_answer(b"<service_requests><request></service_requests>")
    with pytest.raises(Unreadable, match="encoding"):
        read_answer(b'<?xml version="1.0" encoding="klingon"?><requests/>')


def test_xml_says_the_same_as_json() -> None:
    one = (
        "<request><service_request_id>7</service_request_id><status>open</status><address>A &amp; B</address></request>"
    )
    assert [dict(row) for row in read_answer(XML.format("", one).encode()).rows] == [
        {"service_request_id": "7", "status": "open", "address": "A & B"}
    ]
    assert len(read_answer(XML.format("", one * 3).encode()).rows) == 3
    assert read_answer(XML.format("", "").encode()).rows == ()
    latin = XML.replace('"1.0"', '"1.0" encoding="ISO-8859-1"').format("", one.replace("A &amp; B", "Straße"))
    assert read_answer(latin.encode("latin-1")).rows[0]["address"] == "Straße"
    errors = "<errors><error><code>404</code><description>no</description></error></errors>"
    assert read_answer(errors.encode()).errors == ("404 no",)
