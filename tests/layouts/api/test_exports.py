"""Exports hold what the API holds, named for whoever may read names, counted for each person, and written down."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.layouts.api.city import FORMULA, NORTH, City
from tests.layouts.asking import Response
from wallboard.access.attempts import EXPORTS_BY_PERSON
from wallboard.model.remit import Remit
from wallboard.model.roles import Right, Role

pytestmark = pytest.mark.whole

PARKS = Remit.of(sites=["main"], departments=["Parks"])
MAIN = "America/Chicago"


def rows(answer: Response) -> list[dict[str, str]]:
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def supervisor(city: City) -> str:
    return city.token(Role.SUPERVISOR)


def test_the_figures_are_those_of_the_api(city: City, supervisor: str) -> None:
    filters = "site=main&metric=tickets.open"
    told = city.json(f"/api/snapshot?{filters}", supervisor)["readings"]
    found = rows(city.ask(f"/export/snapshot.csv?{filters}", supervisor))
    assert [(row["department"], row["ward"], row["value"]) for row in found] == [
        (each["scope"].get("department", ""), each["scope"].get("ward", ""), str(each["value"])) for each in told
    ]


def test_requests_are_those_of_the_api_page_by_page_and_no_formula(city: City, supervisor: str) -> None:
    told = city.json("/api/requests?site=main", supervisor)["requests"]
    found = rows(city.ask("/export/requests.csv?site=main", supervisor))
    assert [row["ticket"] for row in found] == [each["ticket"] for each in told]
    assert {row["service_type"] for row in found} == {f"'{FORMULA}"}
    assert told[0]["service_type"] == FORMULA
    assert (found[0]["opened_at_utc"], found[0][f"opened_at ({MAIN})"]) == (
        "2026-11-21T12:00:00Z",
        "2026-11-21 06:00:00",
    )


def test_calls_are_the_days_visits_with_whose_time_is_told(city: City, supervisor: str) -> None:
    found = rows(city.ask("/export/calls.csv?site=main&day=2026-11-22", supervisor))
    assert [(row["queue"], row["outcome"], row["wait_s"], row["agent"]) for row in found] == [
        *[("roads", "answered", "9", "Zoë")] * 4,
        ("roads", "waiting", "", ""),
    ]
    assert (found[0]["entered_utc"], found[0][f"entered ({MAIN})"]) == ("2026-11-22T10:40:00Z", "2026-11-22 04:40:00")
    assert rows(city.ask("/export/calls.csv?site=main&queue=fire", supervisor)) == []


@pytest.mark.parametrize("path", ["calls", "requests"])
def test_nobody_is_named_to_those_who_may_not_read_names(city: City, path: str) -> None:
    answer = city.ask(f"/export/{path}.csv", city.token(Role.DEPARTMENT_MANAGER, PARKS))
    assert len(rows(answer)) > 3
    assert not {"agent", "assignee"} & set(rows(answer)[0])
    assert not any(name in answer.body.decode() for name in ("Zoë", "Ola"))


def test_a_limited_person_gets_only_their_own_rows(city: City) -> None:
    token = city.token(Role.DEPARTMENT_MANAGER, PARKS)
    for path in ("snapshot", "requests"):
        found = rows(city.ask(f"/export/{path}.csv", token))
        assert {row["department"] for row in found} <= {"", "Parks"}
        assert not any("Water" in row.values() or NORTH in row.values() for row in found)
    assert rows(city.ask("/export/requests.csv?department=Water", token)) == []


def test_the_files_name_is_safe_whatever_the_site_is_called(city: City, supervisor: str) -> None:
    answer = city.ask(f"/export/calls.csv?site={quote(NORTH)}", supervisor)
    assert answer.headers["content-disposition"] == 'attachment; filename="calls-N-s-North--2026-11-22.csv"'


def test_to_read_is_not_to_export(city: City) -> None:
    assert city.ask("/export/snapshot.csv", city.token(Role.VIEWER)).status == 403
    assert city.ask("/export/snapshot.csv", city.token(Role.SUPERVISOR, rights=[Right.READ])).status == 403


def test_every_export_is_written_down_with_its_filters(city: City, supervisor: str) -> None:
    assert city.ask("/export/requests.csv?site=main&ward=4", supervisor).status == 200
    entry = city.access.audit.read(event="exported", limit=1)[0]
    assert (entry.about, dict(entry.detail)) == ("open requests", {"site": "main", "ward": "4"})
    assert (entry.address, entry.credential[:6]) == ("127.0.0.1", "token:")
    assert city.ask("/export/requests.csv?site=nowhere", supervisor).status == 404
    assert city.access.audit.read(event="exported", limit=1)[0].id == entry.id, "what gave nothing is no export"


@pytest.mark.slow
def test_a_person_who_exports_too_often_waits_and_others_do_not(tmp_path: Path) -> None:
    small = City(tmp_path)
    greedy, other = small.token(Role.SUPERVISOR), small.token(Role.SUPERVISOR)
    target = "/export/snapshot.csv?metric=calls.waiting"
    statuses = [small.ask(target, greedy).status for _ in range(EXPORTS_BY_PERSON.amount + 1)]
    assert statuses == [200] * EXPORTS_BY_PERSON.amount + [429]
    refused = small.ask(target, greedy)
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert refused.headers["content-type"] == "application/json"
    assert re.search(rb"That was a lot of exports. Wait (1 hour|5\d minutes), then try again.", refused.body)
    assert small.ask(target, other).status == 200
    small.close()
