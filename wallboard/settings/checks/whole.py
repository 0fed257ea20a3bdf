"""What single values cannot tell: names that lead nowhere, double promises, hours that overlap, boards that do not fit.

Every check takes the parts of the file that are right in themselves, so that one mistake does not hide another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wallboard.settings import (
    BUILT_IN_BOARDS,
    Alarm,
    AlertRule,
    Board,
    BuiltInAlerts,
    Channel,
    Dated,
    DeclaredFigure,
    Department,
    Mailing,
    Promise,
    Queue,
    Rotation,
    Server,
    ServiceType,
    Settings,
    Site,
    SourceBase,
)
from wallboard.settings.checks.access import UsableAccess, access_problems
from wallboard.settings.checks.alerts import Numbers, UsableAlerts, alert_problems
from wallboard.settings.checks.figures import ToldBySource, UsableFigures, figure_problems
from wallboard.settings.checks.part import (
    access_database_problems,
    alarm_problems,
    board_problems,
    hours_problems,
    ledger_problems,
    pause_problems,
    server_problems,
)
from wallboard.settings.checks.usable import table_in, usable, usable_in
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest


@dataclass(frozen=True, slots=True)
class UsableFile:
    """The parts of a file that are right in themselves, and the names that it gives, right or not."""

    site_names: Collection[str]
    queue_names: Collection[str]
    department_names: Collection[str]
    pause_names: Collection[str]
    sites: Mapping[str, Site]
    queues: Mapping[str, Queue]
    departments: Mapping[str, Department]
    boards: Mapping[str, Board]
    board_names: Collection[str]
    rotations: Mapping[str, Rotation]
    sources: Mapping[str, SourceBase]
    promises: Mapping[int, Promise] = field(default_factory=dict)
    service_types: Mapping[str, ServiceType] = field(default_factory=dict)
    server: Server | None = None
    alarm: Alarm | None = None
    ledger: Any = None
    access: UsableAccess = field(default_factory=UsableAccess)
    alerts: UsableAlerts = field(default_factory=UsableAlerts)
    figures: UsableFigures = field(default_factory=UsableFigures)

    @classmethod
    def of(
        cls, data: Mapping[str, Any], sources: Mapping[str, SourceBase], told: Mapping[str, ToldBySource] = {}
    ) -> UsableFile:
        """`told`: what those sources tell whose options are right."""
        promises = data.get("promises")
        numbered = enumerate(promises) if isinstance(promises, list) else ()
        return cls(
            site_names=table_in(data, "sites"),
            queue_names=table_in(data, "queues"),
            department_names=table_in(data, "departments"),
            pause_names=table_in(data, "pauses"),
            sites=usable_in(Site, data, "sites"),
            queues=usable_in(Queue, data, "queues"),
            departments=usable_in(Department, data, "departments"),
            boards=usable_in(Board, data, "boards"),
            board_names=table_in(data, "boards") or BUILT_IN_BOARDS,
            rotations=usable_in(Rotation, data, "rotations"),
            sources=sources,
            promises={number: p for number, entry in numbered if (p := usable(Promise, entry)) is not None},
            service_types=usable_in(ServiceType, data, "service_types"),
            server=usable(Server, data.get("server", {})),
            alarm=usable(Alarm, data.get("alarm", {})),
            ledger=data.get("ledger"),
            access=UsableAccess.of(data),
            alerts=UsableAlerts(
                rules=usable_in(AlertRule, data, "alerts"),
                built_in=usable(BuiltInAlerts, data.get("built_in_alerts", {})),
                channels=usable_in(Channel, data, "channels"),
                channel_names=table_in(data, "channels"),
                mailings=usable_in(Mailing, data, "mailings"),
            ),
            figures=UsableFigures(usable_in(DeclaredFigure, data, "figures"), table_in(data, "sources"), told),
        )


def problems(
    file: UsableFile, tiles: Collection[str] | None = None, numbers: Numbers | None = None
) -> Iterator[Problem]:
    """Everything that is wrong between the parts. `tiles` are the tiles that this build has, and `numbers` its metrics,
    where they are known."""
    yield from _sites(file)
    yield from _names(file)
    yield from _dates(file)
    yield from _promises(file)
    for name, board in file.boards.items():
        yield from board_problems(("boards", name), board, tiles)
    for name, rotation in file.rotations.items():
        yield from _rotation(file, ("rotations", name), rotation)
    yield from _opening_hours(file)
    yield from pause_problems(file.pause_names)
    yield from alert_problems(file.alerts, numbers)
    yield from figure_problems(file.figures, file.sources, next(iter(file.site_names), ""))
    yield from _single(file)
    yield from access_problems(file.access, file.site_names, file.department_names)


def _sites(file: UsableFile) -> Iterator[Problem]:
    if not file.site_names:
        return
    tables: dict[str, Mapping[str, Queue | Department | Board | Rotation | SourceBase | AlertRule | Mailing]] = {
        name: getattr(file, name) for name in ("queues", "departments", "boards", "rotations", "sources")
    }
    for table, entries in (*tables.items(), ("alerts", file.alerts.rules), ("mailings", file.alerts.mailings)):
        for name, entry in entries.items():
            if entry.site and entry.site not in file.site_names:
                yield Problem(
                    (table, name, "site"), f'"{entry.site}" is no site' + nearest(entry.site, file.site_names)
                )
            elif not entry.site and len(file.site_names) > 1:
                yield Problem((table, name), f"site is missing; there are several: {', '.join(file.site_names)}")


def _names(file: UsableFile) -> Iterator[Problem]:
    for name, board in file.boards.items():
        yield from _known(("boards", name, "queues"), board.queues, file.queue_names, "queue")
        yield from _known(("boards", name, "departments"), board.departments, file.department_names, "department")
        yield from _of_other_sites(("boards", name, "queues"), board, board.queues, file.queues)
        yield from _of_other_sites(("boards", name, "departments"), board, board.departments, file.departments)
    for name, rule in file.alerts.rules.items():
        yield from _known(("alerts", name, "queues"), rule.queues, file.queue_names, "queue")
        yield from _known(("alerts", name, "departments"), rule.departments, file.department_names, "department")
        yield from _of_other_sites(("alerts", name, "queues"), rule, rule.queues, file.queues)
        yield from _of_other_sites(("alerts", name, "departments"), rule, rule.departments, file.departments)
    for name, mailing in file.alerts.mailings.items():
        yield from _known(("mailings", name, "recipients"), mailing.recipients, file.department_names, "department")
        yield from _of_other_sites(("mailings", name, "recipients"), mailing, mailing.recipients, file.departments)
    for number, promise in file.promises.items():
        path = ("promises", number, "department")
        yield from _known(path, [promise.department] if promise.department else [], file.department_names, "department")


def _rotation(file: UsableFile, path: Path, rotation: Rotation) -> Iterator[Problem]:
    """Boards that there are, each once, all of its site; and a name that no board has."""
    names = [name for name, _ in rotation.boards]
    if len(names) < 2:
        yield Problem((*path, "boards"), 'needs two boards at least, such as [["wall", 30], ["far", 20]]')
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem((*path, "boards"), f'has "{name}" twice; give it more seconds instead')
    yield from _known((*path, "boards"), names, file.board_names, "board")
    first = next(iter(file.site_names), "")
    for name in names:
        site = (file.boards[name].site or first) if name in file.boards else ""
        if site and site != (rotation.site or first):
            yield Problem(
                (*path, "boards"), f'"{name}" is of site {site}, and this rotation of {rotation.site or first}'
            )
    if path[1] in file.board_names:
        yield Problem(
            path, "there is a board of this name; call the rotation otherwise, for both have an address by it"
        )


def _known(path: Path, names: Collection[str], known: Collection[str], what: str) -> Iterator[Problem]:
    """A file that declares none of them leaves the names to the source; one that declares some declares all it uses."""
    for name in names:
        if known and name not in known:
            yield Problem(path, f'"{name}" is no {what}' + nearest(name, known))


def _of_other_sites(
    path: Path,
    entry: Board | AlertRule | Mailing,
    names: Collection[str],
    known: Mapping[str, Queue] | Mapping[str, Department],
) -> Iterator[Problem]:
    what = (
        "board shows" if isinstance(entry, Board) else "mailing is of" if isinstance(entry, Mailing) else "alert is of"
    )
    for name in names:
        site = known[name].site if name in known else ""
        if site and entry.site and site != entry.site:
            yield Problem(path, f'"{name}" belongs to site {site}, and this {what} {entry.site}')


def _dates(file: UsableFile) -> Iterator[Problem]:
    for site, each in file.sites.items():
        yield from _once(("sites", site, "hours"), each.hours)
    for queue, one in file.queues.items():
        yield from _once(("queues", queue, "targets"), one.targets)
    for name, department in file.departments.items():
        yield from _once(("departments", name, "hours"), department.hours)
        yield from _once(("departments", name, "owners"), department.owners)
    for name, service_type in file.service_types.items():
        yield from _once(("service_types", name, "hours"), service_type.hours)
    for name, figure in file.figures.figures.items():
        yield from _once(("figures", name, "targets"), figure.targets)


def _once(path: Path, entries: tuple[Dated, ...]) -> Iterator[Problem]:
    seen = set()
    for number, entry in enumerate(entries):
        if entry.from_ in seen:
            twice = f"from {entry.from_} is there twice" if _is_dated(entry) else "is there twice without from"
            yield Problem((*path, number), f"{twice}; one entry for each day on which it changes")
        seen.add(entry.from_)


def _is_dated(entry: Dated) -> bool:
    return "from_" in entry.model_fields_set


def _promises(file: UsableFile) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], int] = {}
    for number, promise in file.promises.items():
        key = (promise.service_type, promise.department, promise.priority, promise.from_)
        if key in seen:
            since = f" from {promise.from_}" if _is_dated(promise) else ""
            yield Problem(
                ("promises", number),
                f'"{promise.service_type}" is promised twice{since} (first by promise {seen[key] + 1} of the file);'
                " keep one, or give it another department, priority or from",
            )
        seen.setdefault(key, number)
    in_business_time = {promise.service_type for promise in file.promises.values() if promise.business}
    for name, service_type in file.service_types.items():
        if service_type.hours and name not in in_business_time:
            yield Problem(
                ("service_types", name, "hours"),
                f'are of no promise: none of "{name}" has business = true' + nearest(name, in_business_time),
            )


def _opening_hours(file: UsableFile) -> Iterator[Problem]:
    calendars = [(("sites", name), site.hours) for name, site in file.sites.items()]
    calendars += [(("departments", name), department.hours) for name, department in file.departments.items()]
    calendars += [(("service_types", name), service_type.hours) for name, service_type in file.service_types.items()]
    for path, dated in calendars:
        for number, hours in enumerate(dated):
            yield from hours_problems((*path, "hours", number), hours)


def _single(file: UsableFile) -> Iterator[Problem]:
    if isinstance(file.ledger, str):
        yield from ledger_problems(file.ledger)
    if file.access.settings is not None:
        ledger = file.ledger if isinstance(file.ledger, str) else str(Settings.model_fields["ledger"].default)
        yield from access_database_problems(file.access.settings.database, ledger)
    if file.server is not None:
        yield from server_problems(file.server)
    if file.alarm is not None:
        yield from alarm_problems(file.alarm)
    for name, source in file.sources.items():
        if source.late_after_s is not None and source.late_after_s <= source.poll_every:
            yield Problem(
                ("sources", name, "late_after_s"),
                f"must be more than poll_every ({source.poll_every:g} s), or it is late all the time",
            )
