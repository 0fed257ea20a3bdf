"""How one source is doing: a small state machine that turns polls into one of live, late, lost, no data.

An outage is a state, not a number. It is logged once when a source is lost and once when it is back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import structlog

from wallboard.clock import iso
from wallboard.engine.halves import HALVES
from wallboard.languages import N_, Message, in_turn
from wallboard.model import SECOND, Health, Micros, State
from wallboard.model.remit import Remit
from wallboard.outside_text import message
from wallboard.source import SUPERSEDED, Batch, Carries

log = structlog.get_logger(__name__)

# One failed poll is a hiccup and is tried again within half an interval; two in a row are an outage, which
# every affected tile must show within two intervals.
FAILURES_TO_LOSE = 2
LATE_AFTER_INTERVALS = 3
FEWEST_ODD = 5  # rows set aside before their share says anything


_WORDS = {
    State.LOST: "no answer within the deadline",
    State.SILENT: "answers, but has told nothing new for far longer than is usual at this hour",
}


def _fit(notice: str) -> str:
    """Fit to be shown: what a source tells may repeat words from outside."""
    if not isinstance(notice, Message):
        return message(notice)
    return Message(notice.source, **{name: _fit(value) for name, value in notice.values.items()})


def told_to(remit: Remit, health: Iterable[Health]) -> tuple[Health, ...]:
    """Of the sources of its sites. How many requests a site has is not told to somebody who sees a part of them, and
    nothing at all of what belongs to whole sites."""
    ours = tuple(each for each in health if remit.has_site(each.site))
    if remit.whole_sites:
        return ours
    theirs = (each for each in ours if not HALVES[each.carries].of_whole_sites)
    return tuple(_without_totals(each) if HALVES[each.carries].by_place else each for each in theirs)


def _without_totals(health: Health) -> Health:
    return replace(
        health, rows=None, set_aside=None, notice=Message(N_("its rows need a look")) if health.notice else ""
    )


@dataclass
class SourceHealth:
    """The health of one source. All instants are handed in; nothing here asks the time."""

    source: str
    site: str
    carries: Carries
    interval_s: float
    deadline_s: float
    late_after_s: float
    started: Micros
    rows: int = 0
    set_aside: int = 0
    answered: Micros | None = None
    asked: Micros | None = None  # a poll is under way since
    polls: int = 0
    failures: int = 0  # in a row
    permanent: bool = False
    message: str = ""
    held: str = ""  # why what it tells is not taken, though it answers
    superseded: int = 0  # of them, by a newer row of the same ticket: that is no fault
    set_aside_share: float = 1.0  # of its rows that may be set aside without a word
    standing: str = ""  # what people should know for as long as settings and ledger stay as they are
    notice: str = ""  # what the last answer said that people should know, "" when it said nothing
    newest: Micros | None = None  # the instant of the newest row that it told
    told: Micros = 0  # when it last told anything new
    silent: bool = False  # it has told nothing new since for far longer than usual; see silence.py
    lag_s: float | None = None
    progress: float | None = None
    behind: bool = False  # there is more to read than was read so far
    _state: State = State.NO_DATA
    _since: Micros = 0

    def __post_init__(self) -> None:
        self._since = self.started

    def away(self) -> bool:
        """Whether it was not heard of before, or not just now: then even an answer without news is news."""
        return self.answered is None or self.failures > 0 or bool(self.held)

    def begin(self, now: Micros) -> None:
        self.asked = now

    def answer(self) -> None:
        """It has answered: however long that takes to be taken over, it does not hang."""
        self.asked = None

    def succeed(
        self,
        batch: Batch,
        new_rows: int,
        set_aside: int,
        now: Micros,
        newest: Micros | None = None,
        mended: int = 0,
    ) -> None:
        """An answer, with so many new rows, the `newest` of which is of that instant, and so many that were set aside
        before and are no more."""
        self.asked, self.answered, self.failures, self.permanent, self.message = None, now, 0, False, ""
        self.held = ""
        self.polls += 1
        self._notice(batch.notice)
        self.superseded += min(set_aside, sum(row.group == SUPERSEDED for row in batch.set_aside))
        self.count(new_rows, set_aside - mended)
        if new_rows:
            self.told, self.silent = now, False
        if newest is not None:
            self.newest = max(newest, self.newest or newest)
        self.progress = batch.progress if batch.more else None
        self.behind = batch.more
        if batch.source_now is not None:
            self.lag_s = max(0.0, (now - batch.source_now) / SECOND)
        self._enter(self.state(now), now)

    def count(self, new_rows: int, set_aside: int) -> None:
        """Rows taken and set aside; one that was set aside and is taken after all counts as 1 and -1."""
        was_odd = bool(self._odd_rows())
        self.rows += new_rows
        self.set_aside += set_aside
        if (odd := self._odd_rows()) and not was_odd:
            log.warning("rows make no sense", source=self.source, reason=odd)
        elif was_odd and not odd:
            log.info("rows make sense again", source=self.source)

    def fail(self, message: str, permanent: bool, now: Micros) -> None:
        self.asked = None
        self.polls += 1
        self.failures += 1
        self.permanent = permanent
        self.message = message
        self._enter(self.state(now), now)

    def hold(self, why: str, now: Micros) -> None:
        """What it tells cannot be taken, by no fault of its own: its figures stand still until a poll succeeds."""
        self.asked, self.held = None, why
        self._enter(self.state(now), now)

    def time_is(self, now: Micros) -> None:
        """It is another time than was thought: what was heard just before was heard now, nothing was later."""
        if self.answered is not None:
            self.answered = min(self.answered, now) if self.failures else now
        self.asked = None if self.asked is None else now
        self._since = min(self._since, now)

    def state(self, now: Micros) -> State:
        """What a screen must show of this source at `now`; ages by itself while nothing is heard."""
        hanging = self.asked is not None and (now - self.asked) / SECOND > self.deadline_s
        never = bool(self.failures) and self.answered is None
        if hanging or never or self.permanent or self.failures >= FAILURES_TO_LOSE:
            return State.LOST
        if self.answered is None:
            return State.NO_DATA
        # A backlog after an outage: what is shown meanwhile is of before it. A first read tells its progress instead.
        backlog = self.behind and self.progress is None
        if self.held or backlog or (now - self.answered) / SECOND > self.late_after_s:
            return State.LATE
        if self.rows and self.silent:
            return State.SILENT
        return State.LIVE if self.rows else State.NO_DATA

    def health(self, now: Micros) -> Health:
        state = self.state(now)
        self._enter(state, now)
        return Health(
            source=self.source,
            site=self.site,
            carries=self.carries,
            state=state,
            as_of=self.answered,
            since=self._since,
            interval_s=self.interval_s,
            rows=self.rows,
            set_aside=self.set_aside,
            lag_s=self.lag_s,
            catching_up=self.progress,
            message=self.message or self.held or _WORDS.get(state, ""),
            notice=in_turn((self._odd_rows(), self.standing, self.notice)),
        )

    def _odd_rows(self) -> str:
        """In words, where more rows than allowed make no sense: their figures are missing everywhere."""
        rows, odd = self.rows + self.set_aside, self.set_aside - self.superseded
        if odd < FEWEST_ODD or odd <= self.set_aside_share * rows:
            return ""
        text = N_("{odd} of {rows} rows make no sense and are not counted")
        return Message(text, odd=f"{odd:,}", rows=f"{rows:,}")

    def _notice(self, notice: str) -> None:
        """Logged once when it begins and once when it is over."""
        notice = _fit(notice)
        if notice and notice != self.notice:
            log.warning("source needs a look", source=self.source, reason=notice)
        elif self.notice and not notice:
            log.info("source is in order again", source=self.source, was=self.notice)
        self.notice = notice

    def _enter(self, state: State, now: Micros) -> None:
        if state is self._state:
            return
        if state is State.LOST:
            log.warning("source lost", source=self.source, reason=self.message or "no answer within the deadline")
        elif state is State.SILENT and self.newest is not None:
            log.warning("source silent", source=self.source, since=iso(self.newest))
            self._state, self._since = state, self.newest
            return
        elif self._state is State.SILENT:
            log.info("source no longer silent", source=self.source, now=state.value)
        elif self._state is State.LOST:
            log.info(
                "source back",
                source=self.source,
                lost_for_s=max(0, round((now - self._since) / SECOND)),
                polls=self.polls,
            )
        self._state, self._since = state, now
