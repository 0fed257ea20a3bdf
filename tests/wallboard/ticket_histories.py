"""Random histories of a few requests, as a ledger would hand them over, and the settings they are judged by."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from hypothesis import strategies as st

from wallboard.engine.halves.ticket_readings import ticket_readings
from wallboard.model import DAY, HOUR, NO_INSTANT, NOT_KNOWN, VERSION_COLUMNS, Reading, ReadingKey
from wallboard.settings import PromiseClock, Settings
from wallboard.state.tickets import TicketState

START = 20_000 * DAY  # a Tuesday in 2024
BY = ("department", "service_type", "ward")
WEEKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00")
SETTINGS = Settings.model_validate(
    {
        "sites": {"main": {"name": "City", "zone": "America/Chicago", "hours": [WEEKDAYS]}},
        "emergency_types": ["leak"],
        "departments": {"A": {"age_in": "business"}, "B": {"bands_days": [2, 5]}, "C": {"staffed": False}},
        "promises": [
            {"service_type": "leak", "days": 2},
            {"service_type": "leak", "department": "A", "days": 1, "business": True},
            {"service_type": "leak", "days": 1, "from": "2024-10-08"},
            {"service_type": "tree", "days": 3, "priority": "high", "business": True, "when_paused": "stands"},
        ],
        "service_types": {"tree": {"hours": [{"sat": "10:00-14:00", "special_days": {"2024-10-07": "08:00-20:00"}}]}},
        "sources": {"other": PromiseClock(when_paused="runs", when_reopened="restarts")},
    }
)


def frame(rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    """Versions with every column; what is left out is not told."""
    blank: dict[str, object] = {name: "" if kind == "str" else NO_INSTANT for name, kind in VERSION_COLUMNS.items()}
    blank |= {"source": "crm", "site": "main", "reopens": NOT_KNOWN, "paused_s": NOT_KNOWN, "batch": 1, "state": "open"}
    return pd.DataFrame([blank | row for row in rows], columns=[*VERSION_COLUMNS]).astype(dict(VERSION_COLUMNS))


def hours(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high).map(lambda hour: START + hour * HOUR)


def version(ticket: str) -> st.SearchStrategy[dict[str, object]]:
    maybe = st.one_of(st.just(NO_INSTANT), hours(0, 400))
    return st.fixed_dictionaries(
        {
            "ticket": st.just(ticket),
            "updated_at": hours(0, 400),
            "received_at": hours(0, 420),
            "state": st.sampled_from(["open", "open", "paused", "finished", "finished", "removed"]),
            "outcome": st.sampled_from(["", "rejected"]),
            "finished_at": maybe,
            "reopened_at": maybe,
            "due_at": st.one_of(st.just(NO_INSTANT), st.just(NO_INSTANT), hours(0, 400)),
            "paused_s": st.sampled_from([NOT_KNOWN, NOT_KNOWN, 0, 7200]),
            "department": st.sampled_from(["", "A", "A", "B", "C"]),
            "service_type": st.sampled_from(["leak", "leak", "tree", ""]),
            "ward": st.sampled_from(["", "1", "2"]),
            "priority": st.sampled_from(["", "high"]),
            "assignee": st.sampled_from(["", "Kim"]),
            "source": st.just("crm" if int(ticket) % 2 else "other"),
        }
    )


def history(ticket: str) -> st.SearchStrategy[list[dict[str, object]]]:
    return st.tuples(hours(0, 300), st.lists(version(ticket), min_size=1, max_size=4)).map(
        lambda found: [
            row | {"opened_at": found[0], "updated_at": max(found[0], int(str(row["updated_at"])))} for row in found[1]
        ]
    )


histories = (
    st.integers(1, 5)
    .flatmap(lambda count: st.tuples(*(history(str(n)) for n in range(count))))
    .map(lambda found: [row for rows in found for row in rows])
)
instants = hours(0, 500)


def readings(state: TicketState, now: int) -> dict[ReadingKey, Reading]:
    return {reading.key: reading for reading in ticket_readings(state, SETTINGS, now, BY)}


def told(state: TicketState, now: int) -> dict[ReadingKey, Reading]:
    """All readings but those of nothing: a group may be there with 0, or not be there."""
    return {key: reading for key, reading in readings(state, now).items() if reading.value or reading.n}


def recount(rows: Iterable[dict[str, object]], at: int) -> TicketState:
    state = TicketState(SETTINGS, "main", as_of=at)
    state.apply(frame(rows))
    return state
