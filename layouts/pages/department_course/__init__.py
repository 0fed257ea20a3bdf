"""How one department does over time: time to finish, promises kept, flow, when it clears, and hand-offs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page import parts as of_path
from layouts.page.department_past import read_course, read_due_dates, site_of
from layouts.page.read_late import ReadLate
from layouts.page.sources import as_of_words, nothing_words, source_words
from layouts.page.story import all_still, nothing
from layouts.page.told_address import UnfitAddress
from layouts.pages.department.asked import COURSE
from layouts.pages.department.narrowed import narrowed_to
from layouts.pages.department.ways import COURSE as HERE
from layouts.pages.department.ways import ways
from layouts.pages.department_course.asked import Asked, asked
from layouts.pages.department_course.counted import Figure, counted
from layouts.pages.department_course.due_dates import due_figures, due_words
from layouts.pages.department_course.finish import finish_chart, finish_figures, finish_words
from layouts.pages.department_course.flow import clearing_words, flow_chart, flow_figures
from layouts.pages.department_course.handed_over import handed_over
from layouts.pages.department_course.kept import kept_chart, kept_figures, promises_words
from layouts.pages.review.graph import chart
from layouts.review.chart_look import Drawn
from layouts.wall.names import department_label
from wallboard.clock import day_start, local_day
from wallboard.engine.reader import Reader
from wallboard.languages import _, speaking
from wallboard.questions.clearing import ClearingQuestion, clearing_of
from wallboard.questions.due_dates import DueDates
from wallboard.questions.errors import NotKept
from wallboard.questions.flow import WEEKS, FlowQuestion, read_flow
from wallboard.questions.handoffs import HandOffsQuestion, read_handoffs
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import RequestsPast
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish

_YEAR = timedelta(days=365)


def title(context: PageContext) -> str:
    return _("{department}: how it goes", department=department_label(context.settings, context.parts["name"]))


def content(context: PageContext) -> list[Component]:
    try:
        return _of(context, asked(context.search, context.parts["name"]))
    except UnfitAddress as error:
        return [nothing(str(error))]


def _of(context: PageContext, ask: Asked) -> list[Component]:
    """Raises UnfitAddress."""
    reader = context.reader
    site = site_of(ask.department, reader, ask.site)
    on = ways(reader, site, ask.department, ask.narrowed, here=HERE)
    stands = source_words(reader, context.now(), [site], "tickets")
    past = read_course(reader, site, ask.department, ask.narrowed, context.now())
    if past is None:
        why = nothing_words(reader, site, _("No request of this department has been read."))
        return [on, all_still(stands), nothing(why)]
    as_of = as_of_words(past.now, past.zone, context.now(), bool(stands))
    shown = [
        html.P(" ".join(filter(None, [as_of, _kept_since(past)])), className="as-of"),
        *narrowed_to(ask.narrowed.told(), ask.without),
        *_parts(past, reader, ask),
    ]
    return [on, all_still(stands), html.Div(shown, className="stands" if stands else "")]


def _kept_since(past: RequestsPast) -> str:
    """Where that is shorter than what the page tells of."""
    since = local_day(past.since, past.zone)
    if since <= local_day(past.now, past.zone) - _YEAR:
        return ""
    return _("Records are kept since {day}: nothing here is of before.", day=speaking().dated(since))


def _nothing_of(ask: Asked) -> Component:
    if ask.narrowed.told():
        return nothing(_("No request fits what this page is narrowed to. Choose “All” beside a part of it above."))
    return nothing(_("Nothing came, went or was open in this department in the last 12 months."))


def _parts(past: RequestsPast, reader: Reader, ask: Asked) -> list[Component]:
    last = local_day(past.now, past.zone)
    year, week = last - _YEAR, PromisesQuestion(last - timedelta(days=6), last)
    finish = read_time_to_finish(TimeToFinishQuestion(day_start(year, past.zone), past.now + 1), past)[0]
    kept, due = read_promises_kept(week, past), None if ask.narrowed.told() else _due_dates(past, reader)
    flow = read_flow(FlowQuestion(WEEKS), past)
    if not (finish.n or flow.open_before or flow.open_now or any(flow.together)):
        return [_nothing_of(ask)]
    clears, minutes = clearing_of(flow, ClearingQuestion()), reader.settings.first_contact_min
    return [
        _section(
            _("Time to finish"),
            finish_figures(finish, year, ask),
            finish_words(finish, minutes),
            finish_chart(finish, minutes),
        ),
        _section(
            _("Promises kept"),
            [*kept_figures(kept, week, ask), *due_figures(due, ask)],
            [*promises_words(kept, week), *due_words(due)],
            kept_chart(kept, ask),
        ),
        _section(_("Flow"), flow_figures(flow, ask), [], flow_chart(flow, ask)),
        _section(_("When it clears"), [], clearing_words(clears), None),
        handed_over(read_handoffs(HandOffsQuestion(), past), reader.settings, past.zone, ask),
    ]


def _due_dates(past: RequestsPast, reader: Reader) -> DueDates | None:
    """Of the whole department: they are read for it, which no filter should wait for."""
    try:
        return read_due_dates(reader, past)
    except NotKept:
        return None


def _section(
    name: str,
    figures: Sequence[Figure],
    words: Sequence[str],
    drawn: Drawn | None,
) -> Component:
    """`words` are said where the chart does not say them itself."""
    said = [each for each in words if drawn is None or each not in drawn.words]
    parts = [
        *([counted(figures)] if figures else []),
        *map(html.P, said),
        *([] if drawn is None else [chart(drawn, html.H3)]),
    ]
    return html.Section([html.H2(name), *parts], className="part course")


LATE = ReadLate("course", title, content, every_min=10)  # of a year, and read again in some minutes at the soonest
PAGE = Page(
    COURSE,
    title,
    LATE.layout,
    parts={"name": of_path.department},
    callbacks=LATE.callbacks,
    style=("charts.css", "figure.css", "departments.css"),
    script=("drawn.js", *LATE.script),  # its tables stand before what their reader left is looked for
)
