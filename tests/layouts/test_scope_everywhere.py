"""Pages, streams, exports and the API show one person one and the same thing, and it is theirs."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from layouts.live.stream import Showing
from layouts.page.words import scope_words
from layouts.wall.boards import boards, view
from tests.examples import TIMES
from tests.layouts.scope_city import (
    AGENTS,
    BOARDS,
    DEPARTMENTS,
    EVERY_DEPARTMENT,
    EVERY_WARD,
    QUEUES,
    SITES,
    TICKET,
    Row,
    ScopeCity,
)
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import RIGHTS, Right, Role, remit_problem

EXAMPLES = 6 * TIMES
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + 10 * EXAMPLES)]
often = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example asks everything there is: no time to shrink it
)
READERS = [role for role in Role if Right.EXPORT in RIGHTS[role]]

# Every head says whose part of the city it is, and what of it nobody knows, in the words of the remit itself.
SAID_BACK = re.compile(rb'"([^"]* only(; calls are the whole centre\'s)?|No request that was read is of )[^"]*"')


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path_factory.mktemp("city"))) as made:
        yield made


def some(names: list[str]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.one_of(st.none(), st.frozensets(st.sampled_from(names), min_size=1))


remits = st.builds(Remit, some(list(SITES)), some(EVERY_DEPARTMENT), some(EVERY_WARD))
people = st.tuples(st.sampled_from(READERS), remits).filter(lambda found: remit_problem(*found) is None)


def theirs(city: ScopeCity, site: str, remit: Remit, department: str | None, ward: str | None) -> list[Row]:
    """The open requests of a remit and a filter by a plain recount: the last that was told of each."""
    last: dict[str, Row] = {}
    for row in city.rows[site]:
        if row["updated_at"] >= last.get(row["ticket"], row)["updated_at"]:
            last[row["ticket"]] = row
    return [
        row
        for row in last.values()
        if row["state"] in ("open", "paused")
        and remit.has_request(row["department"], row["ward"])
        and department in (None, row["department"])
        and ward in (None, row["ward"])
    ]


def outside(city: ScopeCity, remit: Remit) -> tuple[set[bytes], set[bytes]]:
    """Names and requests that nobody with this remit may ever read."""
    sites = {site for site in SITES if remit.has_site(site)}
    ours = {name for site in sites for name in DEPARTMENTS[site]}
    ours &= remit.departments if remit.departments is not None else ours
    known = sites | ours | {name for site in sites for name in (*QUEUES[site], AGENTS[site])}
    rows = [row for site in sites for row in city.rows[site] if remit.has_request(row["department"], row["ward"])]
    known |= {row["ward"] for row in rows}
    known |= {
        name
        for name, board in BOARDS.items()
        if board["site"] in sites and (not board.get("departments") or ours & set(board["departments"]))
    }
    names = {*SITES, *EVERY_DEPARTMENT, *EVERY_WARD, *BOARDS, *AGENTS.values(), *(q for s in SITES for q in QUEUES[s])}
    tickets = {row["ticket"] for site in SITES for row in city.rows[site]} - {row["ticket"] for row in rows}
    return {name.encode() for name in names - known}, {ticket.encode() for ticket in tickets}


def table(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def by_department(rows: list[Row]) -> dict[str, int]:
    return dict(Counter(row["department"] or "(none)" for row in rows))


def readings_of(body: bytes, metric: str, site: str) -> dict[str, int]:
    """By department, those that are not 0, of the API's snapshot."""
    found = [
        r for r in orjson.loads(body)["readings"] if r["metric"] == metric and set(r["scope"]) == {"site", "department"}
    ]
    return {r["scope"]["department"]: r["value"] for r in found if r["scope"]["site"] == site and r["value"]}


