"""One department: what is open, how old it is, what breaks next, and whether it gains or loses. Every figure leads to the list of
what it counts, and the address says which."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page import parts as of_path
from layouts.page.department_past import Narrowed, site_of
from layouts.page.read_late import ReadLate
from layouts.page.sources import as_of_words, nothing_words, source_words
from layouts.page.story import all_still, nothing
from layouts.page.told_address import UnfitAddress
from layouts.pages.department.ageing import ageing
from layouts.pages.department.asked import Asked, asked
from layouts.pages.department.head import head
from layouts.pages.department.lists import listed, short_lists
from layouts.pages.department.parts import sides
from layouts.pages.department.ways import NOW, ways
from layouts.pages.departments.rows import DEPARTMENT
from layouts.wall.names import department_label
from wallboard.judging.instant import Instant, instant
from wallboard.languages import _
from wallboard.model.roles import Right
from wallboard.questions.departments.open_items import OpenItems
from wallboard.questions.departments.rows import row_of


def title(context: PageContext) -> str:
    return department_label(context.settings, context.parts["name"])


def content(context: PageContext) -> list[Component]:
    try:
        return _of(context)
    except UnfitAddress as error:
        return [nothing(str(error))]


def _of(context: PageContext) -> list[Component]:
    """Raises UnfitAddress."""
    reader, name = context.reader, context.parts["name"]
    ask = asked(context.search, name)
    site = site_of(name, reader, ask.site)
    stands = source_words(reader, context.now(), [site], "tickets")
    on = ways(reader, site, name, Narrowed(**ask.chosen.about.told()), here=NOW)
    whole = reader.open_items(site, name)
    if whole is None:
        return [
            on,
            all_still(stands),
            nothing(nothing_words(reader, site, _("No request of this department has been read."))),
        ]
    at = instant(reader.full_snapshot(), reader.settings, site)
    row = row_of(at, name, reader.owners(site, at.today).get(name, ""))
    page = ask.chosen.about.of(whole)
    as_of = as_of_words(page.at, at.zone, context.now(), bool(stands))
    shown = [
        *head(at, row, page, ask, as_of),
        *(_body(context, at, page, ask, whole) if page.items else [_nothing_open(ask)]),
    ]
    return [on, all_still(stands), html.Div(shown, className="stands" if stands else "")]


def _body(context: PageContext, at: Instant, page: OpenItems, ask: Asked, whole: OpenItems) -> list[Component]:
    """Raises UnfitAddress."""
    return [
        short_lists(page, context.reader),
        ageing(at, page, ask),
        sides(page, ask),
        listed(ask.chosen.of(whole), ask, context.reader, context.visitor.may(Right.EXPORT)),
    ]


def _nothing_open(ask: Asked) -> Component:
    if ask.chosen.about.told():
        return nothing(_("No request fits what this page is narrowed to. Choose “All” beside a part of it above."))
    return nothing(_("Nothing is open in this department."))


LATE = ReadLate("department", title, content, every_min=2)
PAGE = Page(
    DEPARTMENT,
    title,
    LATE.layout,
    parts={"name": of_path.department},
    callbacks=LATE.callbacks,
    style=("figure.css", "departments.css"),
    script=LATE.script,
)
