"""The figures of now: every reading within the remit, and how the sources are."""

from __future__ import annotations

from dataclasses import replace
from typing import NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from layouts.api.request_models import LONGEST_NAME, ApiInput, BadRequest, Text
from wallboard.engine.reader import Reader
from wallboard.metrics import METRICS
from wallboard.model import Reading, Snapshot
from wallboard.settings.problems.wording import nearest, shown

_FILTERS = ("site", "queue", "department", "ward")


class SnapshotFilter(ApiInput):
    """Which readings. Each filter leaves those that are about exactly this; names that do not exist leave none."""

    site: Text | None = Field(None, min_length=1, max_length=LONGEST_NAME, description="a site's name in the settings")
    queue: Text | None = Field(None, min_length=1, max_length=LONGEST_NAME, description="a queue's own name")
    department: Text | None = Field(None, min_length=1, max_length=LONGEST_NAME, description="a department's own name")
    ward: Text | None = Field(None, min_length=1, max_length=LONGEST_NAME, description="a ward")
    metric: Text | None = Field(
        None, min_length=1, max_length=LONGEST_NAME, description="a metric's name, such as calls.waiting"
    )


class ReadingShape(TypedDict):
    metric: str
    scope: dict[str, str]
    window: str
    value: float | None
    unit: str
    n: int | None
    state: str
    basis: str
    as_of: str
    variant: NotRequired[str]
    since: NotRequired[str]


class HealthShape(TypedDict):
    source: str
    site: str
    carries: str
    state: str
    as_of: str | None
    since: str
    interval_s: float
    rows: int | None  # null where they tell of more than is within the remit
    set_aside: int | None
    lag_s: float | None
    catching_up: float | None
    message: str
    notice: str


class TroubleShape(TypedDict):
    part: str
    since: str
    message: str


class SnapshotShape(TypedDict):
    as_of: str
    known: str
    demo: bool
    scope: str  # what of the city its requests are, in words; empty for all of it
    readings: list[ReadingShape]
    health: list[HealthShape]
    troubles: list[TroubleShape]


def filtered(reader: Reader, asked: SnapshotFilter) -> Snapshot:
    """The reader's full snapshot, with the readings that were asked for. Raises BadRequest."""
    if asked.metric is not None and asked.metric not in METRICS:
        raise BadRequest(f"There is no metric {shown(asked.metric)}{nearest(asked.metric, METRICS)}.", "metric")
    snapshot = reader.full_snapshot()
    health = tuple(each for each in snapshot.health if asked.site in (None, each.site))
    chosen = {key: reading for key, reading in snapshot.readings.items() if _chosen(reading, asked)}
    return replace(snapshot, readings=chosen, health=health)


def _chosen(reading: Reading, asked: SnapshotFilter) -> bool:
    wanted = ((getattr(asked, name), getattr(reading.scope, name)) for name in _FILTERS)
    return asked.metric in (None, reading.metric) and all(want in (None, about) for want, about in wanted)
