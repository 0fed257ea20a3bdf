"""Keys of requests, and of work items that are no requests of their own."""

from __future__ import annotations

APART = " › "  # between a request and a work item of it that is no request of its own; in no id


def asked_by(ticket: str) -> str:
    """The id by which the server is asked for it: a work item of notes is where its request is."""
    return ticket.partition(APART)[0]
