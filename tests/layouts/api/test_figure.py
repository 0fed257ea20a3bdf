"""What makes a figure, for programs and spreadsheets: the same list as on its page, and no text of it is a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from layouts.web.xlsx_cells import xlsx_bytes
from tests.layouts.api.city import FORMULA, City
from tests.layouts.asking import Response
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

OPEN = "metric=tickets.open&site=main"
ANSWERED = "metric=calls.answered&site=main&window=today"
PARKS = Remit.of(sites=["main"], departments=["Parks"])


@pytest.fixture(scope="module")
def supervisor(city: City) -> str:
    return city.token(Role.SUPERVISOR)


def csv_rows(answer: Response) -> list[dict[str, str]]:
    assert answer.status == 200, answer.body
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


def sheet(answer: Response) -> list[tuple[Any, ...]]:
    assert answer.status == 200, answer.body
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    return list(openpyxl.load_workbook(io.BytesIO(answer.body)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("asked", [OPEN, ANSWERED, "metric=calls.waiting&site=main", f"{OPEN}&department=Parks"])
def test_the_list_makes_the_figure_wherever_it_is_read(city: City, supervisor: str, asked: str) -> None:
    told = city.json(f"/api/figure?{asked}", supervisor)
    shown = city.json("/api/snapshot", supervisor)["readings"]
    same = [r for r in shown if all(r.get(n, "") == told[n] for n in ("metric", "scope", "window", "variant"))]
    assert [each["value"] for each in same] == [told["value"]] == [len(told["rows"])]
    assert len(csv_rows(city.ask(f"/export/figure.csv?{asked}", supervisor))) == told["value"]
    assert len(sheet(city.ask(f"/export/figure.xlsx?{asked}", supervisor))) == told["value"] + 1


def test_an_instant_names_the_same_list_later(city: City, supervisor: str) -> None:
    now = city.json(f"/api/figure?{OPEN}", supervisor)
    then = city.json(f"/api/figure?{OPEN}&at={now['at']}&known={now['known']}", supervisor)
    assert then == now


def test_what_looks_like_a_formula_is_a_text(city: City, supervisor: str) -> None:
    heads, *rows = sheet(city.ask(f"/export/figure.xlsx?{OPEN}", supervisor))
    assert {row[heads.index("service_type")] for row in rows} == {FORMULA}
    assert {row["service_type"] for row in csv_rows(city.ask(f"/export/figure.csv?{OPEN}", supervisor))} == {
        f"'{FORMULA}"
    }
    written = openpyxl.load_workbook(io.BytesIO(city.ask(f"/export/figure.xlsx?{OPEN}", supervisor).body)).active
    assert {cell.data_type for row in written.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "b"}


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(1)", "http://x", "007", "a\x00b", "\ud800", "x" * 40_000, "_x0041_", ""]
)
def test_any_text_is_written_as_itself_as_far_as_a_cell_holds_it(text: str) -> None:
    (row,) = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes(["a"], [(text, None, 1.5, True, float("nan"))]))
    ).active.iter_rows(min_row=2)
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert [cell.value for cell in row[2:]] == [1.5, True][: len(row) - 2]


def test_nobody_is_named_to_those_who_may_not_read_names(city: City, supervisor: str) -> None:
    token = city.token(Role.DEPARTMENT_MANAGER, PARKS)
    for asked in (OPEN, ANSWERED, "metric=agents.logged_in&site=main"):
        for path in ("/api/figure", "/export/figure.csv"):
            named, unnamed = (city.ask(f"{path}?{asked}", each).body.decode() for each in (supervisor, token))
            names = "Zoë", "Zo\\u00eb", "Ola"
            assert not any(name in unnamed for name in names)
            assert any(name in named for name in names)


def test_a_limited_person_reads_only_their_own_rows(city: City) -> None:
    told = city.json(f"/api/figure?{OPEN}", city.token(Role.DEPARTMENT_MANAGER, PARKS))
    assert told["rows"]
    assert {row["department"] for row in told["rows"]} == {"Parks"}
    assert city.ask(f"/api/figure?{OPEN}&department=Water", city.token(Role.DEPARTMENT_MANAGER, PARKS)).status == 404


@pytest.mark.parametrize(
    ("asked", "status", "where"),
    [
        ("site=main", 400, "metric"),
        ("metric=none&site=main", 404, "metric"),
        ("metric=tickets.open&site=nowhere", 404, "site"),
        ("metric=tickets.open&site=main&window=today", 404, "metric"),
        ("metric=tickets.open&site=main&at=then", 400, "at"),
        ("metric=tickets.open&site=main&at=9999-12-31T23:59:59Z", 400, "at"),
        ("metric=tickets.open&site=main&at=0001-01-01T00:00:00Z", 400, "at"),
        ("metric=tickets.open&site=main&at=2026-11-22T10:00:00Z&known=9999-12-31T23:59:59Z", 400, "known"),
    ],
)
def test_what_cannot_be_answered_is_said(city: City, supervisor: str, asked: str, status: int, where: str) -> None:
    answer = city.ask(f"/api/figure?{asked}", supervisor)
    assert (answer.status, json.loads(answer.body)["where"]) == (status, where)


def test_an_export_is_written_down(city: City, supervisor: str) -> None:
    assert city.ask(f"/export/figure.xlsx?{OPEN}", supervisor).status == 200
    entry = city.access.audit.read(event="exported", limit=1)[0]
    assert entry.about == "what makes a figure"
    assert dict(entry.detail)["metric"] == "tickets.open"
    assert city.ask(f"/export/figure.csv?{OPEN}", city.token(Role.VIEWER)).status == 403
