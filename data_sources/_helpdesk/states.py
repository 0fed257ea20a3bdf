"""States of tickets under numbers, of a helpdesk whose own tables say what each of them means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from data_sources._helpdesk.life import is_over
from data_sources._helpdesk.names import Catalogue
from data_sources._helpdesk.told import Told, whole
from data_sources._tickets.mapping import StatusMeaning
from wallboard.model import Micros

_MERGED = "merged"


class States(NamedTuple):
    """A number that is not known has no name, and means nothing."""

    names: Mapping[int, str]
    standings: Mapping[
        int, str
    ]  # what the helpdesk says of each: open, paused, finished, removed, or merged into another
    meanings: Mapping[str, StatusMeaning]  # of settings

    def name(self, state: int) -> str:
        return self.names.get(state, "")

    def usually(self, state: int) -> str:
        """As a moment has it."""
        said = self.standings.get(state, "")
        return "removed" if said == _MERGED else said

    def is_merged(self, state: int) -> bool:
        return self.standings.get(state) == _MERGED

    def is_over(self, state: int) -> bool:
        return is_over(self.name(state), self.usually(state), self.meanings)


class StateTables:
    """Both queries: SELECT of a state's number, and of its name or its standing."""

    def __init__(self, names: str, standings: str, meanings: Mapping[str, StatusMeaning]) -> None:
        self.names, self._standings, self._meanings = Told(whole(names)), Catalogue(standings), meanings

    def all(self, connection: sa.Connection, now: Micros, wanted: Collection[int]) -> States:
        """Read again where one of the `wanted` numbers is not known."""
        standings = self._standings.all(connection, now, wanted)
        return States(self.names.of(connection, wanted), standings, self._meanings)
