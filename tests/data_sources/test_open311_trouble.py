"""An Open311 server that has trouble, or makes some."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from email.utils import formatdate
from traceback import format_exception
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources._http.kept import Answer
from tests.data_sources.georeport_server import KEY, Request, serving
from tests.data_sources.open311_city import NOW, city, ids, last_told, opened, poll_all
from tests.data_sources.test_open311_walk import NAMES
from wallboard.clock import iso
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros
from wallboard.source import Batch, SourceError

pytestmark = pytest.mark.whole


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def test_it_is_left_alone_for_as_long_as_it_wants_to_be(stack: ExitStack) -> None:
    server = stack.enter_context(serving(city(30), page_at_most=10))
    source = stack.enter_context(closing(opened(server.endpoint, open_days=0)))
    first = source.changes(None, NOW)
    for status, header, seconds in (
        (429, "90", 90),
        (503, formatdate((NOW + 40 * SECOND) / SECOND, usegmt=True), 40),
        (429, "soon", 60),
    ):
        server.instead = lambda path, status=status, header=header: (status, {"Retry-After": header}, b"")  # type: ignore[misc]
        with pytest.raises(
            SourceError, match=rf"answers {status} and wants to be asked again at 2026-11-23T"
        ) as caught:
            source.changes(first.cursor, NOW)
        assert not caught.value.permanent
        server.instead = lambda path: None
        asked = len(server.asked)
        with pytest.raises(SourceError, match="no sooner"):
            source.changes(first.cursor, NOW + (seconds - 2) * SECOND)
        assert source.present(["1"]) == {"1"}
        assert len(server.asked) == asked
        assert source.changes(first.cursor, NOW + (seconds + 1) * SECOND).read
    assert set(ids([first, *poll_all(source, first.cursor, NOW + HOUR)])) == {str(n) for n in range(1, 31)}


def test_five_minutes_of_500s_are_an_outage_and_nothing_is_lost(stack: ExitStack) -> None:
    """Once in the middle of history, once while a minute's changes are read."""
    server = stack.enter_context(serving(city(60), page_at_most=20))
    source = stack.enter_context(closing(opened(server.endpoint)))
    told, now = [source.changes(None, NOW)], NOW
    for _ in range(2):
        server.instead = lambda path: (500, {}, b"<html>Oops</html>")
        for _ in range(20):
            now += 15 * SECOND
            server.put(Request(5_000 + len(server.asked), now, now))
            with pytest.raises(SourceError, match="answers 500: it has trouble of its own") as caught:
                source.changes(told[-1].cursor, now)
            assert not caught.value.permanent
        server.instead = lambda path: None
        told += poll_all(source, told[-1].cursor, now)
        assert set(ids(told)) == {str(each.number) for each in server.everything()}


