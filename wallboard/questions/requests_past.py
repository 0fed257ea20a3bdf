"""The requests of one department, ward or type over a stretch of the past, read once for everything that is asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from wallboard.calendar import Calendar
from wallboard.clock import local_day
from wallboard.ledger import AsOf, Ledger, RequestKey
from wallboard.model import BY_SOURCE, DAY, NAMELESS, NOT_KNOWN, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.settings import Settings
from wallboard.state.lives import Cohort, Lives, lives_of, other_places
from wallboard.state.plain_past import PlainPast
from wallboard.state.plain_requests import plain
from wallboard.state.posting_columns import SingleVersions
from wallboard.state.postings import PostingRules
from wallboard.state.span_columns import SpanColumns, span_columns
from wallboard.state.ticket_versions import by_ticket, ticket_keys
from wallboard.state.timeline import Span, timeline
from wallboard.state.values import Flags, Ints
from wallboard.state.version_columns import VersionColumns
from wallboard.state.whose import Placed, Whose
from wallboard.state.words import Words

if TYPE_CHECKING:
    import pandas as pd


NO_REQUEST = RequestKey("", "")  # of one that was deleted after it was counted


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """Of which requests, and since when: all that were open or changed from `since` on. A department, type, ward or channel ""
    asks for those of none, None for those of all; one that does not exist or is outside the remit has none. A request's channel
    is the one that its source told last."""

    site: str
    since: Micros
    department: str | None = None
    service_type: str | None = None
    ward: str | None = None
    channel: str | None = None

    def remit(self, within: Remit) -> Remit:
        """What of a remit it asks for."""
        departments, wards = (None if name is None else [name] for name in (self.department, self.ward))
        return within.narrowed(Remit.of(departments=departments, wards=wards))


class About(NamedTuple):
    """Whose a request was and what about, when whatever is told of it happened. All texts are the source's own and hostile."""

    department: str
    service_type: str
    ward: str

    @classmethod
    def of(cls, placed: Placed) -> About:
        return cls(placed.department, placed.service_type, placed.ward)


def about_each(its: Mapping[str, Words]) -> list[About]:
    """Of many, by their words in each dimension; a group of those of none is none."""
    columns = []
    for name in About._fields:
        values = ["" if value == NAMELESS[name] else value for value in its[name].values]
        columns.append([values[code] for code in its[name].codes.tolist()])
    return [About(*each) for each in zip(*columns, strict=True)]


class Records(Protocol):
    """The requests behind figures, for lists: some of those with a plain history, and of the others, by their places. One that was
    deleted since is NO_REQUEST, and has no history."""

    def plain(self, places: Ints) -> Sequence[RequestKey]: ...
    def others(self, places: Ints) -> Sequence[RequestKey]: ...
    def histories(self, others: Ints) -> Sequence[Sequence[Span]]: ...


class PastColumns(NamedTuple):
    """What figures are counted of. `observed_since`: since when we have watched the last of those sources that keep no history;
    None: all do. `tells_reopens`: whether any source says how often requests were reopened. `records` are in the order of both."""

    plain: PlainPast
    spans: SpanColumns
    observed_since: Micros | None
    tells_reopens: bool
    records: Records


