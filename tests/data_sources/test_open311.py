"""Requests of an Open311 server: the complete set, each once, whatever quirks the server has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from data_sources._georeport.source import Open311
from data_sources._http.client import USER_AGENT
from data_sources.open311 import KIND
from tests.data_sources.georeport_server import GeoReportServer, Request, serving
from tests.data_sources.open311_city import NOW, city, ids, last_told, opened, poll_all
from tests.data_sources.open311_cost import SERVERS, cost
from tests.empty_databases import lay_ledger
from tests.wide import usual
from wallboard.engine.halves.reconcile import Reconciler
from wallboard.engine.importing import import_all
from wallboard.ledger import Ledger
from wallboard.model import BY_UPDATE, DAY, HOUR, MINUTE, NO_INSTANT, SECOND

pytestmark = pytest.mark.whole

MEANING = {"extensions"}


class Served(Open311):
    """A source that ends its server with it."""

    server: GeoReportServer

    def close(self) -> None:
        super().close()
        self.server.close()


def filled(folder: Path, **changed: Any) -> Open311:
    """One of its four makes no sense."""
    odd = Request(4, NOW - 2 * DAY, NOW - 2 * DAY, more={"status": "asleep"})
    server = GeoReportServer([*city(3, days=40), odd])
    source = opened(server.endpoint, **changed)
    source.__class__ = Served
    source.server = server  # type: ignore[attr-defined]
    return source


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


QUIRKS: dict[str, dict[str, Any]] = {
    "as Chicago's": {},
    "pages of 50, the last one for ever, ids now numbers, now texts": {
        "page_at_most": 50, "past_the_end": "again", "ids": "both",
    },
    "404 past the end and for days without requests, root requests": {
        "page_at_most": 50, "past_the_end": "404", "nothing_is_404": True, "root": "requests",
    },
    "no pages, 100 at most, no updated_after, ids as numbers": {
        "pages": False, "at_most": 100, "updated_after": False, "ids": "number",
    },
    "XML only, 404 for JSON, root requests": {"xml_only": True, "page_at_most": 100, "root": "requests"},
    "XML only, a web page instead of JSON": {"xml_only": True, "hides_json": "page", "ids": "number"},
    "times with and without zone, root service_requests, packed": {
        "zone": "mixed", "root": "service_requests", "packed": True, "marks": "modified",
        "nothing_is_404": True, "errors_are_200": True,
    },
    "minds no status": {"status": False, "updated_after": False},
    "refuses updated_after": {"refuses": frozenset({"updated_after"})},
    "XML only, 406 for JSON": {"xml_only": True, "hides_json": "406"},
    "no pages": {"pages": False, "at_most": 100},
    "no lists of ids, no single requests": {"lists": False, "alone": False},
    "no lists of ids": {"lists": False, "updated_after": False},
}  # fmt: skip
BY_DEFAULT = set(list(QUIRKS)[:7])


@pytest.mark.parametrize("name", usual(QUIRKS, lambda name: name in BY_DEFAULT))
def test_the_complete_set_each_once(name: str, stack: ExitStack) -> None:
    """History, then minutes in which requests come, are closed and reopened, then a round of recent ones."""
    server = stack.enter_context(serving(city(230), **QUIRKS[name]))
    source = stack.enter_context(closing(opened(server.endpoint)))
    batches = poll_all(source)
    assert set(ids(batches)) == {str(n) for n in range(1, 231)}
    now = NOW
    for n in range(6):
        now += MINUTE
        server.put(Request(1_000 + n, now - 5 * SECOND, now - 5 * SECOND))
        server.change(2 + 3 * n, closed=True, updated=now - 4 * SECOND)
        server.change(1 + 3 * n, closed=False, updated=now - 3 * SECOND)
        batches += poll_all(source, batches[-1].cursor, now)
        known = last_told(batches)
        still_open = sorted(key for key, row in known.items() if row["state"] == "open")
        assert source.present(still_open) == set(still_open)
    now += 2 * HOUR
    for _ in range(3):  # a round of recent ones, a page a poll
        now += MINUTE
        batches += poll_all(source, batches[-1].cursor, now)
    assert not any(batch.set_aside for batch in batches)
    truth = {str(each.number): ("finished" if each.closed else "open", each.updated) for each in server.everything()}
    assert {key: (row["state"], row["updated_at"]) for key, row in last_told(batches).items()} == truth


def test_each_request_is_one_in_the_ledger_whatever_is_read_twice(tmp_path: Path, stack: ExitStack) -> None:
    server = stack.enter_context(serving(city(120), ids="both", page_at_most=50, past_the_end="again"))
    source = stack.enter_context(closing(opened(server.endpoint)))
    lay_ledger(tmp_path / "ledger.db")
    ledger = stack.enter_context(closing(Ledger(f"sqlite:///{tmp_path}/ledger.db")))
    ledger.migrate()
    totals = import_all(source, ledger, lambda: NOW, lambda _: None)
    assert (totals.new, totals.set_aside) == (120, 0)
    again = import_all(source, ledger, lambda: NOW + MINUTE, lambda _: None)
    assert again.new == 0
    open_ones = ledger.open_tickets("city", "", 500)
    server.delete(int(open_ones[0]))
    gone = list(Reconciler(source, ledger).slice(NOW + MINUTE))
    assert len(gone) == 1
    assert ledger.open_tickets("city", "", 500) == open_ones[1:]


@pytest.mark.parametrize("status", [True, False])
def test_open_ones_are_read_however_old(status: bool, stack: ExitStack) -> None:
    """Of a server that does not tell open from closed, as few as tell that."""
    at = NOW - 3_000 * DAY
    old = [Request(900 + n, at + n * HOUR, at + n * HOUR, closed=n % 4 > 0) for n in range(12)]
    server = stack.enter_context(serving([*city(5, days=90), *old, *city(4, 700, 350)], status=status))
    source = stack.enter_context(closing(opened(server.endpoint, first_days=400)))
    told = set(ids(poll_all(source)))
    assert told >= {"1", "2", "3", "4", "5", "700", "701", "702", "703", "900", "904", "908"}
    assert ("901" in told) is not status
    alone = stack.enter_context(closing(opened(server.endpoint, first_days=400, open_days=0)))
    assert len(ids(poll_all(alone))) == 9


def test_open_ones_that_close_while_they_are_read_hide_no_others(stack: ExitStack) -> None:
    old = [Request(n, NOW - 500 * DAY - n * HOUR, NOW - 500 * DAY) for n in range(1, 151)]
    server = stack.enter_context(serving(old, page_at_most=50))
    source = stack.enter_context(closing(opened(server.endpoint, first_days=30, open_days=600)))
    told = [source.changes(None, NOW)]
    while told[-1].more:
        server.change(len(told), closed=True, updated=NOW - MINUTE)
        told.append(source.changes(told[-1].cursor, NOW))
    assert set(ids(told)) >= {str(each.number) for each in server.everything() if not each.closed}


def same_as(number: int, duplicate: Any = True) -> dict[str, Any]:
    return {"extended_attributes": {"duplicate": duplicate, "parent_service_request_id": number}}


def due(text: str) -> dict[str, Any]:
    return {"expected_datetime": text}


def test_what_a_request_says(stack: ExitStack) -> None:
    more = {"lat": "41.88", "long": -87.63, "address": "1 N State St", "status_notes": "Crew is on its way"}
    more |= {"extended_attributes": {"ward": "Ward 08", "channel": "phone"}}
    at_fixmystreet = {"agency_responsible": {"recipient": ["Parks", "Water"]}}
    server = stack.enter_context(
        serving(
            [
                Request(1, NOW - DAY, NOW - HOUR, expected=NOW + DAY, more=more),
                Request(2, NOW - DAY, NOW - HOUR, closed=True, agency="Water"),
                Request(
                    3,
                    NOW - DAY,
                    NOW - DAY,
                    closed=True,
                    more={"status": "Closed ", "service_name": None, "service_code": "x7"},
                ),
                Request(4, NOW - DAY, NOW - DAY, more={"status": "Duplicate"}),
                Request(
                    5, NOW - DAY, NOW - DAY, closed=True, more=same_as(1) | at_fixmystreet | due("1970-01-01T00:00:00Z")
                ),
                Request(6, NOW - DAY, NOW - DAY, more=same_as(5, "false") | due("0001-01-01T00:00:00")),
            ]
        )
    )
    source = stack.enter_context(closing(opened(server.endpoint, states={"duplicate": "finished:duplicate"})))
    told = last_told(poll_all(source))
    first, second = told["1"], told["2"]
    assert (first["state"], first["finished_at"], first["due_at"]) == ("open", NO_INSTANT, NOW // SECOND * SECOND + DAY)
    assert (first["department"], first["service_type"], first["ward"], first["channel"]) == (
        "Streets",
        "Pothole",
        "8",
        "phone",
    )
    assert json.loads(first["details"]) == {
        "latitude": 41.88, "longitude": -87.63, "address": "1 N State St", "answer": "Crew is on its way",
    }  # fmt: skip
    assert (second["state"], second["outcome"], second["department"]) == ("finished", "done", "Water")
    assert second["finished_at"] == second["updated_at"] == NOW // SECOND * SECOND - HOUR
    assert (second["reopens"], second["details"], second["ward"]) == (-1, "", "")
    assert (first["basis"], second["basis"]) == ("", BY_UPDATE)
    assert (told["3"]["finished_at"], told["3"]["service_type"]) == (told["3"]["opened_at"], "x7")
    assert (told["4"]["state"], told["4"]["outcome"]) == ("finished", "duplicate")
    assert [told["5"][name] for name in ("department", "outcome", "parent", "relation")] == [
        "Parks",
        "duplicate",
        "1",
        "duplicate",
    ]
    assert [told["6"][name] for name in ("state", "outcome", "parent", "relation")] == ["open", "", "", ""]
    assert [told[key]["due_at"] for key in ("5", "6")] == [NO_INSTANT, NO_INSTANT]
    assert "312 555" not in repr(told)


def test_what_did_not_change_is_not_sent_again(stack: ExitStack) -> None:
    server = stack.enter_context(serving(city(3, days=0.001)))
    source = stack.enter_context(closing(opened(server.endpoint, look_back_s=2 * 86_400)))
    told = poll_all(source)
    for minute in range(4):
        told += poll_all(source, told[-1].cursor, NOW + minute * MINUTE)
    assert [batch.read for batch in told[-4:]] == [3, 3, 3, 3], "told from what was kept"
    assert len(server.asked) - server.bodies >= 2
    agents = {headers["user-agent"] for headers in server.headers}
    assert agents == {USER_AGENT}


def test_a_quiet_minute_costs_one_question(stack: ExitStack) -> None:
    server = stack.enter_context(serving(city(200)))
    source = stack.enter_context(closing(opened(server.endpoint)))
    told = poll_all(source)
    for minute in range(1, 5):
        before = len(server.asked)
        told += poll_all(source, told[-1].cursor, NOW + minute * MINUTE)
        assert len(server.asked) - before == 1


def test_a_server_that_minds_no_days_is_told_of_and_read_to_an_end(stack: ExitStack) -> None:
    server = stack.enter_context(
        serving(city(300, days=80), dates=False, status=False, pages=False, at_most=40, updated_after=False)
    )
    source = stack.enter_context(closing(opened(server.endpoint)))
    told = poll_all(source, most=20)
    assert len(set(ids(told))) == 40
    assert "does not keep to the days" in str(told[-1].notice)


def test_an_address_is_said_to_be_wrong_before_anything_is_asked() -> None:
    for endpoint, says in (
        ("ftp://311.example/v2", "must begin with https://"),
        ("311.example/v2", "must begin with https://"),
        ("https://me:s3cret@311.example/v2", "no account belongs into it"),
        ("https://311.example/v2?api_key=x", "without \\? and #"),
        ("https://311.example:99999/v2", "port"),
    ):
        with pytest.raises(ValidationError, match=says):
            KIND.options(kind="open311", endpoint=endpoint)
    with pytest.raises(ValidationError, match="is no state"):
        KIND.options(kind="open311", endpoint="https://311.example", states={"Wait": "asleep"})


def test_check_says_how_changes_are_found(stack: ExitStack) -> None:
    for quirks, says in (
        ({}, "updated_after is honoured"),
        ({"updated_after": False}, "updated_after is not honoured: recent requests are read again every 3,600 s"),
        ({"refuses": frozenset({"updated_after"})}, "updated_after is refused"),
    ):
        server = stack.enter_context(serving([*city(5), Request(9, NOW - HOUR, NOW - HOUR)], **quirks))
        server.now = NOW - 3 * SECOND
        findings = stack.enter_context(closing(opened(server.endpoint))).check(NOW)
        assert all(finding.ok for finding in findings)
        assert says in findings[-1].detail
        assert findings[2].detail == "the server is 3 s behind"


def test_a_server_that_counts_pages_from_0_is_found_out_and_read(stack: ExitStack) -> None:
    server = stack.enter_context(serving(city(60, days=30), first_page=0, page_at_most=50))
    findings = stack.enter_context(closing(opened(server.endpoint))).check(NOW)
    assert [each.detail for each in findings if not each.ok] == [
        "page 1 has none of what it gives without pages; set first_page = 0"
    ]
    source = stack.enter_context(closing(opened(server.endpoint, first_page=0)))
    assert all(each.ok for each in source.check(NOW))
    assert len(set(ids(poll_all(source)))) == 60


def test_few_questions_for_each_request_that_changed() -> None:
    """By the command that docs/open311.md names."""
    of = cost(SERVERS["honours updated_after, pages of 500"], requests=60, minutes=6, per_minute=2)
    assert (of.history, of.changed, of.behind) == (45, 24, 0)
    assert of.each <= 0.6
