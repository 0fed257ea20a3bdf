"""What could be wrong with a GeoReport server: a line each of `app.py check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from data_sources._georeport.answers import Told
from data_sources._georeport.asking import Asking, Refused
from data_sources._georeport.options import Options
from data_sources._georeport.requests import id_of, instants, text_of
from data_sources._georeport.walk import Walk, ahead
from wallboard.model import DAY, MINUTE, NO_INSTANT, Micros
from wallboard.source import Finding, SourceError

_NEEDED = ("service_request_id", "status", "requested_datetime")
_CLOCKS_AGREE_WITHIN = MINUTE
_SLACK = DAY


def findings(asking: Asking, options: Options, zone: ZoneInfo, now: Micros) -> list[Finding]:
    """Never raises; ends with what makes the rest unanswerable."""
    told: list[Finding] = []
    try:
        asking.client.begin(now)
        for finding in _findings(asking, options, zone, now):
            told.append(finding)  # one by one: those before the trouble are told
    except SourceError as error:
        told.append(Finding(False, "answers further questions" if told else "reachable", str(error)))
    return told


def _findings(asking: Asking, options: Options, zone: ZoneInfo, now: Micros) -> Iterator[Finding]:
    high = ahead(now)
    width = round(options.slice_days * DAY) - MINUTE
    walk = Walk.over("requested", high - width, high, now, width)
    reply = asking.page(walk, now)
    rows = reply.answered.rows
    yield Finding(True, "reachable", f"GeoReport in {reply.answered.form.upper()}, {len(rows):,} requests at once")
    yield _fields([{name: text_of(row.get(name)) for name in _NEEDED} for row in rows])
    yield _clock(reply.clock, now)
    if options.page_size:
        yield _first_page(rows, asking.page(walk, now, by_pages=False).answered.rows, options)
    yield _incremental(asking, options, zone, now)


def _fields(rows: list[dict[str, str]]) -> Finding:
    what = "requests have an id, a status and a time"
    if not rows:
        return Finding(True, what, "there is no request of late to judge by")
    missing = {name: sum(not row[name] for row in rows) for name in _NEEDED}
    worst = ", ".join(f"{count:,} of {len(rows):,} without {name}" for name, count in missing.items() if count)
    return Finding(all(count < len(rows) for count in missing.values()), what, worst)


def _first_page(paged: Sequence[Told], unpaged: Sequence[Told], options: Options) -> Finding:
    """Where pages are counted otherwise, the newest requests are on none that is asked for."""
    what = "its first page has the newest requests"
    first = {id_of(row) for row in paged}
    newest = {id_of(row) for row in unpaged[: max(1, len(paged))]}
    if first & newest or not newest:
        return Finding(True, what)
    other = 1 - options.first_page
    return Finding(
        False, what, f"page {options.first_page} has none of what it gives without pages; set first_page = {other}"
    )


def _clock(clock: Micros | None, now: Micros) -> Finding:
    what = "clock agrees with the server's"
    if clock is None:
        return Finding(True, what, "it tells no time of its own")
    behind = abs(now - clock) / 1_000_000
    if abs(now - clock) <= _CLOCKS_AGREE_WITHIN:
        return Finding(True, what, f"the server is {behind:.0f} s {'behind' if now > clock else 'ahead'}")
    return Finding(True, what, f"they are {behind:,.0f} s apart: the earlier one is gone by")


def _incremental(asking: Asking, options: Options, zone: ZoneInfo, now: Micros) -> Finding:
    """How changes are learned of; both ways are sound."""
    what = "how changes are found"
    slow = f"recent requests are read again every {options.round_every_s:,.0f} s, open ones by their ids"
    if not options.updated_after:
        return Finding(True, what, slow)
    since = now - DAY
    try:
        rows = asking.page(Walk.over("updated", since, ahead(now), now, 10 * DAY), now).answered.rows
    except Refused:
        return Finding(True, what, f"updated_after is refused: {slow}")
    updated = [at for at in instants([row for row in rows if id_of(row)], "updated_datetime", zone) if at != NO_INSTANT]
    if not rows:
        return Finding(True, what, "nothing was updated within a day to judge by")
    if updated and min(updated) >= since - _SLACK:
        return Finding(True, what, "updated_after is honoured")
    return Finding(True, what, f"updated_after is not honoured: {slow}")
