"""Actions of the weekly review, for programs and spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import Field
from typing_extensions import TypedDict

from layouts.api.exports import csv_file
from layouts.api.request_models import LONGEST_NAME, ApiInput, BadRequest, Text
from layouts.page.actions import ActionsFilter as Asked
from layouts.page.actions import actions_asked
from layouts.web.csv_cells import Cell
from layouts.web.http import Answer
from wallboard.clock import iso, local_day
from wallboard.engine.reader import Reader
from wallboard.model import Micros, Scope
from wallboard.model.review_words import ReviewEntry
from wallboard.questions.review_words import action_of

HEADS = (
    "number",
    "metric",
    "variant",
    *Scope._fields,
    "week_ending",
    "what",
    "owner",
    "due",
    "state",
    "overdue",
    "why",
    "closed_utc",
    "moves_metric",
    "moves_by",
    "moves_until",
    "improvement",
    "improvement_since",
    "verdict",
    "written_by",
    "written_utc",
    "changed_by",
    "changed_utc",
    "version",
)


class ActionsFilter(ApiInput):
    """Which actions."""

    state: Literal["open", "overdue", "to_judge", "done", "dropped", "withdrawn", "all"] = Field(
        "open", description='how they stand; "to_judge" are improvements whose day has come'
    )
    owner: Text | None = Field(None, min_length=1, max_length=LONGEST_NAME, description="whose, by their name")
    site: Text | None = Field(
        None, max_length=LONGEST_NAME, description="a site's name in the settings; all when left out"
    )


class ExpectedShape(TypedDict):
    metric: str
    variant: str
    scope: dict[str, str]
    change: float
    by: str


class ActionShape(TypedDict):
    """`change` is in the figure's unit. `version` counts from 1, and goes up with each edit."""

    number: int
    metric: str
    variant: str
    scope: dict[str, str]
    week_ending: str | None
    what: str
    owner: str
    due: str
    state: str
    overdue: bool
    why: str
    closed_at: str | None
    expected: ExpectedShape | None
    improvement: bool
    since: str | None
    verdict: str | None
    written_by: str
    written_at: str
    changed_by: str
    changed_at: str
    version: int


class ActionsShape(TypedDict):
    actions: list[ActionShape]


def listed(reader: Reader, asked: ActionsFilter, now: Micros) -> ActionsShape:
    """Raises BadRequest."""
    return {"actions": [_shape(each, reader, now) for each in _found(reader, asked, now)]}


def actions_file(reader: Reader, asked: ActionsFilter, now: Micros, allow: Callable[[], None]) -> Answer:
    """Raises BadRequest."""
    found = _found(reader, asked, now)
    allow()
    return csv_file(
        f"actions-{asked.state}-{iso(now)[:10]}", HEADS, (_row(_shape(each, reader, now)) for each in found)
    )


def _found(reader: Reader, asked: ActionsFilter, now: Micros) -> list[ReviewEntry]:
    if asked.site is not None and asked.site not in reader.settings.sites:
        there = ", ".join(reader.settings.sites) or "none"
        raise BadRequest(f"There is no such site. There are: {there}.", "site", 404)
    return actions_asked(reader, Asked(asked.state, asked.owner or "", asked.site or ""), now)


def _shape(entry: ReviewEntry, reader: Reader, now: Micros) -> ActionShape:
    action, about, expected = action_of(entry), entry.about, action_of(entry).expected
    today = local_day(now, reader.settings.zone(about.scope.site))
    return {
        "number": entry.id,
        "metric": about.metric,
        "variant": about.variant,
        "scope": about.scope.as_dict(),
        "week_ending": None if entry.week is None else entry.week.isoformat(),
        "what": action.text,
        "owner": action.owner.name,
        "due": action.due.isoformat(),
        "state": action.state.value,
        "overdue": action.is_overdue(today),
        "why": action.why,
        "closed_at": None if action.closed_at is None else iso(action.closed_at),
        "expected": None
        if expected is None
        else {
            "metric": expected.figure.metric,
            "variant": expected.figure.variant,
            "scope": expected.figure.scope.as_dict(),
            "change": expected.change,
            "by": expected.by.isoformat(),
        },
        "improvement": action.improvement,
        "since": None if action.since is None else action.since.isoformat(),
        "verdict": None if action.verdict is None else action.verdict.value,
        "written_by": entry.written_by,
        "written_at": iso(entry.written_at),
        "changed_by": entry.version.by.name,
        "changed_at": iso(entry.version.at),
        "version": entry.version.number,
    }


def _row(told: ActionShape) -> Sequence[Cell]:
    """Under HEADS."""
    scope, expected = told["scope"], told["expected"]
    return (
        *(told["number"], told["metric"], told["variant"], *(scope.get(name, "") for name in Scope._fields)),
        *(told["week_ending"], told["what"], told["owner"], told["due"], told["state"], told["overdue"]),
        *(told["why"], told["closed_at"]),
        *((expected["metric"], expected["change"], expected["by"]) if expected else (None, None, None)),
        *(told["improvement"], told["since"], told["verdict"], told["written_by"], told["written_at"]),
        *(told["changed_by"], told["changed_at"], told["version"]),
    )
