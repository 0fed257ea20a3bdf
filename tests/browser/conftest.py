"""The served walls that several modules look at, each started once: by the first test of a worker that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.paired_wall import PairedWall, paired_wall
from tests.browser.small_wall import small_wall
from tests.served import PORT, Served, running


@pytest.fixture(scope="session")
def _small_wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(small_wall(tmp_path_factory.mktemp("small"))) as wall:
        yield wall


@pytest.fixture
def server(_small_wall: Served) -> Served:
    """The small wall, which runs whatever the test before did to it; a test may start it again as another version."""
    if _small_wall.process is None:
        _small_wall.start()
    return _small_wall


@pytest.fixture(scope="session")
def _paired_wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PairedWall]:
    with paired_wall(tmp_path_factory.mktemp("paired")) as wall:
        wall.person("ada")
        yield wall


@pytest.fixture
def there(_paired_wall: PairedWall) -> PairedWall:
    """The wall for screens that are let in, which runs whatever the test before did to it. Ada may let them in."""
    if _paired_wall.process is None:
        _paired_wall.start()
    return _paired_wall


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of the walls with hand-made figures."""
    with running(Served(tmp_path_factory.mktemp("pictures"), "-m", "tests.browser.picture_wall", PORT)) as wall:
        yield wall.address
