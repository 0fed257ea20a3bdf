"""History in SQL: everything that was read, when it was true, and when we learned it."""

from __future__ import annotations

from wallboard.ledger.alert_log import AlertLog
from wallboard.ledger.alerts import Telling
from wallboard.ledger.backup import restore
from wallboard.ledger.ledger import Ledger
from wallboard.ledger.records import (
    CallHistory,
    Checkpoint,
    Counts,
    LedgerError,
    OutOfRetention,
    Recorded,
    RequestKey,
    SetAsideRow,
    SourceContents,
    SourceSettings,
)
from wallboard.ledger.replacing import Extent
from wallboard.ledger.store import LedgerStore, is_there

__all__ = [
    "AlertLog",
    "CallHistory",
    "Checkpoint",
    "Counts",
    "Extent",
    "Ledger",
    "LedgerError",
    "LedgerStore",
    "OutOfRetention",
    "Recorded",
    "RequestKey",
    "SetAsideRow",
    "SourceContents",
    "SourceSettings",
    "Telling",
    "is_there",
    "restore",
]
