"""What people write in the weekly review: notes, explanations, decisions, actions, standards of teams, who owns which
process, from when a figure's limits are made anew, and what the next review looks into. Nothing is overwritten: each edit is a version, with who made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from wallboard.model.instants import Micros
from wallboard.model.readings import Scope
from wallboard.model.remit import Remit
from wallboard.periods import PeriodKind

OUTSIDE = "outside."  # what the metric of an outside figure begins with; its name in the settings follows


class FigureKey(NamedTuple):
    """Which figure, whatever its period: a name of METRICS or of an outside figure, what it is about, and which of several
    formulas. `metric` is "" for what is about a site or a department as a whole."""

    metric: str
    scope: Scope
    variant: str = ""

    @property
    def whole(self) -> bool:
        """Whether no single figure is meant."""
        return not self.metric

    def is_within(self, remit: Remit) -> bool:
        """Whether words about it are somebody's to read: of departments or wards their own, of all else whole sites."""
        scope = self.scope
        if not remit.has_site(scope.site):
            return False
        departments = remit.departments is None or scope.department in remit.departments
        return departments and (remit.wards is None or scope.ward in remit.wards)


class EntryKind(StrEnum):
    NOTE = "note"
    EXPLANATION = "explanation"  # by whoever owns the process
    DECISION = "decision"
    ACTION = "action"
    STANDARD = "standard"  # what a team promised of itself
    OWNER = "owner"  # who owns the process of a department from a day on
    LIMITS = "limits"  # of a figure, made anew by decision
    DEEP_DIVE = "deep_dive"  # what the next week's review looks into, chosen in the review of the week


EVERY_KIND = tuple(EntryKind)


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What became of an improvement, as a meeting wrote it down. The chart says the same words."""

    HELD = "held"
    NOT_HELD = "not_held"
    CANNOT_SAY = "cannot_say"


class Owner(NamedTuple):
    """A person by name, and the id of their account where they have one. No name: nobody."""

    name: str = ""
    account: str = ""


class Words(NamedTuple):
    """Of a note, an explanation or a decision."""

    text: str


class Expected(NamedTuple):
    """Which figure should move, by how much (in its unit, with its sign), by when."""

    figure: FigureKey
    change: float
    by: date


class Action(NamedTuple):
    """`improvement`: it changes a process, and the chart judges at the day of `expected` whether that held."""

    text: str
    owner: Owner
    due: date
    state: ActionState = ActionState.OPEN
    why: str = ""  # it was done or dropped
    closed_at: Micros | None = None
    expected: Expected | None = None
    improvement: bool = False
    since: date | None = None  # an improvement: the first day on which the process ran the new way
    verdict: Verdict | None = None

    @property
    def open(self) -> bool:
        return self.state is ActionState.OPEN

    def is_overdue(self, today: date) -> bool:
        return self.open and self.due < today

    def is_to_be_judged(self, today: date) -> bool:
        """Whether the day has come on which an improvement is judged. One of which nothing could be said has another."""
        expected = self.expected if self.improvement and self.state is not ActionState.DROPPED else None
        return expected is not None and expected.by <= today and self.verdict in (None, Verdict.CANNOT_SAY)


class Standard(NamedTuple):
    """`reviewed`: the day on which it was looked at last."""

    team: str
    target: str
    owner: Owner
    reviewed: date


class Ownership(NamedTuple):
    """From a day on, until another is named."""

    owner: Owner
    since: date


class FreshLimits(NamedTuple):
    """From the week that ends on `since`: by whose decision, and why."""

    since: date
    decided_by: str
    why: str


class DeepDive(NamedTuple):
    """Who prepares it, and what is asked: "" where what it is about says enough."""

    text: str
    owner: Owner


Content = Words | Action | Standard | Ownership | FreshLimits | DeepDive
CONTENTS: dict[EntryKind, type[Content]] = {
    EntryKind.NOTE: Words,
    EntryKind.EXPLANATION: Words,
    EntryKind.DECISION: Words,
    EntryKind.ACTION: Action,
    EntryKind.STANDARD: Standard,
    EntryKind.OWNER: Ownership,
    EntryKind.LIMITS: FreshLimits,
    EntryKind.DEEP_DIVE: DeepDive,
}


class Author(NamedTuple):
    """Who signs: as people know them, and the id of their account."""

    name: str
    account: str = ""


class Version(NamedTuple):
    """An entry as somebody left it. `number` counts from 1. `withdrawn`: it stands no more, and stays in its history."""

    number: int
    content: Content
    by: Author
    at: Micros
    withdrawn: bool = False


class NewEntry(NamedTuple):
    """What somebody writes. `week` is the last day of the week it is about; None of what is about no week. Of a note it may
    be the last day of a longer `period`."""

    kind: EntryKind
    about: FigureKey
    content: Content
    week: date | None = None
    period: PeriodKind = PeriodKind.WEEK


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """One of them as it stands, or stood."""

    id: int
    kind: EntryKind
    about: FigureKey
    week: date | None
    written_by: str  # who wrote the first version
    written_at: Micros
    version: Version
    period: PeriodKind = PeriodKind.WEEK

    @property
    def content(self) -> Content:
        return self.version.content

    @property
    def withdrawn(self) -> bool:
        return self.version.withdrawn

    @property
    def edited(self) -> bool:
        return self.version.number > 1


class Edited(NamedTuple):
    """How an edit went, and the entry as it stands now. Not `kept`: somebody else's edit came between, and stands."""

    kept: bool
    entry: ReviewEntry


def within(entries: Iterable[ReviewEntry], remit: Remit) -> list[ReviewEntry]:
    """Those that are somebody's to read: both what they are about and the figure that they should move."""
    return [entry for entry in entries if entry.about.is_within(remit) and _moves_within(entry, remit)]


def _moves_within(entry: ReviewEntry, remit: Remit) -> bool:
    content = entry.content
    expected = content.expected if isinstance(content, Action) else None
    return expected is None or expected.figure.is_within(remit)
