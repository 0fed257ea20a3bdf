"""What a site's sources tell of requests at all. It is the same for everyone, whatever of the requests is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from wallboard.model import NOT_KNOWN, Micros
from wallboard.state.values import Flags, Instants
from wallboard.state.words import Words, words

if TYPE_CHECKING:
    import pandas as pd

    from wallboard.state.plain_rows import PlainRows


class SourceCoverage(NamedTuple):
    """Of one source: since when we watch it, whether it says who works on a request, whether it counts reopenings."""

    first_received: Micros
    assigning: bool
    telling_reopens: bool

    def also(self, other: SourceCoverage) -> SourceCoverage:
        return SourceCoverage(
            min(self.first_received, other.first_received),
            self.assigning or other.assigning,
            self.telling_reopens or other.telling_reopens,
        )


class Coverage:
    """Of all sources of a site; learned from the versions that come in."""

    def __init__(self, known: Mapping[str, SourceCoverage] | None = None) -> None:
        self._by_source = dict(known or {})

    def learn(self, versions: pd.DataFrame) -> None:
        received, assignee, reopens = (versions[name].to_numpy() for name in ("received_at", "assignee", "reopens"))
        self._learn(words(versions["source"]), received, assignee != "", reopens != NOT_KNOWN)

    def learn_plain(self, requests: PlainRows) -> None:
        assigned = ~requests.words("assignee").equal("")
        self._learn(requests.words("source"), requests.received(), assigned, requests.tells_reopens(NOT_KNOWN))

    def _learn(self, sources: Words, received: Instants, assigned: Flags, tells_reopens: Flags) -> None:
        for code, name in enumerate(sources.values):
            rows, known = sources.codes == code, self._by_source.get(name)
            if not rows.any():
                continue
            rows_cover = SourceCoverage(
                int(received[rows].min()),
                (known is not None and known.assigning) or bool(assigned[rows].any()),
                (known is not None and known.telling_reopens) or bool(tells_reopens[rows].any()),
            )
            self._by_source[name] = rows_cover if known is None else rows_cover.also(known)

    def remember(self, known: Mapping[str, SourceCoverage]) -> None:
        """What other sources of the site told before what was learned here."""
        self._by_source = {**known, **self._by_source}

    @property
    def sources(self) -> list[str]:
        return list(self._by_source)

    def watched_since(self, first: Mapping[str, Micros]) -> None:
        """When sources that are known here first told of anything."""
        for source in self._by_source.keys() & first.keys():
            known = self._by_source[source]
            self._by_source[source] = known._replace(first_received=min(known.first_received, first[source]))

    @property
    def nothing(self) -> bool:
        """Whether no request was ever told of."""
        return not self._by_source

    @property
    def observed_since(self) -> Micros | None:
        """Since when we have been watching every source; what is earlier is reconstructed."""
        return max((each.first_received for each in self._by_source.values()), default=None)

    @property
    def reopens(self) -> bool:
        return any(each.telling_reopens for each in self._by_source.values())

    def assigning(self) -> list[str]:
        """Sources that say who works on a request."""
        return [source for source, each in self._by_source.items() if each.assigning]
