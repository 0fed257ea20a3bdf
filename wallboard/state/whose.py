"""Which requests a question is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from wallboard.model.remit import EVERYTHING, Remit
from wallboard.state.values import Flags
from wallboard.state.words import Words


class Placed(Protocol):
    """Whatever has a department, a type and a ward: a version."""

    @property
    def department(self) -> str: ...
    @property
    def service_type(self) -> str: ...
    @property
    def ward(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Whose:
    """Those within a remit, of one type where it is named ("": of none)."""

    remit: Remit = EVERYTHING
    service_type: str | None = None

    @property
    def everyones(self) -> bool:
        """Whether a site's requests are all among them."""
        return self.remit.whole_sites and self.service_type is None

    def has(self, version: Placed) -> bool:
        return self.remit.has_request(version.department, version.ward) and self.service_type in (
            None,
            version.service_type,
        )

    @property
    def dimensions(self) -> frozenset[str]:
        """The columns that `rows` looks at."""
        return frozenset({"department", *(limit.dimension for limit in self._limits())})

    def rows(self, words: Mapping[str, Words]) -> Flags:
        """Which of many, by their words in each dimension."""
        found = np.ones(len(words["department"].codes), bool)
        for limit in self._limits():
            found &= words[limit.dimension].among(limit.names)
        return found

    def _limits(self) -> Iterator[_Limit]:
        if self.remit.departments is not None:
            yield _Limit("department", self.remit.departments)
        if self.remit.wards is not None:
            yield _Limit("ward", self.remit.wards)
        if self.service_type is not None:
            yield _Limit("service_type", frozenset({self.service_type}))


class _Limit(NamedTuple):
    dimension: str
    names: frozenset[str]
