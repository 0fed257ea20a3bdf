"""The callers of the live page who wait: a row each, which counts in the browser from the instant at which they entered."""

from __future__ import annotations

from collections.abc import Iterable

from layouts.page.figures import visit_address
from layouts.page.live_grid import GridColumn
from layouts.pages.live.queues import key
from layouts.pages.live.sites import SiteFloor
from wallboard.languages import _
from wallboard.model.floor import CallerNow

ID = "callers"


def columns() -> list[GridColumn]:
    return [
        GridColumn("queue", _("Queue"), _("In which they wait"), "text", 150),
        GridColumn("position", _("Place"), _("1 is whoever has waited longest in the queue"), "number", 76),
        GridColumn("since", _("Wait"), _("Since they entered the queue"), "since", 88, opens=":visit"),
        GridColumn("hour", _("In 1 h"), _("How often they had called in the hour before, where callers are recognised"), "number", 76),
        GridColumn("day", _("In 24 h"), _("How often they had called in the day before, where callers are recognised"), "number", 82),
    ]  # fmt: skip


def rows(floors: Iterable[SiteFloor]) -> dict[str, dict[str, object]]:
    return {_key(caller): _row(floor, caller) for floor in floors for caller in floor.callers}


def _key(caller: CallerNow) -> str:
    return "/".join((caller.site, *map(str, caller.key)))


def _row(floor: SiteFloor, caller: CallerNow) -> dict[str, object]:
    at, before = floor.at, caller.called_before
    return {
        "queue": at.queue_label(caller.queue),
        "in": [key(at, caller.queue)],
        "position": caller.position,
        "since": caller.entered // 1000,
        "hour": None if before is None else before.hour,
        "day": None if before is None else before.day,
        "site_key": at.site,
        "visit": visit_address(caller.key),
    }
