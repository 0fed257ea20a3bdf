"""What is wrong within one part of the file although each of its values is right: a board, opening hours, an address."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Collection, Iterable, Iterator
from datetime import time
from itertools import pairwise
from urllib.parse import urlsplit

from wallboard import public_holidays
from wallboard.database.address import NoAddress, parsed
from wallboard.settings import WEEKDAYS, Alarm, Board, Hours, Server, pause_key
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest

LEDGER_DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")


def tile_name(entry: str) -> tuple[str, str]:
    """The tile and its width, as text, of "queues:2"."""
    name, _, width = entry.partition(":")
    return name, width or "1"


def board_problems(path: Path, board: Board, tiles: Collection[str] | None) -> Iterator[Problem]:
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


def pause_problems(reasons: Collection[str]) -> Iterator[Problem]:
    """Reasons are the same to us whichever way their letters are written: two of one would both be right."""
    known: dict[str, str] = {}
    for reason in reasons:
        first = known.setdefault(pause_key(reason), reason)
        if first != reason:
            yield Problem(("pauses", reason), f'is the same reason as "{first}"; keep one of them')


def hours_problems(path: Path, hours: Hours) -> Iterator[Problem]:
    for weekday in WEEKDAYS:
        yield from _spans_problems((*path, weekday), getattr(hours, weekday))
    for day, spans in hours.special_days:
        yield from _spans_problems((*path, "special_days", f"{day}"), spans)
        if day in hours.closed_days:
            yield Problem((*path, "special_days", f"{day}"), "is one of closed_days too; keep one of them")
    if hours.holidays and not public_holidays.are_known(hours.holidays):
        yield Problem((*path, "holidays"), f'"{hours.holidays}" is not known' + _right_holidays(hours.holidays))


def _right_holidays(place: str) -> str:
    country, _, subdivision = place.partition("-")
    parts = public_holidays.subdivisions(country)
    if parts is None:
        return '; write a country such as "US", or one with its subdivision such as "US-IL"'
    return f': {country} has no subdivision "{subdivision}"' + (nearest(subdivision, parts) or f'; write "{country}"')


def _spans_problems(path: Path, spans: Iterable[tuple[time, time]]) -> Iterator[Problem]:
    in_order = sorted(spans)
    for start, end in in_order:
        if end <= start:
            yield Problem(
                path,
                f"ends at {end:%H:%M}, not after its start at {start:%H:%M}; split hours over midnight in two days",
            )
    for (_, end), (start, _) in pairwise(in_order):
        if start < end:
            yield Problem(path, f"overlaps itself: open until {end:%H:%M}, and again from {start:%H:%M}")


def alarm_problems(alarm: Alarm) -> Iterator[Problem]:
    for watch, stage, right in (
        ("watch_over", "alarm_over", alarm.alarm_over >= alarm.watch_over),
        ("waiting_watch_over", "waiting_alarm_over", alarm.waiting_alarm_over >= alarm.waiting_watch_over),
        ("watch_under", "alarm_under", alarm.alarm_under <= alarm.watch_under),
    ):
        if not right:
            side = "below" if stage.endswith("over") else "above"
            yield Problem(("alarm", stage), f"is {side} {watch}: the alarm would come before the watch")


def server_problems(server: Server) -> Iterator[Problem]:
    if bool(server.certificate) != bool(server.certificate_key):
        missing = "certificate_key" if server.certificate else "certificate"
        yield Problem(("server", missing), "is missing; a certificate and its key go together")
    if server.address and (problem := _address_problem(server.address)):
        yield Problem(("server", "address"), f'"{server.address}" {problem}; write one like "https://wall.example.gov"')
    if is_loopback(server.host) and not server.proxies:
        return
    if not server.address:
        yield Problem(
            ("server", "address"), "is missing; say how browsers reach the wall, such as https://wall.example.gov"
        )
    if not server.certificate and not server.proxies:
        yield Problem(
            ("server", "host"),
            f'"{server.host}" can be reached from elsewhere, which needs certificate and certificate_key, or proxies',
        )


def _address_problem(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return "is no address"
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        return "must begin with https://"
    if not named or parts.username is not None or parts.path not in ("", "/") or parts.query or parts.fragment:
        return "must be a name and perhaps a port, nothing else"
    return None


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def ledger_problems(address: str) -> Iterator[Problem]:
    yield from _database_problems(("ledger",), address, "keeps no ledger", "wallboard")


def access_database_problems(address: str, ledger: str) -> Iterator[Problem]:
    """An SQLite file of both would put everybody's secrets into the plain backup of the ledger."""
    problems = list(_database_problems(("access", "database"), address, "keeps no people and screens", "access"))
    yield from problems
    if not problems and (file := _file(address)) and file == _file(ledger):
        yield Problem(
            ("access", "database"),
            "is the ledger's own file, so that every backup of the ledger would hold people and screens; write "
            '"sqlite:///var/access.db"',
        )


def _database_problems(path: Path, address: str, wrong_kind: str, example: str) -> Iterator[Problem]:
    right = f'write "sqlite:///var/{example}.db" or "postgresql+psycopg://user@host/database"'
    try:
        url = parsed(address)
    except NoAddress as error:
        yield Problem(path, f"{error}; {right}")
        return
    if url.drivername not in LEDGER_DRIVERS:
        yield Problem(path, f'"{url.drivername}" {wrong_kind}; {right}')
    elif not url.database or url.database == ":memory:":
        yield Problem(path, f"names no database to keep it in; {right}")


def _file(address: str) -> str | None:
    """The file of an SQLite address, without its detours."""
    try:
        url = parsed(address)
    except NoAddress:
        return None
    return os.path.realpath(url.database) if url.get_backend_name() == "sqlite" and url.database else None
