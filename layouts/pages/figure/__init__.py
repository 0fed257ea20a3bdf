"""A figure opened: what it is, and everything that is counted in it. The address says which one, of which instant, and how
its list is looked at, so that it can be sent to a colleague."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page import parts as of_path
from layouts.page.figure_words import WINDOWS, name
from layouts.page.figures import PATH, figure_query
from layouts.page.frame import frame
from layouts.page.list_words import list_files, rows_words
from layouts.page.sorted_table import list_page, searched_table
from layouts.page.sources import nothing_read, source_words
from layouts.page.told_address import UnfitAddress
from layouts.pages.figure.about import about
from layouts.pages.figure.asked import Asked, asked
from layouts.pages.figure.columns import columns
from wallboard.engine.reader import Reader
from wallboard.judging.instant import CARRIES
from wallboard.languages import _
from wallboard.metrics import METRICS
from wallboard.model.roles import Right
from wallboard.questions.behind import Behind, FigureQuestion, NoSuchFigure
from wallboard.questions.errors import NoSuchDay, NoSuchSite

ADDRESS, CONTENT, LIST = "figure-address", "figure-content", "figure-list"
A_PAGE = 100  # rows
AT_ONCE = 2  # figures that are counted at a time; who asks for more waits, and nobody else does


def metric(text: str, reader: Reader) -> str | None:
    return text if text in METRICS else None


def window(text: str, reader: Reader) -> str | None:
    return text if text in WINDOWS else None


def title(context: PageContext) -> str:
    return name(context.parts["metric"])


def layout(context: PageContext) -> Component:
    """The page before it knows the rest of its address."""
    waiting = {"visibility": "visible"}
    content = dcc.Loading(html.Div(id=CONTENT), delay_show=800, overlay_style=waiting)
    return frame(context, title(context), dcc.Location(id=ADDRESS, refresh="callback-nav"), content)


def callbacks(app: Dash, context: Callable[[], PageContext]) -> None:
    """A figure is counted in a thread: no screen waits for it."""
    room = asyncio.Semaphore(AT_ONCE)

    @app.callback(Output(CONTENT, "children"), Input(ADDRESS, "search"))
    async def show(search: str | None) -> list[Component]:
        here = context()
        async with room:
            return await asyncio.to_thread(content, search or "", here)


def content(search: str, context: PageContext) -> list[Component]:
    """What the page shows for the rest of its address."""
    try:
        ask = asked(search, context.parts)
        return shown(ask, read(ask, context.reader), context)
    except (NoSuchFigure, NoSuchSite):
        said = _none_here(context)
    except NoSuchDay as error:
        said = _("Of {day} nothing can be told: its records are no longer kept, or it is still to come.", day=error.day)
    except UnfitAddress as error:
        said = str(error)
    return [html.Section(html.P(said), className="nothing", role="status")]


def _none_here(context: PageContext) -> str:
    site = context.parts["site"]
    if nothing_read(context.reader, site, _carried(context)):
        return _("Nothing that makes this figure has been read yet. Look again when its source has answered.")
    return _("There is no such figure here, or not at that instant. A count of which there is none has no page.")


def _carried(context: PageContext) -> str:
    """By which kind of source the figure is told."""
    return CARRIES[context.parts["metric"].partition(".")[0]]


def read(ask: Asked, reader: Reader) -> Behind:
    """As it is now, or at the instant that the address names. Raises NoSuchFigure, NoSuchSite and NoSuchDay."""
    question = reader.asked_now(ask.key) if ask.at is None else FigureQuestion(ask.key, ask.at, ask.known)
    return reader.behind(question)


def shown(ask: Asked, behind: Behind, context: PageContext) -> list[Component]:
    reader = context.reader
    its = columns(behind, reader.settings, reader.names)
    page = list_page(behind.members, its, ask.look, A_PAGE)
    is_past = ask.at is not None
    stands = [] if is_past else source_words(reader, context.now(), [ask.key.scope.site], _carried(context))
    head = about(ask, behind, reader.settings, stands)
    if not its:
        return [*head, html.P(_nothing(behind), className="nothing", role="status")]
    files = [_files(behind)] if context.visitor.may(Right.EXPORT) else []
    caption = rows_words(ask.look, page.found, len(behind.members))
    table = searched_table(
        LIST, caption, its, page, ask.look, ask.looked_at, ask.about(), as_it_comes=_("As they came")
    )
    return [*head, *table, *files]


def _files(behind: Behind) -> Component:
    """Of the whole list, by the instant that is shown: a file holds what the page does."""
    key = behind.question.key
    which = {"metric": key.metric, "site": key.scope.site, "window": key.window}
    return list_files("/export/figure", which | figure_query(key, behind.question.at, behind.question.known))


def _nothing(behind: Behind) -> str:
    if behind.reading.value is None and behind.metric.subject == "agents":
        return _("What this figure counts is not told by the phone system.")
    return _("Nothing is counted in it.")


PAGE = Page(
    PATH,
    title,
    layout,
    parts={"metric": metric, "site": of_path.site, "window": window},
    callbacks=callbacks,
    style="figure.css",
)
