"""The parts of a path: hostile text until it is one of what there is."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from layouts.page.parts import LONGEST, address, day, department, queue, read_parts, site

NAMES = [
    "Streets",
    "Water/Sewer",
    "Parcs & forêts",
    "100%",
    "?x=1#y",
    "..",
    "a" * LONGEST,
    "עיריה",
    "Ward\u00a08",
    "خیابان\u200cها",
]
READER: Any = SimpleNamespace(
    settings=SimpleNamespace(sites={"main": 1}, queues={"roads": 1}), departments=lambda: frozenset(NAMES)
)


@pytest.mark.parametrize("name", NAMES)
def test_a_department_is_read_as_it_is_called(name: str) -> None:
    assert read_parts({"name": department}, {"name": name}, READER) == {"name": name}


@pytest.mark.parametrize(
    "text",
    [
        "streets",
        "Street",
        "Streets ",
        "",
        "a" * (LONGEST + 1),
        "Streets\x00",
        "Str\neets",
        "\u202eStreets",
        "\ufffd",
    ],
)
def test_what_there_is_not_is_nothing(text: str) -> None:
    assert read_parts({"name": department}, {"name": text}, READER) is None


@pytest.mark.parametrize("text", ["a" * (LONGEST + 1), "a\x00", "\u200b", "\ufffd", ""])
def test_text_that_no_name_can_be_never_reaches_what_reads_it(text: str) -> None:
    read: list[str] = []

    def note(told: str, reader: Any) -> str:
        read.append(told)
        return told

    assert read_parts({"name": note}, {"name": text}, READER) is None
    assert read == []


def test_sites_queues_and_days() -> None:
    told = {"site": "main", "queue": "roads", "day": "2026-11-20"}
    assert read_parts({"site": site, "queue": queue, "day": day}, told, READER) == {
        "site": "main",
        "queue": "roads",
        "day": date(2026, 11, 20),
    }
    for wrong in (
        {"site": "north"},
        {"queue": "Roads"},
        {"day": "20261120"},
        {"day": "2026-W47-5"},
        {"day": "2026-02-30"},
    ):
        assert read_parts({"site": site, "queue": queue, "day": day}, {**told, **wrong}, READER) is None


@pytest.mark.parametrize("name", NAMES)
def test_an_address_has_one_part_for_each_name_whatever_it_is_called(name: str) -> None:
    written = address("/department/{name}", {"name": name})
    assert written.isascii()
    assert written.count("/") == 2
    assert not set(written) & set("?#& ")
