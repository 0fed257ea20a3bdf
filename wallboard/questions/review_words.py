"""What people wrote of one week of one site, as its review shows it: what was agreed before and how that stands, what was
written of the week, who owns what, and what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from wallboard.clock import day_start, local_day
from wallboard.model import Micros
from wallboard.model.review_words import (
    Action,
    EntryKind,
    FigureKey,
    FreshLimits,
    Owner,
    Ownership,
    ReviewEntry,
    Standard,
)
from wallboard.questions.deep_dive import LOOKED_BACK, DeepDiveWords, chosen, deep_dive_words
from wallboard.questions.errors import NoSuchSite
from wallboard.settings import Settings

DAY = timedelta(days=1)
REVIEWED_WITHIN = timedelta(days=100)  # a standard is looked at once a quarter, and a little late is no matter
_OF_A_WEEK = (EntryKind.NOTE, EntryKind.EXPLANATION, EntryKind.DECISION, EntryKind.DEEP_DIVE)
Entries = tuple[ReviewEntry, ...]


@dataclass(frozen=True, slots=True)
class WeekQuestion:
    """The week of a site that ends on `week`: what was written of any day of it, should weeks once have ended on another
    day. `known`: by what had been written at that instant.

    Without it, what was written of the week is told as it stands now, and actions as they stood when the week was
    reviewed: by the end of the week after, or now where that is still to come."""

    site: str
    week: date
    known: Micros | None = None


@dataclass(frozen=True, slots=True)
class WeekWords:
    """The answer. `today` is the local day by which something is overdue or due."""

    question: WeekQuestion
    today: date
    actions: (
        Entries  # of weeks before: those overdue, then those open, each by when they are due, then those closed since
    )
    agreed: Entries  # actions of this week
    decisions: Entries
    notes: Mapping[FigureKey, Entries]
    explanations: Mapping[FigureKey, Entries]
    owners: Mapping[str, Owner]  # by department, "" for the site itself, on the last day of the week
    stale_standards: Entries  # not reviewed for 100 days, those of the longest ago first
    to_judge: Entries  # improvements whose day has come
    fresh_limits: Mapping[FigureKey, tuple[date, ...]]  # the weeks up to this one from which limits are made anew
    deep_dive: DeepDiveWords | None = None  # chosen the week before, for this one
    next_deep_dive: ReviewEntry | None = None  # chosen this week, for the next one

    def owner_of(self, figure: FigureKey) -> Owner:
        """Who owned its process then; one without a name where nobody did."""
        return self.owners.get(figure.scope.department, Owner())


class Written(Protocol):
    """What is read within one remit; what is withdrawn is not among it."""

    @property
    def settings(self) -> Settings: ...

    def read(
        self,
        kinds: Collection[EntryKind],
        site: str | None = None,
        weeks: tuple[date, date] | None = None,
        known: Micros | None = None,
    ) -> list[ReviewEntry]:
        """As `ReviewLog.read`."""


def read_week(question: WeekQuestion, written: Written, now: Micros) -> WeekWords:
    """Raises NoSuchSite."""
    site, week = question.site, question.week
    if site not in written.settings.sites:
        raise NoSuchSite(written.settings.sites)
    zone = written.settings.zone(site)
    reviewed = min(now, day_start(week + timedelta(days=8), zone) - 1) if question.known is None else question.known
    today = local_day(reviewed, zone)
    of_week = written.read((*_OF_A_WEEK, EntryKind.ACTION), site, days_of(week), question.known)
    agreed = written.read((EntryKind.ACTION,), site, known=reviewed)
    actions = [each for each in agreed if _is_before(each, week)]
    lasting = written.read((EntryKind.OWNER, EntryKind.STANDARD, EntryKind.LIMITS), site, known=question.known)
    return WeekWords(
        question=question,
        today=today,
        actions=tuple(by_urgency(_returning(actions, day_start(days_of(week)[0], zone)), today)),
        agreed=_of_kind(of_week, EntryKind.ACTION),
        decisions=_of_kind(of_week, EntryKind.DECISION),
        notes=by_figure(_of_kind(of_week, EntryKind.NOTE)),
        explanations=by_figure(_of_kind(of_week, EntryKind.EXPLANATION)),
        owners=owners_at(lasting, week, written.settings, site),
        stale_standards=tuple(stale_standards(lasting, today)),
        to_judge=tuple(to_judge(actions, today)),
        fresh_limits=fresh_limits(lasting, week),
        deep_dive=_deep_dive(question, written, [each for each in agreed if _is_up_to(each, week)]),
        next_deep_dive=chosen(of_week),
    )


def _deep_dive(question: WeekQuestion, written: Written, actions: Sequence[ReviewEntry]) -> DeepDiveWords | None:
    first, week = days_of(question.week)
    entry = chosen(written.read((EntryKind.DEEP_DIVE,), question.site, days_of(first - DAY), question.known))
    if entry is None:
        return None
    weeks = week - LOOKED_BACK, week
    explained = written.read((EntryKind.EXPLANATION,), question.site, weeks, question.known)
    told = [each for each in actions if action_of(each).open or (each.week is not None and each.week >= weeks[0])]
    return deep_dive_words(entry, explained, told)


def days_of(week: date) -> tuple[date, date]:
    """The first and the last day of the week that ends on `week`."""
    return week - timedelta(days=6), week


def by_urgency(actions: Iterable[ReviewEntry], today: date) -> list[ReviewEntry]:
    """Those overdue first, then the others that are open, each by when they are due, then the closed ones, the last first."""

    def place(entry: ReviewEntry) -> tuple[int, int, int]:
        action = action_of(entry)
        if not action.open:
            return 2, -(action.closed_at or 0), entry.id
        return int(not action.is_overdue(today)), action.due.toordinal(), entry.id

    return sorted(actions, key=place)


def action_of(entry: ReviewEntry) -> Action:
    """Raises TypeError for an entry that is none."""
    if not isinstance(entry.content, Action):
        raise TypeError(f"{entry.kind} {entry.id} is no action")
    return entry.content


def owners_at(entries: Iterable[ReviewEntry], day: date, settings: Settings, site: str) -> dict[str, Owner]:
    """Who owned the process of each department of a site on a day, "" being the site itself: who was named last from a day
    up to then, by people before the settings file. `entries` are those of the site, of any kind."""
    return {each.department: each.owner for each in ownerships(entries, settings, site) if each.since <= day}


class OwnedSince(NamedTuple):
    """Who owns the process of a department from a day on, and the entry that says so; None where the settings do."""

    since: date
    department: str
    owner: Owner
    entry: ReviewEntry | None = None


def ownerships(entries: Iterable[ReviewEntry], settings: Settings, site: str) -> list[OwnedSince]:
    """All that were ever named, by the day; of the same day those that hold last."""
    declared = list[OwnedSince]()
    for name, department in settings.departments.items():
        if settings.site_of(department) == site:
            told = [(date.min, department.owner), *((each.from_, each.name) for each in department.owners)]
            declared += [OwnedSince(since, name, Owner(owner)) for since, owner in told if owner]
    named = [
        OwnedSince(each.content.since, each.about.scope.department, each.content.owner, each)
        for each in entries
        if isinstance(each.content, Ownership)
    ]
    return sorted([*declared, *sorted(named, key=_number)], key=lambda each: each.since)


def _number(one: OwnedSince) -> int:
    return 0 if one.entry is None else one.entry.id


def explained(entries: Iterable[ReviewEntry]) -> frozenset[FigureKey]:
    """Which figures have an explanation, of entries of any kind."""
    return frozenset(each.about for each in entries if each.kind is EntryKind.EXPLANATION)


def stale_standards(entries: Iterable[ReviewEntry], today: date) -> list[ReviewEntry]:
    """Those that nobody has reviewed for 100 days, those of the longest ago first."""
    told = [(each.content.reviewed, each.id, each) for each in entries if isinstance(each.content, Standard)]
    return [each for reviewed, _, each in sorted(told, key=lambda one: one[:2]) if today - reviewed >= REVIEWED_WITHIN]


def to_judge(entries: Iterable[ReviewEntry], today: date) -> list[ReviewEntry]:
    """Improvements whose day has come, by that day."""
    due = [each for each in entries if isinstance(each.content, Action) and each.content.is_to_be_judged(today)]
    return sorted(due, key=lambda each: (_judged_by(each), each.id))


def fresh_limits(entries: Iterable[ReviewEntry], by: date) -> dict[FigureKey, tuple[date, ...]]:
    """The last days of the weeks up to `by` from which each figure's limits are made anew, in order."""
    told: dict[FigureKey, set[date]] = {}
    for each in entries:
        if isinstance(each.content, FreshLimits) and each.content.since <= by:
            told.setdefault(each.about, set()).add(each.content.since)
    return {figure: tuple(sorted(weeks)) for figure, weeks in told.items()}


def _judged_by(entry: ReviewEntry) -> date:
    expected = action_of(entry).expected
    return date.max if expected is None else expected.by


def _is_up_to(entry: ReviewEntry, week: date) -> bool:
    return entry.week is None or entry.week <= week


def _is_before(entry: ReviewEntry, week: date) -> bool:
    """What was agreed in no review returns in each until it is done."""
    return entry.week is None or entry.week < days_of(week)[0]


def _returning(actions: Iterable[ReviewEntry], since: Micros) -> list[ReviewEntry]:
    """Those that are open, or were closed since: they are told of once more."""
    return [each for each in actions if action_of(each).open or (action_of(each).closed_at or 0) >= since]


def _of_kind(entries: Iterable[ReviewEntry], kind: EntryKind) -> Entries:
    return tuple(each for each in entries if each.kind is kind)


def by_figure(entries: Sequence[ReviewEntry]) -> dict[FigureKey, Entries]:
    """In the order in which they were written."""
    return {figure: tuple(each for each in entries if each.about == figure) for figure in {e.about: 0 for e in entries}}
