"""What all pages of the review's words go by: who reads and writes as whom, of what, and what the log says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from layouts.access.page_request import PageRequest
from layouts.page.days import NoSuchDays, day
from layouts.page.review_words import figure_words
from layouts.web.forms import Form
from layouts.web.html import page
from layouts.web.http import Answer
from wallboard.access.access import Access
from wallboard.access.visitor import Visitor
from wallboard.clock import Clock, local_day
from wallboard.engine.reader import Reader, Readers
from wallboard.languages import _
from wallboard.metrics import METRICS
from wallboard.model import Reason, Scope
from wallboard.model.review_words import OUTSIDE, Author, FigureKey, Owner, ReviewEntry
from wallboard.model.roles import Right
from wallboard.outside_text import LONGEST_TOLD, is_name
from wallboard.periods import PeriodKind

LARGEST = 60_000  # bytes of a form: some thousand signs of any script, percent-encoded
LINES = ("text", "why", "target")  # fields of several lines


class NothingHere(LookupError):
    """What is asked for is not there, or not theirs."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`clock` is the wall's own."""

    access: Access
    readers: Readers
    clock: Clock

    def reader(self, visitor: Visitor) -> Reader:
        return self.readers.within(visitor.remit)

    def today(self, reader: Reader, site: str) -> date:
        return local_day(self.clock(), reader.settings.zone(site))

    def log(self, event: str, request: PageRequest, entry: ReviewEntry, reader: Reader, text: str = "") -> None:
        """While nobody signs in, there is no log of who did what."""
        if not self.access.sign_in:
            return
        told = {"entry": str(entry.id), "kind": entry.kind.value, "version": str(entry.version.number)}
        about = figure_words(entry.about, reader.settings)
        self.access.audit.write(
            event, request.visitor, request.address, about, **told, **({"text": text} if text else {})
        )


def author(visitor: Visitor) -> Author:
    return Author(visitor.name, visitor.id)


def may_write(visitor: Visitor) -> bool:
    return visitor.may(Right.REVIEW)


def may_explain(visitor: Visitor, about: FigureKey, owner: Owner) -> bool:
    """Reviewers, and of the others who has the right: whoever owns the process by their account; where its owner has none,
    whoever has just departments to look after, this one among them."""
    if may_write(visitor):
        return True
    if not visitor.may(Right.EXPLAIN):
        return False
    if owner.account:
        return owner.account == visitor.id
    return visitor.remit.departments is not None and about.scope.department in visitor.remit.departments


def asked_about(asked: Form, reader: Reader) -> FigureKey:
    """Which figure, department or site an address or a form names. Raises NothingHere for what is not theirs."""
    told = {name: asked.text(name) for name in (*Scope._fields, "metric", "variant")}
    sites = reader.settings.sites
    site = told.pop("site") or (next(iter(sites)) if len(sites) == 1 else "")
    metric, variant = told.pop("metric"), told.pop("variant")
    about = FigureKey(metric, Scope(site, **told), variant)
    odd = any(text and not is_name(text, LONGEST_TOLD) for text in (metric, variant, *about.scope))
    known = not metric or metric in METRICS or metric.startswith(OUTSIDE)
    reason = not about.scope.reason or about.scope.reason in set(Reason)
    if odd or not known or not reason or site not in sites or not about.is_within(reader.remit):
        raise NothingHere(about)
    return about


def asked_week(asked: Form) -> date | None:
    """The last day of the week that is named. Raises NothingHere for what is no day."""
    try:
        return day(asked.text("week_ending")[:20])
    except NoSuchDays as error:
        raise NothingHere(str(error)) from None


def asked_period(asked: Form) -> PeriodKind:
    """Of what the day that is named is the last one. Raises NothingHere for what nothing is written of."""
    named = asked.text("period") or PeriodKind.WEEK.value
    kind = next((each for each in (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER) if each.value == named), None)
    if kind is None:
        raise NothingHere(named)
    return kind


def nothing_here(visitor: Visitor) -> Answer:
    words = _("There is nothing like this in the review, or it is not yours to see.")
    return page("message.html", visitor, 404, title=_("Nothing here"), words=words, to=None)
