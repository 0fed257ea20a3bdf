"""An alert: something that needs somebody now, from when it fired until it is over, and who took it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from wallboard.model.instants import Micros
from wallboard.model.readings import Scope


class AlertKind(StrEnum):
    """What fires: a rule of the settings over a reading, or one of those that need no setting."""

    READING = "reading"
    UNSTAFFED = "unstaffed"  # callers wait, and nobody is logged in
    SOURCE_LOST = "source_lost"
    PROMISE_LOST = "promise_lost"  # what was promised of this half hour can no longer be kept
    SURGE = "surge"  # far more calls than the usual of this weekday and time
    OVERLONG_PAUSE = "overlong_pause"  # an agent has paused for longer than is allowed


class AlertKey(NamedTuple):
    """What an alert is of. At any instant at most one of each is on."""

    rule: str  # by its name in the settings; of a built-in one the name of its kind
    scope: Scope
    subject: str = ""  # the source, or the agent; "" of what is of the scope alone


class Raised(NamedTuple):
    """An alert as it fires."""

    key: AlertKey
    kind: AlertKind
    tone: str  # "watch" | "alarm"
    began: Micros  # when what it is about began, as far as was looked
    fired: Micros
    value: float | None = None  # of the reading, the callers who wait, the seconds of a pause ...
    threshold: float | None = None  # that it passed, in the same unit
    metric: str = ""  # of which reading, where there is one
    window: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """One that fired, as the ledger knows it."""

    id: int
    raised: Raised
    taken_at: Micros | None = None
    taken_by: str = ""
    note: str = ""
    cleared: Micros | None = None

    @property
    def key(self) -> AlertKey:
        return self.raised.key

    @property
    def on(self) -> bool:
        return self.cleared is None


def without_names(alert: Alert) -> Alert:
    """The same to whom agents are not named."""
    if alert.raised.kind is not AlertKind.OVERLONG_PAUSE:
        return alert
    return replace(alert, raised=alert.raised._replace(key=alert.key._replace(subject="")))


class Why(StrEnum):
    """Why somebody is notified of an alert."""

    FIRED = "fired"
    ESCALATED = "escalated"  # nobody took it
    CLEARED = "cleared"


class NotificationState(StrEnum):
    """How far a notification is."""

    DUE = "due"
    CLAIMED = "claimed"  # by one notifier, which has sent nothing of it yet
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"  # it may have gone out: it is not sent again
    FAILED = "failed"  # refused for so long that it was given up
    DROPPED = "dropped"  # nobody needed it any more when its time came


@dataclass(frozen=True, slots=True)
class Notification:
    """One message of one alert to one channel of the settings."""

    id: int
    alert: int
    channel: str
    why: Why
    state: NotificationState
    made_at: Micros
    due_at: Micros
    attempts: int = 0
    changed_at: Micros = 0
    error: str = ""  # why it was refused last; holds no secret
