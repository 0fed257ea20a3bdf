"""The present: every snapshot of what is going on now, for the boards and for whoever reads, and who is told of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from wallboard.engine.equipment import Equipment
from wallboard.engine.feed import Feed, Feeds, feeds
from wallboard.engine.health import told_to
from wallboard.engine.standing import Standing
from wallboard.ledger import Ledger
from wallboard.model import Health, Micros, Snapshot
from wallboard.model.floor import AgentNow, Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.source import Source


class Listener(Protocol):
    """Somebody who shows what is going on."""

    def changed(self, snapshot: Snapshot) -> None:
        """There is a new snapshot of everything. Called one at a time, never with an older one after a newer. One that is
        not `complete` once it was asked is not to be shown: it is followed by another at once."""


class FollowsSettings(Protocol):
    def take_over(self, settings: Settings) -> None:
        """Changed settings are in force. Never raises."""


class Present:
    """What may be read of the live state; what somebody in particular may, says engine/reader.py. Any thread may call."""

    def __init__(self, standing: Standing, all_feeds: Feeds, equipment: Equipment) -> None:
        self._standing, self._feeds, self._equipment = standing, all_feeds, equipment
        self._publishing = threading.Lock()
        self._listeners: list[Listener] = []

    @property
    def settings(self) -> Settings:
        return self._standing.settings

    @property
    def ledger(self) -> Ledger:
        return self._equipment.ledger

    def sources(self) -> dict[str, Source]:
        return {name: feed.source for name, feed in self._feeds.by_name().items()}

    def health(self, remit: Remit = EVERYTHING) -> tuple[Health, ...]:
        now = self._equipment.clock()
        every = (feed.health.health(now) for feed in self._feeds.all())
        return told_to(remit, map(self._equipment.clock_watch.shown, every))

    def snapshot(self, remit: Remit = EVERYTHING) -> Snapshot:
        """What the boards show now, of what is in the remit."""
        health, now = self.health(remit), self._equipment.clock()
        with self._standing.looking(remit, now) as live:
            snapshot = live.snapshot(health, now, remit, self._equipment.troubles.lasting())
        return self._with_beside(snapshot, now, remit)

    def full_snapshot(self, remit: Remit = EVERYTHING) -> Snapshot:
        """Every metric in every scope, as of the last polls."""
        health, now = self.health(remit), self._equipment.clock()
        with self._standing.looking(remit, now) as live:
            found = live.full_snapshot(health, now, remit, self._equipment.troubles.lasting())
        return self._with_beside(found, now, remit)

    def _with_beside(self, snapshot: Snapshot, now: Micros, remit: Remit) -> Snapshot:
        """With what is on beside the figures: alerts, and messages to the walls."""
        alerts, messages = self._equipment.active.within(remit), self._equipment.messages.now(now, remit)
        return replace(snapshot, alerts=alerts, messages=messages) if alerts or messages else snapshot

    def agents(self) -> tuple[AgentNow, ...]:
        """Everybody on duty, by name."""
        health, now = self.health(), self._equipment.clock()
        with self._standing.looking(EVERYTHING, now) as live:
            return live.floor(health).agents

    def floor(self, remit: Remit = EVERYTHING) -> tuple[Snapshot, Floor]:
        """The same, and with it who is on duty and who waits at that very instant."""
        health, now = self.health(remit), self._equipment.clock()
        with self._standing.looking(remit, now) as live:
            snapshot = live.full_snapshot(health, now, remit, self._equipment.troubles.lasting())
            floor = live.floor(health, remit)
        return self._with_beside(snapshot, now, remit), floor

    def tell(self, listener: Listener) -> None:
        """From now on it hears of every new snapshot, after those who came before it."""
        self._listeners.append(listener)

    def publish(self) -> None:
        """Hand the present snapshot on."""
        with self._publishing, self._equipment.telemetry.tick_seconds.time():
            while not self._told():
                pass  # what something is asked for may follow from what was missing: a few times at the start

    def _told(self) -> bool:
        """Everybody was told; whether of a snapshot that had all that they asked for."""
        snapshot = self.snapshot()
        for listener in self._listeners:
            listener.changed(snapshot)
        return snapshot.complete

    def take_over(
        self,
        settings: Settings,
        sources: Mapping[str, Source],
        follower: FollowsSettings | None,
    ) -> Mapping[str, Feed]:
        """New settings in force in one moment, the follower's too, or not at all: raises LedgerError while the ledger is
        away. Gives back the feeds that there were before."""
        with self._publishing, self._standing.lock:
            before = self._feeds.by_name()
            now = feeds(sources, self.ledger, settings, self._equipment.clock, before)
            self._standing.take_over(settings, now)
            if follower is not None:
                follower.take_over(settings)
        return before
