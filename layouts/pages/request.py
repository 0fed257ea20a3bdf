"""One request: everything that its source said of it, with when that was true and when it was heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page import parts as of_path
from layouts.page.figures import REQUEST
from layouts.page.outcomes import STATES
from layouts.page.read_late import ReadLate
from layouts.page.record_link import record_link
from layouts.page.story import Cell, facts, nothing, table, when
from layouts.wall.format import NOTHING
from layouts.wall.names import department_label
from wallboard.languages import N_, _
from wallboard.questions.stories import NoSuchStory, RequestStory, RequestVersion
from wallboard.settings import Settings

TITLE = N_("One request")


def content(context: PageContext) -> list[Component]:
    reader = context.reader
    try:
        story = reader.request(context.parts["source"], context.parts["ticket"])
    except NoSuchStory:
        return [nothing(_("There is no such request here, or it is no longer kept."))]
    zone = reader.settings.zone(story.site)
    heads = (_("True from"), _("Heard"), _("State"), _("Status"), _("Department"), _("Type"), _("Ward"))
    who = (_("With"),) if reader.names else ()
    rows = _rows(story, reader.settings, zone, reader.names)
    return [
        _about(story, zone, reader.record_address(story.source, story.ticket)),
        table(_("What its source said of it"), (*heads, *who), rows),
    ]


def _about(story: RequestStory, zone: ZoneInfo, record: str) -> Component:
    told: tuple[tuple[str, Cell], ...] = (
        (_("Request"), story.ticket),
        (_("Source"), story.source),
        (_("Opened"), when(story.opened_at, zone)),
        (_("State"), _(STATES[story.versions[-1].state])),
        (_("Record"), record_link(record) if record else ""),
    )
    zoned = html.P(_("Times are those of {zone}.", zone=zone.key), className="as-of")
    return html.Section([facts(told), zoned], className="about")


def _rows(story: RequestStory, settings: Settings, zone: ZoneInfo, names: bool) -> Iterator[Sequence[str]]:
    for version in story.versions:
        row = _row(version, settings, zone)
        yield (*row, version.assignee or NOTHING) if names else row


def _row(version: RequestVersion, settings: Settings, zone: ZoneInfo) -> tuple[str, ...]:
    department = department_label(settings, version.department) if version.department else NOTHING
    return (
        when(version.updated_at, zone),
        when(version.received_at, zone),
        _(STATES[version.state]),
        version.status or NOTHING,
        department,
        version.service_type or NOTHING,
        version.ward or NOTHING,
    )


LATE = ReadLate("request", TITLE, content)
PAGE = Page(
    REQUEST,
    TITLE,
    LATE.layout,
    parts={"source": of_path.source, "ticket": of_path.name},
    callbacks=LATE.callbacks,
    style="figure.css",
)
