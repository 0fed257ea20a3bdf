"""*Departments*: all of a site side by side, the worst first, each leading to its page and each figure to what makes it."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page.figures import figure_address
from layouts.page.list_words import list_files, rows_words
from layouts.page.read_late import ReadLate
from layouts.page.sorted_table import finder, found, in_order, sorted_table
from layouts.page.sources import as_of_words, nothing_read, nothing_words, source_words
from layouts.page.story import all_still, nothing
from layouts.page.told_address import UnfitAddress
from layouts.pages.departments.asked import PATH, Asked, asked, row_id
from layouts.pages.departments.heat_map import heat_map
from layouts.pages.departments.rows import columns, department_link, named, opens
from layouts.pages.departments.side_by_side import side_by_side
from layouts.wall.format import count
from layouts.web.routes import Nav
from wallboard.judging.instant import Instant, instant
from wallboard.languages import N_, _, ngettext
from wallboard.model import ReadingKey, Scope
from wallboard.model.roles import Right
from wallboard.questions.departments.rows import DepartmentRow, departments_of

TITLE = N_("Departments")


def content(context: PageContext) -> list[Component]:
    settings = context.settings
    if not settings.sites:
        return [nothing(_("No site is yours to see."))]
    try:
        ask = asked(context.search, settings)
        at = instant(context.reader.full_snapshot(), settings, ask.site)
        return _shown(context, ask, at)
    except UnfitAddress as error:
        return [nothing(str(error))]


def _shown(context: PageContext, ask: Asked, at: Instant) -> list[Component]:
    stands = source_words(context.reader, context.now(), [ask.site], "tickets")
    rows = departments_of(at, context.reader.owners(ask.site, at.today))
    if nothing_read(context.reader, ask.site, "tickets") or not any(row.open is not None for row in rows):
        return [*_sites(context, ask), all_still(stands), _empty(context, ask)]
    its = columns(at, ask)
    fitting = in_order(found(rows, its, ask.look.text), its, ask.look.sort)
    every = ngettext("{n} department", "{n} departments", len(rows), n=count(len(rows)))
    caption = rows_words(ask.look, len(fitting), len(rows), _("worst first"), every)
    shown = [
        _as_of(context, at, bool(stands)),
        *on_top(at, rows),
        finder("departments", ask.kept(), its, ask.look, ask.looked_at),
        html.Div(
            sorted_table(
                caption, its, fitting, ask.look, ask.looked_at, lambda row: row_id(row.department), cards=True
            ),
            className="wide-table",
        ),
        *([list_files("/export/departments", {"site": ask.site})] if context.visitor.may(Right.EXPORT) else []),
        side_by_side(at, ask, named(rows, ask.beside)),
        heat_map(at, rows),
    ]
    return [*_sites(context, ask), all_still(stands), html.Div(shown, className="stands" if stands else "")]


def _empty(context: PageContext, ask: Asked) -> Component:
    otherwise = _("No department of this site has requests that are yours to see.")
    if context.reader.remit.whole_sites:
        otherwise = _("The source of this site answers, and has told of no request.")
    return nothing(nothing_words(context.reader, ask.site, otherwise))


def _sites(context: PageContext, ask: Asked) -> list[Component]:
    sites = context.settings.sites
    if len(sites) < 2:
        return []
    links = [
        html.B(site.name, dir="auto") if name == ask.site else html.A(site.name, href=Asked(name).address(), dir="auto")
        for name, site in sites.items()
    ]
    labelled: dict[str, Any] = {"aria-label": _("Sites")}
    return [html.Nav(links, className="sites", **labelled)]


def _as_of(context: PageContext, at: Instant, stands: bool) -> Component:
    reading = at.get("tickets.open")
    told = at.now if reading is None else reading.as_of
    return html.P(as_of_words(told, at.zone, context.now(), stands), className="as-of")


def on_top(at: Instant, rows: tuple[DepartmentRow, ...]) -> list[Component]:
    """Open emergencies, and what nobody has, with the departments that have them."""
    return [
        _on_top(at, rows, "emergency", _("Open emergencies"), [row.emergencies for row in rows]),
        _on_top(at, rows, "unassigned", _("Unassigned"), [row.unassigned for row in rows]),
    ]


def _on_top(
    at: Instant, rows: tuple[DepartmentRow, ...], metric: str, label: str, counts: list[int | None]
) -> Component:
    whole = at.value(f"tickets.{metric}")
    key = ReadingKey(f"tickets.{metric}", Scope(at.site))
    text = count(whole)
    total = html.A(text, href=figure_address(key), className="opens") if whole else html.B(text)
    having = [
        html.Li(
            [
                department_link(at, row.department),
                " ",
                opens(at, metric, row.department, count(n)),
            ]
        )
        for row, n in zip(rows, counts, strict=True)
        if n
    ]
    state: dict[str, Any] = {"data-state": ("alarm" if metric == "emergency" else "watch") if whole else "none"}
    return html.Section(
        [html.H2([label, " ", total]), *([html.Ul(having)] if having else [])], className="on-top", **state
    )


LATE = ReadLate("departments", TITLE, content, every_min=2)
PAGE = Page(
    PATH,
    TITLE,
    LATE.layout,
    nav=Nav(TITLE, 12),
    callbacks=LATE.callbacks,
    style=("figure.css", "departments.css"),
    script=LATE.script,
)
