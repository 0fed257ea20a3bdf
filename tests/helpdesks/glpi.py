"""What GLPI says of itself, as recordings have it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from tests.helpdesks.following import Difference, Said, Stands, shown_twice
from tests.helpdesks.recording import Line, Rows
from wallboard.clock import instant
from wallboard.model import HOUR, NO_INSTANT, Micros

ZONE = "America/New_York"
OPTIONS: dict[str, Any] = {
    "kind": "glpi",
    "names": "last",
    "solution_types": {"Rejected": "rejected", "Referred elsewhere": "referred"},
}
STATUSES = {1: "New", 2: "Processing (assigned)", 4: "Pending", 5: "Solved", 6: "Closed"}
_OPEN = (1, 2, 4)
_ASSIGNED = 2  # in the table of a ticket's people
_BETWEEN, _SEVERAL = "#LBBR#", " + "


def explain(found: Difference, rows: Rows, zone: ZoneInfo) -> str:
    ours, theirs = found.ours, found.theirs
    match found.fact:
        case "known" if ours and rows.is_deleted("glpi_tickets", found.ticket):
            return "a finished ticket was purged: only open ones are looked for"
        case "department" if ours in theirs.split(_SEVERAL):
            return "a request of several groups counts in the one that was assigned first"
        case "tickets.open" if isinstance(theirs, _Shared) and theirs - theirs.others <= ours <= theirs:
            return "a request of several groups counts once in the site"
        case "assignee" if len(rows.of("glpi_tickets_users", tickets_id=int(found.ticket), type=_ASSIGNED)) > 1:
            return "of several people who are assigned the recording has one"
        case "opened_at" | "finished_at" if shown_twice(theirs, zone) and _is_later_round(found):
            return "in the second of the two hours that are called the same: GLPI has it an hour earlier, or at the opening"
    return ""


def _is_later_round(found: Difference) -> bool:
    opened = found.said.opened_at if found.said else NO_INSTANT
    return bool(found.ours == found.theirs + HOUR or (found.theirs == opened and 0 < found.ours - opened < 2 * HOUR))


class _Shared(int):
    """How many a group has, of which some are other groups' too."""

    others: int = 0


def said(line: Line, zone: ZoneInfo) -> Said:
    tickets = {str(told["id"]): _stands(told, zone) for told in line["tickets"]}
    shared = Counter(
        department
        for told in line["tickets"]
        for department in _groups(told)
        if told["status"] in _OPEN and len(_groups(told)) > 1
    )
    counts = {
        ("tickets.open", department): _count(told["notold"], shared[department])
        for department, told in line["per_group"].items()
    }
    return Said(tickets, frozenset(map(str, line["notold_ids"])), counts)


def kept(line: Line) -> Line:
    """What `said` needs."""
    names = ("id", "status", "group", "tech", "opened", "solved", "closed", "ttr")
    per_group = {group: {"notold": told["notold"]} for group, told in line["per_group"].items()}
    tickets = [{name: told[name] for name in names} for told in line["tickets"]]
    return {
        "n": line["n"], "at": line["at"], "per_group": per_group, "notold_ids": line["notold_ids"], "tickets": tickets
    }  # fmt: skip


def turned(line: Line) -> tuple[str, bool] | None:
    """Of an action: the ticket, and whether it was open afterwards; None where it was purged, or refused."""
    told = line["result"]
    app = told.get("app")
    if not told["ok"] or not app:
        return None
    return str(told["id"]), app["status"] in _OPEN and not app["is_deleted"]


def _count(all_of_them: int, shared: int) -> int:
    count = _Shared(all_of_them) if shared else all_of_them
    if isinstance(count, _Shared):
        count.others = shared
    return count


def _groups(told: dict[str, Any]) -> list[str]:
    return [each.rpartition(" > ")[2] for each in told["group"].split(_BETWEEN)]


def _stands(told: dict[str, Any], zone: ZoneInfo) -> Stands:
    is_open = told["status"] in _OPEN
    finished = told["solved"] or told["closed"]
    return Stands(
        STATUSES[told["status"]],
        _SEVERAL.join(_groups(told)),
        told["tech"],
        _instant(told["opened"], zone),
        NO_INSTANT if is_open else _instant(finished, zone),
        _instant(told["ttr"], zone) if is_open else NO_INSTANT,
    )


def _instant(text: str | None, zone: ZoneInfo) -> Micros:
    return instant(f"{text}", zone) if text else NO_INSTANT
