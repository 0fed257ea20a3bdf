"""What osTicket says of itself, as recordings have it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.helpdesks.following import Difference, Said, Stands, shown_twice
from tests.helpdesks.recording import Line, Rows
from wallboard.clock import local, micros
from wallboard.model import HOUR, NO_INSTANT, Micros

ZONE = "America/New_York"
OPTIONS: dict[str, Any] = {
    "kind": "osticket",
    "states": {"Rejected": "finished:rejected", "Referred elsewhere": "finished:referred"},
    "fields": {"ward": "ward"},
}

_CLOSED = 2  # the kind of an event


def explain(found: Difference, rows: Rows, zone: ZoneInfo) -> str:
    ours, theirs = found.ours, found.theirs
    match found.fact:
        case "finished_at" if ours == theirs + HOUR and shown_twice(theirs, zone):
            return "in the second round of the hour that clocks show twice, of which the local time does not tell"
        case "finished_at" if ours < theirs and _was_closed(found, rows, zone):
            return "osTicket stamps `closed` again when a resolved ticket is closed"
        case "due_at" if ours == NO_INSTANT and not _has_due(found, rows):
            return (
                "a transfer brought another SLA: the row gets its due time with the next edit, and osTicket shows one that it "
                "works out meanwhile"
            )
    return ""


def _was_closed(found: Difference, rows: Rows, zone: ZoneInfo) -> bool:
    """Whether an event says that it was closed when we say that it was."""
    wall = f"{local(found.ours, zone):%Y-%m-%d %H:%M:%S}"
    threads = rows.of("ost_thread", object_id=int(found.ticket))
    return any(
        rows.of("ost_thread_event", thread_id=thread["id"], event_id=_CLOSED, timestamp=wall) for thread in threads
    )


def _has_due(found: Difference, rows: Rows) -> bool:
    return any(row["duedate"] or row["est_duedate"] for row in rows.of("ost_ticket", ticket_id=int(found.ticket)))


def said(line: Line, zone: ZoneInfo) -> Said:
    """Without tickets that were merged into others: they are gone."""
    told = [each for each in line["tickets"] if not (each["pid"] and each["merge"] != "visual")]
    tickets = {str(each["id"]): _stands(each, zone) for each in told}
    is_open = frozenset(map(str, line["open"] if "open" in line else line["queues"]["Open"]))
    counts = {("tickets.open", department): its["open"] for department, its in line["per_dept"].items()}
    return Said(tickets, is_open, counts)


def kept(line: Line) -> Line:
    """What `said` needs."""
    names = ("id", "status", "state", "dept", "staff", "due", "closed", "created", "pid", "merge")
    per_dept = {name: {"open": told["open"]} for name, told in line["per_dept"].items()}
    tickets = [{name: told[name] for name in names} for told in line["tickets"]]
    is_open = line["open"] if "open" in line else line["queues"]["Open"]
    return {"n": line["n"], "at": line["at"], "open": is_open, "per_dept": per_dept, "tickets": tickets}


def turned(line: Line) -> tuple[str, bool] | None:
    """Of an action: the ticket, and whether it was open afterwards; None where it was deleted, or refused."""
    told = line["result"]
    if not told["ok"] or not told.get("app"):
        return None
    return str(told["id"]), told["app"]["state"] == "open"


def _stands(told: dict[str, Any], zone: ZoneInfo) -> Stands:
    is_open = told["state"] == "open"
    return Stands(
        told["status"],
        told["dept"],
        told["staff"] or "",
        _local(told["created"], zone),
        _local(told["closed"], zone),
        _local(told["due"], zone) if is_open else NO_INSTANT,
    )


def _local(text: str | None, zone: ZoneInfo) -> Micros:
    return micros(datetime.fromisoformat(text).replace(tzinfo=zone)) if text else NO_INSTANT
