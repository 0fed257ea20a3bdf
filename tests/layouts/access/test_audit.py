"""The audit log on a page and in a file: newest first, by any filter, and nothing in it that acts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layouts.access.door import START, Door, opened
from tests.layouts.asking import OWN, ask
from wallboard.access.attempts import EXPORTS_BY_PERSON
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.clock import iso
from wallboard.model import DAY
from wallboard.model.remit import Remit
from wallboard.model.roles import RIGHTS, Right, Role

EVE = Visitor(VisitorKind.PERSON, "e", '=HYPERLINK("http://example.org")', credential="session:1")


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with opened(tmp_path) as door:
        door.administrator()
        yield door


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_entries_stand_newest_first_and_page_by_page(door: Door) -> None:
    for number in range(120):
        door.access.audit.write("exported", EVE, about=f"file {number:03}")
    admin = door.browser("root")
    first = admin.get("/audit?event=exported")
    assert first.text.index("file 119") < first.text.index("file 118")
    assert "file 069" not in first.text
    assert "Newest" not in first.text
    seen, page = first.text.count("file "), first
    while "Older →" in page.text:
        page = admin.get(page.link("Older →"))
        seen += page.text.count("file ")
    assert seen == 120
    assert "← Newest" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"today", "before", "paired"}),
        ("event=screen_paired", {"paired"}),
        ("who=ben", {"before"}),
        ("since=2026-11-18", {"today", "paired"}),
        ("until=2026-11-17", {"before"}),
        ("since=2026-11-17&until=2026-11-17&who=BEN", {"before"}),
        ("since=2026-11-19", set()),
        ("who=nobody", set()),
    ],
)
def test_filters_find_the_same_on_the_page_and_in_the_file(door: Door, query: str, found: set[str]) -> None:
    assert iso(START).startswith("2026-11-18")
    ben = Visitor(VisitorKind.PERSON, "b", "Ben", credential="session:2")
    door.now = START - DAY
    door.access.audit.write("exported", ben, about="about before")
    door.now = START + 1
    door.access.audit.write("exported", EVE, about="about today")
    door.access.audit.write("screen_paired", EVE, about="about paired")
    admin = door.browser("root")
    page = admin.get(f"/audit?{query}").text
    file = rows(admin.get(f"/export/audit.csv?{query}").body)
    assert {name for name in ("today", "before", "paired") if f"about {name}" in page} == found
    assert {row["about"].removeprefix("about ") for row in file if row["about"].startswith("about")} == found


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=yesterday", "A day is written like 2026-11-20."),
        ("until=0001-01-01", "A day is written like 2026-11-20."),
        ("until=9999-12-31", "A day is written like 2026-11-20."),
        ("since=2026-11-20&until=2026-11-19", "The last day is before the first one."),
        ("event=explosion", "There is no such kind of entry."),
    ],
)
def test_a_filter_that_cannot_be_is_said_in_words(door: Door, query: str, words: str) -> None:
    admin = door.browser("root")
    page = admin.get(f"/audit?{query}")
    assert page.status == 400
    assert page.problem.startswith(words)
    file = admin.get(f"/export/audit.csv?{query}")
    assert (file.status, file.text.startswith(words)) == (400, True)


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=²", "before=" + "9" * 30, "who=%00", "x=1"])
def test_an_address_that_somebody_made_up_does_no_harm(door: Door, query: str) -> None:
    assert door.browser("root").get(f"/audit?{query}").status in (200, 400)


def test_the_file_holds_no_formula_and_says_times_in_utc(door: Door) -> None:
    door.access.audit.write("exported", EVE, about="+cmd|' /C calc'!A0", address="@SUM(A1)")
    answer = door.browser("root").get("/export/audit.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-2026-11-18.csv"'
    file = rows(answer.body)
    planted = next(row for row in file if "cmd" in row["about"])
    assert [planted[name][:2] for name in ("who", "about", "address")] == ["'=", "'+", "'@"]
    assert planted["at_utc"].endswith("Z")


def test_an_export_is_an_entry_itself_with_its_filters(door: Door) -> None:
    file = rows(door.browser("root").get("/export/audit.csv?event=exported&who=root").body)
    assert [(row["event"], row["about"], row["detail"]) for row in file] == [
        ("exported", "audit log", "filters: event exported; who root")
    ]


def test_exports_are_limited_and_say_how_long_to_wait(door: Door) -> None:
    admin = door.browser("root")
    statuses = [admin.get("/export/audit.csv?who=x").status for _ in range(EXPORTS_BY_PERSON.amount + 1)]
    assert statuses == [200] * EXPORTS_BY_PERSON.amount + [429]
    held_up = admin.get("/export/audit.csv")
    assert held_up.text.startswith("That was a lot of exports. Wait")
    assert int(held_up.headers["retry-after"]) > 0


@pytest.mark.parametrize("role", [role for role in Role if Right.AUDIT not in RIGHTS[role]])
def test_only_those_with_the_right_see_the_log(door: Door, role: Role) -> None:
    remit = (
        Remit.of(departments=["Streets"], wards=["4"]) if role in (Role.DEPARTMENT_MANAGER, Role.COUNCILLOR) else None
    )
    door.person("ada", role, remit or Remit())
    browser = door.browser("ada")
    assert [browser.get(path).status for path in ("/audit", "/export/audit.csv")] == [403, 403]


def test_a_token_with_the_right_fetches_the_file(door: Door) -> None:
    token = door.browser("root").post("/account/tokens", label="SIEM", right="audit", days="30").once
    answer = ask(door.gate, "/export/audit.csv", headers=[*OWN, ("authorization", f"Bearer {token}")])
    assert answer.status == 200
    assert rows(answer.body)[0]["about"] == "audit log"


def test_an_empty_log_says_what_will_appear(door: Door) -> None:
    assert "Widen the days, or show everything" in door.browser("root").get("/audit?who=nobody").text
