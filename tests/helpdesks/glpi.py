"""What GLPI says of itself, as recordings have it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from tests.helpdesks.following import Said, Stands
from tests.helpdesks.recording import Line
from wallboard.clock import instant
from wallboard.model import NO_INSTANT, Micros

ZONE = "America/New_York"
OPTIONS: dict[str, Any] = {
    "kind": "glpi",
    "names": "last",
    "solution_types": {"Rejected": "rejected", "Referred elsewhere": "referred"},
}
STATUSES = {1: "New", 2: "Processing (assigned)", 4: "Pending", 5: "Solved", 6: "Closed"}
_OPEN = (1, 2, 4)
_BETWEEN = "#LBBR#"

EXPLAINED: dict[str, str] = {
    r"department: we say (.+), it says (?:.* and )?\1(?: and .*)?$": "a request of several groups counts in the one that was "
    "assigned first",
    r"tickets.open .*: we say (\d+), it says \d+, or .*\b\1\b.* without those of other groups too": "a request of several groups "
    "counts once in the site",
    r" (3|4|66) \(.*\) assignee: we say Invented .+, it says Invented .+": "of several people who are assigned the recording has one",
    r" (55|155) known: we say True, it says False": "a finished ticket was purged: only open ones are looked for",
    # what GLPI wrote between 6:00 and 7:00 UTC stands an hour too early, or at the opening
    r"finished_at: we say 179351(28|29|3\d|4\d|5\d|60)\d{8}, it says 17935(09|1[012])\d{9}": "solved in the second of "
    "the two hours that are called the same",
}


class _Shared(int):
    """How many a group has, of which some are other groups' too."""

    others: int = 0

    def __str__(self) -> str:
        fewer = ", ".join(str(int(self) - less) for less in range(1, self.others + 1))
        return f"{int(self)}, or {fewer} without those of other groups too"


def said(line: Line) -> Said:
    tickets = {str(told["id"]): _stands(told) for told in line["tickets"]}
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


def _count(all_of_them: int, shared: int) -> int:
    count = _Shared(all_of_them) if shared else all_of_them
    if isinstance(count, _Shared):
        count.others = shared
    return count


def _groups(told: dict[str, Any]) -> list[str]:
    return [each.rpartition(" > ")[2] for each in told["group"].split(_BETWEEN)]


def _stands(told: dict[str, Any]) -> Stands:
    is_open = told["status"] in _OPEN
    finished = told["solved"] or told["closed"]
    return Stands(
        STATUSES[told["status"]],
        " and ".join(_groups(told)),
        told["tech"],
        _instant(told["opened"]),
        NO_INSTANT if is_open else _instant(finished),
        _instant(told["ttr"]) if is_open else NO_INSTANT,
    )


def _instant(text: str | None) -> Micros:
    return instant(f"{text}", ZoneInfo(ZONE)) if text else NO_INSTANT
