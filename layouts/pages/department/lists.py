"""Lists of a department's open requests: what breaks next, the oldest, and those that are chosen, each one click from its page and
from its record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.page.list_words import list_files, rows_words
from layouts.page.record_link import record_link
from layouts.page.sorted_table import SortedColumn, list_page, searched_table
from layouts.page.story import Cell, table
from layouts.pages.department.asked import LIST, Asked
from layouts.pages.department.words import SYMBOL, chosen_words, due_words, request_link, tone, tone_words, until_words
from layouts.wall.format import NOTHING, count, days
from wallboard.engine.reader import Reader
from wallboard.languages import _, pgettext
from wallboard.questions.departments.chosen_items import next_to_break, oldest, worst_first
from wallboard.questions.departments.open_items import OpenItem, OpenItems, untouched_days

SHORT, A_PAGE = 8, 50
Column = SortedColumn[OpenItem]


def short_lists(page: OpenItems, reader: Reader) -> Component:
    """*Next to break* and *Oldest*, side by side at a desk."""
    zone = reader.settings.zone(page.site)
    breaks = next_to_break(page, SHORT)
    first = _short(_("Next to break"), _("Due"), breaks, lambda item: until_words(item, page.at, zone), reader, page)
    if not breaks:
        words = _("Nothing is about to break: no open request has a promise that still runs.")
        first = html.Section([html.H2(_("Next to break")), html.P(words, className="note")])
    last = oldest(page.items, SHORT)
    old = _short(pgettext("a list", "Oldest"), _("Age"), last, lambda item: days(item.age_days), reader, page)
    return html.Div([first, old], className="beside")


def _short(
    title: str,
    head: str,
    items: Sequence[OpenItem],
    says: Callable[[OpenItem], str],
    reader: Reader,
    page: OpenItems,
) -> Component:
    heads = [_("Request"), head, _("Type"), _("Ward"), *([_("Record")] if _has_records(items, reader) else [])]
    rows: list[list[Cell]] = [
        [
            request_link(item),
            _marked(item, page, says(item)),
            item.service_type or NOTHING,
            item.ward or NOTHING,
            *([_record(item, reader)] if len(heads) == 5 else []),
        ]
        for item in items
    ]
    keys = [f"{head}:{item.source}:{item.ticket}" for item in items]
    return html.Section([html.H2(title), table(title, heads, rows, keys=keys)])


def _has_records(items: Sequence[OpenItem], reader: Reader) -> bool:
    return any(reader.record_address(item.source, item.ticket) for item in items)


def _record(item: OpenItem, reader: Reader) -> Cell:
    address = reader.record_address(item.source, item.ticket)
    return record_link(address, item.ticket) if address else NOTHING


def _marked(item: OpenItem, page: OpenItems, words: str) -> Component:
    stands = tone(item, page.at)
    return _loud(stands, words, tone_words(stands))


def _loud(stands: str, words: str, spoken: str = "") -> Component:
    """In the colour and with the mark of how something stands. `spoken`: what the mark says, where the words do not."""
    state: dict[str, Any] = {"data-state": stands}
    if stands == "none":
        return html.Span(words, className="stands-as", **state)
    said: dict[str, Any] = {"role": "img", "aria-label": spoken} if spoken else {"aria-hidden": "true"}
    return html.Span([html.Span(SYMBOL[stands], **said), f" {words}"], className="stands-as", **state)


def listed(chosen: OpenItems, ask: Asked, reader: Reader, may_export: bool) -> Component:
    """Those that are chosen, the worst first, a page of them. Raises UnfitAddress."""
    columns = _columns(chosen, reader)
    page = list_page(worst_first(chosen), columns, ask.look, A_PAGE)
    caption = rows_words(ask.look, page.found, len(chosen.items), _("worst first"))
    its = {"site": chosen.site, "department": chosen.department}
    parts = [
        html.H2(_title(ask)),
        *([html.P(html.A(_("All open requests"), href=ask.opens()))] if ask.chosen != ask.chosen.about else []),
        *searched_table(LIST, caption, columns, page, ask.look, ask.looked_at, ask.kept(), _key),
        *([list_files("/export/department", its | ask.chosen.told())] if may_export else []),
    ]
    return html.Section(parts, id=LIST, className="part", tabIndex="-1")


def _key(item: OpenItem) -> str:
    return f"{LIST}:{item.source}:{item.ticket}"


def _title(ask: Asked) -> str:
    words = chosen_words(ask.chosen)
    return _("Open requests: {chosen}", chosen=", ".join(words)) if words else _("Open requests")


def _columns(chosen: OpenItems, reader: Reader) -> list[Column]:
    zone, at = reader.settings.zone(chosen.site), chosen.at
    record = Column(
        "record", _("Record"), lambda item: _record(item, reader), lambda item: item.ticket, says_itself=True
    )
    who = Column(
        "assignee", _("With"), lambda item: item.assignee or NOTHING, lambda item: item.assignee or None,
        lambda item: item.assignee,
    )  # fmt: skip
    return [
        Column("request", _("Request"), request_link, lambda item: item.ticket, lambda item: item.ticket),
        *([record] if _has_records(chosen.items, reader) else []),
        Column("due", _("Due"), lambda item: _marked(item, chosen, due_words(item, at, zone)), lambda item: item.due),
        Column("age", _("Age"), lambda item: days(item.age_days), lambda item: item.age_days, number=True),
        Column(
            "untouched", _("Not touched for"), lambda item: _("{n} d", n=count(untouched_days(item, at))),
            lambda item: untouched_days(item, at), number=True,
        ),
        _told("service_type", _("Type"), says_itself=True),
        _told("ward", _("Ward")),
        _told("channel", _("Channel"), says_itself=True),
        *([who] if any(item.assignee for item in chosen.items) and reader.names else []),
        _standing(),
    ]  # fmt: skip


def _told(name: str, head: str, says_itself: bool = False) -> Column:
    def word(item: OpenItem) -> str:
        told: str = getattr(item, name)
        return told

    return Column(
        name, head, lambda item: word(item) or NOTHING, lambda item: word(item) or None, word, says_itself=says_itself
    )


def _standing() -> Column:
    def parts(item: OpenItem) -> list[tuple[str, str]]:
        told = [("alarm", _("emergency"))] if item.emergency else []
        told += [("watch", _("unassigned"))] if item.unassigned else []
        return [*told, *([("none", _("paused"))] if item.state == "paused" else [])]

    def words(item: OpenItem) -> str:
        return ", ".join(words for _stands, words in parts(item))

    def cell(item: OpenItem) -> Cell:
        said = [part for stands, words in parts(item) for part in (", ", _loud(stands, words))][1:]
        return html.Span(said) if said else NOTHING

    return Column("state", _("State"), cell, lambda item: words(item) or None, words, says_itself=True)
