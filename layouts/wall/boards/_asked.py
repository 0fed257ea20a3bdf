"""What a tile reads: noted while it is asked what it shows, so that no tile says it twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, ValuesView
from typing import NamedTuple

from wallboard.model import Reading, ReadingKey


class TileReadings(NamedTuple):
    """The readings of one tile, with its title (not translated), its board's title and the board's site."""

    title: str
    board: str
    site: str
    readings: tuple[Reading, ...]


class Asked(Mapping[ReadingKey, Reading]):
    """Readings that note which of them were asked for by their key."""

    def __init__(self, readings: Mapping[ReadingKey, Reading]) -> None:
        self._readings = readings
        self._asked: dict[ReadingKey, None] = {}

    def __getitem__(self, key: ReadingKey) -> Reading:
        found = self._readings[key]
        self._asked[ReadingKey(*key)] = None
        return found

    def __iter__(self) -> Iterator[ReadingKey]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)

    def values(self) -> ValuesView[Reading]:
        """Going through all of them asks for none."""
        return self._readings.values()

    def found(self) -> tuple[Reading, ...]:
        """Those that there were, in the order in which they were asked for first."""
        return tuple(self._readings[key] for key in self._asked)
