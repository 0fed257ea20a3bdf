"""*Today*: one day at a desk or on a phone. The address says which day (and site), so that it can be sent to a colleague."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dash import Dash, Input, Output, ctx, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts.page import Page, PageContext
from layouts.page.following import SCRIPT, Following
from layouts.page.frame import frame
from layouts.page.words import scope_words, unknown_words
from layouts.pages.today.calls import calls_sections, no_calls
from layouts.pages.today.day import PATH, NoSuchPage, address, asked, long_day, no_such_page
from layouts.pages.today.figures import figures_section
from layouts.pages.today.files import files
from layouts.pages.today.history import History
from layouts.pages.today.requests import requests_section
from layouts.pages.today.sections import named, nothing
from layouts.wall.format import PERCENT, clock_time
from layouts.web.routes import Nav
from wallboard.clock import Clock, local_day
from wallboard.languages import N_, _
from wallboard.model import Micros
from wallboard.model.roles import Right
from wallboard.questions.day import Day, DayQuestion
from wallboard.questions.errors import NoSuchDay
from wallboard.settings import Settings

TITLE = N_("Today")
ADDRESS, CONTENT, PICKER = "today-address", "today-content", "today-day"
FOLLOWING = Following("today")
AT_ONCE = 2  # days that are read at a time; who asks for more waits, and nobody else does

_DATE: Any = "date"  # dcc.Input hands any type on to the browser, and names only some of them


def layout(context: PageContext) -> Component:
    """The page before it knows its day; what it shows comes by the address."""
    return frame(
        context,
        _("One day at the centre"),
        dcc.Location(id=ADDRESS, refresh="callback-nav"),
        *FOLLOWING.clock(),
        dcc.Loading(html.Main(id=CONTENT, tabIndex="-1"), delay_show=1500, overlay_style={"visibility": "visible"}),
        tools=(FOLLOWING.stop(), _picker()),
        skip=_("Skip to the figures"),
        skip_to="figures",
        says_whose=False,  # its day says it, anew with each day
    )


def _picker() -> Component:
    """The browser's own date field: it is told by Enter, by the button, or when it is left."""
    field = dcc.Input(id=PICKER, type=_DATE, debounce=True)
    return html.Div([html.Label(_("Day"), htmlFor=PICKER), field, html.Button(_("Show"))], className="picker")


def callbacks(app: Dash, context: Callable[[], PageContext]) -> None:
    """The page's callbacks: the address decides what is shown, and the date picker changes the address. A day is read
    in a thread: no screen waits for it."""
    room = asyncio.Semaphore(AT_ONCE)

    @app.callback(
        Output(CONTENT, "children"), Output(PICKER, "value"), Input(ADDRESS, "search"), Input(FOLLOWING.moment, "data")
    )
    async def show(search: str | None, moment: int | None) -> tuple[list[Component], str | None]:
        here = context()
        if moment and ctx.triggered_id == FOLLOWING.moment and not is_of_today(search or "", here.settings, here.now()):
            raise PreventUpdate  # a day that is over stays as it was
        async with room:
            may_export = here.visitor.may(Right.EXPORT)
            return await asyncio.to_thread(lambda: content(search or "", here.reader, here.now, may_export))

    FOLLOWING.callbacks(app)

    @app.callback(
        Output(ADDRESS, "search"), Input(PICKER, "value"), Input(ADDRESS, "search"), prevent_initial_call=True
    )
    def go(day: str | None, search: str | None) -> str:
        return go_to(day, search or "", context().settings, context().now)


def is_of_today(search: str, settings: Settings, now: Micros) -> bool:
    """Whether the address shows the day that is going on: its figures change."""
    try:
        ask = asked(search, settings, now)
    except NoSuchPage:
        return False
    return ask.day == local_day(now, settings.zone(ask.site))


