"""The past as whoever looked then saw it, for whoever looks at it again and perhaps plays it: within their remit, agents only
where they may be named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from wallboard.engine.active_alerts import within as alerts_within
from wallboard.engine.answers import Answers
from wallboard.engine.replay import known_at
from wallboard.ledger import Ledger, OutOfRetention
from wallboard.model import Micros, Snapshot
from wallboard.model.alerts import Alert, without_names
from wallboard.model.floor import Floor
from wallboard.model.remit import Remit
from wallboard.questions.errors import NoLongerKept, NoSuchSite
from wallboard.questions.past_day import PastDay, read_past_day
from wallboard.settings import Settings

Looked = TypeVar("Looked")


class ReplayReader:
    """Each `who` has a replay of their own. Any thread may call; everything may raise LedgerError."""

    def __init__(
        self, answers: Answers, ledger: Ledger, settings: Settings, sites: Collection[str], remit: Remit, names: bool
    ) -> None:
        """`settings` are everyone's, `sites` those of the remit."""
        self._answers, self._ledger, self._settings = answers, ledger, settings
        self._sites, self._remit, self._names = sites, remit, names

    def snapshot(self, who: Hashable, at: Micros, *, goes_on: bool = False) -> Snapshot:
        """What was true at an instant by what had arrived then, of what is asked for: `Snapshot.complete`. One that only
        `goes_on` by itself raises ReplayEnded where it made room for others. Raises NoLongerKept."""
        ask = self._answers.replayed
        return self._named(_kept(lambda: ask(self._settings, self._remit, who, at, goes_on=goes_on)))

    def floor(self, who: Hashable, at: Micros, *, goes_on: bool = False) -> tuple[Snapshot, Floor]:
        """The same, and who was on duty and who waited at that very instant."""
        ask = self._answers.floor_then
        snapshot, floor = _kept(lambda: ask(self._settings, self._remit, who, at, goes_on=goes_on))
        return self._named(snapshot), floor if self._names else replace(floor, agents=())

    def known(self, at: Micros) -> Micros | None:
        """By what is shown that was true at an instant: what had arrived then; None for all that is known now, where the
        wall did not listen yet."""
        return known_at(self._ledger, self._sites, at)

    def day(self, site: str, day: date) -> PastDay:
        """The line of a local day, for whoever wants to go to an instant of it. Raises NoSuchSite."""
        if site not in self._sites:
            raise NoSuchSite(self._sites)
        return read_past_day(self._ledger, self._settings, site, day, self._fired)

    def _fired(self, site: str, since: Micros, until: Micros) -> Iterator[Alert]:
        alerts = alerts_within(self._ledger.alerts.fired([site], since, until), self._remit)
        return iter(alerts) if self._names else map(without_names, alerts)

    def _named(self, snapshot: Snapshot) -> Snapshot:
        return snapshot if self._names else snapshot.unnamed()


def _kept(look: Callable[[], Looked]) -> Looked:
    try:
        return look()
    except OutOfRetention as error:
        raise NoLongerKept(error.oldest) from None
