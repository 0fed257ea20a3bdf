"""A wall with a phone system and a ticket system, by hand: a module with a `wall` of its own has that one instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.wallboard.engine.parts import FakeSource, Wall
from tests.wallboard.engine.two_sites import polled, readers_of
from wallboard.engine.reader import Readers


@pytest.fixture
def pbx() -> FakeSource:
    return FakeSource("pbx", "calls")


@pytest.fixture
def crm() -> FakeSource:
    return FakeSource("crm", "tickets")


@pytest.fixture
def wall(tmp_path: Path, pbx: FakeSource, crm: FakeSource) -> Iterator[Wall]:
    with closing(Wall(tmp_path, pbx, crm)) as wall:
        yield wall


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    """One of two sites that is only looked at."""
    with closing(polled(tmp_path_factory.mktemp("still"))) as made:
        yield made


@pytest.fixture
def readers(still: Wall) -> Readers:
    return readers_of(still)
