"""What the pages say of an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from layouts.page.review_words import (
    KINDS,
    STATES,
    VERDICTS,
    entry_address,
    expected_words,
    figure_words,
    words_address,
)
from layouts.review.amounts import period_name
from layouts.wall.format import NOTHING
from wallboard.clock import local
from wallboard.languages import _, speaking
from wallboard.model import Micros
from wallboard.model.review_words import (
    Action,
    ActionState,
    Content,
    DeepDive,
    FreshLimits,
    Ownership,
    ReviewEntry,
    Standard,
    Version,
    Words,
)
from wallboard.periods import PeriodKind
from wallboard.settings import Settings


class Fact(NamedTuple):
    """A term, and what is told of it."""

    term: str
    told: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry. `mark` is how the state of an action looks; of a `week`, or of a `period` such as
    Oct 2026; `week_address` leads to what else is written of that."""

    id: int
    kind: str
    title: str
    about: str
    week: date | None
    period: str
    week_address: str
    address: str
    signed: str
    facts: list[Fact]
    withdrawn: bool
    mark: tuple[str, str] | None
    zone: ZoneInfo


class ShownVersion(NamedTuple):
    """One version of it; of an edit what it changed."""

    number: int
    by: str
    at: Micros
    facts: list[Fact]
    withdrawn: bool


def shown(entry: ReviewEntry, settings: Settings, today: date) -> Shown:
    zone = settings.zone(entry.about.scope.site)
    content = entry.content
    return Shown(
        entry.id,
        _(KINDS[entry.kind]),
        title(content),
        figure_words(entry.about, settings),
        entry.week if entry.period is PeriodKind.WEEK else None,
        _longer(entry, settings),
        "" if entry.week is None else words_address(entry.about, entry.week, entry.period),
        entry_address(entry),
        signed(entry, zone),
        facts(content, settings),
        entry.withdrawn,
        mark(content, today) if isinstance(content, Action) else None,
        zone,
    )


def _longer(entry: ReviewEntry, settings: Settings) -> str:
    """The month or quarter that it is of."""
    if entry.week is None or entry.period is PeriodKind.WEEK:
        return ""
    return period_name(settings.sites[entry.about.scope.site].periods.holding(entry.period, entry.week))


def shown_versions(versions: Sequence[Version], settings: Settings) -> list[ShownVersion]:
    """The newest first; of each edit what it changed."""
    told = [facts(version.content, settings) for version in versions]
    changes = [told[0], *(_changed(before, after) for before, after in pairwise(told))] if told else []
    made = [
        ShownVersion(version.number, version.by.name, version.at, change, version.withdrawn)
        for version, change in zip(versions, changes, strict=True)
    ]
    return made[::-1]


def _changed(before: list[Fact], after: list[Fact]) -> list[Fact]:
    """What is another than before, and what is told no more."""
    terms = {fact.term for fact in after}
    return [fact for fact in after if fact not in before] + [
        Fact(fact.term, NOTHING) for fact in before if fact.term not in terms
    ]


def title(content: Content) -> str:
    """What it says, in one line."""
    match content:
        case Words(text) | Action(text):
            return text.partition("\n")[0]
        case Standard(team, _target):
            return team
        case Ownership(owner):
            return owner.name
        case DeepDive(text, owner):
            return text.partition("\n")[0] or owner.name
        case FreshLimits(since):
            return _("From the week to {day}", day=speaking().dated(since))


def signed(entry: ReviewEntry, zone: ZoneInfo) -> str:
    """Who wrote it when, and who changed it last."""
    first = _("{who}, {when}", who=entry.written_by, when=_when(entry.written_at, zone))
    if not entry.edited:
        return first
    by, when = entry.version.by.name, _when(entry.version.at, zone)
    if entry.withdrawn:
        return _("{first}; withdrawn by {who}, {when}", first=first, who=by, when=when)
    return _("{first}; changed by {who}, {when}", first=first, who=by, when=when)


def mark(action: Action, today: date) -> tuple[str, str]:
    """How an action stands: how that looks, and its words."""
    if action.is_overdue(today):
        return "bad", _("overdue")
    return {ActionState.OPEN: "", ActionState.DONE: "good", ActionState.DROPPED: ""}[action.state], _(
        STATES[action.state]
    )


def facts(content: Content, settings: Settings) -> list[Fact]:
    """All that it says."""
    dated = speaking().dated
    match content:
        case Words(text):
            return [Fact(_("Text"), text)]
        case Action():
            return _of_action(content, settings)
        case Standard(team, target, owner, reviewed):
            return [
                Fact(_("Team"), team),
                Fact(_("What it promised"), target),
                Fact(_("Owner"), owner.name),
                Fact(_("Last review"), dated(reviewed)),
            ]
        case Ownership(owner, since):
            return [Fact(_("Process owner"), owner.name), Fact(_("From"), dated(since))]
        case FreshLimits(since, decided_by, why):
            return [
                Fact(_("From the week that ends on"), dated(since)),
                Fact(_("Decided by"), decided_by),
                Fact(_("Why"), why),
            ]
        case DeepDive(text, owner):
            asked = [Fact(_("What is asked"), text)] if text else []
            return [Fact(_("Prepared by"), owner.name), *asked]


def _of_action(action: Action, settings: Settings) -> list[Fact]:
    dated = speaking().dated
    told = [
        Fact(_("What is to be done"), action.text),
        Fact(_("Owner"), action.owner.name),
        Fact(_("Due"), dated(action.due)),
        Fact(_("State"), _(STATES[action.state])),
    ]
    if action.why:
        told.append(Fact(_("Why"), action.why))
    if action.expected is not None:
        told.append(Fact(_("What it should move"), expected_words(action.expected, settings)))
    if action.improvement and action.since is not None:
        told.append(Fact(_("Improvement since"), dated(action.since)))
    if action.verdict is not None:
        told.append(Fact(_("What became of it"), _(VERDICTS[action.verdict])))
    return told


def _when(at: Micros, zone: ZoneInfo) -> str:
    here = local(at, zone)
    return f"{speaking().dated(here)}, {speaking().time(here)}"
