"""A wall of two sites, and who writes in the review there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layouts.access.reviewer import Reviewer, entries
from tests.layouts.city_wall import CityWall
from wallboard.model.roles import Role


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[CityWall]:
    made = CityWall(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ada(wall: CityWall) -> Reviewer:
    return Reviewer(wall, "ada", Role.REVIEWER)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewer]:
    """At a wall on which nothing comes to be written."""
    wall = CityWall(tmp_path_factory.mktemp("empty"))
    yield Reviewer(wall, "ada", Role.REVIEWER)
    assert entries(wall) == []
    wall.close()
