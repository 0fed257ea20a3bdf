"""What osTicket says of itself, as recordings have it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.helpdesks.following import Said, Stands
from tests.helpdesks.recording import Line
from wallboard.clock import micros
from wallboard.model import NO_INSTANT, Micros

ZONE = "America/New_York"
OPTIONS: dict[str, Any] = {
    "kind": "osticket",
    "states": {"Rejected": "finished:rejected", "Referred elsewhere": "finished:referred"},
    "fields": {"ward": "ward"},
}

EXPLAINED = {
    r"\(Closed\) finished_at: we say \d+, it says \d+": "osTicket stamps `closed` again when a resolved ticket is closed",
    r" 11[345] \(Resolved\) finished_at: we say 17935(152|131|134)0+, it says 17935(116|095|098)0+": "closed in the second round of "
    "the hour that clocks show twice, of which the local time does not tell; ours is when it was done",
    r" known: we say True": "a finished ticket was deleted: only open ones are looked for",
    r"due_at: we say -\d+, it says \d+": "a transfer brought another SLA: the row gets its due time with the next edit, and osTicket "
    "shows one that it works out meanwhile",
}


def said(line: Line) -> Said:
    """Without tickets that were merged into others: they are gone."""
    told = [each for each in line["tickets"] if not (each["pid"] and each["merge"] != "visual")]
    tickets = {str(each["id"]): _stands(each) for each in told}
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


def _stands(told: dict[str, Any]) -> Stands:
    is_open = told["state"] == "open"
    return Stands(
        told["status"],
        told["dept"],
        told["staff"] or "",
        _local(told["created"]),
        _local(told["closed"]),
        _local(told["due"]) if is_open else NO_INSTANT,
    )


def _local(text: str | None) -> Micros:
    return micros(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))) if text else NO_INSTANT
