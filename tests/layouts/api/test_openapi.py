"""The description says what the routes do: made of the same operations, and every answer fits it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import jsonschema_rs
import orjson
import pytest

from tests.layouts.api.city import NORTH, City
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def document(city: City) -> dict[str, Any]:
    told: dict[str, Any] = city.json("/api/openapi.json", city.token(Role.VIEWER))
    return told


def test_every_route_is_described_and_nothing_else(city: City, document: dict[str, Any]) -> None:
    described = {(path, verb) for path, verbs in document["paths"].items() for verb in verbs}
    routes = {(each.path, "post" if each.changes else "get") for each in city.operations}
    assert described == routes
    assert {each.route().path for each in city.operations} == set(document["paths"])


def test_it_names_every_parameter_with_what_is_right(document: dict[str, Any]) -> None:
    told = [each for verbs in document["paths"].values() for verb in verbs.values() for each in verb["parameters"]]
    assert {each["name"] for each in told} >= {
        "site",
        "department",
        "ward",
        "queue",
        "metric",
        "after",
        "limit",
        "day",
        "id",
    }
    assert all(each["in"] == "path" or each["description"] for each in told)
    limit = next(each for each in told if each["name"] == "limit")
    assert (limit["schema"]["minimum"], limit["schema"]["maximum"], limit["schema"]["type"]) == (1, 1000, "integer")


def test_its_names_of_operations_are_unique(document: dict[str, Any]) -> None:
    names = [verb["operationId"] for verbs in document["paths"].values() for verb in verbs.values()]
    assert len(set(names)) == len(names)


def test_a_workbook_is_described_as_one(document: dict[str, Any]) -> None:
    files = {
        path: verbs["get"]["responses"]["200"]["content"] for path, verbs in document["paths"].items() if "." in path
    }
    assert {path.rpartition(".")[2]: next(iter(content)) for path, content in files.items()} == {
        "csv": "text/csv",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json": "application/json",
    }


@pytest.mark.parametrize(
    "target",
    [
        "/api/snapshot",
        "/api/requests?site=main",
        f"/api/calls?site={quote(NORTH)}",
        "/api/actions?state=all",
        "/api/me",
        "/api/screens",
        "/api/openapi.json",
    ],
)
def test_answers_fit_their_schemas(city: City, document: dict[str, Any], target: str) -> None:
    schema = document["paths"][target.partition("?")[0]]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    whole = {**schema, "components": document["components"]}
    told = orjson.loads(city.ask(target, city.token(Role.ADMINISTRATOR)).body)
    jsonschema_rs.validate(whole, told)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(whole, [])
