"""The ledger's tables. Facts are only ever added, and only what a source calls otherwise now is changed in them (renaming.py);
cursors, counters and projections follow them.

`callers` are no facts: they go after some weeks, and everything else is the same without them.

Projections, which may be rewritten because they can be made again from the facts: `visits`, `checkpoints`, and
in `ticket_versions` the columns `latest`, `began`, `until` and `lasting`, in `visit_versions` `lasting`. Changing a table
needs a new file in migrations/versions; a test compares the two. Instants are Micros.
"""

from __future__ import annotations

from wallboard.ledger.tables.alerts import alerts, notifications, wall_messages
from wallboard.ledger.tables.calls import (
    BESIDE_CALLS,
    VISIT_LASTS,
    callbacks_settled,
    callers,
    happenings,
    visit_versions,
    visits,
)
from wallboard.ledger.tables.columns import FAR, NO_TEXT, metadata
from wallboard.ledger.tables.days import checkpoints, day_counts, outside_days
from wallboard.ledger.tables.requests import LATEST, NOT_LATEST, ONLY, PLAIN, TICKET_LASTS, ticket_versions
from wallboard.ledger.tables.review import review_editions, review_entries, review_mailings, review_versions
from wallboard.ledger.tables.sources import (
    BATCH_LATE,
    TOLD_LATE,
    batches,
    horizons,
    set_aside,
    source_settings,
    sources,
)

__all__ = [
    "BATCH_LATE",
    "BESIDE_CALLS",
    "FAR",
    "LATEST",
    "NOT_LATEST",
    "NO_TEXT",
    "ONLY",
    "PLAIN",
    "TICKET_LASTS",
    "TOLD_LATE",
    "VISIT_LASTS",
    "alerts",
    "batches",
    "callbacks_settled",
    "callers",
    "checkpoints",
    "day_counts",
    "happenings",
    "horizons",
    "metadata",
    "notifications",
    "outside_days",
    "review_editions",
    "review_entries",
    "review_mailings",
    "review_versions",
    "set_aside",
    "source_settings",
    "sources",
    "ticket_versions",
    "visit_versions",
    "visits",
    "wall_messages",
]
