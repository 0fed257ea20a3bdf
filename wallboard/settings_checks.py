"""What single values cannot tell: names that lead nowhere, double promises, hours that overlap, boards that do not fit.

Every check takes the parts of the file that are right in themselves, so that one mistake does not hide another.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from wallboard.settings import (
    WEEKDAYS,
    Alarm,
    Board,
    Dated,
    Department,
    Hours,
    Promise,
    Queue,
    Server,
    Site,
    SourceBase,
)
from wallboard.settings_errors import Problem, nearest
from wallboard.settings_places import Path

M = TypeVar("M", bound=BaseModel)

LEDGER_DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")


def usable(model: type[M], data: Any) -> M | None:
    """The part as a model; keys that are wrong are left out, and told elsewhere. None when it cannot be."""
    try:
        return model.model_validate(data)
    except ValidationError as errors:
        if not isinstance(data, Mapping):
            return None
        wrong = {error["loc"][0] for error in errors.errors(include_url=False) if error["loc"]}
    try:
        return model.model_validate({key: value for key, value in data.items() if key not in wrong})
    except ValidationError:
        return None


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def _usable(model: type[M], data: Mapping[str, Any], name: str) -> dict[str, M]:
    parts = ((key, usable(model, value)) for key, value in _table(data, name).items())
    return {key: part for key, part in parts if part is not None}


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a file that are right in themselves, and the names that it gives, right or not."""

    site_names: Collection[str]
    queue_names: Collection[str]
    department_names: Collection[str]
    sites: Mapping[str, Site]
    queues: Mapping[str, Queue]
    departments: Mapping[str, Department]
    boards: Mapping[str, Board]
    sources: Mapping[str, SourceBase]
    promises: Mapping[int, Promise] = field(default_factory=dict)
    server: Server | None = None
    alarm: Alarm | None = None
    ledger: Any = None

    @classmethod
    def of(cls, data: Mapping[str, Any], sources: Mapping[str, SourceBase]) -> Parts:
        promises = data.get("promises")
        numbered = enumerate(promises) if isinstance(promises, list) else ()
        return cls(
            site_names=_table(data, "sites"),
            queue_names=_table(data, "queues"),
            department_names=_table(data, "departments"),
            sites=_usable(Site, data, "sites"),
            queues=_usable(Queue, data, "queues"),
            departments=_usable(Department, data, "departments"),
            boards=_usable(Board, data, "boards"),
            sources=sources,
            promises={number: p for number, entry in numbered if (p := usable(Promise, entry)) is not None},
            server=usable(Server, data.get("server", {})),
            alarm=usable(Alarm, data.get("alarm", {})),
            ledger=data.get("ledger"),
        )


def problems(parts: Parts, tiles: Collection[str] | None = None) -> Iterator[Problem]:
    """Everything that is wrong between the parts. `tiles` are the tiles that this build has, where they are known."""
    yield from _sites(parts)
    yield from _names(parts)
    yield from _dates(parts)
    yield from _promises(parts)
    for name, board in parts.boards.items():
        yield from _board(("boards", name), board, tiles)
    yield from _opening_hours(parts)
    yield from _single(parts)


def _sites(parts: Parts) -> Iterator[Problem]:
    if not parts.site_names:
        return
    for table in ("queues", "departments", "boards", "sources"):
        entries: Mapping[str, Queue | Department | Board | SourceBase] = getattr(parts, table)
        for name, entry in entries.items():
            if entry.site and entry.site not in parts.site_names:
                yield Problem(
                    (table, name, "site"), f'"{entry.site}" is no site' + nearest(entry.site, parts.site_names)
                )
            elif not entry.site and len(parts.site_names) > 1:
                yield Problem((table, name), f"site is missing; there are several: {', '.join(parts.site_names)}")


def _names(parts: Parts) -> Iterator[Problem]:
    for name, board in parts.boards.items():
        yield from _known(("boards", name, "queues"), board.queues, parts.queue_names, "queue")
        yield from _known(("boards", name, "departments"), board.departments, parts.department_names, "department")
    for number, promise in parts.promises.items():
        path = ("promises", number, "department")
        yield from _known(
            path, [promise.department] if promise.department else [], parts.department_names, "department"
        )


def _known(path: Path, names: Collection[str], known: Collection[str], what: str) -> Iterator[Problem]:
    """A file that declares none of them leaves the names to the source; one that declares some declares all it uses."""
    for name in names:
        if known and name not in known:
            yield Problem(path, f'"{name}" is no {what}' + nearest(name, known))


def _dates(parts: Parts) -> Iterator[Problem]:
    for site, each in parts.sites.items():
        yield from _once(("sites", site, "hours"), each.hours)
    for queue, one in parts.queues.items():
        yield from _once(("queues", queue, "targets"), one.targets)
    for name, department in parts.departments.items():
        yield from _once(("departments", name, "hours"), department.hours)
        yield from _once(("departments", name, "owners"), department.owners)


def _once(path: Path, entries: tuple[Dated, ...]) -> Iterator[Problem]:
    seen = set()
    for number, entry in enumerate(entries):
        if entry.from_ in seen:
            yield Problem(
                (*path, number), f"from {entry.from_} is there twice; one entry for each day on which it changes"
            )
        seen.add(entry.from_)


