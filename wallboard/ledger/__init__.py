"""History in SQL: everything that was read, when it was true, and when we learned it."""

from __future__ import annotations

from wallboard.ledger.alert_log import AlertLog
from wallboard.ledger.alerts import Telling
from wallboard.ledger.backup import restore
from wallboard.ledger.edition_log import EditionLog
from wallboard.ledger.ledger import Ledger
from wallboard.ledger.records import (
    AGENTS,
    AsOf,
    CallHistory,
    Checkpoint,
    Counts,
    LedgerError,
    Outage,
    OutOfRetention,
    Recorded,
    RecordKind,
    RequestKey,
    SetAsideRow,
    SourceContents,
    SourceSettings,
)
from wallboard.ledger.replacing import Extent
from wallboard.ledger.review_log import ReviewLog
from wallboard.ledger.store import LedgerStore, is_there

__all__ = [
    "AGENTS",
    "AlertLog",
    "AsOf",
    "CallHistory",
    "Checkpoint",
    "Counts",
    "EditionLog",
    "Extent",
    "Ledger",
    "LedgerError",
    "LedgerStore",
    "OutOfRetention",
    "Outage",
    "RecordKind",
    "Recorded",
    "RequestKey",
    "ReviewLog",
    "SetAsideRow",
    "SourceContents",
    "SourceSettings",
    "Telling",
    "is_there",
    "restore",
]
