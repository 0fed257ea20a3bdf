"""One request: what it is, what belongs to it, and everything that its source said of it, with when that was true and when it was
heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page import parts as of_path
from layouts.page.figures import REQUEST, request_address, visit_address
from layouts.page.outcomes import state_words
from layouts.page.read_late import ReadLate
from layouts.page.record_link import record_link
from layouts.page.story import Cell, dated, facts, nothing, table
from layouts.wall.format import NOTHING, count
from layouts.wall.names import department_label
from wallboard.languages import N_, _, pgettext
from wallboard.model import BY_SOURCE, NO_INSTANT, Micros
from wallboard.questions.stories import MOST_BELONGING, NoSuchStory, RequestDetails, RequestStory, RequestVersion
from wallboard.settings import Settings

TITLE = N_("One request")
# What it is of another, and what that other is called then.
_IS: Mapping[str, str] = {
    "child": N_("Work item of"),
    "duplicate": N_("Duplicate of"),
    "merged": N_("Merged into"),
    "": N_("Belongs to"),
}
_BELONGS_AS: Mapping[str, str] = {
    "child": N_("work item"),
    "duplicate": N_("duplicate"),
    "merged": N_("merged into it"),
    "": NOTHING,
}


def content(context: PageContext) -> list[Component]:
    reader = context.reader
    try:
        story = reader.request(context.parts["source"], context.parts["ticket"])
    except NoSuchStory:
        return [nothing(_("There is no such request here, or it is no longer kept."))]
    settings, zone = reader.settings, reader.settings.zone(story.site)
    heads = (
        _("True from"), _("Heard"), _("Known by"), _("State"), _("Status"), _("Department"), _("Type"), _("Ward"), _("Due"),
    )  # fmt: skip
    who = (_("With"),) if reader.names else ()
    rows = _rows(story, settings, zone, reader.names)
    return [
        _about(story, zone, reader.record_address(story.source, story.ticket)),
        *_belonging(story, settings),
        table(_("What its source said of it"), (*heads, *who), rows),
    ]


def _about(story: RequestStory, zone: ZoneInfo, record: str) -> Component:
    last = story.versions[-1]
    told: list[tuple[str, Cell]] = [
        (_("Request"), story.ticket),
        (_("Source"), story.source),
        (_(_IS.get(last.relation, _IS[""])), _link(story, story.parent) if story.parent else ""),
        (pgettext("a request", "Opened"), dated(story.opened_at, zone)),
        (_("State"), state_words(last.state, last.outcome)),
        (_("Due, by its source"), _instant(last.due_at, zone)),
        (_("Priority"), last.priority),
        (_("Channel"), last.channel),
        *_details(story),
        (_("Record"), record_link(record, story.ticket) if record else ""),
    ]
    zoned = html.P(_("Times are those of {zone}.", zone=zone.key), className="as-of")
    return html.Section([facts(told), zoned], className="about")


def _link(story: RequestStory, ticket: str) -> Component:
    return html.A(ticket, href=request_address(story.source, ticket))


def _details(story: RequestStory) -> Iterator[tuple[str, Cell]]:
    """Those of which nothing is told are left out."""
    its, call = story.details, story.call
    yield _("Where"), its.address
    yield _("Coordinates"), _place(its)
    yield _("Created by"), its.creator
    yield _("From the call"), html.A(its.call, href=visit_address(call)) if call is not None else its.call
    yield _("What the caller was told"), its.answer


def _place(details: RequestDetails) -> str:
    """44.977753, -93.265011: latitude and longitude, as maps take them"""
    if details.latitude is None or details.longitude is None:
        return ""
    return f"{details.latitude:.6f}, {details.longitude:.6f}"


def _belonging(story: RequestStory, settings: Settings) -> list[Component]:
    """Its work items, what was merged into it, and those who reported the same."""
    if not story.belonging:
        return []
    heads = (_("Request"), _("What it is"), _("State"), _("Department"), _("Ward"))
    rows: Iterator[Sequence[Cell]] = (
        (
            _link(story, its.ticket),
            _(_BELONGS_AS.get(its.relation, NOTHING)),
            state_words(its.state, its.outcome),
            _department(its.department, settings),
            its.ward or NOTHING,
        )
        for its in story.belonging
    )
    shown = table(_("What belongs to it"), heads, rows)
    if len(story.belonging) < MOST_BELONGING:
        return [shown]
    return [shown, html.P(_("These are the first {n}.", n=count(MOST_BELONGING)), className="note")]


def _rows(story: RequestStory, settings: Settings, zone: ZoneInfo, names: bool) -> Iterator[Sequence[str]]:
    for version in story.versions:
        row = _row(version, settings, zone)
        yield (*row, version.assignee or NOTHING) if names else row


def _row(version: RequestVersion, settings: Settings, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        dated(version.updated_at, zone),
        dated(version.received_at, zone),
        _("its history") if version.basis == BY_SOURCE else _("what was seen"),
        state_words(version.state, version.outcome),
        version.status or NOTHING,
        _department(version.department, settings),
        version.service_type or NOTHING,
        version.ward or NOTHING,
        _instant(version.due_at, zone) or NOTHING,
    )


def _department(name: str, settings: Settings) -> str:
    return department_label(settings, name) if name else NOTHING


def _instant(at: Micros, zone: ZoneInfo) -> str:
    return "" if at == NO_INSTANT else dated(at, zone)


LATE = ReadLate("request", TITLE, content)
PAGE = Page(
    REQUEST,
    TITLE,
    LATE.layout,
    parts={"source": of_path.source, "ticket": of_path.name},
    callbacks=LATE.callbacks,
    style="figure.css",
)
