"""What Request Tracker says of itself, as recordings have it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from tests.helpdesks.following import Difference, Said, Stands
from tests.helpdesks.recording import Line, Rows
from wallboard.clock import instant
from wallboard.model import NO_INSTANT, Micros

ZONE = "America/New_York"
OPTIONS: dict[str, Any] = {
    "kind": "request_tracker",
    "states": {
        "received": "open",
        "review": "open",
        "waiting": "paused",
        "issued": "finished",
        "refused": "finished:rejected",
        "withdrawn": "finished:rejected",
    },
    "fields": {"ward": "Ward", "service_type": "Service Type", "channel": "Channel"},
}


def explain(found: Difference, rows: Rows, zone: ZoneInfo) -> str:
    if found.fact == "known" and found.ours and rows.is_deleted("tickets", found.ticket):
        return "a finished ticket was deleted for good: only open ones are looked for"
    if found.fact == "finished_at" and NO_INSTANT < found.ours < found.theirs and _ended_then(found, rows):
        return "RT stamps Resolved again when a finished ticket gets another status that is over"
    return ""


def _ended_then(found: Difference, rows: Rows) -> bool:
    told = rows.of("transactions", objecttype="RT::Ticket", objectid=int(found.ticket), type="Status")
    return any(_utc(row["created"]) == found.ours for row in told)


def said(line: Line, _: ZoneInfo) -> Said:
    """Its times are in UTC."""
    tickets = {str(told["id"]): _stands(told) for told in line["tickets"]}
    is_open = frozenset(str(told["id"]) for told in line["tickets"] if told["active"])
    counts = {("tickets.open", department): told["active"] for department, told in line["per_queue"].items()}
    return Said(tickets, is_open, counts)


def kept(line: Line) -> Line:
    """What `said` needs."""
    names = ("id", "status", "queue", "owner", "created", "resolved", "due", "active")
    per_queue = {queue: {"active": told["active"]} for queue, told in line["per_queue"].items()}
    tickets = [{name: told[name] for name in names} for told in line["tickets"]]
    return {"n": line["n"], "at": line["at"], "per_queue": per_queue, "tickets": tickets}


def turned(line: Line) -> tuple[str, bool] | None:
    """Of an action: the ticket, and whether it was open afterwards; None where it was merged or deleted for good, or refused."""
    told = line["result"]
    app = told.get("app") or {}
    if not told["ok"] or line["do"] in ("merge", "gone") or "active" not in app or app["effective"] != str(told["id"]):
        return None
    return str(told["id"]), bool(app["active"])


def _stands(told: dict[str, Any]) -> Stands:
    owner = "" if told["owner"] == "Nobody" else told["owner"]
    due = _utc(told["due"]) if told["active"] else NO_INSTANT
    finished = NO_INSTANT if told["active"] else _utc(told["resolved"])  # kept across a reopening
    return Stands(told["status"], told["queue"], owner, _utc(told["created"]), finished, due)


def _utc(text: str | None) -> Micros:
    return instant(f"{text}+00:00") if text else NO_INSTANT
