"""What single values cannot tell: names that lead nowhere, double promises, hours that overlap, boards that do not fit.

Every check takes the parts of the file that are right in themselves, so that one mistake does not hide another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wallboard.settings import (
    Alarm,
    Board,
    Dated,
    Department,
    Promise,
    Queue,
    Server,
    Settings,
    Site,
    SourceBase,
)
from wallboard.settings.checks.access import AccessParts, access_problems
from wallboard.settings.checks.part import (
    access_database_problems,
    alarm_problems,
    board_problems,
    hours_problems,
    ledger_problems,
    server_problems,
)
from wallboard.settings.checks.usable import table_in, usable, usable_in
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest


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
    access: AccessParts = field(default_factory=AccessParts)

    @classmethod
    def of(cls, data: Mapping[str, Any], sources: Mapping[str, SourceBase]) -> Parts:
        promises = data.get("promises")
        numbered = enumerate(promises) if isinstance(promises, list) else ()
        return cls(
            site_names=table_in(data, "sites"),
            queue_names=table_in(data, "queues"),
            department_names=table_in(data, "departments"),
            sites=usable_in(Site, data, "sites"),
            queues=usable_in(Queue, data, "queues"),
            departments=usable_in(Department, data, "departments"),
            boards=usable_in(Board, data, "boards"),
            sources=sources,
            promises={number: p for number, entry in numbered if (p := usable(Promise, entry)) is not None},
            server=usable(Server, data.get("server", {})),
            alarm=usable(Alarm, data.get("alarm", {})),
            ledger=data.get("ledger"),
            access=AccessParts.of(data),
        )


def problems(parts: Parts, tiles: Collection[str] | None = None) -> Iterator[Problem]:
    """Everything that is wrong between the parts. `tiles` are the tiles that this build has, where they are known."""
    yield from _sites(parts)
    yield from _names(parts)
    yield from _dates(parts)
    yield from _promises(parts)
    for name, board in parts.boards.items():
        yield from board_problems(("boards", name), board, tiles)
    yield from _opening_hours(parts)
    yield from _single(parts)
    yield from access_problems(parts.access, parts.site_names, parts.department_names)


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
        yield from _of_other_sites(("boards", name, "queues"), board, board.queues, parts.queues)
        yield from _of_other_sites(("boards", name, "departments"), board, board.departments, parts.departments)
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


def _of_other_sites(
    path: Path, board: Board, names: Collection[str], known: Mapping[str, Queue] | Mapping[str, Department]
) -> Iterator[Problem]:
    for name in names:
        site = known[name].site if name in known else ""
        if site and board.site and site != board.site:
            yield Problem(path, f'"{name}" belongs to site {site}, and this board shows {board.site}')


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


def _opening_hours(parts: Parts) -> Iterator[Problem]:
    calendars = [(("sites", name), site.hours) for name, site in parts.sites.items()]
    calendars += [(("departments", name), department.hours) for name, department in parts.departments.items()]
    for path, dated in calendars:
        for number, hours in enumerate(dated):
            yield from hours_problems((*path, "hours", number), hours)


def _single(parts: Parts) -> Iterator[Problem]:
    if isinstance(parts.ledger, str):
        yield from ledger_problems(parts.ledger)
    if parts.access.access is not None:
        ledger = parts.ledger if isinstance(parts.ledger, str) else str(Settings.model_fields["ledger"].default)
        yield from access_database_problems(parts.access.access.database, ledger)
    if parts.server is not None:
        yield from server_problems(parts.server)
    if parts.alarm is not None:
        yield from alarm_problems(parts.alarm)
    for name, source in parts.sources.items():
        if source.late_after_s is not None and source.late_after_s <= source.poll_every:
            yield Problem(
                ("sources", name, "late_after_s"),
                f"must be more than poll_every ({source.poll_every:g} s), or it is late all the time",
            )
