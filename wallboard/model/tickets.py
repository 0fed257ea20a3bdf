"""Requests as frames of columns: what each row of a version holds."""

from __future__ import annotations

from collections.abc import Mapping

# One row of a tickets frame: what a source said of one request at one poll. Instants are int64 Micros
# with NO_INSTANT for "none"; texts are str, "" for "not told"; the nullable integers use NOT_KNOWN.
NOT_KNOWN = -1

TICKET_COLUMNS: Mapping[str, str] = {
    "ticket": "str",  # the key in its own system, unique within the source
    "site": "str",
    "opened_at": "int64",  # when it was reported (or confirmed, where the source confirms first)
    "updated_at": "int64",  # when this version became true at the source; opened_at where it tells none
    "state": "str",  # open | paused | finished | removed: decided by state, never by a closing time
    "outcome": "str",  # "" while open; done | rejected | duplicate | referred | unable once finished
    "finished_at": "int64",  # last finished at; kept by some systems across a reopen
    "first_finished_at": "int64",
    "reopened_at": "int64",  # last reopened at, where the source tells
    "reopens": "int64",  # how often, as the source counts; NOT_KNOWN where nothing tells, 0 where its history itself is told
    "paused_s": "int64",  # seconds for which the source says the clock stood, up to updated_at
    "due_at": "int64",  # the source's own promise, if any
    "department": "str",  # "" is unassigned
    "service_type": "str",
    "ward": "str",  # normalised; "" is unknown
    "channel": "str",
    "priority": "str",
    "assignee": "str",  # "" is nobody
    "status": "str",  # the source's own word, for people
    "parent": "str",  # the ticket of which this is a work item or duplicate, or into which it was merged
    "relation": "str",  # what it is of its parent: child | duplicate | merged; "" where the source does not say
    # "source": by the source's own history it was so from updated_at on, and what is told later of that instant replaces
    # it. "update": it tells no instant of its ending, so that is when it was last updated. "": it was so when it was seen.
    "basis": "str",
    "details": "str",  # what is for people and in no figure: DETAILS as a JSON object, "" for none
}

# Where it is, who reported it, the call that it came from, and what the caller was told: texts, but for the two numbers.
DETAILS = ("latitude", "longitude", "address", "creator", "call", "answer")
BY_SOURCE, BY_UPDATE = "source", "update"

# What the ledger adds to make a version of it.
VERSION_COLUMNS: Mapping[str, str] = {
    "source": "str",
    **TICKET_COLUMNS,
    "received_at": "int64",
    "batch": "int64",
}