def _promises(parts: Parts) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], int] = {}
    for number, promise in parts.promises.items():
        key = (promise.service_type, promise.department, promise.priority, promise.from_)
        if key in seen:
            yield Problem(
                ("promises", number),
                f'"{promise.service_type}" is promised twice from {promise.from_} (first by promise {seen[key] + 1} of the file);'
                " keep one, or give it another department, priority or from",
            )
        seen.setdefault(key, number)


def tile_name(entry: str) -> tuple[str, str]:
    """The tile and its width, as text, of "queues:2"."""
    name, _, width = entry.partition(":")
    return name, width or "1"


def _board(path: Path, board: Board, tiles: Collection[str] | None) -> Iterator[Problem]:
    if not board.rows:
        yield Problem((*path, "rows"), 'is empty; write rows of tiles such as [["speed_of_answer", "waiting_now"]]')
    for number, row in enumerate(board.rows):
        filled = 0
        for place, entry in enumerate(row):
            name, width = tile_name(entry)
            if tiles is not None and name not in tiles:
                yield Problem((*path, "rows", number, place), f'"{name}" is no tile' + nearest(name, tiles))
            if not (width.isascii() and width.isdigit() and 1 <= int(width[:3]) <= board.columns):
                yield Problem(
                    (*path, "rows", number, place),
                    f'"{entry}" is no width; write "{name}:1" to "{name}:{board.columns}"',
                )
                continue
            filled += int(width)
        if filled != board.columns:
            yield Problem(
                (*path, "rows", number),
                f"fills {filled} of the board's {board.columns} columns; widths in a row add up to all",
            )
    if board.heights and len(board.heights) != len(board.rows):
        yield Problem(
            (*path, "heights"), f"has {len(board.heights)} heights for {len(board.rows)} rows; write one for each"
        )
    if any(height <= 0 for height in board.heights):
        yield Problem((*path, "heights"), "must all be more than 0")


def _opening_hours(parts: Parts) -> Iterator[Problem]:
    calendars = [(("sites", name), site.hours) for name, site in parts.sites.items()]
    calendars += [(("departments", name), department.hours) for name, department in parts.departments.items()]
    for path, dated in calendars:
        for number, hours in enumerate(dated):
            yield from _hours((*path, "hours", number), hours)


def _hours(path: Path, hours: Hours) -> Iterator[Problem]:
    for weekday in WEEKDAYS:
        spans = sorted(getattr(hours, weekday))
        for start, end in spans:
            if end <= start:
                yield Problem(
                    (*path, weekday),
                    f"ends at {end:%H:%M}, not after its start at {start:%H:%M}; split hours over midnight in two days",
                )
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                yield Problem(
                    (*path, weekday), f"overlaps itself: open until {end:%H:%M}, and again from {start:%H:%M}"
                )
    if hours.holidays and not _has_holidays(hours.holidays):
        yield Problem(
            (*path, "holidays"),
            f'"{hours.holidays}" is not known; write a country such as "US", or one with its subdivision such as "US-IL"',
        )


def _has_holidays(code: str) -> bool:
    from holidays import list_supported_countries  # takes a while to load, and most files name none

    country, _, subdivision = code.partition("-")
    known = list_supported_countries(include_aliases=True)
    return country in known and (not subdivision or subdivision in known[country])


def _single(parts: Parts) -> Iterator[Problem]:
    if parts.ledger is not None:
        yield from _ledger(parts.ledger)
    if parts.server is not None and not _is_loopback(parts.server.host):
        yield Problem(
            ("server", "host"),
            f'"{parts.server.host}" can be reached from elsewhere; until sign-in is configured it must be 127.0.0.1, ::1 or localhost',
        )
    if parts.alarm is not None:
        yield from _alarm(parts.alarm)
    for name, source in parts.sources.items():
        if source.late_after_s is not None and source.late_after_s <= source.poll_every:
            yield Problem(
                ("sources", name, "late_after_s"),
                f"must be more than poll_every ({source.poll_every:g} s), or it is late all the time",
            )


def _alarm(alarm: Alarm) -> Iterator[Problem]:
    for watch, stage, right in (
        ("watch_over", "alarm_over", alarm.alarm_over >= alarm.watch_over),
        ("waiting_watch_over", "waiting_alarm_over", alarm.waiting_alarm_over >= alarm.waiting_watch_over),
        ("watch_under", "alarm_under", alarm.alarm_under <= alarm.watch_under),
    ):
        if not right:
            side = "below" if stage.endswith("over") else "above"
            yield Problem(("alarm", stage), f"is {side} {watch}: the alarm would come before the watch")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _ledger(address: Any) -> Iterator[Problem]:
    right = 'write "sqlite:///var/wallboard.db" or "postgresql+psycopg://user@host/database"'
    if not isinstance(address, str):
        return
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        yield Problem(("ledger",), f"is no address of a database; {right}")
        return
    if url.drivername not in LEDGER_DRIVERS:
        yield Problem(("ledger",), f'"{url.drivername}" keeps no ledger; {right}')
    elif not url.database or url.database == ":memory:":
        yield Problem(("ledger",), f"names no database to keep it in; {right}")
