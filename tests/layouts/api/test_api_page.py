"""docs/api.md says what there is."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

from layouts.api.operation import Operation
from tests.layouts.api.city import City
from wallboard.access.attempts import EXPORTS_BY_PERSON
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

PAGE = (Path(__file__).parents[3] / "docs/api.md").read_text(encoding="utf-8")


def row(operation: Operation) -> str:
    (found,) = re.findall(rf"^\| `{re.escape(operation.path)}` \|(.*)\|$", PAGE, re.MULTILINE)
    return str(found)


def test_it_names_every_address_and_no_other(city: City) -> None:
    assert set(re.findall(r"^\| `(/[^`]+)`", PAGE, re.MULTILINE)) == {each.path for each in city.operations}


def test_it_names_every_parameter(city: City) -> None:
    for operation in city.operations:
        told = row(operation)
        if "as `/api/snapshot`" in told:
            told = row(next(each for each in city.operations if each.path == "/api/snapshot"))
        for name in operation.asked.model_fields:
            assert f"`{name}`" in told or f'"{name}"' in told, f"{operation.path}: {name}"


def test_its_example_of_an_error_is_what_is_answered(city: City) -> None:
    (example,) = re.findall(r'^    (\{"error".*\})$', PAGE, re.MULTILINE)
    answer = city.ask("/api/requests?site=main&limit=0", city.token(Role.VIEWER))
    assert orjson.loads(example) == orjson.loads(answer.body)


def test_it_tells_how_many_exports_there_may_be() -> None:
    assert EXPORTS_BY_PERSON.amount == 60
    assert "sixty an hour" in PAGE