def go_to(day: str | None, search: str, settings: Settings, clock: Clock) -> str:
    """The address of the picked day. Raises PreventUpdate when it is the one that is shown, or none was picked."""
    if not settings.sites:
        raise PreventUpdate
    try:
        ask = asked(search, settings, clock())
    except NoSuchPage:
        ask = asked("", settings, clock())
    try:
        picked = date.fromisoformat(day or "")
    except (TypeError, ValueError):  # an empty field, or what no date field sends
        raise PreventUpdate from None
    if picked == ask.day:
        raise PreventUpdate
    return address(DayQuestion(ask.site, picked)).removeprefix(PATH)


def content(
    search: str, history: History, clock: Clock, may_export: bool = False
) -> tuple[list[Component], str | None]:
    """What the page shows for an address, and the day for its picker."""
    settings, now = history.settings, clock()
    try:
        ask = asked(search, settings, now)
        day = _read(ask, history)
    except NoSuchPage as error:
        return [nothing(str(error), html.A(_("Go to today"), href=PATH))], None
    is_today = local_day(now, day.zone) == ask.day
    scope = scope_words(history.told_remit, settings, history.unknown())
    shown = [*_nothing_known(history), *_still_reading(history, ask.site), *page(day, settings, is_today, scope)]
    return [*shown, *([files(ask, is_today)] if may_export else [])], ask.day.isoformat()


def _read(ask: DayQuestion, history: History) -> Day:
    try:
        return history.day(ask)
    except NoSuchDay as error:
        raise no_such_page(error) from None


def _still_reading(history: History, site: str) -> list[Component]:
    """While a source reads its history, what is not here may only not have come yet."""
    reading = [h for h in history.health() if h.site == site and h.catching_up is not None]
    if not reading:
        return []
    sources = ", ".join(f"{h.source} {int((h.catching_up or 0) * 100)}{PERCENT}" for h in reading)
    return [
        nothing(
            _("History is still being read ({sources}): these figures are not whole yet.", sources=sources), _again()
        )
    ]


def _nothing_known(history: History) -> list[Component]:
    """To somebody who is given what does not exist: why they see nothing."""
    said = unknown_words(history.unknown())
    return [nothing(said, html.Span(""))] if said else []


def _again() -> Component:
    return html.Span(_("Load this page again in a minute."))


def page(day: Day, settings: Settings, is_today: bool, scope: str = "") -> list[Component]:
    when = long_day(day.question.day)
    if is_today:
        when = _("{day}, until {time}", day=when, time=clock_time(day.as_of, day.zone))
    shown: list[Component] = [_head(day, settings, when, is_today, scope)]
    if not day.calls and not day.stock.open:
        before = html.A(_("Look at the day before"), href=_another(day, -1))
        words = _(
            "Nothing is recorded of this day. If calls came in, or work was done, the wall was not told: ask whoever looks "
            "after it to see whether its sources were read that day."
        )
        return [*shown, nothing(words, before)]
    return [
        *shown,
        figures_section(day, settings),
        *(calls_sections(day, when) if day.calls else [no_calls(when)]),
        requests_section(day, settings, when),
    ]


def _head(day: Day, settings: Settings, when: str, is_today: bool, scope: str) -> Component:
    ask = day.question
    site = settings.sites[ask.site]
    links = [html.A(_("← Day before"), href=_another(day, -1), rel="prev")]
    if not is_today:
        links.append(html.A(_("Day after →"), href=_another(day, 1), rel="next"))
    others = [
        html.A(s.name, href=address(DayQuestion(key, ask.day))) for key, s in settings.sites.items() if key != ask.site
    ]
    nav = html.Nav([*links, *others], **named(_("Days and sites")))
    whose = [html.P(f"{scope}.", className="scope")] if scope else []
    zone = html.P(_("Times are those of {zone}.", zone=site.zone))
    return html.Div([html.H2(f"{site.name}, {when}"), *whose, zone, nav], className="day")


def _another(day: Day, days: int) -> str:
    """The address of the page of so many days later."""
    return address(DayQuestion(day.question.site, day.question.day + timedelta(days=days)))


PAGE = Page(
    PATH,
    TITLE,
    layout,
    nav=Nav(N_("Today"), 10),
    callbacks=callbacks,
    style=("charts.css", "today.css"),
    script=("charts.js", SCRIPT),
)
