"""The list behind a figure of how a department does: as many requests as it counts, each one click from its page and from its
record. The address says of which figure, what days and which requests, and how the list is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page import parts as of_path
from layouts.page.department_past import PATH, Row, read_course, rows_of, site_of
from layouts.page.list_words import list_files, rows_words
from layouts.page.read_late import ReadLate
from layouts.page.sorted_table import list_page, searched_table
from layouts.page.sources import as_of_words, nothing_words, source_words
from layouts.page.story import nothing, still
from layouts.page.told_address import UnfitAddress
from layouts.pages.department.narrowed import narrowed_to
from layouts.pages.department.ways import LISTED, ways
from layouts.pages.department_list.asked import Asked, asked
from layouts.pages.department_list.columns import columns
from layouts.pages.department_list.words import days_words, figure_words, order_words
from layouts.wall.names import department_label
from wallboard.languages import _
from wallboard.model.roles import Right
from wallboard.questions.errors import NotKept
from wallboard.questions.requests_past import RequestsPast

A_PAGE = 50


def title(context: PageContext) -> str:
    return _("{department}: requests of a figure", department=department_label(context.settings, context.parts["name"]))


def content(context: PageContext) -> list[Component]:
    try:
        return _of(context, asked(context.search, context.parts["name"]))
    except UnfitAddress as error:
        return [nothing(str(error))]
    except NotKept:
        return [nothing(_("The records that this list is made of are no longer kept."))]


def _of(context: PageContext, ask: Asked) -> list[Component]:
    """Raises UnfitAddress and NotKept."""
    reader, its = context.reader, ask.listed
    site = site_of(its.department, reader, its.site)
    stands = [still(words) for words in source_words(reader, context.now(), [site], "tickets")]
    on = ways(reader, site, its.department, its.narrowed, here=LISTED)
    past = read_course(reader, site, its.department, its.narrowed, context.now())
    if past is None:
        return [on, *stands, nothing(nothing_words(reader, site, _("No request of this department has been read.")))]
    rows = rows_of(reader, past, its.figure)
    return [on, *stands, html.Div(_shown(context, ask, past, rows), className="stands" if stands else "")]


def _shown(context: PageContext, ask: Asked, past: RequestsPast, rows: Sequence[Row]) -> list[Component]:
    """Raises UnfitAddress."""
    reader, its = context.reader, ask.listed
    columns_ = columns(its.figure, rows, past, reader)
    page = list_page(rows, columns_, ask.look, A_PAGE)
    order = order_words(its.figure)
    caption = rows_words(ask.look, page.found, len(rows), order)
    whose = {"site": past.question.site, "department": its.department}
    stands = bool(source_words(reader, context.now(), [past.question.site], "tickets"))
    as_of = as_of_words(past.now, past.zone, context.now(), stands)
    days, may_export = days_words(its.figure), context.visitor.may(Right.EXPORT)
    return [
        html.P(as_of, className="as-of"),
        *narrowed_to(its.narrowed.told(), lambda side: its.without(side).address()),
        html.Section(
            [
                html.H2(figure_words(its.figure, reader.settings)),
                *([html.P(days, className="scope")] if days else []),
                *searched_table(
                    "past-list",
                    caption,
                    columns_,
                    page,
                    ask.look,
                    ask.looked_at,
                    its.query(),
                    as_it_comes=_begun(order),
                ),
                *([list_files("/export/department-past", whose | its.query())] if may_export else []),
            ],
            className="part",
        ),
    ]


def _begun(words: str) -> str:
    """As where a text begins."""
    return f"{words[:1].upper()}{words[1:]}"


LATE = ReadLate("past-list", title, content)
PAGE = Page(
    PATH,
    title,
    LATE.layout,
    parts={"name": of_path.department},
    callbacks=LATE.callbacks,
    style=("figure.css", "departments.css"),
    script=("follow.js",),
)
