"""A single call and a single request: what happened, who called again, what the source said; reached from a figure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from plotly.utils import PlotlyJSONEncoder

from layouts.page import PageContext
from layouts.page.figures import figure_address, request_address, visit_address
from layouts.pages import request, visit
from tests.browser.signed_wall import axe_violations
from tests.desk import Desk
from tests.layouts.scope_city import AGENTS, CREATOR, ScopeCity
from wallboard.access.visitor import MACHINE
from wallboard.model import ReadingKey, Scope, VisitKey
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right, Role
from wallboard.questions.behind import CallMember

pytestmark = pytest.mark.whole

ANSWERED = ReadingKey("calls.answered", Scope("north"), "today")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path_factory.mktemp("city"))) as city:
        yield city


def a_visit(city: ScopeCity) -> VisitKey:
    reader = city.readers.within(Remit(), names=True)
    member = reader.behind(reader.asked_now(ANSWERED)).members[0]
    assert isinstance(member, CallMember)
    return member.visit.key


def told(city: ScopeCity, page: Any, parts: Mapping[str, Any], *without: Right, remit: Remit = EVERYTHING) -> str:
    visitor = replace(MACHINE, remit=remit, rights=MACHINE.rights - set(without))
    context = PageContext(visitor, parts, "/", city.web.services)
    return json.dumps(page.content(context), cls=PlotlyJSONEncoder, ensure_ascii=False)


def parts_of(key: VisitKey) -> dict[str, Any]:
    return {"source": key.source, "call": key.callid, "queue": key.queue, "nth": key.ordinal}


def test_a_call_tells_each_step_and_the_rows_that_it_came_from(city: ScopeCity) -> None:
    said = told(city, visit, parts_of(a_visit(city)))
    for words in ("entered queue-", "answered after ", "conversation over after 2:00", AGENTS["north"], "ENTERQUEUE"):
        assert words in said
    assert "not known" in said, "nobody recognises callers in this city"


def test_agents_are_named_to_those_who_may_see_agents_by_name(city: ScopeCity) -> None:
    said = told(city, visit, parts_of(a_visit(city)), Right.NAMES)
    assert AGENTS["north"] not in said
    assert "ENTERQUEUE" not in said, "rows name agents"
    assert "answered after " in said


@pytest.mark.parametrize("change", [{"call": "none"}, {"queue": "none"}, {"nth": 1}, {"source": "pbx-south"}])
def test_a_call_that_there_is_not_is_none(city: ScopeCity, change: dict[str, Any]) -> None:
    assert "There is no such call" in told(city, visit, parts_of(a_visit(city)) | change)


def test_calls_of_another_site_are_none(city: ScopeCity) -> None:
    assert "There is no such call" in told(city, visit, parts_of(a_visit(city)), remit=Remit.of(["south"]))


def test_a_request_tells_every_version_as_far_as_it_is_theirs(city: ScopeCity) -> None:
    """One that went from a department to another shows to each what was said of it there."""
    parents = {row["parent"] for row in city.rows["north"]}
    of_one = next(
        rows
        for rows in by_ticket(city)
        if len({row["department"] for row in rows} - {""}) > 1 and rows[0]["ticket"] not in parents
    )
    parts, heads = {"source": "crm-north", "ticket": of_one[0]["ticket"]}, 1
    assert told(city, request, parts).count('"type": "Tr"') == len(of_one) + heads
    for department in {row["department"] for row in of_one} - {""}:
        theirs = [row for row in of_one if row["department"] == department]
        said = told(city, request, parts, remit=Remit.of(departments=[department]))
        assert said.count('"type": "Tr"') == len(theirs) + heads
    others = Remit.of(departments=["dept-water"])
    assert "There is no such request" in told(city, request, parts, remit=others)


def test_a_request_tells_what_it_belongs_to_where_it_is_and_the_call_that_it_came_from(city: ScopeCity) -> None:
    said = told(city, request, {"source": "crm-north", "ticket": "req-north-1"})
    for words in (
        '"Duplicate of"', '"/request/crm-north/req-north-0"', "12 Elm St", "44.980000, -93.270000", CREATOR, "/visit/pbx-north/c3/",
    ):  # fmt: skip
        assert words in said
    of_both = told(city, request, {"source": "crm-north", "ticket": "req-north-0"})
    assert "What belongs to it" in of_both
    assert '"/request/crm-north/req-north-1"' in of_both
    assert "What belongs to it" not in said


def test_whoever_may_not_know_people_by_name_is_not_told_who_created_it(city: ScopeCity) -> None:
    said = told(city, request, {"source": "crm-north", "ticket": "req-north-1"}, Right.NAMES)
    assert "12 Elm St" in said
    assert CREATOR not in said


def test_what_is_outside_the_remit_is_not_named_as_what_it_belongs_to(city: ScopeCity) -> None:
    """Neither the one to which it belongs, nor the one that belongs to it."""
    ever = {rows[0]["ticket"]: {row["department"] for row in rows} for rows in by_ticket(city)}
    belongs = [(row["ticket"], row["parent"], row["department"]) for row in city.rows["north"] if row["parent"]]
    its, parent, department = next(each for each in belongs if each[2] not in ever[each[1]])
    said = told(city, request, {"source": "crm-north", "ticket": its}, remit=Remit.of(departments=[department]))
    assert its in said
    assert f"/{parent}" not in said
    its, parent, department = next((*each, d) for *each, _ in belongs for d in sorted(ever[each[1]] - ever[each[0]]))
    said = told(city, request, {"source": "crm-north", "ticket": parent}, remit=Remit.of(departments=[department]))
    assert parent in said
    assert f"/{its}" not in said


def by_ticket(city: ScopeCity) -> Iterator[list[dict[str, Any]]]:
    for ticket in dict.fromkeys(row["ticket"] for row in city.rows["north"]):
        yield [row for row in city.rows["north"] if row["ticket"] == ticket]


def test_addresses_hold_any_name() -> None:
    assert visit_address(VisitKey("pbx", "a/b c", "Straße?", 2)) == "/visit/pbx/a%2Fb%20c/Stra%C3%9Fe%3F/2"
    assert request_address("crm", "12#3") == "/request/crm/12%233"


@pytest.mark.slow
def test_from_a_figure_to_a_call_by_the_keyboard(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium, figure_address(ANSWERED), Role.SUPERVISOR) as page:
        first = page.locator("table.listed tbody th a").first
        first.press("Enter")
        expect(page.get_by_role("heading", name="One call")).to_be_visible()
        steps = page.get_by_role("region", name="What happened, step by step").locator("tbody tr")
        expect(steps).to_have_count(3)
        assert axe_violations(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert axe_violations(page) == []


@pytest.mark.slow
def test_from_a_figure_to_a_request(chromium: Browser, desk: Desk) -> None:
    key = ReadingKey("tickets.open", Scope("north"))
    with desk.opened(chromium, figure_address(key), Role.SUPERVISOR, language="es") as page:
        page.locator("table.listed tbody th a").first.press("Enter")
        expect(page.locator("table.listed caption")).to_be_visible()
        assert "/request/crm-north/" in page.url
        assert axe_violations(page) == []
