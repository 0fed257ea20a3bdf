"""The small city, made once a module: its tests read, and change only what they made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.layouts.api.city import City


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with closing(City(tmp_path_factory.mktemp("city"))) as made:
        yield made
