"""The records that cross rooms. Every one carries its site: one wallboard may serve several."""

from wallboard.model.calls import CallbackOwed, CalledAgain, CalledBefore, Outcome, Reason, Visit, VisitKey
from wallboard.model.demand import Asks, Demand
from wallboard.model.health import Health, Trouble
from wallboard.model.instants import DAY, HOUR, MINUTE, NO_INSTANT, SECOND, Micros
from wallboard.model.readings import NAMELESS, Basis, Reading, ReadingKey, Scope, State, readings_by_key
from wallboard.model.snapshot import OnDuty, Snapshot
from wallboard.model.tickets import BY_SOURCE, BY_UPDATE, DETAILS, NOT_KNOWN, TICKET_COLUMNS, VERSION_COLUMNS

__all__ = [
    "BY_SOURCE",
    "BY_UPDATE",
    "DAY",
    "DETAILS",
    "HOUR",
    "MINUTE",
    "NAMELESS",
    "NOT_KNOWN",
    "NO_INSTANT",
    "SECOND",
    "TICKET_COLUMNS",
    "VERSION_COLUMNS",
    "Asks",
    "Basis",
    "CallbackOwed",
    "CalledAgain",
    "CalledBefore",
    "Demand",
    "Health",
    "Micros",
    "OnDuty",
    "Outcome",
    "Reading",
    "ReadingKey",
    "Reason",
    "Scope",
    "Snapshot",
    "State",
    "Trouble",
    "Visit",
    "VisitKey",
    "readings_by_key",
]
