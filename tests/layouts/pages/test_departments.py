"""The pages of departments: every figure is as long as the list that it opens, for whoever looks and however they narrow it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import pytest

from layouts.page import PageContext, Services
from layouts.page.department_past import site_of
from layouts.page.sorted_table import SortedColumn, in_order
from layouts.pages import department, department_course, department_list, departments
from layouts.wall.format import count, signed
from tests.layouts.pages.looked_at import NARROWED, REMITS, city, context, figures, parts, query, text
from tests.layouts.scope_city import ScopeCity
from tests.wallboard.engine import two_sites
from tests.wide import usual
from wallboard.access.visitor import MACHINE
from wallboard.database.faults import Cause
from wallboard.engine.reader import Reader
from wallboard.ledger import LedgerError
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

__all__ = ["city"]
COUNTS = {
    f"tickets.{name}"
    for name in ("open", "breached", "in_band", "due_soon", "emergency", "unassigned", "opened", "finished")
}


def rows(drawn: Any) -> int:
    """Of the list of requests."""
    found = next(part for part in parts(drawn) if getattr(part, "id", "") == "list")
    said = next(text(part) for part in parts(found) if type(part).__name__ == "Caption")
    return int(re.sub(r"\D", "", said))


@pytest.mark.slow
@pytest.mark.parametrize(("remit", "narrowed"), NARROWED)
def test_every_figure_of_a_department_is_as_long_as_the_list_that_it_opens(
    city: ScopeCity, remit: Remit, narrowed: Sequence[str]
) -> None:
    sides = query(narrowed)
    looked_at, reader = 0, context(city, remit=remit).reader
    for name in sorted(reader.departments()):
        drawn = department.content(context(city, f"?{sides}", name, remit))
        for there, said in dict.fromkeys(figures(drawn)):
            address = urlsplit(there)
            if address.path.startswith("/figure/"):
                is_made_of_its_list(reader, site_of(name, reader), there, said)
                continue
            assert unquote(address.path.removeprefix("/departments/")) == name
            assert set(parse_qsl(sides)) <= set(parse_qsl(address.query)), "a figure is of what the page is narrowed to"
            listed = department.content(context(city, f"?{address.query}", name, remit))
            assert rows(listed) == int(said), there
            looked_at += 1
    assert looked_at > 30 or sides or remit != EVERYTHING


@pytest.mark.slow
@pytest.mark.parametrize("remit", REMITS)
def test_every_figure_of_the_departments_is_what_its_list_makes(city: ScopeCity, remit: Remit) -> None:
    reader = context(city, remit=remit).reader
    looked_at = 0
    beside = "".join(f"&with={name}" for name in sorted(reader.departments()))
    for site in reader.settings.sites:
        drawn = departments.content(context(city, f"?site={site}{beside}", remit=remit))
        for there, said in usual(list(dict.fromkeys(figures(drawn))), lambda each: Random(each[0]).random() < 0.3):
            is_made_of_its_list(reader, site, there, said)
            looked_at += 1
    assert looked_at


def is_made_of_its_list(reader: Reader, site: str, there: str, said: str) -> None:
    """What a figure says is as many as its list has, or what the list adds up to."""
    address, query = urlsplit(there), parse_qs(urlsplit(there).query)
    key = next(
        key
        for key in reader.full_snapshot().readings
        if address.path == f"/figure/{key.metric}/{site}/{key.window}"
        and key.variant == query.get("variant", [""])[0]
        and {n: [v] for n, v in key.scope.as_dict().items() if n != "site"}
        == {n: v for n, v in query.items() if n != "variant"}
    )
    behind = reader.behind(reader.asked_now(key))
    assert behind.agrees, there
    if key.metric in COUNTS:
        assert re.sub(r"^\D+|\D+$", "", said) == count(len(behind.members)), there
    elif key.metric == "tickets.net":
        assert said == signed(sum(member.adds.value or 0 for member in behind.members)), there
    elif key.metric == "tickets.on_time" and " of " in said:
        assert re.search(rf"\b{len(behind.members)}\b", said), there


def test_who_sees_a_part_sees_no_more_than_that(city: ScopeCity) -> None:
    ward = context(city, "", "dept-roads", Remit.of(["north"], None, ["ward-one"]))
    said = text(department.content(ward))
    assert "ward-one" in said
    assert "ward-two" not in said
    managers = Remit.of(["north"], ["dept-parks"])
    shown = text(departments.content(context(city, "?site=north&with=dept-roads&with=dept-parks", remit=managers)))
    assert "dept-parks" in shown
    assert "dept-roads" not in shown


def test_departments_of_one_name_at_two_sites_have_a_page_each(tmp_path: Path) -> None:
    """Table, page, list and file of the same site."""
    with closing(two_sites.polled(tmp_path)) as wall:
        more = two_sites.requests("south", two_sites.request("9", "Parks", "9"), cursor=2)
        wall.sources["crm2"].answers.append(more)
        wall.poll("crm2")
        whole = Services(two_sites.readers_of(wall), None, lambda: wall.now, frozenset)  # type: ignore[arg-type]
        for site, n in (("north", 2), ("south", 1)):
            its = PageContext(MACHINE, {"name": "Parks"}, "", whole, f"?site={site}")
            assert f"/departments/Parks?site={site}" in onward(departments.content(its))
            drawn = department.content(its)
            assert rows(drawn) == n
            assert all(f"site={site}" in there for there in onward(drawn))
            assert f", {n} of them are open." in text(department_course.content(its))
        elsewhere = replace(its, visitor=replace(MACHINE, remit=Remit.of(["north"])))
        assert text(department.content(elsewhere)) == "There is no such site here."


def onward(drawn: Any) -> set[str]:
    """Where its links to pages of departments lead."""
    every = (str(getattr(part, "href", "")) for part in parts(drawn))
    return {there for there in every if there.startswith("/departments/")}


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?site=nowhere", "There is no such site here."),
        ("?sort=height", "The list has no column “height”"),
        ("?colour=red", "“colour” is nothing that this page can be asked for."),
        (f"?q={'x' * 1_001}", "The address cannot be read"),
    ],
)
def test_an_address_that_nobody_wrote_says_what_would_be_right(city: ScopeCity, search: str, said: str) -> None:
    assert text(departments.content(context(city, search))).startswith(said)


@pytest.mark.parametrize(
    "search",
    ["?which=red", "?untouched=2-3", "?band=old", "?band=(1]", "?band=>", "?page=0", "?page=9", "?sort=height", "?x=1"],
)
def test_so_does_one_of_a_department(city: ScopeCity, search: str) -> None:
    drawn = department.content(context(city, search, "dept-roads"))
    assert len([part for part in drawn if getattr(part, "className", "") == "nothing"]) == 1


def test_departments_are_found_by_a_text_and_sorted_by_a_column_with_nothing_last(city: ScopeCity) -> None:
    drawn = departments.content(context(city, "?site=north&q=roads"))
    assert "1 of 3 rows have “roads”" in text(drawn)
    column = SortedColumn[int | None]("n", "N", str, lambda row: row)
    assert in_order([3, None, 1], [column], "n") == [1, 3, None]
    assert in_order([3, None, 1], [column], "-n") == [3, 1, None]


def test_what_is_side_by_side_says_why_it_is_not_ranked(city: ScopeCity) -> None:
    drawn = text(departments.content(context(city, "?site=north&with=dept-roads&with=dept-waste&with=nobody")))
    assert "not ranked" in drawn
    assert "and a share is told from 5 on" in drawn
    alone = text(departments.content(context(city, "?site=north&with=dept-roads")))
    assert "Choose two or more departments" in alone


def test_while_the_ledger_is_away_a_page_says_so_and_new_figures_wait(
    city: ScopeCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_asked: object) -> None:
        raise LedgerError("the ledger is locked", Cause.LOCKED)

    viewer = city.sign_in(Role.VIEWER, EVERYTHING)
    monkeypatch.setattr(Reader, "owners", away)
    output = {"id": "departments-content", "property": "children"}
    address = {"id": "departments-address", "property": "search", "value": ""}
    tick = {"id": "departments-moment", "property": "data", "value": 1}
    asked = {"output": "departments-content.children", "outputs": output, "inputs": [address, tick], "state": []}
    first, again = (
        viewer.ask("/departments/_dash-update-component", asked | {"changedPropIds": [changed]})
        for changed in ("departments-address.search", "departments-moment.data")
    )
    assert (first.status, b"What was recorded cannot be read just now" in first.body) == (200, True)
    assert again.status == 204


NOBODYS = Remit.of(["north"], None, ["ward-ninety"])


def test_where_nothing_is_open_a_word_says_so_and_not_a_map_of_zeros(city: ScopeCity) -> None:
    drawn = text(departments.content(context(city, "?site=north", remit=NOBODYS)))
    assert drawn.endswith("Open requests by ageNothing is open.")
    drawn = text(department.content(context(city, "", "dept-roads", NOBODYS)))
    assert drawn.endswith("Nothing is open in this department.")


@pytest.mark.parametrize("page", [departments, department, department_course, department_list])
def test_every_page_of_a_site_that_no_source_tells_of_says_what_to_do(
    city: ScopeCity, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "health", lambda reader: ())
    monkeypatch.setattr(Reader, "open_items", lambda reader, *asked: None)
    for module in (department_course, department_list):
        monkeypatch.setattr(module, "read_course", lambda *asked: None)
    drawn = text(page.content(context(city, "", "" if page is departments else "dept-roads")))
    assert drawn.endswith("Whoever looks after the wall can name one in its settings.")
