"""The newest requests of a server, for people who look whether they make sense."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from data_sources._georeport.answers import Told
from data_sources._georeport.asking import Asking
from data_sources._georeport.options import Options
from data_sources._georeport.requests import id_of, instants
from data_sources._georeport.walk import Server, Walk, ahead
from wallboard.model import DAY, MINUTE, Micros

_QUESTIONS_AT_MOST = 20
_SHARE_OF_DEADLINE = 0.5


def newest(asking: Asking, options: Options, zone: ZoneInfo, now: Micros, most: int) -> list[Told]:
    """`most` at most, the newest last: going back in time for as long as there is some left. Raises SourceError."""
    width = round(options.slice_days * DAY) - MINUTE
    first, high, server = now - options.first_days * DAY, ahead(now), Server()
    walk: Walk | None = Walk.over("requested", max(first, high - width), high, now, width)
    rows = dict[str, Told]()
    for _ in range(_QUESTIONS_AT_MOST):
        if walk is None or len(rows) >= most or asking.client.time_left_s() < options.deadline_s * _SHARE_OF_DEADLINE:
            break
        told = asking.page(walk, now).answered.rows
        ids = [id_of(row) for row in told]
        rows |= {id_of(row): row for row in told if id_of(row)}
        following = walk.after(ids, server, bool(options.page_size), True, width)
        server = server.after(walk.page, len(ids), walk.came_again(ids))
        if following is None and walk.start > first:
            low = max(first, walk.start - width)
            following = Walk.over("requested", low, walk.start, now, width)
        walk = following
    found = list(rows.values())
    order = sorted(zip(instants(found, "requested_datetime", zone), range(len(found)), strict=True))
    return [found[place] for _, place in order][-most:]
