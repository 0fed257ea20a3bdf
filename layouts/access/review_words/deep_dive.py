"""What the next week's review looks into: one figure, department or queue, and who prepares it, chosen in the review of the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import urlencode

from layouts.access.page_request import PageRequest
from layouts.access.review_words.content_form import LONGEST_TEXT, ContentForm, as_typed
from layouts.access.review_words.desk import Desk, NothingHere, asked_week, author, nothing_here
from layouts.access.review_words.shown import title
from layouts.page.review_words import about_query, entry_address, figure_words, review_address
from layouts.page.words import sentence
from layouts.review.names import figure_name
from layouts.web.forms import Form
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from wallboard.access.refused import Refused
from wallboard.access.visitor import Visitor
from wallboard.engine.reader import Reader
from wallboard.languages import _
from wallboard.model import Scope
from wallboard.model.review_words import EntryKind, FigureKey, NewEntry, ReviewEntry
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.review_words import WeekQuestion

KIND = EntryKind.DEEP_DIVE
_PARTS = ("department", "queue")


@dataclass(frozen=True, slots=True)
class _Week:
    """In whose review it is chosen; `standing` is what is chosen already."""

    reader: Reader
    site: str
    week: date
    standing: ReviewEntry | None


class DeepDivePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, request: PageRequest) -> Answer:
        try:
            week = self._week(request.visitor, request.query)
        except NothingHere:
            return nothing_here(request.visitor)
        return self._page(request, week)

    def write(self, request: PageRequest) -> Answer:
        """Where one is chosen already, it is led to: there it can be changed, or withdrawn."""
        try:
            week = self._week(request.visitor, request.form)
        except NothingHere:
            return nothing_here(request.visitor)
        if week.standing is not None:
            return see_other(entry_address(week.standing))
        try:
            about = _chosen(request.form, week)
            content = self._form(week, about).read(KIND, request.form)
        except Refused as refused:
            return self._page(request, week, {refused.field: sentence(str(refused))})
        entry = week.reader.review.write(NewEntry(KIND, about, content, week.week), author(request.visitor))
        self._desk.log("review_written", request, entry, week.reader, title(content))
        return see_other(f"{entry_address(entry)}?done=written")

    # ----

    def _week(self, visitor: Visitor, asked: Form) -> _Week:
        """Of a site of which something is theirs: they choose of that. Raises NothingHere."""
        reader = self._desk.reader(visitor)
        site, week = asked.text("site"), asked_week(asked)
        if week is None or site not in reader.settings.sites:
            raise NothingHere(site)
        return _Week(reader, site, week, reader.review.week(WeekQuestion(site, week)).next_deep_dive)

    def _form(self, week: _Week, about: FigureKey) -> ContentForm:
        return ContentForm(self._desk.access, week.reader.settings, about, self._desk.today(week.reader, week.site))

    def _page(self, request: PageRequest, week: _Week, problems: Mapping[str, str] = MappingProxyType({})) -> Answer:
        settings, standing = week.reader.settings, week.standing
        form = self._form(week, FigureKey("", Scope(week.site)))
        return page(
            "review_deep_dive.html",
            request.visitor,
            422 if problems else 200,
            site=settings.sites[week.site].name,
            week=week.week,
            back=review_address(week.site, week.week),
            standing="" if standing is None else figure_words(standing.about, settings),
            address="" if standing is None else entry_address(standing),
            places=[(_value(about), words) for about, words in _offered(week)] if standing is None else [],
            place=request.form.text("place"),
            hidden=about_query(FigureKey("", Scope(week.site)), week.week),
            typed=as_typed(KIND, request.form) if problems else form.empty(KIND),
            problems=problems,
            accounts=self._desk.access.sign_in,
            longest=LONGEST_TEXT,
        )


def _offered(week: _Week) -> Iterator[tuple[FigureKey, str]]:
    """What there is to look into, in words: the signals of the week, the worst first, departments and queues, every figure."""
    review, settings = week.reader.reviewed(ReviewQuestion(week.site, week.week)), week.reader.settings
    named = {FigureKey(*each.key): figure_name(each.key, each.title, settings) for each in review.figures}
    signals = [FigureKey(*each.key) for each in review.signals()]
    for key in signals:
        yield key, _("Signal: {figure}", figure=named[key])
    places = {
        Scope(week.site, **{part: name}) for part in _PARTS for key in named if (name := getattr(key.scope, part))
    }
    told = sorted((figure_words(FigureKey("", scope), settings).casefold(), scope) for scope in places)
    for _order, scope in told:
        yield FigureKey("", scope), figure_words(FigureKey("", scope), settings)
    for key, name in sorted(named.items(), key=lambda each: each[1].casefold()):
        if key not in signals:
            yield key, name


def _chosen(form: Form, week: _Week) -> FigureKey:
    """Raises Refused."""
    found = next((about for about, _words in _offered(week) if _value(about) == form.text("place")), None)
    if found is None:
        raise Refused("place", _("Choose what to look into from the list."))
    return found


def _value(about: FigureKey) -> str:
    return urlencode(about_query(about))
