"""Requests of an Open311 server that have no id yet, that are work items of others, or that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data_sources._georeport.answers import read_answer
from data_sources.open311 import KIND
from tests.data_sources.georeport_server import Request, serving
from tests.data_sources.open311_city import NOW, city, ids, last_told, opened, poll_all, rows
from wallboard.clock import iso
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros
from wallboard.source import SetAside, row_key

pytestmark = pytest.mark.whole


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


# ---------------------------------------------------------------- requests without an id


@pytest.mark.parametrize("updated_after", [True, False])
def test_a_request_without_an_id_is_told_once_it_has_one(updated_after: bool, stack: ExitStack) -> None:
    """It is no row that makes no sense, and its times do not change when it gets one."""
    server = stack.enter_context(serving(city(3), updated_after=updated_after))
    at = NOW - 2 * DAY
    server.put(Request(0, at, at), Request(0, at, at + HOUR))
    source = stack.enter_context(closing(opened(server.endpoint)))
    told = poll_all(source)
    assert (len(ids(told)), sum(len(each.set_aside) for each in told), sum(each.read for each in told)) == (3, 0, 3)
    assert str(told[-1].notice) == "requests without a number yet, which are not counted: 2"
    server.requests[3] = replace(server.requests[3], number=77)
    told += poll_all(source, told[-1].cursor, NOW + 11 * MINUTE)
    assert "77" in ids(told)
    assert str(told[-1].notice).endswith(": 1")
    asked = len(server.asked)
    told += poll_all(source, told[-1].cursor, NOW + 12 * MINUTE)
    low = server.asked[asked][1].get("updated_after") or server.asked[asked][1]["start_date"]
    assert low > "2026-11-23", "it does not reach so far back at every poll"
    server.requests[4] = replace(server.requests[4], number=78)
    told += poll_all(source, told[-1].cursor, NOW + HOUR)
    assert set(ids(told)) == {"1", "2", "3", "77", "78"}
    assert str(told[-1].notice) == ""


# ---------------------------------------------------------------- work items


def notes(*about: tuple[str, int, Micros]) -> tuple[dict[str, Any], ...]:
    def of(item: int) -> dict[str, Any]:
        return {"service_request_id": str(item), "service_name": "Survey", "agency_responsible": "Water"}

    return tuple(
        {"type": kind, "datetime": iso(at), "extended_attributes": of(item), "summary": "x"} for kind, item, at in about
    )


CREATED, CLOSED = "follow_on_created", "follow_on_closed"


@pytest.mark.parametrize("xml_only", [False, True])
def test_work_items_of_notes_are_requests_of_their_own(xml_only: bool, stack: ExitStack) -> None:
    at = NOW // SECOND * SECOND - 3 * DAY
    server = stack.enter_context(
        serving([Request(1, at, NOW - HOUR, notes=notes((CREATED, 51, at + HOUR)))], xml_only=xml_only)
    )
    source = stack.enter_context(closing(opened(server.endpoint)))
    first = poll_all(source)
    item = last_told(first)["1 › 51"]
    assert (item["parent"], item["relation"], item["state"]) == ("1", "child", "open")
    assert (item["department"], item["service_type"], item["opened_at"]) == ("Water", "Survey", at + HOUR)
    assert source.present(["1", "1 › 51"]) == {"1", "1 › 51"}, "it cannot be asked for, and is not gone for that"
    both = (
        *notes((CREATED, 51, at + HOUR), (CLOSED, 51, at + DAY)),
        *notes((CREATED, 52, at + 2 * DAY)),
        {"type": "activity"},
    )
    server.change(1, notes=both, updated=NOW)
    told = last_told([*first, *poll_all(source, first[-1].cursor, NOW + MINUTE)])
    assert (told["1 › 51"]["state"], told["1 › 51"]["finished_at"]) == ("finished", at + DAY)
    assert (told["1 › 52"]["state"], told["1"]["state"]) == ("open", "open")
    assert sum(batch.read for batch in first) == 2
    assert source.again([SetAside(row_key("1 › 52"), "odd", "")], None, NOW).tried == {row_key("1 › 52")}
    options = KIND.options(kind="open311", endpoint=server.endpoint, record_url="https://311.example/{ticket}")
    assert options.record_address("1 › 52") == options.record_address("1") == "https://311.example/1"  # type: ignore[attr-defined]
    without = stack.enter_context(closing(opened(server.endpoint, extensions=False)))
    assert ids(poll_all(without)) == ["1"]


def test_work_items_that_are_requests_themselves_are_told_once(stack: ExitStack) -> None:
    at = NOW // SECOND * SECOND - 3 * DAY
    child = Request(51, at + HOUR, at + HOUR, agency="Water", service="Survey")
    server = stack.enter_context(serving([child, Request(1, at, at + HOUR, notes=notes((CREATED, 51, at + HOUR)))]))
    source = stack.enter_context(closing(opened(server.endpoint)))
    told = poll_all(source)
    assert sorted(ids(told)) == ["1", "51"]
    assert (last_told(told)["51"]["parent"], last_told(told)["51"]["relation"]) == ("1", "child")


# ---------------------------------------------------------------- who is gone


@pytest.mark.parametrize(
    ("quirks", "gone"),
    [
        ({}, {"2", "5"}),
        ({"lists": False}, {"2", "5"}),
        ({"fails_over_lists": True}, {"2", "5"}),
        ({"alone": False}, set()),
        ({"lists": False, "alone": False}, set()),
    ],
)
def test_a_request_is_gone_only_where_the_server_was_seen_to_know(
    quirks: dict[str, Any], gone: set[str], stack: ExitStack
) -> None:
    server = stack.enter_context(serving(city(8), **quirks))
    source = stack.enter_context(closing(opened(server.endpoint)))
    poll_all(source)
    server.delete(2, 5)
    every = {str(n) for n in range(1, 9)}
    missing = set[str]()
    for _ in range(4):  # single requests are asked for a few at a time
        missing |= every - source.present(sorted(every))
    assert missing == gone


def test_what_was_seen_of_open_ones_is_told_by_the_next_poll_until_it_is_kept(stack: ExitStack) -> None:
    """Of a request older than what is read again; and only what is new."""
    server = stack.enter_context(serving(city(8, days=200), updated_after=False))
    source = stack.enter_context(closing(opened(server.endpoint, recent_days=0)))
    told = poll_all(source)
    source.present(["2", "5"])
    told += poll_all(source, told[-1].cursor, NOW + MINUTE)
    server.change(5, closed=True, updated=NOW)
    source.present(["2", "5"])
    since = told[-1].cursor
    for _ in range(2):  # the first answer could not be kept
        (batch,) = poll_all(source, since, NOW + 2 * MINUTE)
        assert [(row["ticket"], row["state"]) for row in rows([batch]) if row["ticket"] in ("2", "5")] == [
            ("5", "finished")
        ]
    (batch,) = poll_all(source, batch.cursor, NOW + 3 * MINUTE)
    assert "5" not in ids([batch])


@pytest.mark.parametrize("updated_after", [True, False])
def test_one_that_was_closed_before_it_was_last_updated_is_insisted_on_once(
    updated_after: bool, stack: ExitStack
) -> None:
    """Else what is known of it is newer, and it is open for ever. Also where recent ones are read again meanwhile."""
    server = stack.enter_context(serving([Request(1, NOW - DAY, NOW - HOUR)], updated_after=updated_after))
    source = stack.enter_context(closing(opened(server.endpoint)))
    told = poll_all(source)
    closed = NOW // SECOND * SECOND - 2 * HOUR
    server.change(1, closed=True, updated=closed)
    for hour in range(1, 6):
        assert source.present(["1"]) == {"1"}
        told += poll_all(source, told[-1].cursor, NOW + hour * HOUR)
    over = {(row["finished_at"], row["updated_at"]) for row in rows(told) if row["state"] == "finished"}
    assert {finished for finished, _ in over} == {closed}
    assert len(over) == 2
    assert max(updated for _, updated in over) > NOW


def test_open_ones_take_turns(stack: ExitStack) -> None:
    server = stack.enter_context(serving(city(60), updated_after=False))
    source = stack.enter_context(closing(opened(server.endpoint, ids_at_once=5, id_requests=2)))
    asked_for = set[str]()
    for _ in range(6):
        before = len(server.asked)
        source.present([str(n) for n in range(1, 61)])
        lists = [arguments["service_request_id"].split(",") for _, arguments in server.asked[before:]]
        assert [len(each) for each in lists] == [5, 5]
        asked_for |= {one for each in lists for one in each}
    assert len(asked_for) == 60


@pytest.mark.parametrize("quirks", [{"at_most": 3}, {"lists": False, "at_most": 6}])
def test_whom_a_list_lacks_again_and_again_is_asked_for_alone_in_turn(quirks: dict[str, Any], stack: ExitStack) -> None:
    """Of a server that gives fewer than were asked for, or whatever it likes, and some of those among it."""
    server = stack.enter_context(serving(city(24, days=30), updated_after=False, **quirks))
    source = stack.enter_context(closing(opened(server.endpoint, ids_at_once=12, id_requests=2)))
    poll_all(source)
    every = {str(n) for n in range(1, 25)}
    for _ in range(14):
        assert source.present(sorted(every)) == every
    assert len({path for path, _ in server.asked if path.startswith("requests/")}) >= 24 - 2 * 3


def test_lists_are_no_longer_than_what_comes_of_them(stack: ExitStack) -> None:
    server = stack.enter_context(serving(city(24), updated_after=False, at_most=10, alone=False))
    source = stack.enter_context(closing(opened(server.endpoint, ids_at_once=24, id_requests=1, recent_days=0)))
    told = poll_all(source)
    for n in range(1, 25):
        server.change(n, closed=True, updated=NOW)
    for _ in range(6):
        source.present([str(n) for n in range(1, 25)])
    told += poll_all(source, told[-1].cursor, NOW + MINUTE)
    assert {row["state"] for row in last_told(told).values()} == {"finished"}


# ---------------------------------------------------------------- answers as a server writes them

WRITTEN = Path(__file__).parents[1] / "data" / "open311"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_same_is_told_in_both_forms(form: str, stack: ExitStack) -> None:
    server = stack.enter_context(serving())
    body = (WRITTEN / f"requests.{form}").read_bytes()
    server.instead = lambda path: (200, {}, body) if path == f"requests.{form}" else (404, {}, b"")
    source = stack.enter_context(closing(opened(server.endpoint, format=form)))
    sample = source.sample(NOW, 10)
    assert sample.tickets is not None
    names = ("ticket", "parent", "state", "department", "service_type", "ward", "channel")
    told = [
        (
            *(str(sample.tickets[name][place]) for name in names),
            *(iso(int(sample.tickets[name][place])) for name in ("opened_at", "updated_at")),
        )
        for place in range(sample.read)
    ]
    request, repair = "26-00041007", "In-House Construction"
    assert sorted(told) == [
        (request, "", "open", "Transportation", "Sinkhole in Street", "27", "phone", "2026-11-02T14:15:09Z", "2026-11-05T22:40:00Z"),
        (f"{request} › 26-00041900", request, "finished", "Water Management", "Survey", "", "", "2026-11-03T15:00:00Z", "2026-11-05T22:40:00Z"),
        (f"{request} › 26-00042044", request, "open", repair, "Repair", "", "", "2026-11-05T22:41:00Z", "2026-11-05T22:41:00Z"),
        ("41008", "", "finished", "Electricity", "Street Light Out", "", "", "2026-11-02T14:20:00Z", "2026-11-04T17:00:00Z"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_is_wrong_is_told_in_both_forms(form: str) -> None:
    told = read_answer((WRITTEN / f"errors.{form}").read_bytes())
    assert told.error == "404 jurisdiction_id was not found; 400 start_date is no time"
