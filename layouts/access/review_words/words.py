"""What is written of one figure and week: notes, its explanation, decisions, limits made anew; and writing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from layouts.access.page_request import PageRequest
from layouts.access.review_words.content_form import LONGEST_TEXT, ContentForm, as_typed
from layouts.access.review_words.desk import (
    Desk,
    NothingHere,
    asked_about,
    asked_period,
    asked_week,
    author,
    may_explain,
    may_write,
    nothing_here,
)
from layouts.access.review_words.entry import DONE, NOT_YOURS
from layouts.access.review_words.shown import Shown, shown, title
from layouts.page.review_words import about_query, figure_words, new_action_address, review_address, words_address
from layouts.page.words import sentence
from layouts.review.amounts import period_name
from layouts.web.forms import Form
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from wallboard.access.refused import Refused
from wallboard.access.visitor import Visitor
from wallboard.engine.reader import Reader
from wallboard.languages import _
from wallboard.model.review_words import EntryKind, FigureKey, NewEntry, Owner
from wallboard.periods import Period, PeriodKind

KINDS_HERE = (EntryKind.EXPLANATION, EntryKind.NOTE, EntryKind.DECISION, EntryKind.LIMITS)


@dataclass(frozen=True, slots=True)
class _Place:
    """A figure and a week, month or quarter, as somebody reads and writes of them."""

    reader: Reader
    about: FigureKey
    period: Period
    owner: Owner
    kinds: tuple[EntryKind, ...]  # that they may write


class WordsPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, request: PageRequest) -> Answer:
        try:
            place = self._place(request.visitor, request.query)
        except NothingHere:
            return nothing_here(request.visitor)
        return self._page(request, place)

    def write(self, request: PageRequest) -> Answer:
        try:
            place = self._place(request.visitor, request.form)
        except NothingHere:
            return nothing_here(request.visitor)
        kind = next((each for each in place.kinds if each.value == request.form.text("kind")), None)
        if kind is None:
            return page("message.html", request.visitor, 403, title=_("Not for you"), words=_(NOT_YOURS), to=None)
        try:
            content = self._form(place).read(kind, request.form)
        except Refused as refused:
            return self._page(request, place, kind, {refused.field: sentence(str(refused))})
        new = NewEntry(kind, place.about, content, place.period.last, place.period.kind)
        entry = place.reader.review.write(new, author(request.visitor))
        self._desk.log("review_written", request, entry, place.reader, title(content))
        return see_other(f"{words_address(place.about, place.period.last, place.period.kind)}&done=written")

    # ----

    def _place(self, visitor: Visitor, asked: Form) -> _Place:
        """Raises NothingHere."""
        reader = self._desk.reader(visitor)
        about, week, of = asked_about(asked, reader), asked_week(asked), asked_period(asked)
        if week is None:
            raise NothingHere(about)
        site = about.scope.site
        owner = reader.review.owners(site, week).get(about.scope.department, Owner())
        if of is PeriodKind.WEEK:
            period = Period(of, week - timedelta(days=6), week, week.year, 0)  # of any day that weeks once ended on
            kinds: tuple[EntryKind, ...] = KINDS_HERE
        else:
            period, kinds = reader.settings.sites[site].periods.holding(of, week), (EntryKind.NOTE,)
        may = tuple(kind for kind in kinds if self._may(visitor, kind, about, owner))
        return _Place(reader, about, period, owner, may)

    def _may(self, visitor: Visitor, kind: EntryKind, about: FigureKey, owner: Owner) -> bool:
        """Of no single figure there is nothing to explain, and it has no limits."""
        match kind:
            case EntryKind.EXPLANATION:
                return not about.whole and may_explain(visitor, about, owner)
            case EntryKind.LIMITS:
                return not about.whole and may_write(visitor)
            case _:
                return may_write(visitor)

    def _form(self, place: _Place) -> ContentForm:
        today = self._desk.today(place.reader, place.about.scope.site)
        return ContentForm(self._desk.access, place.reader.settings, place.about, today)

    def _page(
        self,
        request: PageRequest,
        place: _Place,
        kind: EntryKind | None = None,
        problems: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        settings, form = place.reader.settings, self._form(place)
        typed = {each.value: form.empty(each) for each in KINDS_HERE}
        last, of = place.period.last, place.period.kind
        is_week = of is PeriodKind.WEEK
        typed[EntryKind.LIMITS.value]["since"] = last.isoformat()
        if kind is not None:
            typed[kind.value] = as_typed(kind, request.form)
        return page(
            "review_words.html",
            request.visitor,
            422 if problems else 200,
            about=figure_words(place.about, settings),
            last=last,
            period=sentence(period_name(place.period)).rstrip("."),
            is_week=is_week,
            owner=place.owner.name,
            back=review_address(place.about.scope.site, last, of),
            single=not place.about.whole,
            told=self._told(place),
            kinds=[each.value for each in place.kinds],
            wrong_kind=kind.value if kind else "",
            typed=typed,
            problems=problems,
            hidden=about_query(place.about, last, of),
            new_action=new_action_address(place.about, last) if is_week and may_write(request.visitor) else "",
            longest=LONGEST_TEXT,
            done=_(DONE.get(request.query.text("done"), "")),
        )

    def _told(self, place: _Place) -> list[Shown]:
        """All that was written of the figure and the period, in its order; what is withdrawn is marked."""
        site, today = place.about.scope.site, self._desk.today(place.reader, place.about.scope.site)
        kinds = *KINDS_HERE, EntryKind.ACTION, EntryKind.DEEP_DIVE
        days, of = (place.period.first, place.period.last), place.period.kind
        found = place.reader.review.read(kinds, site, days, withdrawn=True, period=of)
        return [shown(each, place.reader.settings, today) for each in found if each.about == place.about]
