"""How one department does over time: time to finish, promises kept, flow, when it clears, and hand-offs."""

from __future__ import annotations

from datetime import timedelta

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page import parts as of_path
from layouts.page.read_late import ReadLate
from layouts.page.sources import as_of_words, source_words
from layouts.page.story import nothing, still
from layouts.page.told_address import UnfitAddress
from layouts.pages.department import site_of
from layouts.pages.department.asked import COURSE
from layouts.pages.department.ways import COURSE as HERE
from layouts.pages.department.ways import ways
from layouts.pages.department.words import side_word
from layouts.pages.department_course.asked import Asked, asked, source_word
from layouts.pages.department_course.finish import finish_chart, finish_words
from layouts.pages.department_course.flow import clearing_words, flow_chart
from layouts.pages.department_course.handed_over import handed_over
from layouts.pages.department_course.kept import kept_chart, kept_words
from layouts.pages.review.graph import chart
from layouts.review.chart_look import Drawn
from layouts.wall.names import department_label
from wallboard.clock import day_start, local_day
from wallboard.languages import _
from wallboard.model import DAY
from wallboard.questions.clearing import ClearingQuestion, read_clearing
from wallboard.questions.flow import WEEKS, FlowQuestion, read_flow
from wallboard.questions.handoffs import HandOffsQuestion, read_handoffs
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import PastQuestion, RequestsPast
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish
from wallboard.settings import Settings

LONG = timedelta(days=400)  # a year, and the week that is compared with it
_YEAR_US = 365 * DAY


def title(context: PageContext) -> str:
    return _("{department}: how it goes", department=department_label(context.settings, context.parts["name"]))


def content(context: PageContext) -> list[Component]:
    try:
        return _of(context, asked(context.search, context.parts["name"]))
    except UnfitAddress as error:
        return [nothing(str(error))]


def _of(context: PageContext, ask: Asked) -> list[Component]:
    reader = context.reader
    site = site_of(ask.department, reader)
    on = ways(reader, site, ask.department, ask.service_type, ask.ward, here=HERE)
    zone = reader.settings.zone(site)
    stands = [still(words) for words in source_words(reader, context.now(), [site], "tickets")]
    since = day_start(local_day(context.now(), zone) - LONG, zone)
    kind, ward = source_word(ask.service_type), source_word(ask.ward)
    past = reader.requests_past(PastQuestion(site, since, ask.department, kind, ward))
    if past is None:
        return [on, *stands, nothing(_("No request of this department has been read."))]
    as_of = html.P(as_of_words(past.now, zone, context.now(), bool(stands)), className="as-of")
    narrowed = [html.P(", ".join(side_word(name) for name in (ask.service_type, ask.ward) if name), className="scope")]
    shown = [as_of, *(narrowed if kind is not None or ward is not None else []), *_parts(past, reader.settings)]
    return [on, *stands, html.Div(shown, className="stands" if stands else "")]


def _parts(past: RequestsPast, settings: Settings) -> list[Component]:
    last = local_day(past.now, past.zone)
    finish = read_time_to_finish(TimeToFinishQuestion(past.now - _YEAR_US, past.now + 1), past)[0]
    kept = read_promises_kept(PromisesQuestion(last - timedelta(days=6), last), past)
    flow = read_flow(FlowQuestion(WEEKS), past)
    clears = read_clearing(ClearingQuestion(), past)
    return [
        _section(_("Time to finish"), finish_words(finish), finish_chart(finish)),
        _section(_("Promises kept"), kept_words(kept), kept_chart(kept)),
        _section(_("Flow"), [], flow_chart(flow)),
        _section(_("When it clears"), clearing_words(clears), None),
        handed_over(read_handoffs(HandOffsQuestion(), past), settings, past.zone),
    ]


def _section(name: str, words: list[str], drawn: Drawn | None) -> Component:
    """`words` are said where the chart does not say them itself."""
    said = [each for each in words if drawn is None or each not in drawn.words]
    return html.Section(
        [html.H2(name), *map(html.P, said), *([] if drawn is None else [chart(drawn)])], className="part course"
    )


LATE = ReadLate("course", title, content)
PAGE = Page(
    COURSE,
    title,
    LATE.layout,
    parts={"name": of_path.department},
    callbacks=LATE.callbacks,
    style=("charts.css", "figure.css", "departments.css"),
)