def parts(component: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every component of a kind in what Dash sends."""
    if isinstance(component, list):
        for each in component:
            yield from parts(each, kind)
    elif isinstance(component, dict):
        if component.get("type") == kind:
            yield component["props"]
        yield from parts(component.get("props", {}).get("children"), kind)


def words(component: Any) -> str:
    if isinstance(component, list):
        return "".join(map(words, component))
    return words(component["props"].get("children")) if isinstance(component, dict) else str(component or "")


def page_counts(body: bytes) -> dict[str, int]:
    """Open requests by department, as the page's table says."""
    shown = orjson.loads(body)["response"]["today-content"]["children"]
    for found in parts(shown, "Table"):
        if "Open requests by age" in words(next(parts(found["children"], "Caption"))["children"]):
            rows = [[words(cell) for cell in row["children"]] for row in parts(found["children"], "Tr")]
            place = rows[0].index("Open")
            counts = {("(none)" if row[0] == "Unassigned" else row[0]): int(row[place]) for row in rows[1:]}
            return {name: count for name, count in counts.items() if count}
    return {}


def frame_of(heard: bytes) -> dict[str, Any]:
    line = next(line for line in heard.splitlines() if line.startswith(b"data: "))
    found: dict[str, Any] = orjson.loads(line.removeprefix(b"data: "))
    return found


def wall_counts(frame: dict[str, Any]) -> dict[str, int]:
    """Open requests by department, as the wall's ageing tile says."""
    shown = frame["f"]
    names = {
        key.removesuffix("-name"): props["text"]
        for key, props in shown.items()
        if key.endswith("-name") and key.startswith("ageing-")
    }
    counts = {name: shown[f"{key}-open"]["text"] for key, name in names.items() if name}
    return {name: int(count) for name, count in counts.items() if count.isdigit() and int(count)}


@often
@example((Role.SUPERVISOR, Remit.of(["south"], None, ["ward-one", "ward-two"])), "south", None, "ward-two")  # not there
@given(people, st.sampled_from(SITES), st.sampled_from([None, *EVERY_DEPARTMENT]), st.sampled_from([None, *EVERY_WARD]))
def test_everything_shows_one_person_the_same_and_nothing_of_others(
    city: ScopeCity, person: tuple[Role, Remit], site: str, department: str | None, ward: str | None
) -> None:
    role, remit = person
    somebody, reader = city.sign_in(role, remit), city.readers.within(remit, Right.NAMES in RIGHTS[role])
    asked = "".join(f"&{name}={value}" for name, value in (("department", department), ("ward", ward)) if value)
    answers = {
        name: somebody.ask(target)
        for name, target in {
            "snapshot": "/api/snapshot",
            "snapshot file": "/export/snapshot.csv",
            "requests": f"/api/requests?site={site}{asked}",
            "requests file": f"/export/requests.csv?site={site}{asked}",
            "all requests": f"/api/requests?site={site}",
            "calls": f"/api/calls?site={site}",
            "calls file": f"/export/calls.csv?site={site}",
            "me": "/api/me",
            "page": "/today",
            "layout": "/today/_dash-layout",
            "home": "/",
            "live page of the past": "/past?page=/live&at=-5m",
            "its day": "/past/day?page=/live&at=-5m",
        }.items()
    }
    answers["today"] = somebody.today(site)
    bodies = {name: answer.body for name, answer in answers.items()}
    streams = {board: somebody.stream(board) for board in BOARDS}
    pages = {board: somebody.ask(f"/board/{board}/_dash-layout") for board in BOARDS}

    # nothing of others, anywhere
    names, tickets = outside(city, remit)
    told = {**bodies, **streams, **{f"{board} page": page.body for board, page in pages.items()}}
    for where, body in told.items():
        if where == "me":  # says the remit back, in its own words
            continue
        body = SAID_BACK.sub(b"", body)
        assert not [name for name in names if name in body], where
        assert not set(TICKET.findall(body)) & tickets, where

    # a site, a board that is not theirs is like none
    mine = remit.has_site(site)
    for name in ("requests", "requests file", "calls", "calls file"):
        assert answers[name].status == (200 if mine else 404), name
    for board in BOARDS:
        visible = board in boards(reader.settings)
        assert pages[board].status == (200 if visible else 404), board
        assert (b"data: " in streams[board]) == visible, board

    # the rows, and what is counted of them, are the same everywhere
    expected = theirs(city, site, remit, department, ward) if mine else []
    if mine:
        rows = orjson.loads(bodies["requests"])["requests"]
        assert {row["ticket"] for row in rows} == {row["ticket"] for row in expected}
        assert {row["ticket"] for row in table(bodies["requests file"])} == {row["ticket"] for row in rows}
        counted = by_department(theirs(city, site, remit, None, None))
        assert by_department(orjson.loads(bodies["all requests"])["requests"]) == counted
        assert readings_of(bodies["snapshot"], "tickets.open", site) == counted
        assert page_counts(bodies["today"]) == counted
        for board in BOARDS:
            if BOARDS[board]["site"] == site and board in boards(reader.settings):
                shown = reader.settings.boards[board].departments or tuple(counted)
                assert wall_counts(frame_of(streams[board])) == {
                    name: count for name, count in counted.items() if name in shown and name != "(none)"
                }
    exported = [
        (row["metric"], row["site"], row["department"], row["ward"], row["window"], row["variant"], row["value"])
        for row in table(bodies["snapshot file"])
    ]
    served = [
        (
            r["metric"],
            *(r["scope"].get(name, "") for name in ("site", "department", "ward")),
            r["window"],
            r.get("variant", ""),
            r["value"],
        )
        for r in orjson.loads(bodies["snapshot"])["readings"]
    ]
    assert [row[:-1] for row in exported] == [row[:-1] for row in served]
    assert all(
        (one[-1] == "") if other[-1] is None else float(one[-1]) == pytest.approx(other[-1])
        for one, other in zip(exported, served, strict=True)
    )
    for board, declared in boards(reader.settings).items():
        seen = city.readers.within(remit.at(city.settings.site_of(declared), city.settings.sites), names=True)
        drawn = view(
            board,
            reader.settings,
            seen.snapshot(),
            scope=scope_words(seen.told_remit, seen.settings, seen.unknown()),
        )
        assert frame_of(streams[board])["f"] == orjson.loads(orjson.dumps(drawn)), board


def test_agents_are_named_in_exports_to_those_who_may_and_on_boards_that_say_so(city: ScopeCity) -> None:
    manager = city.sign_in(Role.DEPARTMENT_MANAGER, Remit.of(["north"], ["dept-parks"]))
    supervisor = city.sign_in(Role.SUPERVISOR, Remit.of(["north"]))
    agent = AGENTS["north"].encode()
    assert agent not in manager.ask("/export/calls.csv").body
    assert agent in supervisor.ask("/export/calls.csv").body
    for somebody in (manager, supervisor):
        assert agent not in somebody.ask("/api/snapshot").body
        assert agent not in somebody.stream("board-parks")


@often
@given(remits, remits)
def test_two_people_share_a_view_only_if_they_may_see_the_same(city: ScopeCity, one: Remit, other: Remit) -> None:
    sites = city.settings.sites
    for board, declared in BOARDS.items():
        site = str(declared["site"])
        ours, others = (Showing(board, remit.at(site, sites)) for remit in (one, other))
        both_see = one.has_site(site) and other.has_site(site)
        same = both_see and (one.departments, one.wards) == (other.departments, other.wards)
        assert (ours == others) == (same or not (one.has_site(site) or other.has_site(site)))
    if one != other:
        assert city.readers.within(one) is not city.readers.within(other)
        assert city.readers.within(one).snapshot_at(city.now()) is not city.readers.within(other).snapshot_at(
            city.now()
        )
    assert city.readers.within(EVERYTHING) is city.readers.within(Remit())