@pytest.mark.parametrize(
    ("answer", "says", "permanent"),
    [
        ((401, b""), "does not let this wall read .401.; is api_key the one", True),
        ((403, b'[{"code": 403, "description": "api_key %s is unknown"}]' % KEY.encode()), r"403: 403 api_key \*\*\* is unknown", True),
        ((404, b"<html>no</html>"), "there is nothing at .*/requests.xml .404.; are endpoint and jurisdiction_id right", True),
        ((404, b'[{"code": 404, "description": "jurisdiction_id x was not found"}]'), "jurisdiction_id x was not found", True),
        ((400, b'{"errors": [{"code": 400, "description": "page_size is too\nbig"}]}'), "page_size is too.nbig.; where it refuses pages", False),
        ((200, b"<html><body>Sign in</body></html>"), "answers with a web page; is endpoint that of a GeoReport", False),
        ((200, b'{"hello": 1}'), "answers with something else than requests", False),
        ((200, b'[{"service_request_id": "1"'), "begins like JSON and is none", False),
        ((200, b""), "answers with nothing", False),
        ((200, b'[{"code": 7, "description": "come back later"}]'), "answers with an error: 7 come back later", False),
        ((302, b""), "leads elsewhere", True),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_line_without_the_key(
    answer: tuple[int, bytes], says: str, permanent: bool, stack: ExitStack
) -> None:
    server = stack.enter_context(serving(city(3)))
    source = stack.enter_context(closing(opened(server.endpoint, api_key=KEY)))
    server.instead = lambda path: (
        answer[0],
        {"Location": "http://127.0.0.2/elsewhere"} if answer[0] == 302 else {},
        answer[1],
    )
    with pytest.raises(SourceError, match=says) as caught:
        source.changes(None, NOW)
    assert caught.value.permanent is permanent
    findings = source.check(NOW)
    assert [finding.ok for finding in findings] == [False]
    told = [*format_exception(caught.value), *map(repr, findings), repr(vars(source))]
    assert not any(KEY in text for text in told)
    assert "\n" not in str(caught.value)
    assert all(arguments["api_key"] == KEY for _, arguments in server.asked)


def test_nobody_answers(stack: ExitStack) -> None:
    source = stack.enter_context(closing(opened("http://127.0.0.1:1/v2", api_key=KEY)))
    with pytest.raises(
        SourceError,
        match=r"sources.city: http://127.0.0.1:1/v2/requests.json cannot be asked: the connection was refused",
    ):
        source.changes(None, NOW)


def test_an_id_that_looks_like_something_else_is_an_id(stack: ExitStack) -> None:
    """None of these is taken for gone, or for a work item."""
    server = stack.enter_context(serving(city(3)))
    odd = [
        {"service_request_id": each, "status": "open", "requested_datetime": iso(NOW)}
        for each in ("7/2026", "a,b", "x#y", "ü z")
    ]
    server.instead = lambda path: (200, {}, json.dumps(odd).encode()) if path == "requests.json" else None
    source = stack.enter_context(closing(opened(server.endpoint)))
    told = ids(poll_all(source))
    assert set(told) == {"7/2026", "a,b", "x#y", "ü z"}
    assert source.present(told) == set(told)


def test_closed_while_it_waits_for_an_answer(stack: ExitStack) -> None:
    """By another thread, as a source is that was left behind; and asked once more."""
    server = stack.enter_context(serving(city(3)))
    source = stack.enter_context(closing(opened(server.endpoint, deadline_s=0.4)))
    asked, over = threading.Event(), threading.Event()

    def hang(path: str) -> None:
        asked.set()
        over.wait(10)

    server.instead = hang
    ended: list[SourceError] = []

    def ask() -> None:
        with pytest.raises(SourceError) as caught:
            source.changes(None, NOW)
        ended.append(caught.value)

    worker = threading.Thread(target=ask)
    worker.start()
    assert asked.wait(10)
    source.close()
    worker.join(10)
    over.set()
    assert len(ended) == 1
    server.instead = lambda path: None
    assert source.changes(None, NOW).cursor


answers = st.lists(
    st.dictionaries(
        st.sampled_from(NAMES.split()),
        st.none() | st.integers() | st.text(max_size=8) | st.sampled_from([iso(NOW), "2026-11-22", "open", "closed", "1"])
        | st.lists(st.dictionaries(st.sampled_from(NAMES.split()), st.text(max_size=5)), max_size=2),
        max_size=8,
    ),
    max_size=12,
)  # fmt: skip


@given(st.lists(answers, min_size=1, max_size=4))
def test_whatever_a_server_answers_is_a_batch_or_a_source_error(told: list[list[dict[str, Any]]]) -> None:
    """And every row of it is accounted for."""
    source, turn = opened("http://127.0.0.1:1/v2"), iter(range(10_000))

    def get(path: str, arguments: dict[str, str], now: Micros) -> Answer:
        return Answer(200, json.dumps(told[next(turn) % len(told)]).encode(), {})

    source._asking.client.get = get  # type: ignore[assignment,method-assign]
    cursor: Any = None
    for step in range(3):
        try:
            batch = source.changes(cursor, NOW + step * MINUTE)
            source.present(["1", "2"])
        except SourceError:
            continue
        taken = 0 if batch.tickets is None else len(batch.tickets)
        assert batch.read == taken + batch.repeats + len(batch.set_aside)
        cursor = batch.cursor


def test_a_slice_that_is_too_much_for_the_server_is_asked_for_in_smaller_ones(stack: ExitStack) -> None:
    """It fails whenever more than 20 days are asked for."""
    server = stack.enter_context(serving(city(60)))
    source = stack.enter_context(closing(opened(server.endpoint, open_days=0)))

    def too_much(path: str) -> tuple[int, dict[str, str], bytes] | None:
        asked = server.asked[-1][1]
        days = (
            [datetime.fromisoformat(asked[name]) for name in ("start_date", "end_date")] if "end_date" in asked else []
        )
        return (500, {}, b"") if days and days[1] - days[0] > timedelta(days=20) else None

    server.instead = too_much
    told, cursor, failed = list[Batch](), None, 0
    while not told or told[-1].more:
        assert failed < 100
        try:
            told.append(source.changes(cursor, NOW + failed * 15 * SECOND))
            cursor = told[-1].cursor
        except SourceError:
            failed += 1
    assert set(ids(told)) == {str(n) for n in range(1, 61)}


def test_a_round_that_fails_keeps_nobody_from_reading_what_is_new(stack: ExitStack) -> None:
    """The server fails over more than ten days at once, which only rounds ask for by now."""
    server = stack.enter_context(serving(city(40, days=25), updated_after=False, refuses=frozenset({"updated_after"})))
    source = stack.enter_context(closing(opened(server.endpoint, recent_days=28)))
    told = poll_all(source)

    def too_much(path: str) -> tuple[int, dict[str, str], bytes] | None:
        return (
            (500, {}, b"")
            if "2026-10" in server.asked[-1][1].get("start_date", "") and len(server.asked) < fails
            else None
        )

    server.instead = too_much
    now, fails = NOW + 2 * HOUR, len(server.asked) + 6
    for n in range(12):
        now += MINUTE
        server.put(Request(2_000 + n, now, now))
        if n == 1:
            server.change(38, closed=True, updated=now)
        told += poll_all(source, told[-1].cursor, now)
        assert str(2_000 + n) in ids(told[-1:])
    assert last_told(told)["38"]["state"] == "finished"


def test_a_request_without_times_does_not_say_that_updates_are_passed_over(stack: ExitStack) -> None:
    timeless = {"requested_datetime": None, "updated_datetime": None}
    server = stack.enter_context(serving([Request(1, NOW - HOUR, NOW - HOUR)]))
    source = stack.enter_context(closing(opened(server.endpoint)))
    told = poll_all(source)
    server.put(Request(2, NOW, NOW, more=timeless), Request(3, NOW, NOW))
    (batch,) = poll_all(source, told[-1].cursor, NOW + MINUTE)
    assert batch.cursor is not None
    assert batch.cursor["updated"] == "yes"


def test_a_clock_that_was_ahead_hides_nothing(stack: ExitStack) -> None:
    server = stack.enter_context(serving(city(3)))
    source = stack.enter_context(closing(opened(server.endpoint)))
    told = poll_all(source, now=NOW + 300 * DAY)
    server.put(Request(9, NOW, NOW))
    assert "9" in ids(poll_all(source, told[-1].cursor, NOW + MINUTE))
