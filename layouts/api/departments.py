"""The departments of a site, and the open requests of one, as files for spreadsheets: the same figures and rows as their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from zoneinfo import ZoneInfo

from pydantic import Field

from layouts.api.exports import csv_file, time_cell, xlsx_file, zoned
from layouts.api.request_models import LONGEST_NAME, ApiInput, BadRequest, Text
from layouts.api.sites import one_site
from layouts.web.csv_cells import Cell
from layouts.web.http import Answer
from wallboard.calendar import NEVER
from wallboard.clock import iso
from wallboard.engine.reader import Reader
from wallboard.judging.instant import instant
from wallboard.questions.departments.chosen_items import STANDINGS, UNTOUCHED, Chosen, worst_first
from wallboard.questions.departments.open_items import OpenItem, OpenItems, untouched_days
from wallboard.questions.departments.rows import DepartmentRow, departments_of

DEPARTMENTS = (
    "site", "department", "owner", "open", "oldest_days", "median_days", "breached", "due_soon", "unassigned", "emergency",
    "opened_7d", "finished_7d", "net_7d", "on_time", "decided", "on_time_low", "on_time_high",
)  # fmt: skip
ITEMS = (
    "source", "ticket", "record", "service_type", "ward", "channel", "priority", "state", "opened_at", "opened_at_utc", "due_at",
    "age_days", "band", "untouched_days", "breached", "emergency", "unassigned",
)  # fmt: skip


NO_DEPARTMENT = "There is no such department here."
_FIT = {
    "which": f"There are: {', '.join(STANDINGS)}.",
    "untouched": f"There are: {', '.join(UNTOUCHED)}.",
    "band": 'An age band is written like "(1,3]" or ">90".',
}


class DepartmentsFilter(ApiInput):
    site: Text | None = Field(
        None, max_length=LONGEST_NAME, description="a site's name in the settings; may be left out where there is one"
    )


def named(words: str) -> Text | None:
    told: Text | None = Field(None, max_length=LONGEST_NAME, description=words)
    return told


class ItemsFilter(DepartmentsFilter):
    """Which open requests of a department; what is left out is true of all."""

    department: Text = Field(max_length=LONGEST_NAME, description="a department's own name")
    service_type: Text | None = named('a type of request; "(none)" for those of none')
    ward: Text | None = named('a ward; "(none)" for those of none')
    channel: Text | None = named('how it was reported; "(none)" where that is not told')
    which: Text | None = named(f"how it stands: {', '.join(STANDINGS)}")
    band: Text | None = named('an age band, such as "(1,3]"')
    untouched: Text | None = named(f"for how many days nothing was told of it: {', '.join(UNTOUCHED)}")

    def chosen(self) -> Chosen:
        """Raises BadRequest."""
        chosen = Chosen(**{field.name: getattr(self, field.name) or "" for field in fields(Chosen)})
        if chosen.unfit:
            raise BadRequest(_FIT[chosen.unfit], chosen.unfit)
        return chosen


def departments_file(reader: Reader, asked: DepartmentsFilter, allow: Callable[[], None], kind: str) -> Answer:
    """`kind`: csv or xlsx. Raises BadRequest."""
    site = one_site(asked.site, reader.settings)
    allow()
    at = instant(reader.full_snapshot(), reader.settings, site)
    rows = (_department(site, row) for row in departments_of(at, reader.owners(site, at.today)))
    return write(kind)(f"departments-{site}-{iso(at.now)[:19]}", DEPARTMENTS, rows)


def _department(site: str, row: DepartmentRow) -> tuple[Cell, ...]:
    kept = row.kept
    low, high = (None, None) if kept.interval is None else kept.interval
    ages = (None if age is None else round(age, 3) for age in (row.oldest, row.median))
    counts = row.late, row.soon, row.unassigned, row.emergencies, row.opened, row.finished, row.net
    return site, row.department, row.owner, row.open, *ages, *counts, kept.share, kept.n, low, high


def items_file(reader: Reader, asked: ItemsFilter, allow: Callable[[], None], kind: str) -> Answer:
    """The whole list, people by name only where the reader may name them. `kind`: csv or xlsx. Raises BadRequest."""
    site, chosen = one_site(asked.site, reader.settings), asked.chosen()
    if asked.department not in reader.departments():
        raise BadRequest(NO_DEPARTMENT, "department", 404)
    allow()
    items = reader.open_items(site, asked.department)
    if items is None:
        raise BadRequest(NO_DEPARTMENT, "department", 404)
    zone = reader.settings.zone(site)
    heads = (*zoned(ITEMS, zone), *(("assignee",) if reader.names else ()))
    rows = _items(chosen.of(items), reader, zone)
    return write(kind)(f"department-{asked.department}-{iso(items.at)[:19]}", heads, rows)


def _items(chosen: OpenItems, reader: Reader, zone: ZoneInfo) -> Iterator[Sequence[Cell]]:
    for item in worst_first(chosen):
        row = _item(item, chosen, reader, zone)
        yield (*row, item.assignee) if reader.names else row


def _item(item: OpenItem, among: OpenItems, reader: Reader, zone: ZoneInfo) -> tuple[Cell, ...]:
    return (
        item.source,
        item.ticket,
        reader.record_address(item.source, item.ticket),
        item.service_type,
        item.ward,
        item.channel,
        item.priority,
        item.state,
        time_cell(item.opened, zone),
        iso(item.opened),
        None if item.due == NEVER else time_cell(item.due, zone),
        round(item.age_days, 3),
        item.band,
        untouched_days(item, among.at),
        STANDINGS["late"](item, among.at),
        item.emergency,
        item.unassigned,
    )


def write(kind: str) -> Callable[..., Answer]:
    return xlsx_file if kind == "xlsx" else csv_file
