"""Many requests that were counted at once, each by the one version that tells all of it: a block. Of each it is remembered
what was told, not what it posted: that follows from it once more where the request changes."""

from __future__ import annotations

from collections.abc import Iterator

from wallboard.model import Micros
from wallboard.state.postings import Posting, PostingRules
from wallboard.state.ticket_versions import TicketKey
from wallboard.state.timeline import timeline, until
from wallboard.state.version_columns import VersionColumns


class TicketBlock:
    def __init__(self, versions: VersionColumns, at: Micros, since: Micros) -> None:
        """They were counted as they stood at `at`, flow from `since` on."""
        self._versions, self._at, self._since = versions, at, since
        self._gone: set[int] = set()

    def take_out(self, key: TicketKey, rules: PostingRules) -> Iterator[Posting]:
        """What it posted, if it is there; from now on it is not."""
        row = self._versions.row_of(*key)
        if row is None or row in self._gone:
            return iter(())
        self._gone.add(row)
        return rules.postings(until(timeline([self._versions.version(row)]), self._at), self._since)
