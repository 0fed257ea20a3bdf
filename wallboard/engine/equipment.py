"""What all parts of the engine go by: the ledger, the time, and where they tell what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from wallboard.clock import Clock
from wallboard.engine.active_alerts import ActiveAlerts
from wallboard.engine.clock_watch import ClockWatch
from wallboard.engine.ledger_watch import LedgerWatch
from wallboard.engine.poll import Step
from wallboard.engine.telemetry import Telemetry
from wallboard.engine.troubles import Troubles
from wallboard.engine.wall_messages import WallMessages
from wallboard.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Equipment:
    """One of each for one engine. `step` is called with the name of each step of a poll."""

    ledger: Ledger
    clock: Clock
    clock_watch: ClockWatch
    ledger_watch: LedgerWatch
    telemetry: Telemetry
    troubles: Troubles
    messages: WallMessages
    step: Step
    active: ActiveAlerts = field(default_factory=ActiveAlerts)