class RequestsPast:
    """They are those that are, or once were, of whoever is asked for; `whose` says which. All instants up to `now`.

    Ages are told by `clock` (None: calendar days), in days of `day_us` of it.
    """

    def __init__(
        self, question: PastQuestion, columns: PastColumns, settings: Settings, within: Remit, now: Micros
    ) -> None:
        """`settings`: the whole ones, as what was promised is the same for everyone."""
        self.question, self.settings, self.within, self.now = question, settings, within, now
        self.since = question.since
        self.whose = Whose(question.remit(within), question.service_type)
        self.rules = PostingRules(settings, question.site, self.whose.remit)
        self.zone = settings.zone(question.site)
        self.plain, self.spans, self.observed_since, self.tells_reopens, self._records = columns

    @cached_property
    def clock(self) -> Calendar | None:
        """That of the department where it tells its ages in business days."""
        return self.rules.book.ages_in(self.question.department or "")

    def day_us(self, at: Micros) -> float:
        """How long a day of `clock` is."""
        return DAY if self.clock is None else self.clock.mean_open_day_us(local_day(at, self.zone))

    def watched(self, at: Micros) -> bool:
        """Whether we watched then: of what was before, moves and reopenings are known only where a source tells them."""
        return self.observed_since is None or at >= self.observed_since

    def requests(self, places: Ints) -> list[RequestKey]:
        """Which they are, by their places in `Lives` or `Decisions`."""
        plain = places >= 0
        ours, others = (
            iter(self._records.plain(places[plain])),
            iter(self._records.others(other_places(places[~plain]))),
        )
        return [next(ours if is_plain else others) for is_plain in plain.tolist()]

    def histories(self, spans: Ints | Flags) -> Sequence[Sequence[Span]]:
        """Those of which some rows of `spans` are."""
        return self._records.histories(np.unique(self.spans.request[spans]))

    def about(self, place: int) -> About:
        """Of a plain one, which was nobody else's and about nothing else, by its place in `plain`."""
        words = self.plain.words
        return About(*(words[name].values[words[name].codes[place]] for name in About._fields))

    def lives(self, cohort: Cohort) -> Lives:
        return lives_of(self.plain, self.spans, self.whose, cohort, self.clock)


class _Read:
    """Records that were read already."""

    def __init__(self, plain: Sequence[RequestKey], others: Sequence[Sequence[Span]]) -> None:
        self._plain, self._others = plain, others

    def plain(self, places: Ints) -> Sequence[RequestKey]:
        return [self._plain[place] for place in places.tolist()]

    def others(self, places: Ints) -> Sequence[RequestKey]:
        last = (spans[-1].version for spans in self.histories(places))
        return [RequestKey(version.ticket, version.source) for version in last]

    def histories(self, others: Ints) -> Sequence[Sequence[Span]]:
        return [self._others[place] for place in others.tolist()]


def past_columns(
    versions: pd.DataFrame, told_first: Mapping[str, Micros], settings: Settings, site: str, remit: Remit = EVERYTHING
) -> PastColumns:
    """Of those that ever were of the remit by a version that counts. `versions`: as `Ledger.standing_versions` or
    `Ledger.ticket_versions` gives them. `told_first`: when each of their sources told of anything first."""
    rules = PostingRules(settings, site)
    stand, covered = plain(versions, np.zeros(len(versions), bool))
    alone = PlainPast.of(SingleVersions.of(VersionColumns.of(versions[stand]), rules))
    keys = [RequestKey(*map(str, key)) for key in versions.loc[stand, [*RequestKey._fields]].itertuples(index=False)]
    has, others, unfit = Whose(remit).has, [], set()
    for (source, ticket), each in by_ticket(versions[~covered]):
        spans = timeline(each)
        if any(has(span.version) for span in spans):
            others.append(spans)
        else:
            unfit.add((source, ticket))
    if unfit:
        versions = versions[[key not in unfit for key in ticket_keys(versions)]]
        told_first = {source: at for source, at in told_first.items() if (versions["source"] == source).any()}
    columns = span_columns(others, rules.book, {name: its.values for name, its in alone.words.items()})
    telling = set(versions.loc[versions["basis"] == BY_SOURCE, "source"])  # of what was before we watched, too
    observed_since = max((at for source, at in told_first.items() if source not in telling), default=None)
    tells_reopens = bool((versions["reopens"].to_numpy() != NOT_KNOWN).any())
    return PastColumns(alone, columns, observed_since, tells_reopens, _Read(keys, others))


def read_past(question: PastQuestion, ledger: Ledger, settings: Settings, within: Remit, now: Micros) -> RequestsPast:
    """By all that is known now. Raises OutOfRetention where requests of `since` are no longer kept."""
    remit = question.remit(within)
    asked = AsOf(question.site, now, None, now - question.since, remit)
    versions = ledger.standing_versions(asked)
    if question.channel is not None:
        versions = ledger.of_channel(versions, question.channel, asked)
    told_first = ledger.first_told(str(source) for source in versions["source"].unique())
    return RequestsPast(
        question, past_columns(versions, told_first, settings, question.site, remit), settings, within, now
    )
