"""The API gives what is within the remit, and says of the rest nothing that would not be said of what does not exist."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson
import pytest

from tests.layouts.api.city import FORMULA, NORTH, City
from wallboard.metrics import METRICS
from wallboard.model.remit import Remit
from wallboard.model.roles import Right, Role

pytestmark = pytest.mark.whole

READING = ["/api/snapshot", "/api/requests?site=main", "/api/calls?site=main", "/api/me", "/api/openapi.json"]
READING += ["/api/figure?site=main&metric=tickets.open"]
MAIN = Remit.of(sites=["main"])
PARKS = Remit.of(sites=["main"], departments=["Parks"])


@pytest.fixture(scope="module")
def supervisor(city: City) -> str:
    return city.token(Role.SUPERVISOR)


def problem(city: City, target: str, token: str) -> tuple[int, str]:
    answer = city.ask(target, token)
    told = orjson.loads(answer.body)
    assert set(told) == {"error", "where"}
    assert told["error"].endswith(".")
    return answer.status, told["where"]


@pytest.mark.parametrize("target", [*READING, "/api/screens", "/export/snapshot.csv"])
def test_signed_out_people_get_no_data(city: City, target: str) -> None:
    answer = city.ask(target)
    assert answer.status == 401
    assert not any(word in answer.body for word in (b"roads", b"Parks", b"crm", b"readings", b"paths"))


@pytest.mark.parametrize("target", READING)
def test_whoever_may_read_gets_json(city: City, supervisor: str, target: str) -> None:
    answer = city.ask(target, supervisor)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"


# ---------------------------------------------------------------- the snapshot


def test_filters_leave_the_readings_that_are_about_exactly_this(city: City, supervisor: str) -> None:
    whole = city.json("/api/snapshot", supervisor)["readings"]
    for name, value in (("site", "main"), ("queue", "roads"), ("department", "Parks"), ("ward", "4")):
        found = city.json(f"/api/snapshot?{name}={value}", supervisor)["readings"]
        assert found == [each for each in whole if each["scope"].get(name) == value]
        assert found
    only = city.json("/api/snapshot?metric=tickets.open&department=Parks", supervisor)["readings"]
    assert [(each["scope"], each["value"]) for each in only] == [({"site": "main", "department": "Parks"}, 6)]


@pytest.mark.parametrize("name", ["site", "queue", "department", "ward"])
def test_what_is_outside_the_remit_and_what_does_not_exist_leave_the_same(city: City, name: str) -> None:
    limited = city.token(Role.DEPARTMENT_MANAGER, PARKS)
    outside = {"site": NORTH, "queue": "fire", "department": "Water", "ward": "9"}[name]
    told = [city.json(f"/api/snapshot?{name}={quote(value)}", limited) for value in (outside, "nowhere")]
    assert told[0] == told[1]
    assert told[0]["readings"] == []


def test_a_limited_person_is_told_of_nothing_outside(city: City) -> None:
    limited = city.token(Role.DEPARTMENT_MANAGER, PARKS)
    told = city.ask("/api/snapshot", limited).body + city.ask("/api/requests", limited).body
    assert b"Parks" in told
    for outside in ("Water", "fire", "Harbour", "pbx2", NORTH):
        assert outside not in told.decode()
    opened = city.json("/api/snapshot?metric=tickets.open", limited)["readings"]
    assert {each["value"] for each in opened if each["scope"] == {"site": "main"}} == {6}, "counted over their own"


def test_every_metric_can_be_asked_for_and_no_other(city: City, supervisor: str) -> None:
    assert city.ask(f"/api/snapshot?metric={next(iter(METRICS))}", supervisor).status == 200
    answer = city.ask("/api/snapshot?metric=calls.waitin", supervisor)
    assert answer.status == 400
    assert orjson.loads(answer.body)["error"] == 'There is no metric "calls.waitin"; did you mean "calls.waiting"?.'


# ---------------------------------------------------------------- requests


def pages(city: City, token: str, query: str, limit: int) -> list[Any]:
    rows: list[Any] = []
    after = ""
    for _ in range(50):
        told = city.json(f"/api/requests?{query}&limit={limit}{after}", token)
        rows += told["requests"]
        if told["after"] is None:
            return rows
        after = f"&after={told['after']}"
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("limit", [1, 5, 12, 1000])
def test_pages_of_any_size_give_every_open_request_once(city: City, supervisor: str, limit: int) -> None:
    rows = pages(city, supervisor, "site=main", limit)
    assert [row["ticket"] for row in rows] == [f"crm-{nth:03}" for nth in range(12)]


def test_requests_are_filtered_by_department_and_ward(city: City, supervisor: str) -> None:
    assert len(pages(city, supervisor, "site=main&department=Parks", 2)) == 6
    assert {row["department"] for row in pages(city, supervisor, "site=main&ward=4", 2)} == {"Parks", "Water"}
    assert {row["department"] for row in pages(city, supervisor, "site=main&department=", 2)} == {""}


def test_assignees_are_named_only_to_those_who_may_read_names(city: City, supervisor: str) -> None:
    row = pages(city, supervisor, "site=main", 1000)[0]
    assert (row["assignee"], row["service_type"], row["age_days"]) == ("Ola", FORMULA, 1.0)
    unnamed = city.ask("/api/requests", city.token(Role.DEPARTMENT_MANAGER, PARKS)).body
    assert b"assignee" not in unnamed
    assert b"Ola" not in unnamed


def test_a_cursor_of_others_gives_nothing_outside_the_remit(city: City, supervisor: str) -> None:
    cursor = city.json("/api/requests?site=main&limit=1", supervisor)["after"]
    limited = city.token(Role.DEPARTMENT_MANAGER, PARKS)
    rows = city.json(f"/api/requests?after={cursor}", limited)["requests"]
    assert {row["department"] for row in rows} == {"Parks"}


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "W10", "WyJhIl0", "WyJhIiwxXQ", "WyJcdTAwMDAiLCIiXQ", "%C3%A9", "=", "A" * 5000]
)
def test_a_forged_cursor_is_refused_in_words(city: City, supervisor: str, cursor: str) -> None:
    assert problem(city, f"/api/requests?site=main&after={cursor}", supervisor) == (400, "after")


def test_where_there_are_several_sites_one_must_be_named(city: City, supervisor: str) -> None:
    assert problem(city, "/api/requests", supervisor) == (400, "site")
    assert problem(city, "/api/calls", supervisor) == (400, "site")


@pytest.mark.parametrize("path", ["/api/requests", "/api/calls", "/export/requests.csv", "/export/calls.csv"])
def test_a_site_outside_the_remit_answers_like_one_that_does_not_exist(city: City, path: str) -> None:
    limited = city.token(Role.SUPERVISOR, MAIN)
    told = [city.ask(f"{path}?site={quote(site)}", limited) for site in (NORTH, "nowhere")]
    assert [each.status for each in told] == [404, 404]
    assert told[0].body == told[1].body
    assert NORTH not in told[0].body.decode()


# ---------------------------------------------------------------- calls


def test_the_course_of_a_day_has_every_quarter_and_counts_every_call(city: City, supervisor: str) -> None:
    told = city.json("/api/calls?site=main", supervisor)
    assert (told["day"], told["zone"], len(told["quarters"])) == ("2026-11-22", "America/Chicago", 96)
    assert sum(each["calls"] or 0 for each in told["quarters"]) == 5, "the one that waits too"
    at_five = next(each for each in told["quarters"] if each["at"] == "05:00")
    assert at_five["begins"] == "2026-11-22T11:00:00Z"
    assert told["quarters"][-1]["calls"] is None, "has not begun"


def test_the_day_on_which_clocks_go_forward_has_no_quarters_that_never_were(city: City, supervisor: str) -> None:
    told = city.json("/api/calls?site=main&day=2026-03-08", supervisor)["quarters"]
    assert len(told) == 92
    assert not any(each["at"].startswith("02:") for each in told)


@pytest.mark.parametrize(
    "day", ["2026-11-23", "2026-02-30", "1970-01-01", "0001-01-01", "20261122", "x", "2026-11-22x"]
)
def test_a_day_that_cannot_be_shown_is_refused_in_words(city: City, supervisor: str, day: str) -> None:
    assert problem(city, f"/api/calls?site=main&day={day}", supervisor) == (400, "day")


@pytest.mark.parametrize("day", ["2026-11-20T10:42", "20 Nov", "today", ""])
def test_what_is_no_day_is_told_in_words_and_not_as_a_pattern(city: City, supervisor: str, day: str) -> None:
    told = orjson.loads(city.ask(f"/api/calls?site=main&day={quote(day)}", supervisor).body)
    right = 'It should be a day at the site, such as "2026-11-20"; today when left out.'
    assert told == {"error": f'day is "{day}". {right}', "where": "day"}


@pytest.mark.parametrize("path", ["/api/snapshot", "/export/snapshot.csv", "/api/requests", "/api/calls"])
def test_figures_of_another_instant_are_not_given_as_those_of_now(city: City, supervisor: str, path: str) -> None:
    """Only the command line recounts (`snapshot --at`): what is not asked for rightly is never answered by something else."""
    answer = city.ask(f"{path}?at=2026-11-20T10:42", supervisor)
    assert answer.status == 400
    assert orjson.loads(answer.body)["error"].startswith('"at" is not known here; ')


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("sit=main", "sit"),
        ("site=main&site=main", "site"),
        ("site=" + "x" * 1_001, "site"),
        ("site=", "site"),
        ("site=%00", "site"),
        ("site=%ff", "query"),
        ("site", "query"),
        ("&", "query"),
        ("queue=" + "x" * 41_000, "query"),
        ("&".join(f"a{nth}=1" for nth in range(60)), "query"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_would_be_right(
    city: City, supervisor: str, query: str, where: str
) -> None:
    assert problem(city, f"/api/snapshot?{query}", supervisor) == (400, where)


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "1.0", "1_0", "+5", " 5", "٣", "x", "", "99999999999"])
def test_a_limit_is_a_whole_number_up_to_a_thousand(city: City, supervisor: str, limit: str) -> None:
    assert problem(city, f"/api/requests?site=main&limit={quote(limit)}", supervisor) == (400, "limit")


def test_a_token_narrowed_to_nothing_useful_reads_nothing_but_itself(city: City) -> None:
    token = city.token(Role.ADMINISTRATOR, rights=[Right.OPERATE])
    assert city.ask("/api/snapshot", token).status == 403
    me = city.json("/api/me", token)
    assert (me["kind"], me["role"], me["rights"], me["remit"]) == ("person", "administrator", ["operate"], {})
    assert me["until"] == "2027-02-20T12:00:00Z"


def test_without_sign_in_this_machine_reads_everything_and_there_are_no_screens(tmp_path: Any) -> None:
    alone = City(tmp_path, sign_in=False)
    assert alone.json("/api/me")["kind"] == "machine"
    assert len(alone.json("/api/requests?site=main")["requests"]) == 12
    assert alone.ask("/export/snapshot.csv").status == 200
    assert alone.ask("/api/screens").status == 404
    assert not (tmp_path / "access.db").exists()
    alone.close()
